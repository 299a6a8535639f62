// Leaves the preview as a comment on the pull request, or in the job summary where comments are not allowed. What the comment says is
// report/'s; how a forge is asked is forge/'s.
import {
  commentMarker,
  keepComments,
  mergeRequestNumber,
  openGitHub,
  openGitLab,
  workflowEvent,
  type CommentHost,
  type ForgeFailure,
  type ForgeResult,
} from '../../forge/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { DiagnosticCode } from '../../model/diagnostic-codes.ts';
import type { Preview } from '../../model/preview.ts';
import type { Report } from '../../report/index.ts';
import { commentBodies, COMMENT_LIMITS } from './comment-text.ts';
import type { CommentOptions, CommentWhen } from './options.ts';
import { fallBackToSummary } from './summary.ts';

/**
 * Brings the comment up to date; what there is to tell of it.
 *
 * Errors  forge/no-pull-request, forge/head-differs (of a foreign report), forge/request-failed. Where the token may not write, which
 *         is usual for pull requests from forks, that is a notice.
 */
export async function commentOn(report: Report, options: CommentOptions): Promise<readonly Diagnostic[]> {
  const { preview } = report;
  if (preview === undefined) return [];
  const number = requestNumber(preview, options);
  if (number === undefined) return [told('forge/no-pull-request', 'error', NO_NUMBER[options.forge])];
  options.progress('commenting');
  const host = openHost(options, number);
  const refusal = options.isForeign ? await confirm(host, { preview, options, number }) : [];
  if (refusal.length > 0) return refusal;
  const mayCreate = isWorthAComment(report, preview, options.when);
  const kept = host.ok ? await keep(host.value, report, { preview, options, mayCreate }) : host;
  if (kept.ok) return [];
  if (!isToBeExpected(kept.failure, options)) return [failure(kept.failure)];
  // Nobody expects a comment here: nothing changed, and an earlier one cannot be there.
  if (!mayCreate && kept.failure.kind === 'no-token') return [];
  return fallBackToSummary(report, preview, options, kept.failure);
}

const NO_NUMBER = {
  github: 'Which pull request to comment on is not known: neither the event of a workflow nor the report names one',
  gitlab: 'Which merge request to comment on is not known: neither CI_MERGE_REQUEST_IID nor the report names one',
} as const;

/** What the runner says comes before what a report of somebody else says. */
function requestNumber(preview: Preview, { forge, env, isForeign }: CommentOptions): number | undefined {
  const around = forge === 'github' ? workflowEvent(env).number : mergeRequestNumber(env);
  return isForeign ? (around ?? preview.pullRequest) : (preview.pullRequest ?? around);
}

function openHost({ forge, env }: CommentOptions, number: number): ForgeResult<CommentHost> {
  return forge === 'github' ? openGitHub(env, number) : openGitLab(env, number);
}

interface Confirming {
  readonly preview: Preview;
  readonly options: CommentOptions;
  readonly number: number;
}

/** What keeps a report of another job from being posted: only the forge knows of which commit a pull request is. */
async function confirm(
  host: ForgeResult<CommentHost>,
  { preview, options, number }: Confirming,
): Promise<readonly Diagnostic[]> {
  const { commit } = preview.head;
  if (commit === undefined) return [differs('The report does not name the commit that it is of')];
  const runHead = options.forge === 'github' ? workflowEvent(options.env).runHead : undefined;
  if (runHead !== undefined && runHead !== commit) {
    return [differs(`The report is of commit ${commit}, and the run that it comes from of another`)];
  }
  if (!host.ok) return [failure(host.failure)];
  const state = await host.value.state();
  const request = options.forge === 'github' ? 'Pull request' : 'Merge request';
  if (!state.ok && state.failure.kind === 'missing') {
    return [told('forge/no-pull-request', 'error', `${request} ${number} is not there, or the token may not see it`)];
  }
  if (!state.ok) return [failure(state.failure)];
  if (!state.value.isOpen) return [told('forge/no-pull-request', 'error', `${request} ${number} is not open`)];
  if (state.value.headCommit === commit) return [];
  return [differs(`The report is of commit ${commit}, and ${request.toLowerCase()} ${number} is at another`)];
}

function differs(message: string): Diagnostic {
  return told('forge/head-differs', 'error', `${message}: nothing is posted`);
}

interface Keeping {
  readonly preview: Preview;
  readonly options: CommentOptions;
  readonly mayCreate: boolean;
}

async function keep(
  host: CommentHost,
  report: Report,
  { preview, options, mayCreate }: Keeping,
): Promise<ForgeResult<number>> {
  const marker = commentMarker(options.key ?? preview.output);
  const keepWithin = (limit: number): Promise<ForgeResult<number>> => {
    const bodies = commentBodies(report, options, { marker, limit });
    return keepComments(host, { marker, bodies, mode: options.mode, mayCreate });
  };
  const limit = COMMENT_LIMITS[options.forge];
  const kept = await keepWithin(limit);
  // A server may count otherwise, or be set to less.
  return !kept.ok && kept.failure.kind === 'too-long' ? keepWithin(Math.floor(limit / 2)) : kept;
}

/** Failures that are there without the change too are not worth a comment on it. */
function isWorthAComment({ counts }: Report, preview: Preview, when: CommentWhen): boolean {
  const fails = !preview.computed || counts.failed > preview.failedBefore;
  switch (when) {
    case 'always':
      return true;
    case 'changed':
      return fails || preview.groups.length > 0 || preview.risks.length > 0;
    case 'failed':
      return fails || preview.stopped || preview.risks.some(({ level }) => level === 'blocker');
  }
}

/** Tokens of pull requests may not write where these come from forks or Dependabot, and in many repositories at all. */
function isToBeExpected({ kind }: ForgeFailure, { forge, env, isForeign }: CommentOptions): boolean {
  if (isForeign || (kind !== 'no-token' && kind !== 'forbidden' && kind !== 'missing')) return false;
  if (forge === 'gitlab') return env['CI_PIPELINE_SOURCE'] === 'merge_request_event';
  const { name, actor } = workflowEvent(env);
  return name.startsWith('pull_request') || actor === 'dependabot[bot]';
}

function failure({ message, help }: ForgeFailure): Diagnostic {
  return { ...told('forge/request-failed', 'error', `The comment cannot be kept: ${message}`), help };
}

function told(code: DiagnosticCode, severity: Diagnostic['severity'], message: string): Diagnostic {
  return { code, severity, message, about: {} };
}
