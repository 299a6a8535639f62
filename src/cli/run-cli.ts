// The program as a function: parses the command line, hands to a command, and holds the one catch. What a command does is in run/; who
// calls it, and with what around it, is main.ts, or the action of a forge.
import yargs from 'yargs';
import { openRemoteInputs } from '../load/index.ts';
import type { Environment } from '../model/environment.ts';
import { adoptCommand } from './commands/adopt.ts';
import { diffCommand } from './commands/diff.ts';
import { evalCommand } from './commands/eval.ts';
import { explainCommand } from './commands/explain.ts';
import { initCommand } from './commands/init.ts';
import { previewCommand } from './commands/preview.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { testCommand } from './commands/test.ts';
import { validateCommand } from './commands/validate.ts';
import { UNUSABLE } from './exit-status.ts';
import { gitOptions } from './options.ts';
import { wantsColor } from './print.ts';
import { makeProgram, type Program } from './program.ts';
import { startProgress } from './progress.ts';
import { refuseArguments, UsageError, withDashAsValue } from './usage.ts';

/** What the program runs in. */
export interface CliSurroundings {
  readonly cwd: string;
  readonly env: Environment;
  /** The run's one instant, RFC 3339. */
  readonly now: string;
  /** Of Headwater. */
  readonly version: string;
  /** Milliseconds on a clock that never goes back; the machine's where none is given. */
  readonly clock?: () => number;
  readonly isTerminal: { readonly output: boolean; readonly errors: boolean };
  /** To standard output. */
  readonly write: (text: string) => void;
  /** To standard error. */
  readonly remark: (text: string) => void;
}

/** Runs the program with these arguments, without its own name; gives the exit status. Nothing is thrown. */
export async function runCli(given: readonly string[], around: CliSurroundings): Promise<number> {
  const args = withDashAsValue(given);
  if (args.length === 1 && args[0] === '--version') {
    around.write(`${around.version}\n`);
    return 0;
  }
  try {
    return await parseAndRun(args, around);
  } catch (error) {
    if (error instanceof UsageError) return refuseArguments(given, error.message, around);
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    around.remark(
      `headwater: this is a bug in Headwater, and nothing more was written. Please report it.\n${withoutUserinfo(detail)}\n`,
    );
    return UNUSABLE;
  }
}

/** What was thrown may quote an address. */
function withoutUserinfo(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/'"<>]*@/giu, '$1');
}

async function parseAndRun(args: readonly string[], around: CliSurroundings): Promise<number> {
  const progress = startProgress(around.isTerminal.errors && !around.env['CI']);
  const remote = openRemoteInputs({ ...gitOptions(around.env), progress: (stage) => progress.stage(stage) });
  let status = 0;
  const program = makeProgram({
    around: {
      cwd: around.cwd,
      env: around.env,
      now: around.now,
      version: around.version,
      progress: (stage) => progress.stage(stage),
      remote,
      clock: around.clock ?? (() => performance.now()),
    },
    progress,
    color: wantsColor(around.env, around.isTerminal.output),
    write: around.write,
    remark: around.remark,
    setStatus: (given) => {
      status = given;
    },
  });
  try {
    await parser(args, program, around.version).parseAsync();
  } finally {
    remote.close();
  }
  progress.stop();
  return status;
}

function parser(args: readonly string[], program: Program, version: string) {
  return yargs(args)
    .scriptName('headwater')
    .usage('$0 <command>\n\nRenders what Kyverno generate rules would create, as plain manifests for Argo CD and Flux.')
    .command(reconcileCommand(program))
    .command(diffCommand(program))
    .command(previewCommand(program))
    .command(validateCommand(program))
    .command(explainCommand(program))
    .command(evalCommand(program))
    .command(testCommand(program))
    .command(initCommand(program))
    .command(adoptCommand(program))
    .demandCommand(1, 'Name a command: reconcile, diff, preview, validate, explain, eval, test, init or adopt.')
    .strict()
    .version(version)
    .help()
    .wrap(110)
    .epilogue(
      'Exit status: 0 done; 1 something failed, all else was carried out; 2 unusable input, nothing written; 3 changes (diff, preview --exit-code).',
    )
    .detectLocale(false)
    .parserConfiguration({ 'greedy-arrays': false })
    .exitProcess(false)
    .fail((message, error: Error | undefined) => {
      // The parser's own complaints come either way.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw new UsageError(error?.message ?? message);
    });
}
