// Keeps one pull or merge request from a branch into another: opens it where there is none, and brings its text up to date as long as nobody
// has written another one. How a forge is asked is in github-pull-requests.ts and gitlab-merge-requests.ts.
import type { Environment } from '../model/environment.ts';
import { gitHubAccess, gitLabAccess } from './access.ts';
import { failed, given, type ForgeResult } from './failure.ts';
import { gitHubRequests } from './github-pull-requests.ts';
import { gitLabRequests } from './gitlab-merge-requests.ts';
import { beginsWithMarker, pullRequestMarker } from './marker.ts';
import type {
  HeldPullRequest,
  KeptPullRequest,
  PullRequestHost,
  PullRequestPort,
  WantedPullRequest,
} from './pull-request-host.ts';
import { SYSTEM_NETWORK, type Network } from './network.ts';
import { gitHubServer, gitLabServer } from './shown-address.ts';
import { isSameBody } from './same-body.ts';

/** The pull requests of the repository that the environment names. *Errors* as those of gitHubAccess and gitLabAccess. */
export function openPullRequests(
  forge: 'github' | 'gitlab',
  env: Environment,
  network: Network = SYSTEM_NETWORK,
): ForgeResult<PullRequestHost> {
  switch (forge) {
    case 'github': {
      const access = gitHubAccess(env);
      if (!access.ok) return access;
      return given(hostOf(gitHubRequests(access.value, gitHubServer(env, access.value), network)));
    }
    case 'gitlab': {
      const access = gitLabAccess(env, 'open merge requests');
      if (!access.ok) return access;
      return given(hostOf(gitLabRequests(access.value, gitLabServer(env, access.value), network)));
    }
  }
}

function hostOf(port: PullRequestPort): PullRequestHost {
  return { keep: (wanted) => keep(port, { ...wanted, body: port.bodyFor(wanted.body) }) };
}

async function keep(
  port: PullRequestPort,
  wanted: WantedPullRequest,
): Promise<ForgeResult<KeptPullRequest | undefined>> {
  const found = await port.find(wanted.head, wanted.base);
  if (!found.ok) return found;
  if (found.value !== undefined) return bringUpToDate(port, wanted, found.value);
  const opened = await port.open(wanted);
  if (!opened.ok) return opened;
  if (opened.value === 'nothing') return given(undefined);
  if (opened.value !== 'exists') return given(kept(opened.value, { opened: true }));
  const again = await port.find(wanted.head, wanted.base);
  if (!again.ok) return again;
  if (again.value !== undefined) return bringUpToDate(port, wanted, again.value);
  return failed('failed', 'One is said to be open already, and is not found', 'Run again later.');
}

async function bringUpToDate(
  port: PullRequestPort,
  wanted: WantedPullRequest,
  present: HeldPullRequest,
): Promise<ForgeResult<KeptPullRequest>> {
  // Whoever writes another text wants that one to stay.
  if (!beginsWithMarker(present.body, pullRequestMarker(wanted.head))) {
    return given({ ...kept(present, { opened: false }), isOfOthers: true });
  }
  const title = port.titleOver(wanted.title, present.title);
  if (title === present.title && isSameBody(present.body, wanted.body)) return given(kept(present, { opened: false }));
  const edited = await port.edit(present.number, { title, body: wanted.body });
  return edited.ok ? given(kept(edited.value, { opened: false })) : edited;
}

function kept({ address, number }: HeldPullRequest, { opened }: Pick<KeptPullRequest, 'opened'>): KeptPullRequest {
  return { address, number, opened, isOfOthers: false };
}
