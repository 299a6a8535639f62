// headwater diff: the same computation, nothing written.
import type { Argv, CommandModule } from 'yargs';
import { runDiff, writeReportFiles } from '../../run/index.ts';
import { PLAN_FLAGS, REPORT_FLAGS, SHARED_FLAGS } from '../flags.ts';
import { reportFiles, runOptions, type Flags } from '../options.ts';
import type { Program } from '../program.ts';

/** The command for the parser of the command line. */
export function diffCommand(program: Program): CommandModule {
  return {
    command: 'diff',
    describe: 'Show what reconcile would change in output, as a unified diff',
    builder: (yargs: Argv) =>
      yargs
        .options({
          ...SHARED_FLAGS,
          ...PLAN_FLAGS,
          ...REPORT_FLAGS,
          'exit-code': { type: 'boolean', describe: 'Exit with 3 where there are changes' },
        })
        .example('headwater diff', 'what the next run would change')
        .example('headwater diff --exit-code', 'exit status 3 where there are changes, for scripts')
        .example('headwater diff | git apply', 'carry the difference out by hand'),
    handler: (flags) => program.run(flags, diff),
  };

  async function diff(flags: Flags): Promise<void> {
    const settings = program.settings(flags);
    const { options, diagnostics } = runOptions(settings, program.around);
    if (diagnostics.length > 0) {
      program.refuse('Diff', diagnostics);
      return;
    }
    const result = await runDiff(options, settings.flag('exitCode') ?? false);
    program.finish(writeReportFiles(result, reportFiles(settings, program.around)));
  }
}
