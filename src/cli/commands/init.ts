// headwater init: the first files of a project in the working folder.
import type { Argv, CommandModule } from 'yargs';
import { runInit } from '../../run/index.ts';
import { INIT_FLAGS, PLAN_FLAGS, SHARED_FLAGS } from '../flags.ts';
import { initOptions, type Flags } from '../options.ts';
import type { Program } from '../program.ts';

/** The command for the parser of the command line. */
export function initCommand(program: Program): CommandModule {
  const { policies, 'cluster-state': clusterState, format, cluster, verbose } = SHARED_FLAGS;
  const { output, delivery } = PLAN_FLAGS;
  return {
    command: 'init',
    describe: 'Begin a project in the current folder: write what is not there yet',
    builder: (yargs: Argv) =>
      yargs
        .options({ policies, 'cluster-state': clusterState, output, delivery, cluster, format, verbose, ...INIT_FLAGS })
        .example('headwater init', 'headwater.yaml, folders for policies and inventory, .gitattributes')
        .example('headwater init --delivery flux --output clusters/prod/output', 'for Flux, in a folder of its own')
        .example('headwater init --dry-run', 'what would be written'),
    handler: (flags) => program.run(flags, init),
  };

  async function init(flags: Flags): Promise<void> {
    const { options, diagnostics } = initOptions(flags, program.settings(flags), program.around);
    if (diagnostics.length > 0) program.refuse('InitReport', diagnostics);
    else program.finish(await runInit(options));
  }
}
