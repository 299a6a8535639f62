// Merges two commits with the git program without touching work tree, index or HEAD. What may be merged at all is for the caller.
import { asksForSigning, identityVariables, listSettings } from './git-settings.ts';
import type { MergeRequest } from '../repository-port.ts';
import { outputOf, type RunGit } from './run-git.ts';
import { DEFAULT_AUTHOR } from '../person.ts';
import type { Environment } from '../../model/environment.ts';

const TREE = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u;

/** The merge commit's id; undefined where both sides changed the same, or where this Git is too old to merge so (before 2.38). */
export async function makeMerge(
  { run, env }: { readonly run: RunGit; readonly env: Environment },
  { into, from, message, author }: MergeRequest,
): Promise<string | undefined> {
  const merged = await run({ args: ['merge-tree', '--write-tree', '--no-messages', into, from] });
  const tree = merged.output.trim();
  if (merged.status !== 0 || !TREE.test(tree)) return undefined;
  const settings = new Map(await listSettings(run));
  const signed = (await asksForSigning(run)) ? ['-S'] : [];
  const args = ['commit-tree', ...signed, '-p', into, '-p', from, '-F', '-', tree];
  const identity = identityVariables(author ?? DEFAULT_AUTHOR, env, settings);
  return (await outputOf(run, { args, input: message, env: identity })).trim();
}
