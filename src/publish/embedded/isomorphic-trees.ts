// Reads and builds Git trees with isomorphic-git, touching only the folders on the way to a changed path. Which paths change is found
// out by isomorphic.ts.
import type * as fsModule from 'node:fs';
import type { TreeEntry, TreeObject } from 'isomorphic-git';

/** The isomorphic-git package, loaded only when it is needed. */
export type Embedded = typeof import('isomorphic-git');

/** Objects of one repository; `cache` keeps what was read of packs. */
export interface ObjectStore {
  readonly git: Embedded;
  readonly at: { readonly fs: typeof fsModule; readonly dir: string; readonly gitdir: string; readonly cache: object };
}

/** A blob at a path; without `id` the path goes. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly id?: string;
}

/** What a tree has at a path. */
export interface TreeBlob {
  readonly mode: string;
  readonly id: string;
}

/** Looks paths up in one tree, reading each folder once. */
export function treeReader(store: ObjectStore, root: string | undefined) {
  const folders = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();
  const folder = (path: string): Promise<ReadonlyMap<string, TreeEntry>> => {
    const known = folders.get(path);
    if (known) return known;
    const reading = readFolder(path);
    folders.set(path, reading);
    return reading;
  };
  const readFolder = async (path: string): Promise<ReadonlyMap<string, TreeEntry>> => {
    const id = path === '' ? root : await childTree(path);
    return new Map(id === undefined ? [] : (await readTree(store, id)).map((entry) => [entry.path, entry]));
  };
  const childTree = async (path: string): Promise<string | undefined> => {
    const entry = (await folder(parentOf(path))).get(nameOf(path));
    return entry?.type === 'tree' ? entry.oid : undefined;
  };
  return async (path: string): Promise<TreeBlob | undefined> => {
    const entry = (await folder(parentOf(path))).get(nameOf(path));
    return entry?.type === 'blob' ? { mode: entry.mode, id: entry.oid } : undefined;
  };
}

/** Every file of a tree (links and submodules are files here), by path. */
export async function filesOfTree(
  store: ObjectStore,
  tree: string | undefined,
): Promise<ReadonlyMap<string, TreeBlob>> {
  const files = new Map<string, TreeBlob>();
  const walk = async (id: string, prefix: string): Promise<void> => {
    for (const entry of await readTree(store, id)) {
      const path = `${prefix}${entry.path}`;
      if (entry.type === 'tree') await walk(entry.oid, `${path}/`);
      else files.set(path, { mode: entry.mode, id: entry.oid });
    }
  };
  if (tree !== undefined) await walk(tree, '');
  return files;
}

/** The id of the tree that is `base` with the changes made; undefined where nothing is left in it. */
export async function changeTree(
  store: ObjectStore,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string | undefined> {
  const entries = new Map((base === undefined ? [] : await readTree(store, base)).map((entry) => [entry.path, entry]));
  const { here, below } = byFirstPart(changes);
  for (const change of here) {
    // A removal leaves alone a folder that has taken the file's place.
    if (change.id === undefined) removeBlob(entries, change.path);
    else entries.set(change.path, { mode: change.mode, path: change.path, oid: change.id, type: 'blob' });
  }
  for (const [name, inside] of below) {
    const before = entries.get(name);
    const additions = inside.some((change) => change.id !== undefined);
    if (before?.type !== 'tree' && !additions) continue;
    const id = await changeTree(store, before?.type === 'tree' ? before.oid : undefined, inside);
    if (id === undefined) entries.delete(name);
    else entries.set(name, { mode: '040000', path: name, oid: id, type: 'tree' });
  }
  return entries.size === 0 ? undefined : await store.git.writeTree({ ...store.at, tree: [...entries.values()] });
}

function removeBlob(entries: Map<string, TreeEntry>, name: string): void {
  if (entries.get(name)?.type !== 'tree') entries.delete(name);
}

function byFirstPart(changes: readonly TreeChange[]) {
  const here: TreeChange[] = [];
  const below = new Map<string, TreeChange[]>();
  for (const change of changes) {
    const slash = change.path.indexOf('/');
    if (slash < 0) {
      here.push(change);
      continue;
    }
    const name = change.path.slice(0, slash);
    const inside = below.get(name) ?? [];
    inside.push({ ...change, path: change.path.slice(slash + 1) });
    below.set(name, inside);
  }
  return { here, below };
}

async function readTree(store: ObjectStore, id: string): Promise<TreeObject> {
  return (await store.git.readTree({ ...store.at, oid: id })).tree;
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
