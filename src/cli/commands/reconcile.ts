// headwater reconcile: the main job.
import type { Argv, CommandModule } from 'yargs';
import { metricsProblems, publishMetrics, runReconcile, writeReportFiles, type RunResult } from '../../run/index.ts';
import { METRICS_FLAGS, PLAN_FLAGS, PUBLISH_FLAGS, REPORT_FLAGS, SHARED_FLAGS } from '../flags.ts';
import { metricsRequest, publishOptions, reportFiles, runOptions, type Flags, type Settings } from '../options.ts';
import { committedSettings } from '../preview-options.ts';
import type { Program } from '../program.ts';

/** The command for the parser of the command line. */
export function reconcileCommand(program: Program): CommandModule {
  return {
    command: 'reconcile',
    describe: 'Write the manifests that the policies generate, with ledger and diff, and commit them',
    builder: (yargs: Argv) =>
      yargs
        .options({
          ...SHARED_FLAGS,
          ...PLAN_FLAGS,
          ...REPORT_FLAGS,
          ...PUBLISH_FLAGS,
          ...METRICS_FLAGS,
        })
        .example('headwater reconcile', 'policies/ and cluster-state/ into output/, and commit')
        .example('headwater reconcile --no-commit', 'the same without a commit, also outside a repository')
        .example('headwater reconcile --max-deletions 40', 'let a run through that the deletion guard stopped')
        .example(
          'kubectl get ns,cm -A -o yaml | headwater reconcile --cluster-state -',
          'the inventory from standard input',
        ),
    handler: (flags) => program.run(flags, reconcile),
  };

  async function reconcile(flags: Flags): Promise<void> {
    const settings = program.settings(flags);
    const metrics = metricsRequest(settings, program.around);
    const problems = metricsProblems(metrics);
    if (problems.length > 0) {
      program.refuse('ReconcileReport', [...settings.diagnostics, ...problems]);
      return;
    }
    const { clock, now } = program.around;
    const start = clock();
    const result = await reconciled(flags, settings);
    const written = writeReportFiles(result, reportFiles(settings, program.around));
    program.finish(await publishMetrics(written, metrics, { now, seconds: (clock() - start) / 1000 }));
  }

  async function reconciled(flags: Flags, settings: Settings): Promise<RunResult> {
    const { options, diagnostics } = runOptions(settings, program.around);
    if (diagnostics.length > 0) return program.refusal('ReconcileReport', diagnostics, options.cluster);
    const publish = publishOptions(flags, settings, program.around);
    return runReconcile({ options, publish, committed: committedSettings(flags, program.around) });
  }
}
