// Finds where two lines of history part. Only the graph is looked at; what commits hold and what they are called is for others.
import { CommitQueue } from './commit-queue.ts';
import type { GitCommit } from './object-forms.ts';

/** How commits are read. *Errors* it may throw; that passes through. */
export type ReadCommit = (id: string) => Promise<GitCommit>;

/** What two commits have in common. */
export interface CommonHistory {
  /**
   * Common ancestors that no other common ancestor descends from: none, one, or several where branches were merged crosswise.
   * *Order* by id.
   */
  readonly bases: readonly string[];
  /** The search came to a commit whose parents a shallow clone left out. */
  readonly isCut: boolean;
  /** Nothing that was left out can hold a better one: whatever ends at such a commit is below a common ancestor. */
  readonly isSure: boolean;
}

/** Reached from the one side, from the other, and as an ancestor of a common one. */
const ONE = 1;
const OTHER = 2;
const COMMON = ONE | OTHER;
const BELOW = 4;

/**
 * The best common ancestors of two commits; a commit is one of itself and of what descends from it.
 *
 * Source  the way of Git's own merge-base: commits are taken youngest first, and the search ends where everything left lies below a
 *         common ancestor. Dates decide how much is read, not what is found: a best one is never below another, so it is always
 *         reached; one that was taken for a best one because of wrong dates is dropped in a second search.
 */
export async function commonHistory(
  one: string,
  other: string,
  read: ReadCommit,
  shallow: ReadonlySet<string>,
): Promise<CommonHistory> {
  const graph = new Graph(read, shallow);
  const { found, isSure } = await paint(graph, one, [other]);
  const bases: string[] = [];
  for (const id of found) {
    const rest = found.filter((candidate) => candidate !== id);
    if (rest.length === 0 || !(await paint(graph, id, rest)).found.includes(id)) bases.push(id);
  }
  return { bases: bases.sort(), isCut: graph.cut.size > 0, isSure };
}

/** Common ancestors of `one` and any of `others`: all best ones, and perhaps some that only wrong dates let through. */
async function paint(
  graph: Graph,
  one: string,
  others: readonly string[],
): Promise<{ readonly found: readonly string[]; readonly isSure: boolean }> {
  const search = new Search(graph);
  await search.mark(one, ONE);
  for (const id of others) await search.mark(id, OTHER);
  const found = new Set<string>();
  for (let id = search.take(); id !== undefined; id = search.take()) {
    const marks = search.marksOf(id);
    if (marks === COMMON) found.add(id);
    const inherited = (marks & COMMON) === COMMON ? COMMON | BELOW : marks;
    for (const parent of await graph.parents(id)) await search.mark(parent, inherited);
  }
  const isCommon = (id: string): boolean => [0, COMMON].includes(search.marksOf(id) & COMMON);
  return {
    found: [...found].filter((id) => search.marksOf(id) === COMMON),
    isSure: [...graph.cut].every(isCommon),
  };
}

/** Which commits have been reached from where, and which of them are still to be looked at. */
class Search {
  readonly #graph: Graph;
  readonly #marks = new Map<string, number>();
  readonly #queue = new CommitQueue();
  /** Of those in the queue: how many do not lie below a common ancestor. */
  #open = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  marksOf(id: string): number {
    return this.#marks.get(id) ?? 0;
  }

  /** Adds marks to a commit; where they are new to it, it is looked at again. */
  async mark(id: string, added: number): Promise<void> {
    const before = this.marksOf(id);
    const marks = before | added;
    if (marks === before) return;
    const { time } = await this.#graph.commit(id);
    const wasOpen = this.#queue.has(id) && before < BELOW;
    this.#open += (marks < BELOW ? 1 : 0) - (wasOpen ? 1 : 0);
    this.#marks.set(id, marks);
    this.#queue.add(id, time);
  }

  /** The next commit to look at; undefined where everything left lies below a common ancestor. */
  take(): string | undefined {
    const id = this.#open === 0 ? undefined : this.#queue.take();
    if (id !== undefined && this.marksOf(id) < BELOW) this.#open -= 1;
    return id;
  }
}

/** The graph as far as it has been read. */
class Graph {
  readonly #read: ReadCommit;
  readonly #shallow: ReadonlySet<string>;
  readonly #commits = new Map<string, GitCommit>();
  /** Commits that were come to, and whose parents are not in the clone. */
  readonly cut = new Set<string>();

  constructor(read: ReadCommit, shallow: ReadonlySet<string>) {
    this.#read = read;
    this.#shallow = shallow;
  }

  async commit(id: string): Promise<GitCommit> {
    const known = this.#commits.get(id);
    if (known !== undefined) return known;
    const commit = await this.#read(id);
    this.#commits.set(id, commit);
    return commit;
  }

  /** Those that are in the clone. */
  async parents(id: string): Promise<readonly string[]> {
    const { parents } = await this.commit(id);
    if (parents.length === 0 || !this.#shallow.has(id)) return parents;
    this.cut.add(id);
    return [];
  }
}
