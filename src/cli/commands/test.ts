// headwater test: kyverno-test.yaml suites for generating rules.
import type { Argv, CommandModule } from 'yargs';
import { runTest } from '../../run/index.ts';
import { SHARED_FLAGS, TEST_FLAGS } from '../flags.ts';
import { testOptions, type Flags } from '../options.ts';
import type { Program } from '../program.ts';

/** The command for the parser of the command line. */
export function testCommand(program: Program): CommandModule {
  const { config, format, verbose } = SHARED_FLAGS;
  return {
    command: 'test [paths..]',
    describe: 'Run kyverno-test.yaml suites for generating rules',
    builder: (yargs: Argv) =>
      yargs
        .positional('paths', { type: 'string', array: true, describe: 'Folders or test files (default: .)' })
        .options({
          config,
          format,
          verbose,
          ...TEST_FLAGS,
        })
        .example('headwater test', 'all tests below the current folder')
        .example('headwater test policies -t policy=add-*', 'results of some policies')
        .example('headwater test --junit results.xml', 'results for the CI system'),
    handler: (flags) => program.run(flags, test),
  };

  function test(flags: Flags): Promise<void> {
    const settings = program.settings(flags);
    const { options, diagnostics } = testOptions(flags, settings, program.around);
    if (diagnostics.length > 0) program.refuse('TestReport', diagnostics);
    else program.finish(runTest(options));
    return Promise.resolve();
  }
}
