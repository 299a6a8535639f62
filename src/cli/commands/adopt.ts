// headwater adopt: rebuilds a ledger that was lost or broken.
import type { Argv, CommandModule } from 'yargs';
import { runAdopt, writeReportFiles } from '../../run/index.ts';
import { ADOPT_FLAGS, PLAN_FLAGS, PUBLISH_FLAGS, REPORT_FLAGS, SHARED_FLAGS } from '../flags.ts';
import { publishOptions, reportFiles, runOptions, type Flags } from '../options.ts';
import type { Program } from '../program.ts';

/** The command for the parser of the command line. */
export function adoptCommand(program: Program): CommandModule {
  return {
    command: 'adopt',
    describe: 'Rebuild the ledger from the manifests in output and from Git’s history; no manifest is touched',
    builder: (yargs: Argv) =>
      yargs
        .options({
          ...SHARED_FLAGS,
          ...PLAN_FLAGS,
          ...REPORT_FLAGS,
          ...ADOPT_FLAGS,
          commit: PUBLISH_FLAGS.commit,
        })
        .example('headwater adopt --from-output', 'after a bad merge, or when the ledger was lost')
        .example('headwater adopt --from-output --dry-run', 'show what would be taken up'),
    handler: (flags) => program.run(flags, adopt),
  };

  async function adopt(flags: Flags): Promise<void> {
    const settings = program.settings(flags);
    const { options, diagnostics } = runOptions(settings, program.around);
    if (diagnostics.length > 0) {
      program.refuse('AdoptReport', diagnostics);
      return;
    }
    const result = await runAdopt({
      options,
      publish: { ...publishOptions(flags, settings, program.around), push: undefined },
      fromOutput: settings.flag('fromOutput') ?? false,
      dryRun: settings.flag('dryRun') ?? false,
    });
    program.finish(writeReportFiles(result, reportFiles(settings, program.around)));
  }
}
