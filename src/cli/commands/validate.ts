// headwater validate: what Kyverno would say about the policies and about edits of them, and what Argo CD and Flux are told.
import type { Argv, CommandModule } from 'yargs';
import { runValidate, writeReportFiles } from '../../run/index.ts';
import { PLAN_FLAGS, READERS_FLAGS, REPORT_FLAGS, SHARED_FLAGS, VALIDATE_FLAGS } from '../flags.ts';
import { reportFiles, validateOptions, withoutBareDelivery, type Flags } from '../options.ts';
import type { Program } from '../program.ts';

/** The command for the parser of the command line. */
export function validateCommand(program: Program): CommandModule {
  return {
    command: 'validate',
    describe: "Check policies as today's Kyverno would at admission, and edits of them",
    builder: (yargs: Argv) =>
      yargs
        .options({
          ...SHARED_FLAGS,
          ...PLAN_FLAGS,
          ...VALIDATE_FLAGS,
          ...READERS_FLAGS,
          ...REPORT_FLAGS,
        })
        .example('headwater validate', 'check policies/')
        .example('headwater validate --base origin/main', 'also what Kyverno and the next reconcile make of the edits')
        .example('headwater validate --base ../main/policies', 'the same, against a folder')
        .example('headwater validate --delivery', 'also what Argo CD and Flux are told in the repository')
        .example('headwater validate --format json', 'findings as JSON')
        .example('headwater validate --sarif-file headwater.sarif', 'findings for code scanning, too'),
    handler: (flags) => program.run(flags, validate),
  };

  async function validate(flags: Flags): Promise<void> {
    const settings = program.settings(withoutBareDelivery(flags));
    const { options, diagnostics } = validateOptions(flags, settings, program.around);
    if (diagnostics.length > 0) program.refuse('ValidateReport', diagnostics);
    else program.finish(writeReportFiles(await runValidate(options), reportFiles(settings, program.around)));
  }
}
