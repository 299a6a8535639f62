// What a checkout does with each file that a pushed commit changes: take it over, or leave what is there. Doing it is system-follow.ts's and
// embedded-follow.ts's. The rule: nothing that is only here is ever lost.
import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Checked } from '../model/diagnostic.ts';
import { compareText } from '../model/resource.ts';
import { foldersOf } from './branch-commit-checks.ts';

/** A file of a tree or an index; undefined where there is none. */
export type FileAt = { readonly mode: string; readonly id: string } | undefined;

/** A path that differs between the commit that HEAD has and the one that it comes to. */
export interface FollowedPath {
  readonly path: string;
  readonly old: FileAt;
  readonly new: FileAt;
  readonly staged: FileAt;
  /** The work tree has something else than the index. */
  readonly dirty: boolean;
}

/** What is done. `move`: index and work tree take it over. `settle`: the index does, the work tree stays. `leave`: both stay. */
export type FollowStep = 'move' | 'settle' | 'leave';

/** Runs the following of a commit; trouble becomes a warning, since the remote has the commit. */
export async function asFollowed(
  commit: string,
  action: () => Promise<readonly string[]>,
): Promise<Checked<readonly string[]>> {
  try {
    return { value: await action(), diagnostics: [] };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const message = `The checkout stays where it is, the remote has ${commit.slice(0, 12)}: ${cause}`;
    return {
      value: [],
      diagnostics: [{ code: 'publish/follow-failed', severity: 'warning', message, about: {} }],
    };
  }
}

/**
 * The step for each path. Only paths below `root` are looked at, and no link is followed. What `isMovable` denies stays in the work tree, and
 * nothing takes its place: whoever carries the plan out cannot move it.
 */
export function planFollow(
  root: string,
  paths: readonly FollowedPath[],
  isMovable: (path: FollowedPath) => boolean = () => true,
): ReadonlyMap<string, FollowStep> {
  const steps = new Map(
    paths.map((one) => {
      const step = firstStep(root, one);
      return [one.path, step === 'move' && !isMovable(one) ? 'settle' : step];
    }),
  );
  const going = new Set(paths.filter((one) => !one.new && steps.get(one.path) === 'move').map((one) => one.path));
  for (const { path, new: next } of paths) {
    if (next && steps.get(path) === 'move' && !hasRoom(root, path, going)) steps.set(path, 'settle');
  }
  return steps;
}

/** Tells whether something that is no folder stands at a path. */
export function isFileAt(root: string, path: string): boolean {
  return statOf(join(root, path))?.isDirectory() === false;
}

/**
 * The paths whose new file is not both in the index and on disk afterwards.
 *
 * Order   by path, by code unit.
 */
export function pathsLeft(
  root: string,
  paths: readonly FollowedPath[],
  after: { readonly staged: (path: string) => FileAt; readonly isDirty: (path: string) => boolean },
): readonly string[] {
  const isLeft = ({ path, new: next }: FollowedPath): boolean =>
    after.isDirty(path) || !isSameFile(after.staged(path), next) || (!next && isFileAt(root, path));
  return paths
    .filter(isLeft)
    .map(({ path }) => path)
    .sort(compareText);
}

/**
 * Those of the files that can be put beside what an index has, without taking another entry's place. `gone` are the paths that it loses.
 */
export function fitting<T extends { readonly path: string }>(
  files: readonly T[],
  index: Iterable<string>,
  gone: ReadonlySet<string>,
): readonly T[] {
  const kept = new Set([...index].filter((path) => !gone.has(path)));
  const folders = new Set([...kept].flatMap(foldersOf));
  return files.filter(({ path }) => !folders.has(path) && !foldersOf(path).some((folder) => kept.has(folder)));
}

/** Tells whether two files are the same. */
export function isSameFile(one: FileAt, other: FileAt): boolean {
  return one?.id === other?.id && one?.mode === other?.mode;
}

function firstStep(root: string, { path, old, new: next, staged, dirty }: FollowedPath): FollowStep {
  if (!isSameFile(staged, old)) return isSameFile(staged, next) ? 'settle' : 'leave';
  if (staged) return dirty ? 'settle' : 'move';
  // A new file: a folder in its place may be one that goes, which hasRoom finds out.
  const there = statOf(join(root, path));
  return there === undefined || (there.isDirectory() && next?.mode !== '160000') ? 'move' : 'settle';
}

/** Tells whether a file can be written at a path once the files that go are gone, and nothing else. */
function hasRoom(root: string, path: string, going: ReadonlySet<string>): boolean {
  for (const folder of foldersOf(path)) {
    const there = statOf(join(root, folder));
    if (there === undefined) return true;
    if (!there.isDirectory()) return going.has(folder);
  }
  const there = statOf(join(root, path));
  return there?.isDirectory() !== true || filesBelow(root, path).every((file) => going.has(file));
}

function filesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // A file where a folder would have to be.
    return undefined;
  }
}
