// The pages that screenshots.mjs and page-bench.mjs look at.
import { toHtml } from '../src/report/index.ts';
import { STATES } from '../test/support/many-previews.ts';

/** The names of the states. */
export const NAMES: readonly string[] = Object.keys(STATES);

/** The page of one of them. */
export function pageOf(name: string): string {
  const make = STATES[name];
  if (!make) throw new Error(`no such state: ${name}`);
  return toHtml(make());
}
