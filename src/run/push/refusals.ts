// What is refused before anything is read or written: requests that contradict themselves, and inputs that are in no commit.
import { findRepository } from '../../load/index.ts';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { isBranchName, pathInRepository } from '../../publish/index.ts';
import type { PublishOptions, PushRequest } from '../options.ts';
import { isFilterFile, isLocal } from '../world.ts';
import type { PushRun } from './push-run.ts';

/** What speaks against a request by itself. *Errors* cli/usage, publish/bad-branch. */
export function refuseRequest(
  { branch, base, via, pullRequest }: PushRequest,
  publish: PublishOptions,
): readonly Diagnostic[] {
  const wrong: string[] = [];
  if (!publish.commit) wrong.push('--no-commit leaves nothing to push: leave out one of the two');
  if (base !== undefined && branch === undefined) {
    wrong.push('--base says what a branch is meant for, and --branch is missing: name the branch that is pushed to');
  }
  if (base !== undefined && base === branch) wrong.push('--branch and --base name the same branch');
  if (pullRequest !== undefined && (branch === undefined || base === undefined)) {
    wrong.push('--pull-request needs both --branch and --base, as in --branch headwater/update --base main');
  }
  if (base !== undefined && via === 'github') {
    wrong.push('--push-via github makes no merge commits, which --base needs: push with git (--push-via git)');
  }
  return [...wrong.map(usage), ...[branch, base].flatMap(refuseName)];
}

/** What speaks against the name of a branch; nothing against one that is not given. */
export function refuseName(name: string | undefined): readonly Diagnostic[] {
  if (name === undefined || isBranchName(name)) return [];
  const shown = JSON.stringify(name.slice(0, 100)).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => {
    return `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return [{ code: 'publish/bad-branch', severity: 'error', message: `${shown} is no branch’s name`, about: {} }];
}

const SHOWN = 5;

/**
 * Inputs that lie in this repository and are not as HEAD has them: a run that pushes reads commits, and would pass over them.
 *
 * Errors  publish/uncommitted-inputs, those of Repository.uncommitted.
 */
export async function refuseUncommitted({
  repository,
  objects,
  options,
  committed,
}: PushRun): Promise<readonly Diagnostic[]> {
  const { policies, clusterState, resourceFilters, cwd } = options;
  const filters = isFilterFile(resourceFilters) ? [resourceFilters] : [];
  const configuration = committed === undefined ? [] : [committed.configuration ?? `${cwd}/headwater.yaml`];
  const inputs = [...policies, ...clusterState, ...filters, ...configuration].filter(isLocal);
  const paths = inputs.flatMap((input) => {
    const found = findRepository(input);
    const lies = [found?.path ?? '..', pathInRepository(repository, input)];
    return found?.repository.root === objects.root ? lies.filter((path) => !/^\.\.(?:\/|$)/.test(path)) : [];
  });
  if (paths.length === 0) return [];
  const found: Checked<readonly string[]> = await repository.uncommitted([...new Set(paths)]);
  return [...found.diagnostics, ...(found.value.length === 0 ? [] : [uncommitted(found.value)])];
}

function uncommitted(paths: readonly string[]): Diagnostic {
  const shown = paths.slice(0, SHOWN).join(', ') + (paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '');
  return {
    code: 'publish/uncommitted-inputs',
    severity: 'error',
    message: `What is pushed is computed from a commit, and these inputs are not committed: ${shown}`,
    help: 'Commit them or put them aside (git stash). A snapshot that is made before each run is best kept out of Git: name it in .gitignore, or write it to a folder outside of the repository.',
    about: {},
  };
}

function usage(message: string): Diagnostic {
  return { code: 'cli/usage', severity: 'error', message, about: {} };
}
