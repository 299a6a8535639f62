// Keeps what a program says within bounds: the other side of a connection can have it say as much as it likes. Pure but for its own memory.

/** Bytes kept of the beginning, and again of the end. */
const HALF = 512 * 1024;

/** What was said. */
export interface BoundedWords {
  readonly add: (chunk: Buffer) => void;
  /** The beginning and the end, in whole lines where something between them was left out: a half one could be half of a credential. */
  readonly text: () => string;
}

/** Nothing was said yet. */
export function boundedWords(): BoundedWords {
  const [first, last]: [Buffer[], Buffer[]] = [[], []];
  const kept = { first: 0, last: 0, isAll: true };
  return {
    add: (chunk) => {
      if (kept.first < HALF) {
        first.push(chunk);
        kept.first += chunk.byteLength;
        return;
      }
      last.push(chunk);
      kept.last += chunk.byteLength;
      while (kept.last - (last[0]?.byteLength ?? 0) >= HALF) {
        kept.last -= last.shift()?.byteLength ?? 0;
        kept.isAll = false;
      }
    },
    text: () => {
      if (kept.isAll) return Buffer.concat([...first, ...last]).toString('utf8');
      const [begin, end] = [Buffer.concat(first), Buffer.concat(last)];
      const lines = [begin.subarray(0, begin.lastIndexOf('\n') + 1), end.subarray(end.indexOf('\n') + 1)];
      return Buffer.concat(lines).toString('utf8');
    },
  };
}
