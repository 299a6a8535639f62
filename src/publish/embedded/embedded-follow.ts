// Brings HEAD, index and work tree to a commit that a remote took, without a git program. Filters and line ends of .gitattributes are not
// applied: a file that they changed counts as edited, and stays.
import { chmodSync, existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommitTrouble, UNFINISHED } from '../commit-checks.ts';
import { comparePaths, type ComparedPath } from './compare-paths.ts';
import { workTreeOf } from './embedded-status.ts';
import { contains, openStore, readStoredHead, treeOf, type EmbeddedGit } from './embedded-store.ts';
import { fitting, isSameFile, pathsLeft, planFollow, type FollowedPath, type FollowStep } from '../follow-plan.ts';
import { isSet, readGitConfig } from './git-config.ts';
import { makeEntry, NO_STATS } from './git-index.ts';
import { pathTrouble } from '../git-names.ts';
import { lockIndex, type LockedIndex } from './index-lock.ts';
import { filesOfTree, treeReader, type ObjectStore } from './isomorphic-trees.ts';
import type { Head } from '../repository-port.ts';

interface Following {
  readonly embedded: EmbeddedGit;
  readonly store: ObjectStore;
  readonly head: Head;
  readonly commit: string;
  readonly locked: LockedIndex;
}

/**
 * The paths that are not as the commit has them afterwards, sorted by code unit.
 *
 * Errors  throws CommitTrouble with nothing changed: HEAD has commits that it lacks, something is under way, the index is locked.
 */
export async function embeddedFollow(
  embedded: EmbeddedGit,
  commit: string,
  branch: string,
): Promise<readonly string[]> {
  const store = await openStore(embedded);
  const head = await readStoredHead(store);
  if (head.branch !== undefined && head.branch !== `refs/heads/${branch}`) return [];
  if (head.commit !== undefined && (await contains(store, head.commit, commit))) return [];
  if (head.commit !== undefined && !(await contains(store, commit, head.commit))) {
    throw new CommitTrouble('it has commits of its own that were not pushed.');
  }
  const underWay = [...UNFINISHED.map(([file]) => file), 'REVERT_HEAD', 'rebase-merge', 'rebase-apply', 'BISECT_LOG'];
  if (underWay.some((file) => existsSync(join(embedded.gitFolder, file)))) {
    throw new CommitTrouble('something is under way in this repository; finish or abort it first.');
  }
  const locked = lockIndex(embedded.gitFolder);
  try {
    return await followLocked({ embedded, store, head, commit, locked });
  } finally {
    locked.release();
  }
}

async function followLocked(following: Following): Promise<readonly string[]> {
  const { embedded } = following;
  const paths = await changedPaths(following);
  for (const { path } of paths) {
    const trouble = pathTrouble(path);
    if (trouble !== undefined) throw new CommitTrouble(`the path ${JSON.stringify(path)} ${trouble}.`);
  }
  const steps = planFollow(embedded.root, paths, isPlain);
  // A reference that somebody else holds is found before a file is touched.
  const reference = join(embedded.gitFolder, `${following.head.branch ?? 'HEAD'}.lock`);
  if (existsSync(reference))
    throw new CommitTrouble('another Git process holds the branch; run again when it is done.');
  await moveFiles(following, paths, steps);
  await moveHead(following);
  await settleIndex(following, paths, steps);
  return pathsLeft(embedded.root, paths, workTreeOf(embedded));
}

async function changedPaths({ embedded, store, head, commit }: Following): Promise<readonly FollowedPath[]> {
  const old = await filesOfTree(store, head.commit === undefined ? undefined : await treeOf(store, head.commit));
  const next = await filesOfTree(store, await treeOf(store, commit));
  const tree = workTreeOf(embedded);
  const all = [...new Set([...old.keys(), ...next.keys()])];
  const changed = all.filter((path) => !isSameFile(old.get(path), next.get(path)));
  return changed.map((path) => ({
    path,
    old: old.get(path),
    new: next.get(path),
    staged: tree.staged(path),
    dirty: tree.isDirty(path),
  }));
}

/** Links and submodules are neither written nor taken away here: they stay as they are, and are told. */
function isPlain({ old, new: next }: FollowedPath): boolean {
  return [old, next].every((file) => file === undefined || file.mode.startsWith('100'));
}

async function moveFiles(
  { embedded: { root }, store: { git, at } }: Following,
  paths: readonly FollowedPath[],
  steps: ReadonlyMap<string, FollowStep>,
): Promise<void> {
  const moving = paths.filter(({ path }) => steps.get(path) === 'move');
  for (const { path } of moving.filter((one) => !one.new)) {
    rmSync(join(root, path), { force: true });
    removeEmpty(root, dirname(path));
  }
  for (const { path, new: next } of moving) {
    if (!next) continue;
    const { blob } = await git.readBlob({ ...at, oid: next.id });
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    // Never through a link that was laid there meanwhile.
    writeFileSync(file, blob, { flag: 'wx' });
    chmodSync(file, next.mode === '100755' ? 0o755 : 0o644);
  }
}

/** Folders that hold nothing any more go, as they do in Git. */
function removeEmpty(root: string, folder: string): void {
  for (let at = folder; at !== '.'; at = dirname(at)) {
    try {
      rmdirSync(join(root, at));
    } catch {
      // It holds something, or is gone already.
      return;
    }
  }
}

async function moveHead({ store, head, commit }: Following): Promise<void> {
  const now = await readStoredHead(store);
  if (now.commit !== head.commit || now.branch !== head.branch) throw new CommitTrouble('HEAD moved meanwhile.');
  await store.git.writeRef({ ...store.at, ref: head.branch ?? 'HEAD', value: commit, force: true });
}

/** The index has what HEAD has also where the work tree stays: then the difference shows as an edit, not as a staged step back. */
async function settleIndex(
  { embedded, store, commit, locked }: Following,
  paths: readonly FollowedPath[],
  steps: ReadonlyMap<string, FollowStep>,
): Promise<void> {
  const config = readGitConfig(embedded.gitFolder, embedded.env);
  const moved = paths.filter(({ path }) => steps.get(path) === 'move').map(({ path }) => path);
  const compared = await comparePaths(moved, {
    root: embedded.root,
    index: locked,
    inHead: treeReader(store, await treeOf(store, commit)),
    trustsModes: config.get('core.filemode') === undefined || isSet(config, 'core.filemode'),
  });
  const settled = paths.filter((one) => steps.get(one.path) === 'settle' && !isSameFile(one.staged, one.new));
  const changes = [...compared, ...settled.map(settledPath)];
  const gone = new Set(changes.filter(({ now }) => !now).map(({ path }) => path));
  const added = fitting(
    changes.filter(({ now }) => now),
    locked.byPath.keys(),
    gone,
  );
  locked.replace([...changes.filter(({ now }) => !now), ...added]);
}

/** The entry of a file that the work tree has otherwise. */
function settledPath({ path, new: next }: FollowedPath): ComparedPath {
  const rest = { path, changed: false, stale: true, known: true };
  if (!next) return { ...rest, now: undefined };
  const mode = Number.parseInt(next.mode, 8);
  return { ...rest, now: { id: next.id, mode, entry: makeEntry(path, next.id, mode, NO_STATS) } };
}
