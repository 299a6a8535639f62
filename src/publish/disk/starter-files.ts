// Lays the first files of a project into a folder: only what is not there yet, and behind no link that leads out of it. What they hold is
// decided by run/.
import { constants, closeSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { isWithin, realPath } from './work-tree.ts';
import { writeNew } from './write-file.ts';

/** A file to lay down. */
export interface StarterFile {
  /** Relative to the folder, with '/'. */
  readonly path: string;
  /** Each ends with a line end. */
  readonly text: string;
  /**
   * `file`: left alone where it is there. `folder`: the same, and where its folder holds anything. `lines`: lines that are missing are added to
   * the file; those that start with # are not looked for.
   */
  readonly form: 'file' | 'folder' | 'lines';
}

/** What is to be done for one file. */
interface Step {
  readonly path: string;
  readonly full: string;
  readonly text: string;
  readonly isAppended: boolean;
}

/**
 * The paths that were written, in the given order; with `dryRun` those that would be.
 *
 * Errors  publish/failed: then nothing is written, unless the disk fails in the middle.
 */
export function writeStarters(
  folder: string,
  files: readonly StarterFile[],
  { dryRun }: { readonly dryRun: boolean },
): Checked<readonly string[]> {
  const steps: Step[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const step = planned(folder, file);
    if (typeof step === 'string') diagnostics.push(failed(file.path, step));
    else if (step !== undefined) steps.push(step);
  }
  if (diagnostics.length > 0) return { value: [], diagnostics };
  return dryRun ? { value: steps.map(({ path }) => path), diagnostics } : carriedOut(steps);
}

function carriedOut(steps: readonly Step[]): Checked<readonly string[]> {
  const value: string[] = [];
  for (const { path, full, text, isAppended } of steps) {
    try {
      mkdirSync(dirname(full), { recursive: true });
      if (isAppended) append(full, text);
      else writeNew(full, text, false);
      value.push(path);
    } catch (error) {
      return { value, diagnostics: [failed(path, `cannot be written: ${causeOf(error)}`)] };
    }
  }
  return { value, diagnostics: [] };
}

/** What is to be done; undefined where nothing is, a text where something speaks against it. */
function planned(folder: string, { path, text, form }: StarterFile): Step | string | undefined {
  const full = resolve(folder, path);
  const link = linkOnTheWay(folder, full);
  if (link !== undefined) return `lies behind ${link}, a link that leads out of the folder`;
  try {
    const stats = lstatSync(full, { throwIfNoEntry: false });
    const step = { path, full, text, isAppended: false };
    if (stats === undefined) return form === 'folder' && holdsAnything(dirname(full)) ? undefined : step;
    if (form !== 'lines') return undefined;
    if (!stats.isFile()) return 'is no regular file, so no lines are added to it';
    const missing = missingLines(readFileSync(full, 'utf8'), text);
    return missing === '' ? undefined : { path, full, text: missing, isAppended: true };
  } catch (error) {
    return `cannot be read: ${causeOf(error)}`;
  }
}

/** The first folder on the way that is a link out of the folder, or to nothing. */
function linkOnTheWay(folder: string, full: string): string | undefined {
  const parts = relative(folder, dirname(full)).split(sep).filter(Boolean);
  if (parts[0] === '..') return '..';
  const stages = parts.map((_, index) => resolve(folder, ...parts.slice(0, index + 1)));
  const found = stages.find((stage) => isLink(stage) && !leadsInto(realPath(folder), stage));
  return found === undefined ? undefined : relative(folder, found).split(sep).join('/');
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    // A file where a folder would have to be: making the folder says so.
    return false;
  }
}

function leadsInto(folder: string, link: string): boolean {
  const real = realPath(link);
  return real !== resolve(link) && isWithin(folder, real);
}

function holdsAnything(folder: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats !== undefined && readdirSync(folder).length > 0;
}

function missingLines(known: string, text: string): string {
  const there = new Set(known.split(/\r?\n/).map((line) => line.trim()));
  const lines = text.split('\n').filter((line) => line !== '');
  const missing = lines.filter((line) => !line.startsWith('#') && !there.has(line));
  if (missing.length === 0) return '';
  const added = missing.length === lines.filter((line) => !line.startsWith('#')).length ? lines : missing;
  return `${known === '' || known.endsWith('\n') ? '' : '\n'}${added.join('\n')}\n`;
}

function append(path: string, text: string): void {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
  try {
    writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

function causeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function failed(path: string, what: string): Diagnostic {
  const message = `${path} ${what}`;
  return {
    code: 'publish/failed',
    severity: 'error',
    message,
    help: 'Make way for the file, or write it by hand.',
    about: {},
  };
}
