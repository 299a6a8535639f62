// Reads a folder (or one file, or standard input) of input into memory, within limits and never outside the root. What the bytes
// mean is left to the parsers; which folders are read, to the caller.
import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import { compareText } from '../model/resource.ts';
import type { TreeFile } from '../model/tree.ts';
import { codeOf, inputTrouble, readBounded, unreadable, type FileToRead, type ReadLimits } from './read-file.ts';

export { readStandardInput, type ReadLimits } from './read-file.ts';

/** How a folder is read. */
export interface DirectoryOptions {
  /** How to name the root to a person: what was given on the command line. */
  readonly shown: string;
  /** Endings of the files that are read, with the dot. A root that is itself a file is read whatever its ending. */
  readonly extensions: readonly string[];
  readonly limits?: ReadLimits;
  /** Whether a file or a link is looked at, by its path; without it all are. */
  readonly takes?: (path: string) => boolean;
  /** Called between opening and reading each file, by its path: lets a test change the file at that moment. */
  readonly opened?: (path: string) => void;
}

/** Folders that never hold input, whatever lies around them. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

interface Walk {
  readonly root: string;
  readonly options: DirectoryOptions;
  /** Real paths of folders entered, and of files found: each is taken once, which also ends loops. */
  readonly seen: Set<string>;
  readonly links: Found[];
  readonly files: FileToRead[];
  readonly diagnostics: Diagnostic[];
}

interface Found {
  /** Relative to the root, with '/'. */
  readonly path: string;
  readonly real: string;
}

/**
 * All regular files with one of the endings below `root`, or `root` itself where it is a file.
 *
 * Order   by path, by code unit.
 * Errors  load/missing-folder, load/unreadable (also for a file that changed while it was read, and a link that leads nowhere),
 *         load/link-outside, load/not-a-file, load/limit; everything else is still read.
 * Shape   links that stay inside are followed, and each real file is taken once: by its own path, or by the first link's
 *         where only a link has the right ending. Folders named .git and node_modules are skipped.
 */
export function readDirectory(
  root: string,
  options: DirectoryOptions,
): Checked<{ readonly files: readonly TreeFile[] }> {
  const walk: Walk = { root: '', options, seen: new Set(), links: [], files: [], diagnostics: [] };
  const entered = enterRoot(root, walk);
  if (entered) followLinks(entered);
  const read = readBounded(
    walk.files.toSorted((a, b) => compareText(a.path, b.path)),
    { ...(options.limits && { limits: options.limits }), ...(options.opened && { opened: options.opened }) },
  );
  return { value: { files: read.value }, diagnostics: [...walk.diagnostics, ...read.diagnostics] };
}

/** Lists the root; undefined where there is nothing to follow any more. */
function enterRoot(given: string, walk: Walk): Walk | undefined {
  const stats = attempt(() => ({ root: realpathSync(given), stats: statSync(given) }));
  if (!stats.ok) {
    walk.diagnostics.push(rootTrouble(walk, stats.code));
    return undefined;
  }
  const inside = { ...walk, root: stats.value.root };
  if (stats.value.stats.isDirectory()) listFolder(inside, inside.root, '');
  else if (stats.value.stats.isFile()) {
    walk.files.push({ path: basename(given), real: inside.root, shown: walk.options.shown });
  } else walk.diagnostics.push(notAFile(walk.options.shown));
  return inside;
}

function rootTrouble(walk: Walk, code: string): Diagnostic {
  const { shown } = walk.options;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return unreadable(shown, code);
  return { code: 'load/missing-folder', severity: 'error', message: `${shown} does not exist.`, about: {} };
}

/** Puts what a folder holds where it belongs: files and links on their lists, folders entered at once. */
function listFolder(walk: Walk, real: string, path: string): void {
  if (walk.seen.has(real)) return;
  walk.seen.add(real);
  const entries = attempt(() => readdirSync(real, { withFileTypes: true }));
  if (!entries.ok) {
    walk.diagnostics.push(unreadable(shownPath(walk, path), entries.code));
    return;
  }
  for (const entry of entries.value.sort((a, b) => compareText(a.name, b.name))) {
    const below = { path: path === '' ? entry.name : `${path}/${entry.name}`, real: join(real, entry.name) };
    takeEntry(walk, entry, below);
  }
}

function takeEntry(walk: Walk, entry: Dirent, found: Found): void {
  if (!entry.isDirectory() && walk.options.takes?.(found.path) === false) return;
  if (entry.isSymbolicLink()) walk.links.push(found);
  else takeReal(walk, entry, found);
}

function takeReal(walk: Walk, kind: Dirent | Stats, found: Found): void {
  if (kind.isDirectory()) {
    if (!SKIPPED.has(basename(found.real))) listFolder(walk, found.real, found.path);
  } else if (!kind.isFile()) {
    walk.diagnostics.push(notAFile(shownPath(walk, found.path)));
  } else if (hasEnding(walk, found.path) && !walk.seen.has(found.real)) {
    walk.seen.add(found.real);
    walk.files.push({ ...found, shown: shownPath(walk, found.path) });
  }
}

/** Follows links after everything real is known, so that a file is named by its own path where it has one. */
function followLinks(walk: Walk): void {
  // The list grows while it is walked: a folder behind a link may hold links itself.
  for (const link of walk.links) followLink(walk, link);
}

function followLink(walk: Walk, link: Found): void {
  const shown = shownPath(walk, link.path);
  const target = attempt(() => {
    const real = realpathSync(link.real);
    return { real, stats: statSync(real) };
  });
  if (!target.ok) {
    walk.diagnostics.push(unreadable(shown, target.code));
  } else if (!isInside(walk.root, target.value.real)) {
    walk.diagnostics.push(linkOutside(shown));
  } else {
    takeReal(walk, target.value.stats, { path: link.path, real: target.value.real });
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

function hasEnding(walk: Walk, path: string): boolean {
  return walk.options.extensions.some((ending) => path.endsWith(ending));
}

function shownPath(walk: Walk, path: string): string {
  const { shown } = walk.options;
  if (path === '') return shown;
  return shown.endsWith('/') ? `${shown}${path}` : `${shown}/${path}`;
}

function linkOutside(shown: string): Diagnostic {
  return inputTrouble('load/link-outside', shown, `${shown} is a link that leaves the input.`);
}

function notAFile(shown: string): Diagnostic {
  return inputTrouble('load/not-a-file', shown, `${shown} is neither a file nor a folder.`);
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };

function attempt<T>(action: () => T): Attempt<T> {
  try {
    return { ok: true, value: action() };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  }
}
