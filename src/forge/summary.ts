// The job summary of a workflow of GitHub: a file that Markdown is appended to. Over a mebibyte the whole summary is lost.
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import type { Environment } from '../model/environment.ts';

/** A job summary. */
export interface JobSummary {
  /** Bytes that still fit. */
  readonly left: number;
  /** Tells whether a line is in it. */
  has(line: string): boolean;
  /** Appends; why it could not. */
  append(markdown: string): string | undefined;
}

const SUMMARY_BYTES = 1024 ** 2;

/** The summary of this step; undefined where there is none. */
export function jobSummary(env: Environment): JobSummary | undefined {
  const path = env['GITHUB_STEP_SUMMARY'];
  if (!path) return undefined;
  const present = existing(path);
  if (present === undefined) return undefined;
  const gap = present === '' || present.endsWith('\n\n') ? '' : present.endsWith('\n') ? '\n' : '\n\n';
  return {
    left: SUMMARY_BYTES - Buffer.byteLength(present) - gap.length,
    has: (line) => present.split(/\r?\n/).includes(line),
    append: (markdown) => append(path, `${gap}${markdown}`),
  };
}

function existing(path: string): string | undefined {
  try {
    if (!existsSync(path)) return '';
    const facts = statSync(path);
    return facts.isFile() && facts.size <= SUMMARY_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function append(path: string, text: string): string | undefined {
  try {
    appendFileSync(path, text);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be written';
  }
}
