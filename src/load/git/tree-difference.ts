// Tells which files of two commits differ, from the ids of their trees alone: what both have alike is not looked into, and no content is read.
import type { TreeEntry } from 'isomorphic-git';
import type { Checked } from '../../model/diagnostic.ts';
import { compareText } from '../../model/resource.ts';
import { withObjects, type GitObjects, type GitReading } from './git-objects.ts';
import { checked, type GitRepository } from './git-repository.ts';

/** A small repository can hold a tree of any size, by naming the same folder again and again. */
const MOST_ENTRIES = 1_000_000;

/**
 * The paths of files, links and submodules that are not the same in two commits, given by full id.
 *
 * Order   by path, by code unit.
 * Errors  load/git-object, load/git-repository.
 */
export async function differingPaths(
  repository: GitRepository,
  one: string,
  other: string,
  reading: GitReading = {},
): Promise<Checked<readonly string[]>> {
  return await checked<readonly string[]>([], () =>
    withObjects(repository, reading, async (objects) => {
      const [first, second] = [await objects.commit(one), await objects.commit(other)];
      const walk: Walk = { objects, paths: [], entries: 0 };
      await compareFolders(walk, first.tree, second.tree, '');
      return { value: walk.paths.sort(compareText), diagnostics: [] };
    }),
  );
}

interface Walk {
  readonly objects: GitObjects;
  readonly paths: string[];
  entries: number;
}

/** Undefined: this side has no folder there. */
async function compareFolders(
  walk: Walk,
  one: string | undefined,
  other: string | undefined,
  folder: string,
): Promise<void> {
  if (one === other || walk.entries > MOST_ENTRIES) return;
  const [first, second] = [await entriesOf(walk, one), await entriesOf(walk, other)];
  for (const name of new Set([...first.keys(), ...second.keys()])) {
    await compareEntries(walk, first.get(name), second.get(name), folder === '' ? name : `${folder}/${name}`);
  }
}

async function compareEntries(
  walk: Walk,
  one: TreeEntry | undefined,
  other: TreeEntry | undefined,
  path: string,
): Promise<void> {
  if (one?.oid === other?.oid && one?.mode === other?.mode) return;
  const [folder, otherFolder] = [folderIn(one), folderIn(other)];
  const isLeaf = (one !== undefined && folder === undefined) || (other !== undefined && otherFolder === undefined);
  if (isLeaf) walk.paths.push(path);
  if (folder !== undefined || otherFolder !== undefined) await compareFolders(walk, folder, otherFolder, path);
}

function folderIn(entry: TreeEntry | undefined): string | undefined {
  return entry?.type === 'tree' ? entry.oid : undefined;
}

async function entriesOf(walk: Walk, folder: string | undefined): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = folder === undefined ? [] : await walk.objects.folder(folder);
  walk.entries += entries.length;
  return new Map(entries.map((entry) => [entry.path, entry]));
}
