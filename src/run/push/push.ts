// headwater reconcile --push: computed from a commit, committed without touching the work tree, and pushed; only after the remote has taken
// it does the checkout follow. A run that is refused or killed leaves nothing behind.
import { findRepository } from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import type { Remote } from '../../publish/index.ts';
import { buildReport, exitStatusOf, type ReportInput } from '../../report/index.ts';
import { managedCount } from '../managed-count.ts';
import type { PushRequest } from '../options.ts';
import type { RunResult } from '../result.ts';
import type { Outcome } from './attempts.ts';
import { pushDirectly, pushNowhere } from './direct.ts';
import { propose } from './proposal.ts';
import { PUSH_PORTS, type PushInput, type PushPorts, type PushRun } from './push-run.ts';
import { refuseName, refuseRequest, refuseUncommitted } from './refusals.ts';
import { targetBranch, withoutPrefix } from './target-branch.ts';

/** Reconciles and pushes. What is wrong with the request itself is told before anything is computed. */
export async function runPush(input: PushInput, request: PushRequest, ports = PUSH_PORTS): Promise<RunResult> {
  const push = plainNames(request);
  const refused = refuseRequest(push, input.publish);
  const opened = refused.length > 0 ? { value: undefined, diagnostics: refused } : await open(input, push, ports);
  const { value: run, diagnostics } = opened;
  if (run === undefined || hasErrors(diagnostics)) return refuse(input, diagnostics);
  return push.base === undefined ? runDirect(run) : runProposal(run, push.branch ?? '', push.base);
}

function plainNames(push: PushRequest): PushRequest {
  const { branch, base } = push;
  return {
    ...push,
    branch: branch === undefined ? undefined : withoutPrefix(branch),
    base: base === undefined ? undefined : withoutPrefix(base),
  };
}

async function open(input: PushInput, push: PushRequest, ports: PushPorts): Promise<Checked<PushRun | undefined>> {
  const { options, publish } = input;
  const { env, git } = publish;
  const repository = await ports.openRepository(options.output, { env, ...(git ? { kind: git } : {}) });
  const objects = findRepository(options.output)?.repository;
  if (repository.value === undefined || objects === undefined) return { ...repository, value: undefined };
  const head = await repository.value.head();
  const known = { repository: repository.value, objects, head: head.value, outside: new Map() };
  const run: PushRun = { ...input, push, ...known, ports };
  const uncommitted = await refuseUncommitted(run);
  return { value: run, diagnostics: [...repository.diagnostics, ...head.diagnostics, ...uncommitted] };
}

async function runDirect(run: PushRun): Promise<RunResult> {
  const branch = targetBranch(run.push.branch, run.head, run.publish.env);
  if (branch === undefined) return resultOf(run, await pushNowhere(run));
  const refused = refuseName(branch.name);
  const remote = refused.length > 0 ? { value: undefined, diagnostics: refused } : await remoteOf(run, branch.name);
  if (remote.value === undefined) return refuse(run, remote.diagnostics);
  const outcome = await pushDirectly(run, remote.value, branch);
  return finish(run, remote.value, branch.name, outcome, branch.isHead);
}

async function runProposal(run: PushRun, branch: string, base: string): Promise<RunResult> {
  const remote = await remoteOf(run, branch);
  if (remote.value === undefined) return refuse(run, remote.diagnostics);
  const { outcome, proposed } = await propose(run, remote.value, { branch, base });
  const isHead = run.head.branch !== undefined && withoutPrefix(run.head.branch) === branch;
  const { pullRequest: forge } = run.push;
  if (forge === undefined || proposed === undefined) return finish(run, remote.value, branch, outcome, isHead);
  run.options.progress('opening the pull request');
  const kept = await run.ports.keepPullRequest(buildReport(proposed), {
    ...{ forge, head: branch, base },
    env: run.publish.env,
  });
  const told = { ...outcome, diagnostics: [...outcome.diagnostics, ...kept.diagnostics] };
  return finish(run, remote.value, branch, told, isHead, kept.value ? { pullRequest: kept.value } : {});
}

async function remoteOf(run: PushRun, branch: string): Promise<Checked<Remote | undefined>> {
  const { push, repository, ports, publish } = run;
  const remote = await ports.openRemote(repository, push.remote, branch);
  if (remote.value === undefined || push.via === 'git') return remote;
  return ports.viaGitHub(remote.value, publish.env);
}

/** The checkout follows, where it is of the branch. */
async function finish(
  run: PushRun,
  remote: Remote,
  branch: string,
  outcome: Outcome,
  isHead: boolean,
  more: Pick<ReportInput, 'pullRequest'> = {},
): Promise<RunResult> {
  const { delivered } = outcome;
  const commitNow = delivered?.commit ?? outcome.upToDate;
  const isFollowed = isHead && commitNow !== undefined;
  const followed = isFollowed ? await run.repository.follow(commitNow, branch) : { value: [], diagnostics: [] };
  if (delivered === undefined) {
    const told = [...outcome.diagnostics, ...followed.diagnostics];
    return resultOf(run, { ...outcome, diagnostics: told }, more);
  }
  const diagnostics = [...outcome.diagnostics, ...followed.diagnostics, ...leftAlone(followed.value)];
  const { commit, attempts } = delivered;
  return resultOf(
    run,
    { ...outcome, diagnostics },
    { commit, push: { remote: remote.name, branch, attempts }, ...more },
  );
}

const SHOWN = 5;

function leftAlone(paths: readonly string[]): readonly Diagnostic[] {
  if (paths.length === 0) return [];
  const shown = paths.slice(0, SHOWN).join(', ') + (paths.length > SHOWN ? ' …' : '');
  const message = `${paths.length} files that were pushed are edited or staged here, and left as they are: ${shown}`;
  return [{ code: 'publish/not-followed', severity: 'notice', message, about: {} }];
}

function resultOf(
  { options: { version } }: PushRun,
  { options, planned, diagnostics, status }: Outcome,
  more: Pick<ReportInput, 'commit' | 'push' | 'pullRequest'> = {},
): RunResult {
  const report = buildReport({
    ...{ kind: 'ReconcileReport', version, cluster: options.cluster, diagnostics },
    ...(planned ? { plan: planned.plan, exceptions: planned.exceptions } : {}),
    ...more,
  });
  const known = planned ? { managed: managedCount(planned.plan) } : {};
  return { report, status: status ?? exitStatusOf(report), ...known };
}

function refuse({ options }: PushInput, diagnostics: readonly Diagnostic[]): RunResult {
  const { version, cluster } = options;
  return { report: buildReport({ kind: 'ReconcileReport', version, cluster, diagnostics }), status: 2 };
}
