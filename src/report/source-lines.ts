// The inputs that were fetched, for people.
import type { Paint } from './paint.ts';
import type { Report } from './report.ts';
import { shownText } from './shown-text.ts';
import type { TextOptions } from './text-options.ts';

/** A line for each, with the commit; nothing unless all is asked for. */
export function sourceLines({ sources = [] }: Report, { verbose }: TextOptions, paint: Paint): readonly string[] {
  if (!verbose) return [];
  return sources.map(({ input, commit }) => `fetched  ${paint('cyan', shownText(input))}  ${paint('dim', commit)}`);
}
