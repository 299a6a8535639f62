// Writes one file that the user named for a report, and nothing else. A folder that is not there is not made, and no link is followed that
// whoever wrote the checked out files may have laid there.
import { lstatSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';

/** Writes the text; what keeps it from being written otherwise. *Errors* publish/failed. */
export function writeReportFile(path: string, text: string): readonly Diagnostic[] {
  if (leadsElsewhere(path)) {
    const message = `${path} is a link, or lies behind one that leads out of the working folder: it is not written`;
    return [{ code: 'publish/failed', severity: 'error', message, help: 'Name the file that it leads to.', about: {} }];
  }
  try {
    writeFileSync(path, text);
    return [];
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = `${path} cannot be written: ${cause}`;
    return [
      { code: 'publish/failed', severity: 'error', message, help: 'Name a file in a folder that is there.', about: {} },
    ];
  }
}

/** Tells whether a path below the working folder is a link or lies behind one that leads out. Links of the system, such as /dev/stdout, are none of anybody's files. */
export function leadsElsewhere(path: string): boolean {
  const full = resolve(path);
  const here = resolve('.');
  if (!isBelow(full, here)) return false;
  try {
    if (lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink() === true) return true;
    return !isBelow(`${realpathSync(dirname(full))}${sep}x`, realpathSync(here));
  } catch {
    return false;
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
