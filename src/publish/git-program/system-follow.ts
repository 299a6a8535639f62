// Brings HEAD, index and work tree to a commit that a remote took, with Git's plumbing: the two-tree merge that `git checkout` is made of, over
// a tree in which every file that stays is as it was. So Git itself checks again that it overwrites nothing, and runs no hooks of checking out.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../model/environment.ts';
import { CommitTrouble, UNFINISHED } from '../commit-checks.ts';
import {
  fitting,
  isSameFile,
  pathsLeft,
  planFollow,
  type FileAt,
  type FollowedPath,
  type FollowStep,
} from '../follow-plan.ts';
import { gitPath, readHead, refuseUnfinished } from './git-head.ts';
import { identityVariables, listSettings } from './git-settings.ts';
import { DEFAULT_AUTHOR, type Head } from '../repository-port.ts';
import { outputOf, zeroSeparated, type RunGit } from './run-git.ts';
import { indexedFiles } from './system-index.ts';
import { inTemporaryFolder } from '../disk/temporary-folder.ts';

interface Checkout {
  readonly root: string;
  readonly env: Environment;
  readonly run: RunGit;
}

// While one of these is under way HEAD is not where it will stay.
const UNDER_WAY = [
  ...UNFINISHED,
  ['REVERT_HEAD', 'a revert'],
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase'],
  ['BISECT_LOG', 'a bisection'],
] as const;

/**
 * The paths that are not as the commit has them afterwards, sorted by code unit.
 *
 * Errors  throws CommitTrouble with nothing changed: HEAD has commits that it lacks, something is under way, the index is locked.
 */
export async function followCommit(checkout: Checkout, commit: string, branch: string): Promise<readonly string[]> {
  const { run, root } = checkout;
  const head = await readHead(run);
  if (head.branch !== undefined && head.branch !== `refs/heads/${branch}`) return [];
  if (head.commit !== undefined && (await isAncestor(run, commit, head.commit))) return [];
  if (head.commit !== undefined && !(await isAncestor(run, head.commit, commit))) {
    throw new CommitTrouble('it has commits of its own that were not pushed.');
  }
  await refuseUnfinished(run, root, UNDER_WAY);
  await refuseLocked(checkout);
  await refresh(run);
  if ((await outputOf(run, { args: ['ls-files', '-u', '-z'] })) !== '')
    throw new CommitTrouble('files are in conflict.');
  const old = head.commit ?? (await outputOf(run, { args: ['mktree'] })).trim();
  const paths = await changedPaths(run, old, commit);
  const steps = planFollow(root, paths);
  await moveAll(checkout, { head, old, commit, paths, steps });
  await settleIndex(run, paths, steps);
  return await differing(checkout, paths);
}

/** Git says nothing of it where it is asked to be quiet. */
async function refuseLocked({ run, root }: Checkout): Promise<void> {
  const lock = await gitPath(run, root, 'index.lock');
  if (!existsSync(lock)) return;
  throw new CommitTrouble(`another Git process holds the index; run again when it is done (or remove ${lock}).`);
}

async function isAncestor(run: RunGit, old: string, commit: string): Promise<boolean> {
  const answer = await run({ args: ['merge-base', '--is-ancestor', old, commit] });
  if (answer.status > 1) throw new CommitTrouble(answer.errors.trim());
  return answer.status === 0;
}

/** Times of files in the index, so that what only looks changed does not count. */
async function refresh(run: RunGit): Promise<void> {
  await outputOf(run, { args: ['update-index', '-q', '--unmerged', '--refresh'] });
}

async function changedPaths(run: RunGit, old: string, commit: string): Promise<readonly FollowedPath[]> {
  const args = [
    'diff-tree',
    '-r',
    '--raw',
    '-z',
    '--no-renames',
    '--no-abbrev',
    '--ignore-submodules=none',
    old,
    commit,
  ];
  const parts = zeroSeparated(await outputOf(run, { args }));
  const [staged, dirty] = [await indexedFiles(run), await dirtyPaths(run)];
  const paths: FollowedPath[] = [];
  // Pairs of `:oldmode newmode oldid newid STATUS` and path.
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [oldMode = '', newMode = '', oldId = '', newId = ''] = (parts[at] ?? '').slice(1).split(' ');
    const path = parts[at + 1] ?? '';
    paths.push({
      path,
      old: fileOf(oldMode, oldId),
      new: fileOf(newMode, newId),
      staged: staged.get(path),
      dirty: dirty.has(path),
    });
  }
  return paths;
}

