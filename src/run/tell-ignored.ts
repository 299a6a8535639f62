// What is said of files that are committed although .gitignore names them: Git takes them when it is told to; whoever ignored them may not know.
import type { Diagnostic } from '../model/diagnostic.ts';

const SHOWN = 5;

/** A warning with the first of these paths; nothing where there are none. */
export function tellIgnored(paths: readonly string[]): readonly Diagnostic[] {
  if (paths.length === 0) return [];
  const shown = paths.slice(0, SHOWN).join(', ') + (paths.length > SHOWN ? ' …' : '');
  const message = `${paths.length} committed files are named in .gitignore: ${shown}`;
  return [{ code: 'publish/ignored', severity: 'warning', message, about: {} }];
}
