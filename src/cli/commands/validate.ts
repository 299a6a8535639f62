// headwater validate: what Kyverno would say about the policies and about edits of them.
import type { Argv, CommandModule } from 'yargs';
import { runValidate } from '../../run/index.ts';
import { SHARED_FLAGS } from '../flags.ts';
import { validateOptions, type Flags } from '../options.ts';
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
          base: {
            type: 'string',
            requiresArg: true,
            describe: 'Folder of the policies as they were, to judge the edits by',
          },
        })
        .example('headwater validate', 'check policies/')
        .example('headwater validate --base ../main/policies', 'also which edits Kyverno refuses or warns about')
        .example('headwater validate --format json', 'findings as JSON'),
    handler: (flags) => program.run(flags, validate),
  };

  function validate(flags: Flags): Promise<void> {
    const settings = program.settings(flags);
    if (settings.diagnostics.length > 0) program.refuse('ValidateReport', settings.diagnostics);
    else program.finish(runValidate(validateOptions(settings, program.around)));
    return Promise.resolve();
  }
}
