// Keeps the pull request of the branch that was pushed: its text is report/'s, asking the forge is forge/'s.
import {
  openPullRequests,
  pullRequestMarker,
  type ForgeFailure,
  type ForgeResult,
  type KeptPullRequest,
} from '../../forge/index.ts';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { Environment } from '../../model/environment.ts';
import { toPullRequest, type Report, type ReportPullRequest } from '../../report/index.ts';
import { COMMENT_LIMITS } from '../preview/comment-text.ts';

/** Which pull request. Branches are named without `refs/heads/`. */
export interface PullRequestRequest {
  readonly forge: 'github' | 'gitlab';
  readonly head: string;
  readonly base: string;
  readonly env: Environment;
}

/**
 * Opens the pull request or brings it up to date, with what the report tells; undefined where there is none to open, because the branch
 * has nothing that the base has not.
 *
 * Shape   `report` is of what the branch brings to the base.
 * Errors  publish/pull-request-failed, forge/no-access; notice forge/pull-request-edited where somebody wrote another text.
 */
export async function keepPullRequest(
  report: Report,
  request: PullRequestRequest,
): Promise<Checked<ReportPullRequest | undefined>> {
  const { forge, head, base, env } = request;
  const host = openPullRequests(forge, env);
  if (!host.ok) return { value: undefined, diagnostics: [noAccess(host.failure, request)] };
  const keepWithin = (limit: number): Promise<ForgeResult<KeptPullRequest | undefined>> => {
    const marker = pullRequestMarker(head);
    const text = toPullRequest(report, { limit, marker, head, base });
    return host.value.keep({ head, base, ...text });
  };
  const limit = COMMENT_LIMITS[forge];
  const first = await keepWithin(limit);
  // A server may count otherwise, or be set to less.
  const kept = !first.ok && first.failure.kind === 'too-long' ? await keepWithin(Math.floor(limit / 4)) : first;
  if (!kept.ok) return { value: undefined, diagnostics: [failure(kept.failure, request)] };
  return told(kept.value, request);
}

function told(kept: KeptPullRequest | undefined, request: PullRequestRequest): Checked<ReportPullRequest | undefined> {
  if (kept === undefined) return { value: undefined, diagnostics: [] };
  const { address, number, opened, isOfOthers } = kept;
  const message = `${nounOf(request)} ${number} has a text that somebody else wrote: title and text are left as they are`;
  const notice: Diagnostic = { code: 'forge/pull-request-edited', severity: 'notice', message, about: {} };
  return { value: { address, number, opened }, diagnostics: isOfOthers ? [notice] : [] };
}

function noAccess({ message, help }: ForgeFailure, request: PullRequestRequest): Diagnostic {
  const said = `The ${nounOf(request).toLowerCase()} cannot be kept: ${message}`;
  return { code: 'forge/no-access', severity: 'error', message: said, help, about: {} };
}

function failure({ message, help }: ForgeFailure, request: PullRequestRequest): Diagnostic {
  const { head, base } = request;
  const said = `The ${nounOf(request).toLowerCase()} from ${head} into ${base} cannot be kept: ${message}`;
  return { code: 'publish/pull-request-failed', severity: 'error', message: said, help, about: {} };
}

function nounOf({ forge }: PullRequestRequest): string {
  return forge === 'github' ? 'Pull request' : 'Merge request';
}
