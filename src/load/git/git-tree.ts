// Lists the files below a folder of a commit as directory.ts lists those of a folder on disk: the same endings, links and folders
// left out. Reading their bytes is for git.ts.
import type { TreeEntry } from 'isomorphic-git';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { GitObjects } from './git-objects.ts';
import { inputTrouble, unreadable } from '../read-file.ts';

/** What is looked for. */
export interface TreeOptions {
  /** How to name the folder to a person. */
  readonly shown: string;
  /** Endings of the files that are listed, with the dot. A path that is itself a file is listed whatever its ending. */
  readonly extensions: readonly string[];
}

/** A file of a commit. */
export interface GitFile {
  readonly path: string;
  readonly shown: string;
  readonly id: string;
}

/** What a path holds; nothing where it is not in the commit. */
export interface Listing {
  readonly found: boolean;
  readonly files: readonly GitFile[];
  readonly submodules: readonly GitSubmodule[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a folder holds of another repository. */
export interface GitSubmodule {
  /** Below the folder; '' where the folder itself is it. */
  readonly path: string;
  /** The commit of the other repository. */
  readonly commit: string;
}

type Found =
  | { readonly kind: 'folder' | 'file' | 'link' | 'submodule'; readonly real: string; readonly id: string }
  | { readonly kind: 'absent' | 'outside' | 'loop' };

type Reached = Exclude<Found, { readonly kind: 'absent' | 'outside' | 'loop' }>;

interface Link {
  readonly path: string;
  readonly real: string;
}

interface Walk {
  readonly objects: GitObjects;
  readonly tree: string;
  readonly root: string;
  readonly options: TreeOptions;
  /** Real paths of folders entered and files found: each is taken once. */
  readonly seen: Set<string>;
  readonly links: Link[];
  readonly files: GitFile[];
  readonly submodules: GitSubmodule[];
  readonly diagnostics: Diagnostic[];
}

const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);
const MOST_LINKS = 40;
/** A small repository can hold a tree of any size, by naming the same folder again and again. */
const MOST_ENTRIES = 1_000_000;

/** The files at `path` in a tree. *Errors* as readDirectory has them, and load/submodule (notice) for what is in another repository. */
export async function listTree(
  objects: GitObjects,
  tree: string,
  { path, ...options }: TreeOptions & { readonly path: string },
): Promise<Listing> {
  const reached = await follow(objects, tree, partsOf(path));
  if (!isReached(reached))
    return { found: false, files: [], submodules: [], diagnostics: troubleOf(reached.kind, options.shown) };
  const rest = { seen: new Set<string>(), links: [], files: [], submodules: [], diagnostics: [] };
  const walk: Walk = { objects, tree, root: reached.real, options, ...rest };
  if (reached.kind === 'file') {
    walk.files.push({ path: nameOf(path), shown: options.shown, id: reached.id });
  } else await take(walk, reached, '');
  // The list grows while it is walked: a folder behind a link may hold links itself.
  for (const link of walk.links) await followLink(walk, link);
  const { files, submodules, diagnostics } = walk;
  return { found: true, files, submodules, diagnostics };
}

/** The commit of another repository that a tree has at a path or above it; undefined where it has no submodule there. */
export async function submoduleIn(objects: GitObjects, tree: string, path: string): Promise<string | undefined> {
  const reached = await follow(objects, tree, partsOf(path));
  return reached.kind === 'submodule' ? reached.id : undefined;
}

async function take(walk: Walk, found: Reached, path: string): Promise<void> {
  if (found.kind === 'link') walk.links.push({ path, real: found.real });
  else if (found.kind === 'submodule') {
    walk.submodules.push({ path, commit: found.id });
    walk.diagnostics.push(submodule(shownPath(walk, path)));
  } else if (walk.seen.has(found.real)) return;
  else if (found.kind === 'folder') {
    if (!SKIPPED.has(nameOf(found.real))) await takeFolder(walk, found, path);
  } else if (walk.options.extensions.some((ending) => path.endsWith(ending))) {
    walk.seen.add(found.real);
    walk.files.push({ path, shown: shownPath(walk, path), id: found.id });
  }
}

async function takeFolder(walk: Walk, { real, id }: Reached, path: string): Promise<void> {
  walk.seen.add(real);
  for (const entry of await walk.objects.folder(id)) {
    if (walk.seen.size + walk.links.length > MOST_ENTRIES) {
      const message = `${walk.options.shown} has more than ${MOST_ENTRIES} files and folders.`;
      walk.diagnostics.push(inputTrouble('load/limit', walk.options.shown, message));
      return;
    }
    await take(walk, reachedBy(entry, joined(real, entry.path)), joined(path, entry.path));
  }
}

async function followLink(walk: Walk, link: Link): Promise<void> {
  const shown = shownPath(walk, link.path);
  const found = await follow(walk.objects, walk.tree, partsOf(link.real));
  if (!isReached(found)) {
    const trouble = found.kind === 'absent' ? [unreadable(shown, 'ENOENT')] : troubleOf(found.kind, shown);
    walk.diagnostics.push(...trouble);
  } else if (walk.root !== '' && found.real !== walk.root && !found.real.startsWith(`${walk.root}/`)) {
    walk.diagnostics.push(...troubleOf('outside', shown));
  } else await take(walk, found, link.path);
}

/** Where a path leads, links on the way and at its end followed, never out of the tree. */
async function follow(objects: GitObjects, tree: string, path: readonly string[]): Promise<Found> {
  let rest = [...path];
  let done: string[] = [];
  const folders: string[] = [tree];
  for (let links = 0; ;) {
    const [part, ...after] = rest;
    const folder = folders.at(-1) ?? tree;
    if (part === undefined) return { kind: 'folder', real: done.join('/'), id: folder };
    rest = after;
    if (part === '..') {
      if (done.length === 0) return { kind: 'outside' };
      done = done.slice(0, -1);
      folders.pop();
      continue;
    }
    const entry = (await objects.folder(folder)).find((one) => one.path === part);
    if (entry === undefined) return { kind: 'absent' };
    const found = reachedBy(entry, [...done, part].join('/'));
    if (found.kind === 'link') {
      const target = Buffer.from(await objects.blob(found.id)).toString('utf8');
      if (target.startsWith('/')) return { kind: 'outside' };
      if ((links += 1) > MOST_LINKS) return { kind: 'loop' };
      rest = [...partsOf(target), ...rest];
    } else if (found.kind === 'folder') {
      done = [...done, part];
      folders.push(found.id);
    } else return rest.length === 0 || found.kind === 'submodule' ? found : { kind: 'absent' };
  }
}

function reachedBy(entry: TreeEntry, real: string): Reached {
  const kind = entry.type === 'tree' ? 'folder' : entry.type === 'commit' ? 'submodule' : 'file';
  return { kind: entry.mode === '120000' ? 'link' : kind, real, id: entry.oid };
}

function isReached(found: Found): found is Reached {
  return 'id' in found;
}

function troubleOf(kind: 'absent' | 'outside' | 'loop', shown: string): readonly Diagnostic[] {
  if (kind === 'absent') return [];
  if (kind === 'loop') return [unreadable(shown, 'ELOOP')];
  return [inputTrouble('load/link-outside', shown, `${shown} is a link that leaves the input.`)];
}

function submodule(shown: string): Diagnostic {
  const message = `${shown} is a submodule: what it holds is in another repository and is not read.`;
  return { ...inputTrouble('load/submodule', shown, message), severity: 'notice' };
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function shownPath({ options: { shown } }: Walk, path: string): string {
  if (path === '') return shown;
  return shown.endsWith('/') || shown.endsWith(':') ? `${shown}${path}` : `${shown}/${path}`;
}
