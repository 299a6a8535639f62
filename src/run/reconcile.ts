// headwater reconcile: computes, writes manifests, ledger and diff, and commits.
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import { hasErrors } from '../model/diagnostic.ts';
import type { FileChange } from '../model/file-change.ts';
import type { Ledger } from '../model/ledger.ts';
import { openRepository, writeOutput, type Repository, type WriteHooks, type WriteSteps } from '../publish/index.ts';
import { ledgerChanges, ledgerFiles, unionLedgerFiles, unionWriteOrder, type LedgerFiles } from '../render/index.ts';
import { buildReport, exitStatusOf } from '../report/index.ts';
import { commitOutput } from './commit.ts';
import { compute, type Computed } from './compute.ts';
import { lastDiffChange } from './last-diff.ts';
import type { PublishOptions, RunOptions } from './options.ts';
import type { CommittedSettings } from './push/push-run.ts';
import { runPush } from './push/push.ts';
import type { RunResult } from './result.ts';
import { tellIgnored } from './tell-ignored.ts';
import { managedCount } from './managed-count.ts';
import type { ReadWorld } from './world.ts';

/** Everything `reconcile` is given. `hooks` let a test stop it at any step of writing. */
export interface ReconcileInput {
  readonly options: RunOptions;
  readonly publish: PublishOptions;
  readonly hooks?: WriteHooks;
  /** For pushing, which is computed from commits: where the options of a commit come from. Without it the options hold at each. */
  readonly committed?: CommittedSettings;
}

/** Reconciles. A repository that is needed and not there is unusable input: nothing is written then. */
export async function runReconcile(input: ReconcileInput): Promise<RunResult> {
  const { options, publish, hooks } = input;
  if (publish.push !== undefined) return runPush(input, publish.push);
  const repository = await repositoryFor(options, publish);
  const computed = await compute(options);
  const { planned } = computed;
  const diagnostics = [...repository.diagnostics, ...computed.diagnostics];
  if (planned === undefined || hasErrors(repository.diagnostics)) return unusable(options, diagnostics);
  options.progress('writing');
  const ledger = ledgerFiles(planned.plan.ledger);
  const written = writeOutput(options.output, writeSteps(planned, ledger, options), hooks);
  const failed = hasErrors(written.diagnostics);
  options.progress('committing');
  const committed =
    repository.value && !failed
      ? await commitOutput({ repository: repository.value, options, publish, computed: planned, ledger, diagnostics })
      : { value: undefined, diagnostics: [] };
  const report = buildReport({
    kind: 'ReconcileReport',
    version: options.version,
    cluster: options.cluster,
    plan: planned.plan,
    exceptions: planned.exceptions,
    diagnostics: [
      ...diagnostics,
      ...written.diagnostics,
      ...committed.diagnostics,
      ...tellIgnored(committed.value?.ignored ?? []),
    ],
    ...(committed.value ? { commit: committed.value.id } : {}),
  });
  return { report, status: exitStatusOf(report), managed: managedCount(planned.plan) };
}

async function repositoryFor(options: RunOptions, publish: PublishOptions): Promise<Checked<Repository | undefined>> {
  if (!publish.commit) return { value: undefined, diagnostics: [] };
  return openRepository(options.output, { env: publish.env, ...(publish.git ? { kind: publish.git } : {}) });
}

function unusable(options: RunOptions, diagnostics: readonly Diagnostic[]): RunResult {
  const { version, cluster } = options;
  return { report: buildReport({ kind: 'ReconcileReport', version, cluster, diagnostics }), status: 2 };
}

type Planned = NonNullable<Computed['planned']>;

/** The steps of writing. Where one file of the ledger is all that changes there is nothing between before and after, and no union. */
function writeSteps({ world, plan, files }: Planned, final: LedgerFiles, options: RunOptions): WriteSteps {
  const isOneStep = files.length === 0 && ledgerChanges(world.own, final).length <= 1;
  const union = isOneStep ? [] : unionSteps(world, plan.ledger);
  const diff = lastDiffChange(world, files, options);
  return {
    unionLedger: union,
    files,
    ...(diff ? { lastDiff: diff } : {}),
    finalLedger: ledgerChanges(afterUnion(world.own, union), final),
  };
}

function unionSteps({ ledger, own }: ReadWorld, after: Ledger): readonly FileChange[] {
  const wanted = unionLedgerFiles(ledger, after);
  const changes = new Map(ledgerChanges(own, wanted).map((change) => [change.path, change]));
  return unionWriteOrder(changes.keys()).flatMap((path) => changes.get(path) ?? []);
}

/** The ledger's files as they will lie on disk when the exact ledger is written. */
function afterUnion(own: LedgerFiles, union: readonly FileChange[]): LedgerFiles {
  const files = new Map(own);
  for (const { path, after } of union) {
    if (after === undefined) files.delete(path);
    else files.set(path, after);
  }
  return files;
}
