// Which branch is pushed to: the one that is named, else the one that is checked out, else the one that the runner names.
import type { Environment } from '../../model/environment.ts';
import type { Head } from '../../publish/index.ts';

const BRANCH = 'refs/heads/';

/** The branch, without `refs/heads/`, and whether HEAD stands for its tip; undefined where nobody names one. */
export interface TargetBranch {
  readonly name: string;
  /** What is checked out is the branch, or a commit of it: the first attempt builds on HEAD. */
  readonly isHead: boolean;
}

/** The branch that is pushed to. */
export function targetBranch(given: string | undefined, head: Head, env: Environment): TargetBranch | undefined {
  const checkedOut = head.branch === undefined ? undefined : withoutPrefix(head.branch);
  const ofRunner = ciBranch(env);
  const name = given ?? checkedOut ?? ofRunner;
  if (name === undefined) return undefined;
  // A runner leaves HEAD at a commit of the branch that it names; where it names none, that is for the user to know.
  return { name, isHead: name === (checkedOut ?? ofRunner ?? name) };
}

/** A branch as it is named in Git's own folder, by its plain name. */
export function withoutPrefix(branch: string): string {
  return branch.startsWith(BRANCH) ? branch.slice(BRANCH.length) : branch;
}

/** Variables that hold the plain name of a branch, each empty or absent where the job runs for a tag or a pull request. */
const PLAIN: readonly (readonly [variable: string, notFor: string])[] = [
  ['CI_COMMIT_BRANCH', 'CI_MERGE_REQUEST_IID'],
  ['BITBUCKET_BRANCH', 'BITBUCKET_PR_ID'],
  ['CIRCLE_BRANCH', 'CIRCLE_PULL_REQUEST'],
  ['DRONE_BRANCH', 'DRONE_PULL_REQUEST'],
];

/** The branch that the job of a CI runs for; undefined for pull requests, for tags, and on no known CI. */
export function ciBranch(env: Environment): string | undefined {
  const full = [env['GITHUB_ACTIONS'] === 'true' ? env['GITHUB_REF'] : undefined, env['BUILD_SOURCEBRANCH']];
  const found = full.find((reference) => reference?.startsWith(BRANCH));
  if (found !== undefined) return withoutPrefix(found);
  for (const [variable, notFor] of PLAIN) {
    if (env[variable] && !env[notFor]) return env[variable];
  }
  const request = env['BUILDKITE_PULL_REQUEST'];
  return request === undefined || request === 'false' ? env['BUILDKITE_BRANCH'] || undefined : undefined;
}
