// A remote whose commits are made by GitHub's API, so that a run needs no key and the commit is shown as verified; fetching stays with
// Git. It can put one commit on top of a branch that is there, and nothing else.
import { openGitHubCommits, type CommitHost, type CommitOutcome, type HostedCommit } from '../../forge/index.ts';
import type { Checked } from '../../model/diagnostic.ts';
import type { Environment } from '../../model/environment.ts';
import type { BranchCommit, Delivered, Remote } from '../../publish/index.ts';

/**
 * The remote, delivering through GitHub's API into the repository that GITHUB_REPOSITORY names.
 *
 * Shape   a commit's `author` is not used: GitHub names the owner of the token as author and itself as committer.
 * Errors  forge/no-access: no token, or nothing that names the repository. Nothing was asked then.
 */
export function viaGitHub(remote: Remote, env: Environment): Checked<Remote | undefined> {
  const host = openGitHubCommits(env);
  if (host.ok) {
    return { value: { ...remote, deliver: (commit) => deliver(remote, host.value, commit) }, diagnostics: [] };
  }
  const { message, help } = host.failure;
  return {
    value: undefined,
    diagnostics: [{ code: 'forge/no-access', severity: 'error', message, help: `${help} ${PERMISSION}`, about: {} }],
  };
}

const PERMISSION = 'The token has to be allowed `contents: write`.';

async function deliver(remote: Remote, host: CommitHost, commit: BranchCommit): Promise<Delivered> {
  const { branch, expected, base, parents } = commit;
  if (expected === undefined) {
    return {
      kind: 'failed',
      said: `GitHub's API cannot make the branch ${branch}, which is not there yet`,
      help: `Push it once with the git program: \`git push ${remote.name} HEAD:refs/heads/${branch}\`, or use \`--push-via git\`.`,
    };
  }
  if (parents.length !== 1 || parents[0] !== expected || base !== expected) {
    return {
      kind: 'failed',
      said: "GitHub's API makes commits with one parent, on the tree of the branch that they are for, and this is another one",
      help: 'Push with the git program instead: `--push-via git`.',
    };
  }
  const outcome = await host.commit(hosted(commit, expected));
  // What could go wrong here is for whoever wants the commit in the local repository: it is on the branch.
  if (outcome.kind === 'made') await remote.fetch(branch);
  return delivered(outcome);
}

function hosted({ branch, changes, message }: BranchCommit, expectedHead: string): HostedCommit {
  const end = message.indexOf('\n');
  const headline = end < 0 ? message : message.slice(0, end);
  return {
    branch,
    expectedHead,
    headline,
    body: end < 0 ? '' : message.slice(end).trim(),
    additions: changes.flatMap(({ path, content }) => (content === undefined ? [] : [{ path, content }])),
    deletions: changes.filter(({ content }) => content === undefined).map(({ path }) => path),
  };
}

function delivered(outcome: CommitOutcome): Delivered {
  switch (outcome.kind) {
    case 'made':
      return { kind: 'delivered', commit: outcome.commit };
    case 'stale':
      return { kind: 'lost', said: outcome.said };
    case 'refused':
    case 'failed':
      return outcome;
  }
}
