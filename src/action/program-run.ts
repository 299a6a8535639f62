// Runs the program inside the action and takes its report: from the file that preview writes, or from what other commands print. Text
// for people comes with it; where it is shown is decided by run-action.ts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, type CliSurroundings } from '../cli/index.ts';
import { toText, type Report } from '../report/index.ts';
import type { Inputs } from './inputs.ts';
import type { OutputFiles } from './outputs.ts';

/** What a run comes to. */
export interface ProgramRun {
  readonly status: number;
  /** Undefined where the program gave none: the arguments cannot be used. */
  readonly report: Report | undefined;
  /** What people are shown, of both streams. */
  readonly text: string;
  readonly files: OutputFiles;
  /** The Markdown of a preview. */
  readonly markdown: string | undefined;
}

/** The program's surroundings without its streams, and a folder for files that steps after this one may read. */
export interface ProgramSurroundings extends Omit<CliSurroundings, 'write' | 'remark' | 'isTerminal'> {
  readonly files: string;
}

/** Runs the command that the inputs name. */
export async function runProgram(inputs: Inputs, around: ProgramSurroundings): Promise<ProgramRun> {
  const paths = {
    json: join(around.files, 'headwater.json'),
    markdown: join(around.files, 'headwater.md'),
    html: join(around.files, 'headwater.html'),
    sarif: join(around.files, 'headwater.sarif'),
    diff: join(around.files, 'headwater.diff'),
  };
  const isPreview = inputs.command === 'preview';
  const own = isPreview
    ? [`--json=${paths.json}`, `--markdown=${paths.markdown}`, `--html=${paths.html}`]
    : ['--format=json'];
  const sarif = inputs.command === 'test' ? [] : [`--sarif-file=${paths.sarif}`];
  const comment = inputs.comments ? ['--comment=github'] : [];
  const streams = { output: '', errors: '' };
  const status = await runCli([inputs.command, ...own, ...sarif, ...comment, ...inputs.args], {
    ...around,
    isTerminal: { output: false, errors: false },
    write: (text) => (streams.output += text),
    remark: (text) => (streams.errors += text),
  });
  const json = isPreview ? contentOf(paths.json) : streams.output;
  const report = json === undefined ? undefined : reportOf(json);
  if (report && !isPreview) writeFileSync(paths.json, streams.output);
  if (report?.diff) writeFileSync(paths.diff, report.diff);
  return {
    status,
    report,
    text: streams.errors + (report && !isPreview ? shown(report, inputs.verbose) : streams.output),
    files: {
      ...written('json-file', paths.json),
      ...written('html-file', paths.html),
      ...written('sarif-file', paths.sarif),
      ...written('diff-file', paths.diff),
    },
    markdown: contentOf(paths.markdown),
  };
}

function shown(report: Report, verbose: boolean): string {
  return `${report.diff ?? ''}${toText(report, { color: false, verbose })}`;
}

/** The program's own output, just made: its form is known. */
function reportOf(json: string): Report | undefined {
  try {
    return JSON.parse(json) as Report;
  } catch {
    return undefined;
  }
}

function contentOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function written(output: keyof OutputFiles, path: string): OutputFiles {
  return existsSync(path) ? { [output]: path } : {};
}
