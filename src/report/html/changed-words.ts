// Which words of a changed line are other words than before. A line that has hardly a word in common with the former one is
// left alone: everything tinted says nothing.

/** A stretch of a line. */
export interface Stretch {
  readonly text: string;
  readonly changed: boolean;
}

/** A mask or a mark, a word, blanks, or a single sign. */
const TOKENS = /‹[^‹›]*›|[\p{L}\p{N}_]+|\s+|./gu;
/** Pairs of tokens that are compared; beyond, everything between the common ends counts as changed. */
const MOST_PAIRS = 40_000;

/** Both lines in stretches; nothing where they have too little in common. */
export function changedWords(
  before: string,
  after: string,
): { readonly before: readonly Stretch[]; readonly after: readonly Stretch[] } | undefined {
  const [old, now] = [before.match(TOKENS) ?? [], after.match(TOKENS) ?? []];
  const kept = commonTokens(old, now);
  const common = kept.old.reduce((sum, at) => sum + wordLength(old[at]), 0);
  const longest = Math.max(wordLength(before), wordLength(after));
  if (common * 3 < longest) return undefined;
  return { before: stretches(old, new Set(kept.old)), after: stretches(now, new Set(kept.now)) };
}

/** Characters without blanks; a mask is one, however long what it says of what it hides. */
function wordLength(text = ''): number {
  return text.replace(/‹[^‹›]*›/g, '‹').replace(/\s/g, '').length;
}

interface Kept {
  readonly old: readonly number[];
  readonly now: readonly number[];
}

/** Places of tokens that both have, in the same order: common ends first, a longest common sequence between them. */
function commonTokens(old: readonly string[], now: readonly string[]): Kept {
  const least = Math.min(old.length, now.length);
  let start = 0;
  while (start < least && old[start] === now[start]) start++;
  let end = 0;
  while (end < least - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end++;
  const middle = longestCommon(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const heads = Array.from({ length: start }, (_, at) => at);
  const tails = (length: number): readonly number[] => Array.from({ length: end }, (_, at) => length - end + at);
  return {
    old: [...heads, ...middle.old.map((at) => at + start), ...tails(old.length)],
    now: [...heads, ...middle.now.map((at) => at + start), ...tails(now.length)],
  };
}

function longestCommon(old: readonly string[], now: readonly string[]): Kept {
  if (old.length * now.length > MOST_PAIRS) return { old: [], now: [] };
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        old[row] === now[column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  return walk(old, now, lengthAt);
}

function walk(old: readonly string[], now: readonly string[], lengthAt: (row: number, column: number) => number): Kept {
  const kept: { old: number[]; now: number[] } = { old: [], now: [] };
  let [row, column] = [0, 0];
  while (row < old.length && column < now.length) {
    if (old[row] === now[column]) {
      kept.old.push(row++);
      kept.now.push(column++);
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row++;
    else column++;
  }
  return kept;
}

function stretches(tokens: readonly string[], kept: ReadonlySet<number>): readonly Stretch[] {
  const found: { text: string; changed: boolean }[] = [];
  for (const [at, text] of tokens.entries()) {
    const changed = !kept.has(at);
    const last = found.at(-1);
    if (last?.changed === changed) last.text += text;
    else found.push({ text, changed });
  }
  return found;
}
