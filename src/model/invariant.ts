// The one way to throw on purpose: a condition that only a bug can break.

/** Throws when `condition` does not hold. The sentence says what was taken for granted. */
export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${sentence}`);
}
