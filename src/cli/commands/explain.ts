// headwater explain: where a manifest comes from, or what rules made of a trigger.
import type { Argv, CommandModule } from 'yargs';
import { runExplain } from '../../run/index.ts';
import { PLAN_FLAGS, SHARED_FLAGS } from '../flags.ts';
import { runOptions, type Flags } from '../options.ts';
import type { Program } from '../program.ts';

/** The command for the parser of the command line. */
export function explainCommand(program: Program): CommandModule {
  return {
    command: 'explain <name>',
    describe: 'Tell where a manifest comes from, and for a trigger which rules did not generate and why',
    builder: (yargs: Argv) =>
      yargs
        .positional('name', {
          type: 'string',
          demandOption: true,
          describe: 'A file below output or of the inventory, or KIND/NAMESPACE/NAME',
        })
        .options({ ...SHARED_FLAGS, ...PLAN_FLAGS })
        .example('headwater explain output/payments/configmap_settings.yaml', 'where this manifest comes from')
        .example('headwater explain ns/payments', 'what every rule made of this namespace, and why not'),
    handler: (flags) => program.run(flags, explain),
  };

  async function explain(flags: Flags): Promise<void> {
    const settings = program.settings(flags);
    const { options, diagnostics } = runOptions(settings, program.around);
    if (diagnostics.length > 0) program.refuse('ExplainReport', diagnostics);
    else program.finish(await runExplain(options, String(flags['name'])));
  }
}
