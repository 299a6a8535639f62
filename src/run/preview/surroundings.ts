// What a forge's runner says of the change that it runs for: which request, into which branch, from whose repository. Everything in it
// is somebody's text; which commits these names stand for is found out in comparison.ts.
import { mergeRequestNumber, workflowEvent, type WorkflowEvent } from '../../forge/index.ts';
import type { Environment } from '../../model/environment.ts';

/** A pull or merge request, as far as the surroundings tell of one; nothing in it on a developer's machine. */
export interface Surroundings {
  /** Names of branches, without the remote's. */
  readonly baseName?: string;
  readonly headName?: string;
  readonly pullRequest?: number;
  /** The commit that the runner checked out to try the merge, or HEAD: its first parent is the base, its second the pushed commit. */
  readonly mergeCommit?: string;
  /** What a runner without a merge commit names as the base. */
  readonly baseCommit?: string;
  /** What to write so that the clone has the commits that are needed. */
  readonly deeper: string;
  /** The change comes from another repository: whoever wrote it is trusted with no key and with no request. */
  readonly isFork: boolean;
}

const LOCAL: Surroundings = { deeper: 'Fetch what the clone leaves out: git fetch --unshallow', isFork: false };

/** What the runner says. */
export function readSurroundings(env: Environment): Surroundings {
  if (env['GITHUB_ACTIONS'] === 'true' && env['GITHUB_EVENT_NAME']?.startsWith('pull_request')) return onGitHub(env);
  if (env['CI_MERGE_REQUEST_IID']) return onGitLab(env);
  if (env['GITHUB_ACTIONS'] === 'true') return { ...LOCAL, deeper: DEEPER_ON_GITHUB };
  return env['GITLAB_CI'] ? { ...LOCAL, deeper: DEEPER_ON_GITLAB } : LOCAL;
}

const DEEPER_ON_GITHUB = 'Fetch the history: set fetch-depth: 0 for actions/checkout';
const DEEPER_ON_GITLAB = 'Fetch the history: set GIT_DEPTH: 0 in the variables of the job';

function onGitHub(env: Environment): Surroundings {
  const event = workflowEvent(env);
  // The event pull_request_target runs on the tip of the base, whose last commit may be a merge too.
  const isMerge = event.name !== 'pull_request_target';
  return {
    ...LOCAL,
    ...given('baseName', env['GITHUB_BASE_REF']),
    ...given('headName', env['GITHUB_HEAD_REF']),
    ...(isMerge ? given('mergeCommit', env['GITHUB_SHA'] || 'HEAD') : {}),
    ...numbered(event.number ?? numberInRef(env['GITHUB_REF'] ?? '')),
    deeper: isMerge
      ? 'Fetch both parents of the merge commit: set fetch-depth: 2 for actions/checkout'
      : DEEPER_ON_GITHUB,
    isFork: isForkOnGitHub(event),
  };
}

/** An event that cannot be read, or does not say where the change is from, may be anybody's. */
function isForkOnGitHub({ headRepository: head = '', baseRepository: base = '' }: WorkflowEvent): boolean {
  return head === '' || head.toLowerCase() !== base.toLowerCase();
}

function onGitLab(env: Environment): Surroundings {
  const isMerge = ['merged_result', 'merge_train'].includes(env['CI_MERGE_REQUEST_EVENT_TYPE'] ?? '');
  return {
    ...LOCAL,
    ...given('baseName', env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME']),
    ...given('headName', env['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME']),
    ...(isMerge ? given('mergeCommit', env['CI_COMMIT_SHA']) : {}),
    ...given('baseCommit', env['CI_MERGE_REQUEST_DIFF_BASE_SHA']),
    ...numbered(mergeRequestNumber(env)),
    deeper: DEEPER_ON_GITLAB,
    isFork: env['CI_MERGE_REQUEST_SOURCE_PROJECT_PATH'] !== env['CI_PROJECT_PATH'],
  };
}

function given<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { readonly [P in K]: string }); // a computed key is any text to the compiler
}

function numbered(pullRequest: number | undefined): Pick<Surroundings, 'pullRequest'> {
  return pullRequest === undefined ? {} : { pullRequest };
}

/** A branch of a pull request is called after it. */
function numberInRef(name: string): number | undefined {
  const digits = /^refs\/pull\/([1-9]\d{0,14})\//.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
