// A queue that gives the youngest commit first. Why commits are in it is for merge-base.ts.

interface Entry {
  readonly id: string;
  readonly time: number;
}

/** Ids of commits, youngest first; each is in it at most once. */
export class CommitQueue {
  readonly #heap: Entry[] = [];
  readonly #ids = new Set<string>();

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Adds a commit; nothing where it is in the queue. */
  add(id: string, time: number): void {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    const added: Entry = { id, time };
    let at = this.#heap.push(added) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !isBefore(added, parent)) break;
      this.#heap[at] = parent;
      at = above;
    }
    this.#heap[at] = added;
  }

  /** Takes the youngest one out; undefined where there is none. */
  take(): string | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return undefined;
    this.#ids.delete(first.id);
    if (last !== first) this.#sink(last);
    return first.id;
  }

  #sink(entry: Entry): void {
    let at = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * at + 1], this.#heap[2 * at + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, entry)) break;
      this.#heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    this.#heap[at] = entry;
  }
}

/** By id where the time is the same, so that the order hangs on nothing else. */
function isBefore(one: Entry, other: Entry): boolean {
  return one.time === other.time ? one.id < other.id : one.time > other.time;
}
