// What both ways of committing share: which paths may be committed, who commits, and how trouble is told.
import { accessSync, constants } from 'node:fs';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { Environment } from '../model/environment.ts';
import { pathTrouble } from './git-names.ts';
import { DEFAULT_AUTHOR, type CommitRequest, type Person } from './repository-port.ts';
import { isWithinFolder } from './disk/work-tree.ts';

/** A trouble that ends a commit, thrown inside a backend and turned into a diagnostic at its edge. */
export class CommitTrouble extends Error {}

/** Runs a commit; trouble becomes publish/commit-failed beside `undefined`. */
export async function asChecked<T>(action: () => Promise<T>): Promise<Checked<T | undefined>> {
  try {
    return { value: await action(), diagnostics: [] };
  } catch (error) {
    return { value: undefined, diagnostics: [commitFailed(error instanceof Error ? error.message : String(error))] };
  }
}

/** The same with a value for the case that nothing came of it. */
export async function asCheckedOr<T>(fallback: T, action: () => Promise<T>): Promise<Checked<T>> {
  const { value, diagnostics } = await asChecked(action);
  return { value: value ?? fallback, diagnostics };
}

/** The diagnostic for a commit that was not made. */
export function commitFailed(cause: string): Diagnostic {
  return { code: 'publish/commit-failed', severity: 'error', message: `Nothing was committed: ${cause}`, about: {} };
}

/** Throws for a path that must not be committed, whoever asks. */
export function refuseForeignPaths({ paths, under }: CommitRequest): void {
  for (const path of paths) {
    const trouble = pathTrouble(path);
    if (trouble !== undefined) throw new CommitTrouble(`the path ${JSON.stringify(path)} ${trouble}.`);
    if (!under.some((folder) => isWithinFolder(folder, path))) {
      throw new CommitTrouble(`${path} does not lie in an output root.`);
    }
  }
}

/** Who made the change. */
export function authorOf(request: CommitRequest): Person {
  return request.author ?? DEFAULT_AUTHOR;
}

/** What Git is asked about a person: variables of the environment and keys of the configuration. */
export interface IdentitySources {
  readonly env: Environment;
  readonly config: ReadonlyMap<string, string>;
}

/** The committer that the user has configured for Git; undefined unless both name and address are set. */
export function configuredCommitter({ env, config }: IdentitySources): Person | undefined {
  const name = firstFilled(env['GIT_COMMITTER_NAME'], config.get('committer.name'), config.get('user.name'));
  const email = firstFilled(
    env['GIT_COMMITTER_EMAIL'],
    config.get('committer.email'),
    config.get('user.email'),
    env['EMAIL'],
  );
  return name === undefined || email === undefined ? undefined : { name, email };
}

function firstFilled(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text !== '');
}

/** Hooks that a commit made by plumbing would pass over. */
export const COMMIT_HOOKS: readonly string[] = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'];

/** Files in Git's folder that tell of something unfinished: a commit of some paths would lose it, so `git commit PATH` refuses too. */
export const UNFINISHED: readonly (readonly [file: string, what: string])[] = [
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
];

/** Tells whether a file is there that may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
