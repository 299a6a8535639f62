// Commits on GitHub without a key: one mutation of its GraphQL, which takes the tip that is expected and answers errors with status 200.
import type { GitHubAccess } from './access.ts';
import { gitHubClient } from './access.ts';
import { items, text } from './answer-json.ts';
import type { ForgeClient } from './client.ts';
import type { CommitHost, CommitOutcome, HostedCommit } from './commit-host.ts';
import type { ForgeFailure } from './failure.ts';
import { headOf, holdsCommit } from './github-head.ts';
import type { Network } from './network.ts';
import { saidBy } from './said.ts';

/** Files of one commit, removed ones counted. All of it is one request that GitHub holds in memory and ends after seconds. */
export const MOST_FILES = 1000;

/** Content of one commit in bytes, all files together, before it is encoded for the way. */
export const MOST_BYTES = 4 * 1024 ** 2;

const CREATE = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/** The branches of this repository. */
export function gitHubCommits(access: GitHubAccess, network: Network): CommitHost {
  const client = gitHubClient(access.token, '`contents: write`', network);
  return { commit: (wanted) => commit(client, access, wanted) };
}

async function commit(client: ForgeClient, access: GitHubAccess, wanted: HostedCommit): Promise<CommitOutcome> {
  const excess = excessOf(wanted);
  if (excess !== undefined) return { kind: 'failed', said: excess, help: VIA_GIT };
  const body = { query: CREATE, variables: { input: inputOf(access.repository, wanted) } };
  const answer = await client.send({ method: 'POST', url: access.graphql, body, once: true });
  if (!answer.ok) {
    const { failure } = answer;
    return failure.isUnsure === true ? lookAfter(client, access, wanted, failure.message) : notSent(failure);
  }
  const { value } = answer.value;
  const made = text(value, 'data', 'createCommitOnBranch', 'commit', 'oid');
  if (made !== undefined && isCommitId(made)) return { kind: 'made', commit: made };
  const said = saidBy(value, access.token) || 'GitHub answered neither a commit nor an error';
  const type = items(value, 'errors').map((error) => text(error, 'type'))[0];
  return type === undefined && !isStale(undefined, said)
    ? lookAfter(client, access, wanted, said)
    : outcomeOf(type, said, wanted.branch);
}

/** What is more than a request takes, as a sentence. */
function excessOf({ additions, deletions }: HostedCommit): string | undefined {
  const files = additions.length + deletions.length;
  if (files > MOST_FILES) {
    return `The commit has ${files} files, and through GitHub's API it may have ${MOST_FILES}`;
  }
  const bytes = additions.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  if (bytes <= MOST_BYTES) return undefined;
  return `The commit's files have ${bytes} bytes together, and through GitHub's API they may have ${MOST_BYTES} (4 MiB)`;
}

const VIA_GIT = 'Push with the git program instead: `--push-via git`.';

function inputOf(repository: string, wanted: HostedCommit): unknown {
  const { branch, expectedHead, headline, body, additions, deletions } = wanted;
  return {
    branch: { repositoryNameWithOwner: repository, branchName: branch },
    expectedHeadOid: expectedHead,
    message: { headline, body },
    fileChanges: {
      additions: additions.map(({ path, content }) => ({ path, contents: Buffer.from(content).toString('base64') })),
      deletions: deletions.map((path) => ({ path })),
    },
  };
}

/** What an error of GraphQL means. */
function outcomeOf(type: string | undefined, said: string, branch: string): CommitOutcome {
  if (isStale(type, said)) return { kind: 'stale', said };
  if (BY_A_RULE.test(said)) return { kind: 'refused', said, help: LET_THROUGH };
  if (type === 'FORBIDDEN') return { kind: 'refused', said, help: 'Allow the token `contents: write`.' };
  if (type === 'NOT_FOUND') {
    return {
      kind: 'failed',
      said,
      help: `Push the branch ${branch} once with the git program, and allow the token \`contents: write\`.`,
    };
  }
  return { kind: 'failed', said, help: `See what it says, and correct that. ${VIA_GIT}` };
}

/** Both signs are GitHub's; it has not always given both. */
function isStale(type: string | undefined, said: string): boolean {
  return type === 'STALE_DATA' || /Expected branch to point to /i.test(said);
}

/** Words of protected branches and of rulesets. */
const BY_A_RULE =
  /protected branch|rule violation|protected ref|through a pull request|status check|verified signature|required review/i;

const LET_THROUGH =
  'Let who the token is pass the rule of the branch, or deliver by a pull request: `--branch headwater/update --base BRANCH --pull-request github`.';

function notSent({ kind, message, help }: ForgeFailure): CommitOutcome {
  return { kind: kind === 'forbidden' ? 'refused' : 'failed', said: message, help };
}

/** Finds out whether a commit was made of which nothing was heard. */
async function lookAfter(
  client: ForgeClient,
  access: GitHubAccess,
  wanted: HostedCommit,
  said: string,
): Promise<CommitOutcome> {
  const head = await headOf(client, access, wanted.branch);
  if (head === undefined) {
    return { kind: 'failed', said: `${said}. Whether the commit was made is not known`, help: LOOK_AGAIN };
  }
  if (head.commit === wanted.expectedHead) {
    return { kind: 'failed', said: `${said}. The branch is still where it was`, help: LOOK_AGAIN };
  }
  if (await holdsCommit(client, access, { head, wanted })) return { kind: 'made', commit: head.commit };
  return { kind: 'stale', said: `${said}. The branch is at ${head.commit} now, which is not known to be this commit` };
}

const LOOK_AGAIN = 'Run again: if the commit is there after all, nothing is left to be done.';

function isCommitId(id: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id);
}
