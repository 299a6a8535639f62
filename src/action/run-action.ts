// The action as a function: inputs in, the program run, and its report as log, annotations, summary and outputs. The runner takes commands
// from what is printed, so that everything that may hold text of others is printed where it takes none.
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { asksGitHub } from '../cli/index.ts';
import type { Environment } from '../model/environment.ts';
import { escapedData, workflowCommands, type Report } from '../report/index.ts';
import { InputError, readInputs, type Inputs } from './inputs.ts';
import { outputsOf, outputText } from './outputs.ts';
import { runProgram, type ProgramRun } from './program-run.ts';
import { fittingMarkdown, notesOf, summaryText, SUMMARY_BYTES } from './summary.ts';

/** What the action runs in. */
export interface ActionSurroundings {
  readonly env: Environment;
  /** RFC 3339. */
  readonly now: string;
  /** Of Headwater. */
  readonly version: string;
  /** Makes a folder the working folder of the process. */
  readonly enter: (folder: string) => void;
  /** To standard output, which the runner reads. */
  readonly write: (text: string) => void;
}

const UNUSABLE = 2;

/** Runs the action; gives the exit status, which is the program's. */
export async function runAction(around: ActionSurroundings): Promise<number> {
  const { env, write } = around;
  try {
    const inputs = readInputs(env);
    if (inputs.token !== '') write(`::add-mask::${escapedData(inputs.token)}\n`);
    const cwd = enterFolder(inputs.workingDirectory, around);
    const summary = sizeOf(env['GITHUB_STEP_SUMMARY']);
    const ran = await runProgram(inputs, {
      cwd,
      env: programEnv(env, inputs, cwd),
      now: around.now,
      version: around.version,
      files: mkdtempSync(join(env['RUNNER_TEMP'] || tmpdir(), 'headwater-')),
    });
    print(ran, inputs, cwd, write);
    append(env['GITHUB_OUTPUT'], outputText(outputsOf(ran.report, ran.files), unguessable()));
    // A comment that may not be written is put there by the preview itself.
    if (sizeOf(env['GITHUB_STEP_SUMMARY']) === summary) appendSummary(ran, inputs, env['GITHUB_STEP_SUMMARY']);
    return ran.status;
  } catch (error) {
    const message = error instanceof InputError ? error.message : runnerTrouble(error);
    if (message === undefined) throw error;
    write(`::error title=Unusable input::${escapedData(message)}\n`);
    return UNUSABLE;
  }
}

/** Files of the runner that are not what they should be; undefined for anything else. */
function runnerTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return `A file or folder that the runner names cannot be used (${String(error.code)}): see GITHUB_OUTPUT, GITHUB_STEP_SUMMARY and RUNNER_TEMP`;
}

function enterFolder(folder: string, { env, enter }: ActionSurroundings): string {
  const cwd = resolve(env['GITHUB_WORKSPACE'] || '.', folder);
  try {
    enter(cwd);
  } catch {
    throw new InputError(`working-directory ${folder} is no folder of the workspace`);
  }
  return cwd;
}

/** Variables that the program takes a token from. */
const TOKENS: ReadonlySet<string> = new Set(['GITHUB_TOKEN', 'GH_TOKEN']);

/** The environment of the program: it sees no inputs, and a token only where it is to comment, to push through GitHub's API or to keep a pull request. */
export function programEnv(env: ActionSurroundings['env'], inputs: Inputs, cwd: string): ActionSurroundings['env'] {
  const { comments, token, pageAddress } = inputs;
  const kept = Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('INPUT_') && !TOKENS.has(name)),
  );
  const needsToken = comments || (inputs.command === 'reconcile' && asksGitHub(inputs.args, { cwd, env: kept }));
  return {
    ...kept,
    ...(pageAddress !== '' && { HEADWATER_PAGE_ADDRESS: pageAddress }),
    ...(needsToken && token !== '' && { GITHUB_TOKEN: token }),
  };
}

function print(
  { text, report, status }: ProgramRun,
  { isForeign }: Inputs,
  cwd: string,
  write: (text: string) => void,
): void {
  const stop = unguessable();
  write(`::stop-commands::${stop}\n${text}${text.endsWith('\n') ? '' : '\n'}::${stop}::\n`);
  // The files of a foreign report are not those of this run's commit.
  if (report && !isForeign) write(workflowCommands(report, folderInRepository(cwd)));
  else if (status !== 0) write('::error title=Headwater::It could not be run, and the log says why\n');
}

function appendSummary(ran: ProgramRun, { command }: Inputs, path: string | undefined): void {
  const left = SUMMARY_BYTES - sizeOf(path);
  append(path, ran.markdown === undefined ? summaryOf(ran, command, left) : fittingMarkdown(ran.markdown, left));
}

function summaryOf({ report, text }: ProgramRun, command: string, bytes: number): string {
  const diff = report?.diff ?? '';
  const told = diff === '' ? text : text.replace(diff, '');
  const blocks = [
    { language: 'text' as const, text: told },
    ...(diff === '' ? [] : [{ language: 'diff' as const, text: diff }]),
  ];
  const title = `headwater ${command}${report ? `: ${outcome(report)}` : ''}`;
  return summaryText(title, blocks, bytes, report ? notesOf(report) : []);
}

function outcome({ kind, counts, tests }: Report): string {
  if (tests) return `${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`;
  if (kind === 'ValidateReport') return `${counts.failed} failed`;
  return `+${counts.created} ~${counts.updated} −${counts.deleted}, ${counts.failed} failed`;
}

/** The working folder as its repository names it: the annotations of a file are looked for from there. */
function folderInRepository(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return relative(folder, cwd).split(sep).join('/');
    if (dirname(folder) === folder) return '';
  }
}

function append(path: string | undefined, text: string): void {
  if (path) appendFileSync(path, text);
}

function sizeOf(path: string | undefined): number {
  return path ? (statSync(path, { throwIfNoEntry: false })?.size ?? 0) : 0;
}

/** A word that is in no text of anybody, since nobody can have known it. */
function unguessable(): string {
  return `headwater-${randomBytes(24).toString('hex')}`;
}
