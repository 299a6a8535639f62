// A branch for a pull request: its tip is a merge of what it was and of main, whose tree is main's with the fresh output in it. So it is always
// up to date and never forced, and what people committed to its output is judged as edits.
import { differingPaths } from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import type { BranchCommit, Remote } from '../../publish/index.ts';
import type { ReportInput } from '../../report/index.ts';
import type { OutputFiles } from '../preview/output-files.ts';
import { deliverUntilDone, type Attempt, type Outcome } from './attempts.ts';
import { computeOn, ignoredAmong, messageOf, readState, type Planned, type StateAt } from './compute-at.ts';
import { asOutput, readOutputs, type Outputs } from './merged-start.ts';
import { differing, proposedChanges, proposedFiles, treeChanges } from './proposed-output.ts';
import type { PushRun } from './push-run.ts';
import { fetchTips, type Branches, type Tips } from './tips.ts';

/** What became of a branch for a pull request. */
export interface Proposal {
  readonly outcome: Outcome;
  /** The branch against main, for whoever reviews it; undefined where there is nothing to propose, or the branch could not be brought there. */
  readonly proposed?: ReportInput;
}

/** What an attempt is made of, and what is proposed by it if it succeeds. */
interface Prepared {
  readonly outcome: Outcome;
  readonly commit?: BranchCommit;
  readonly propose?: () => Promise<ReportInput>;
}

/**
 * Brings the branch up to date.
 *
 * Errors  those of deliverUntilDone, fetchTips and readOutputs; publish/put-back (warning) for what people changed outside of the output root.
 */
export async function propose(run: PushRun, remote: Remote, names: Branches): Promise<Proposal> {
  let last: Prepared = { outcome: { options: run.options, diagnostics: [] } };
  const outcome = await deliverUntilDone(remote, run.ports, async () => {
    const tips = await fetchTips(run, remote, names);
    if (tips.value === undefined) return stopped(last.outcome, tips.diagnostics);
    last = await prepare(run, tips.value, names);
    return { ...last.outcome, ...(last.commit ? { commit: last.commit } : {}) };
  });
  const isThere = outcome.delivered !== undefined || (last.commit === undefined && outcome.status === undefined);
  const proposed = isThere ? await last.propose?.() : undefined;
  return proposed === undefined ? { outcome } : { outcome, proposed };
}

/** What the last attempt would have done stays in the report. */
function stopped(last: Outcome, troubles: readonly Diagnostic[]): Attempt {
  const isFetch = troubles.some(({ code }) => code === 'publish/fetch-failed');
  return { ...last, diagnostics: [...last.diagnostics, ...troubles], status: isFetch ? 1 : 2 };
}

async function prepare(run: PushRun, tips: Tips, names: Branches): Promise<Prepared> {
  const state = await readState(run, tips.main);
  const { options } = state.side;
  options.progress('reading output');
  const outputs = await readOutputs(run, state, tips, names);
  if (hasErrors(outputs.diagnostics)) return { outcome: { options, diagnostics: outputs.diagnostics, status: 2 } };
  const computed = await computeOn(state, {
    value: asOutput(outputs.value.start, state),
    diagnostics: outputs.diagnostics,
  });
  const { planned, diagnostics } = computed;
  if (planned === undefined) return { outcome: { options, diagnostics, status: 2 } };
  return commitFor(run, { state, tips, names, outputs: outputs.value, planned, diagnostics });
}

interface Fresh {
  readonly state: StateAt;
  readonly tips: Tips;
  readonly names: Branches;
  readonly outputs: Outputs;
  readonly planned: Planned;
  readonly diagnostics: readonly Diagnostic[];
}

async function commitFor(run: PushRun, fresh: Fresh): Promise<Prepared> {
  const { state, tips, names, outputs, planned } = fresh;
  const { options } = state.side;
  const wanted = proposedFiles(state, outputs.start, outputs.main, planned);
  const changes = treeChanges(state, outputs.main, wanted);
  const outside = await changedOutside(run, fresh);
  if (hasErrors(outside.diagnostics)) return { outcome: { options, diagnostics: outside.diagnostics, status: 2 } };
  const diagnostics = [...fresh.diagnostics, ...putBack(outside.value.edited, names)];
  const prepared: Prepared = {
    outcome: { options, planned, diagnostics },
    ...(changes.length > 0 ? { propose: () => againstMain(fresh, wanted) } : {}),
  };
  const isSame = differing(outputs.branch, wanted).length === 0 && outside.value.paths.length === 0;
  if (isSame && (tips.parted === undefined || tips.parted === tips.main)) return prepared;
  const { author } = run.publish;
  const ignored = ignoredAmong(run, state, changes, (path) => outputs.branch.has(path));
  return {
    outcome: { options, planned, diagnostics: [...diagnostics, ...ignored] },
    ...(prepared.propose ? { propose: prepared.propose } : {}),
    commit: {
      ...{ branch: names.branch, expected: tips.branch, base: tips.main, changes, parents: parentsFor(tips) },
      message: messageOf(run, state, planned, diagnostics),
      ...(author ? { author } : {}),
    },
  };
}

/** The branch's own line first; main where the branch has not got it yet. */
function parentsFor({ main, branch, parted }: Tips): readonly string[] {
  if (branch === undefined || parted === undefined) return [main];
  return parted === main ? [branch] : [branch, main];
}

/** What the branch has otherwise than main outside of the output root, and what of it was changed on the branch. */
async function changedOutside(
  { objects, publish }: PushRun,
  { tips: { main, branch, parted }, state: { root } }: Fresh,
): Promise<Checked<{ readonly paths: readonly string[]; readonly edited: readonly string[] }>> {
  if (branch === undefined || parted === undefined || root === '') {
    return { value: { paths: [], edited: [] }, diagnostics: [] };
  }
  const differ = await differingPaths(objects, main, branch, publish);
  const edited = await differingPaths(objects, parted, branch, publish);
  const isOutside = (path: string): boolean => path !== root && !path.startsWith(`${root}/`);
  const paths = differ.value.filter(isOutside);
  const own = new Set(edited.value);
  return {
    value: { paths, edited: paths.filter((path) => own.has(path)) },
    diagnostics: [...differ.diagnostics, ...edited.diagnostics],
  };
}

const SHOWN = 5;

function putBack(paths: readonly string[], { branch, base }: Branches): readonly Diagnostic[] {
  if (paths.length === 0) return [];
  const shown = paths.slice(0, SHOWN).join(', ') + (paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '');
  const message = `Outside of the output root ${branch} is what ${base} is, so what was changed there is put back: ${shown}`;
  return [{ code: 'publish/put-back', severity: 'warning', message, about: {} }];
}

/** The report of what the branch would bring to main. */
async function againstMain(
  { state, tips, outputs, planned, diagnostics }: Fresh,
  wanted: OutputFiles,
): Promise<ReportInput> {
  const { options } = state.side;
  const onMain =
    tips.parted === undefined
      ? planned
      : (await computeOn(state, { value: asOutput(outputs.main, state), diagnostics: [] })).planned;
  const { plan, exceptions } = onMain ?? planned;
  return {
    ...{ kind: 'ReconcileReport', version: options.version, cluster: options.cluster, diagnostics, exceptions },
    plan: { ...plan, changes: proposedChanges(plan.changes, outputs.main, wanted) },
  };
}
