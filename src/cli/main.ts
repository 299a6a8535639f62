#!/usr/bin/env node
// The program's entry: parses the command line, hands to a command, and holds the one catch. What a command does is in run/.
import process from 'node:process';
import yargs from 'yargs';
import { diffCommand } from './commands/diff.ts';
import { evalCommand } from './commands/eval.ts';
import { explainCommand } from './commands/explain.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { testCommand } from './commands/test.ts';
import { validateCommand } from './commands/validate.ts';
import { UNUSABLE } from './exit-status.ts';
import { wantsColor } from './print.ts';
import { makeProgram } from './program.ts';
import { startProgress } from './progress.ts';
import { refuseArguments, UsageError, withDashAsValue } from './usage.ts';

declare const HEADWATER_VERSION: string;

async function main(): Promise<void> {
  const version = HEADWATER_VERSION;
  const args = withDashAsValue(process.argv.slice(2));
  if (args.length === 1 && args[0] === '--version') {
    process.stdout.write(`${version}\n`);
    return;
  }
  const progress = startProgress(process.stderr.isTTY && !process.env['CI']);
  const program = makeProgram({
    around: {
      cwd: process.cwd(),
      env: process.env,
      now: new Date().toISOString(),
      version,
      progress: (stage) => progress.stage(stage),
    },
    progress,
    color: wantsColor(process.env, process.stdout.isTTY),
    write: (text) => process.stdout.write(text),
    remark: (text) => process.stderr.write(text),
    setStatus: (status) => {
      process.exitCode = status;
    },
  });
  await yargs(args)
    .scriptName('headwater')
    .usage('$0 <command>\n\nRenders what Kyverno generate rules would create, as plain manifests for Argo CD and Flux.')
    .command(reconcileCommand(program))
    .command(diffCommand(program))
    .command(validateCommand(program))
    .command(explainCommand(program))
    .command(evalCommand(program))
    .command(testCommand(program))
    .demandCommand(1, 'Name a command: reconcile, diff, validate, explain, eval or test.')
    .strict()
    .version(version)
    .help()
    .wrap(110)
    .epilogue(
      'Exit status: 0 done; 1 something failed, all else was carried out; 2 unusable input, nothing written; 3 changes (diff --exit-code).',
    )
    .detectLocale(false)
    .parserConfiguration({ 'greedy-arrays': false })
    .exitProcess(false)
    .fail((message, error: Error | undefined) => {
      // The parser's own complaints come either way.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw new UsageError(error?.message ?? message);
    })
    .parseAsync();
  progress.stop();
}

// Whoever reads may close the pipe early, as `| head` does: what was done is done.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    refuseArguments(process.argv.slice(2), error.message, HEADWATER_VERSION);
    return;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `headwater: this is a bug in Headwater, and nothing more was written. Please report it.\n${detail}\n`,
  );
  process.exitCode = UNUSABLE;
});
