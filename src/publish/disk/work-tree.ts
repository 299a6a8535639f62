// Where a path lies: the Git work tree around it, and what it really is behind links. Opening the repository belongs to repository.ts.
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The nearest folder at or above `path` that has a `.git` (folder or file); undefined where there is none. */
export function findWorkTree(path: string): string | undefined {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Tells whether there is anything at a path; a link that leads nowhere is something. */
export function isOnDisk(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A file where a folder would have to be.
    return false;
  }
}

/** `path` with all links resolved; the part that does not exist yet stays as it is. */
export function realPath(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    // Not there yet (or a link to nothing): its parent decides.
    return dirname(whole) === whole ? whole : join(realPath(dirname(whole)), relative(dirname(whole), whole));
  }
}

/** Tells whether `path` is `folder` or lies below it. Both are absolute. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** The same for paths inside a repository, with '/'; '' is its root. */
export function isWithinFolder(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** `path` relative to the work tree around `from`, or to `from` itself where there is none; with '/'. */
export function pathInWorkTree(from: string, path: string): string {
  const base = findWorkTree(from) ?? resolve(from);
  return relative(base, resolve(from, path)).split(sep).join('/');
}
