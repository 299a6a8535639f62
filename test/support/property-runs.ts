// How many cases a property tries and from which seed. PROPERTY_RUNS multiplies the number, PROPERTY_SEED draws other cases; a failure
// names seed and path, so that it can be drawn again.
import process from 'node:process';
import type { Parameters } from 'fast-check';

const FACTOR = Number(process.env['PROPERTY_RUNS'] ?? '1');
const SEED = Number(process.env['PROPERTY_SEED'] ?? '20260101');

/** Parameters of a property that by itself tries `runs` cases. */
export function runs<T>(count: number): Parameters<T> {
  return { numRuns: Math.max(1, Math.round(count * FACTOR)), seed: SEED };
}

/** The seed, for the name of a suite. */
export const SHOWN_SEED = `seed ${SEED}`;
