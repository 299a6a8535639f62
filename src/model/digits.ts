// Counts as every message and report writes them, in every language that a machine is set to.

/** `1,204` of 1204. */
export function digits(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
