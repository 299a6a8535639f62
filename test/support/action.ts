// The built action as the runner starts it: inputs and events in variables and files, and what it left in them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { aFolder, plainEnv } from './cli.ts';

/** What a run of the action is given. */
export interface ActionRun {
  readonly workspace: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly event?: { readonly name: string; readonly payload: unknown };
  readonly env?: Readonly<Record<string, string>>;
}

/** What it left. */
export interface ActionRan {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Commands that the runner takes, without those that only stop and resume it. */
  readonly commands: readonly string[];
  /** Lines of which it takes none. */
  readonly quoted: readonly string[];
}

/** The entry that action.yml names. */
export const ACTION = join(import.meta.dirname, '..', '..', 'dist', 'index.js');

/** Runs the action as the runner does; inputs that are not given are empty. */
export function runAction({ workspace, inputs, event, env = {} }: ActionRun): ActionRan {
  const runner = aFolder();
  const files = { output: join(runner, 'output'), summary: join(runner, 'summary'), event: join(runner, 'event.json') };
  for (const file of [files.output, files.summary]) writeFileSync(file, '');
  writeFileSync(files.event, JSON.stringify(event?.payload ?? {}));
  mkdirSync(join(runner, 'temp'));
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(inputs)) given[`INPUT_${name.toUpperCase()}`] = value;
  const { status, stdout, stderr } = spawnSync(process.execPath, [ACTION], {
    cwd: workspace,
    env: plainEnv({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_NAME: event?.name ?? 'workflow_dispatch',
      GITHUB_EVENT_PATH: files.event,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      RUNNER_TEMP: join(runner, 'temp'),
      ...given,
      ...env,
    }),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return readRun({ status, stdout, stderr }, readFileSync(files.output, 'utf8'), readFileSync(files.summary, 'utf8'));
}

/** What a run left, from what it printed and the texts of the runner's files. */
export function readRun(
  ran: Pick<ActionRan, 'status' | 'stdout' | 'stderr'>,
  output: string,
  summary: string,
): ActionRan {
  return { ...ran, outputs: outputsIn(output), summary, ...asTheRunnerReads(ran.stdout + ran.stderr) };
}

/** `name<<DELIMITER`, lines, `DELIMITER`; also `name=value`. */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length - 1; at += 1) {
    const [, name, delimiter] = /^([^<=]+)<<(.+)$/.exec(lines[at]!) ?? [];
    if (name === undefined || delimiter === undefined) {
      const [key = '', ...value] = lines[at]!.split('=');
      outputs[key] = value.join('=');
      continue;
    }
    const end = lines.indexOf(delimiter, at + 1);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}

function asTheRunnerReads(text: string): Pick<ActionRan, 'commands' | 'quoted'> {
  const commands: string[] = [];
  const quoted: string[] = [];
  let stop: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const stopping = /^\s*::stop-commands::(.+)$/.exec(line);
    if (stop !== undefined) {
      if (line.trim() === `::${stop}::`) stop = undefined;
      else quoted.push(line);
    } else if (stopping) stop = stopping[1]!;
    else if (/^\s*::[^:]/.test(line) || line.includes('##[')) commands.push(line);
  }
  return { commands, quoted };
}
