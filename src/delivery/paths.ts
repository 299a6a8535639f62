// Paths in a repository: relative to its root, with '/', '' for the root itself.

/** A path as people write it (`./output/`, `/output`, `a/../b`), starting at `from`; undefined where it leaves the repository. */
export function plainPath(written: string, from = ''): string | undefined {
  const parts: string[] = from === '' ? [] : from.split('/');
  for (const part of written.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Whether a path is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Whether one of the two lies in the other. */
export function overlaps(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

/** The folder of a file; '' for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** All folders around a path, the outermost first, the root included. */
export function foldersAround(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}

/** A path for people. */
export function shownPath(path: string): string {
  return path === '' ? '.' : path;
}
