// Replaces one file that somebody else reads at any moment: written under another name beside it, then renamed, so that no half of it is ever
// seen. Links are not followed where the checked out files could have laid them.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isWithin, realPath } from './work-tree.ts';
import { leadsElsewhere } from './write-report.ts';

/** Whoever collects the file runs as another user. */
const MODE = 0o644;
const MOST_BYTES = 4 * 1024 ** 2;

/** Tells whether a path is a folder or lies below it, behind whatever links; both start at `cwd`. */
export function liesBelow(cwd: string, folder: string, path: string): boolean {
  return isWithin(realPath(resolve(cwd, folder)), realPath(resolve(cwd, path)));
}

/** Puts the text there; what keeps it from being put there otherwise, as a sentence. */
export function replaceFile(path: string, text: string): string | undefined {
  if (leadsElsewhere(path)) return `${path} is a link, or lies behind one that leads out of the working folder`;
  if (isSpecial(path)) return `${path} cannot be written: it is no regular file`;
  const temporary = join(dirname(resolve(path)), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  let isThere = false;
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const descriptor = openSync(temporary, flags, MODE);
    isThere = true;
    try {
      writeFileSync(descriptor, text);
      fchmodSync(descriptor, MODE);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    return undefined;
  } catch (error) {
    if (isThere) removeIfThere(temporary);
    const cause = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return `${path} cannot be written: ${cause}`;
  }
}

/** A folder, a device and the like, also behind a link: putting a file in its place would take it from everybody. */
function isSpecial(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  } catch {
    // What cannot be looked at cannot be written either, and that is told.
    return false;
  }
}

/** The text of a regular file of a moderate size; undefined where there is none. */
export function readModestFile(path: string): string | undefined {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(descriptor);
      return stats.isFile() && stats.size <= MOST_BYTES ? readFileSync(descriptor, 'utf8') : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, or stays: what went wrong before is what is told.
  }
}
