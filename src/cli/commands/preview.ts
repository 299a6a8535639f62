// headwater preview: what a pull request would change.
import type { Argv, CommandModule } from 'yargs';
import { runPreview } from '../../run/index.ts';
import { PLAN_FLAGS, PREVIEW_FLAGS, REPORT_FLAGS, SHARED_FLAGS } from '../flags.ts';
import type { Flags } from '../options.ts';
import { isFileTrusted, previewOptions } from '../preview-options.ts';
import type { Program } from '../program.ts';

/** The command for the parser of the command line. */
export function previewCommand(program: Program): CommandModule {
  return {
    command: 'preview',
    describe: 'Show what a change would really do after the merge, over the whole inventory',
    builder: (yargs: Argv) =>
      yargs
        .options({ ...SHARED_FLAGS, ...PLAN_FLAGS, ...PREVIEW_FLAGS, ...REPORT_FLAGS })
        .example('headwater preview', 'what the work tree would change, against the default branch')
        .example('headwater preview --html preview.html', 'also as a page, with every difference')
        .example('headwater preview --base main --head my-branch', 'two branches, whatever is checked out')
        .example('headwater preview --comment github', 'in a workflow: leave the comment, or edit it')
        .example('headwater preview --from preview.json --comment github', 'post what another job computed'),
    handler: (flags) => program.run(flags, preview),
  };

  async function preview(flags: Flags): Promise<void> {
    const settings = program.settings(flags, isFileTrusted(flags, program.around) ? 'with the file' : 'flags only');
    program.finish(await runPreview(previewOptions(flags, settings, program.around)));
  }
}