function fileOf(mode: string, id: string): FileAt {
  return mode === '000000' ? undefined : { mode, id };
}

async function dirtyPaths(run: RunGit): Promise<ReadonlySet<string>> {
  return new Set(zeroSeparated(await outputOf(run, { args: ['diff-files', '--name-only', '--no-renames', '-z'] })));
}

interface Move {
  readonly head: Head;
  readonly old: string;
  readonly commit: string;
  readonly paths: readonly FollowedPath[];
  readonly steps: ReadonlyMap<string, FollowStep>;
}

/** Files first, HEAD last: whoever looks in between sees staged changes, never a HEAD whose content seems to be taken back. */
async function moveAll(checkout: Checkout, move: Move): Promise<void> {
  const { run } = checkout;
  const { paths, steps, old } = move;
  const moves = paths.some(({ path }) => steps.get(path) === 'move');
  const target = moves ? await targetTree(run, move) : old;
  const merge = ['read-tree', '-m', '-u', '--no-recurse-submodules'];
  if (moves) await outputOf(run, { args: [...merge, old, target] });
  try {
    await moveHead(checkout, move);
  } catch (error) {
    if (moves) await run({ args: [...merge, target, old] });
    throw error;
  }
}

/** The commit's tree, in which every path that does not move is as it was. */
function targetTree(run: RunGit, { commit, paths, steps }: Move): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    const staying = paths.filter(({ path }) => steps.get(path) !== 'move');
    await outputOf(run, { args: ['-c', 'core.splitIndex=false', 'read-tree', commit], env });
    const input = indexInfo(staying.map((one) => ({ path: one.path, file: one.old, before: one.new })));
    await outputOf(run, { args: ['-c', 'core.splitIndex=false', 'update-index', '-z', '--index-info'], input, env });
    return (await outputOf(run, { args: ['write-tree'], env })).trim();
  });
}

async function moveHead({ run, env }: Checkout, { head, commit }: Move): Promise<void> {
  const old = head.commit ?? '0'.repeat(commit.length);
  const what = head.branch === undefined ? ['--no-deref', 'HEAD'] : [head.branch];
  const who = identityVariables(DEFAULT_AUTHOR, env, new Map(await listSettings(run)));
  await outputOf(run, { args: ['update-ref', '-m', 'headwater: follow the push', ...what, commit, old], env: who });
}

/** The index has what HEAD has also where the work tree stays: then the difference shows as an edit, not as a staged step back. */
async function settleIndex(
  run: RunGit,
  paths: readonly FollowedPath[],
  steps: ReadonlyMap<string, FollowStep>,
): Promise<void> {
  const staged = await indexedFiles(run);
  const behind = paths.filter((one) => steps.get(one.path) !== 'leave' && !isSameFile(staged.get(one.path), one.new));
  if (behind.length === 0) return;
  const gone = new Set(behind.filter((one) => !one.new).map(({ path }) => path));
  const added = fitting(
    behind.filter((one) => one.new),
    staged.keys(),
    gone,
  );
  const changes = [...behind.filter((one) => !one.new), ...added];
  const input = indexInfo(changes.map((one) => ({ path: one.path, file: one.new, before: staged.get(one.path) })));
  await outputOf(run, { args: ['update-index', '-z', '--index-info'], input });
  await refresh(run);
}

interface IndexChange {
  readonly path: string;
  readonly file: FileAt;
  /** What goes, where `file` is undefined. */
  readonly before: FileAt;
}

/** Removals first: a file may make way for a folder of the same name, or the other way round. */
function indexInfo(changes: readonly IndexChange[]): string {
  const lines = changes.map(({ path, file, before }) =>
    file ? `${file.mode} ${file.id}\t${path}\u0000` : before ? `0 ${before.id}\t${path}\u0000` : '',
  );
  const isRemoval = (line: string): boolean => line.startsWith('0 ');
  return [...lines.filter(isRemoval), ...lines.filter((line) => !isRemoval(line))].join('');
}

async function differing({ run, root }: Checkout, paths: readonly FollowedPath[]): Promise<readonly string[]> {
  const [staged, dirty] = [await indexedFiles(run), await dirtyPaths(run)];
  return pathsLeft(root, paths, { staged: (path) => staged.get(path), isDirty: (path) => dirty.has(path) });
}
