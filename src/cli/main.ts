#!/usr/bin/env node
// The program's entry: what runs it is in run-cli.ts.
import process from 'node:process';
import { runCli } from './run-cli.ts';

declare const HEADWATER_VERSION: string;

// Whoever reads may close the pipe early, as `| head` does: what was done is done.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  now: new Date().toISOString(),
  version: HEADWATER_VERSION,
  isTerminal: { output: process.stdout.isTTY, errors: process.stderr.isTTY },
  write: (text) => process.stdout.write(text),
  remark: (text) => process.stderr.write(text),
});
