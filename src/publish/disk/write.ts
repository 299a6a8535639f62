// Brings an output root from one state to the next so that a crash at any point is repaired by the next run: first a ledger that knows
// both states, then the files, then the ledger of the new state. What the files hold, and committing them, belong to others.
import { existsSync, lstatSync, mkdirSync, realpathSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { FileChange } from '../../model/file-change.ts';
import { pathTrouble } from '../git-names.ts';
import { holds, moveInPlace, overwrite, syncFolder, writeNew } from './write-file.ts';

/** What to write, in this order; the order inside each list is kept too. Paths are relative to the root. */
export interface WriteSteps {
  /** The ledger that knows the state before and the state after. */
  readonly unionLedger: readonly FileChange[];
  readonly files: readonly FileChange[];
  readonly lastDiff?: FileChange;
  /** The ledger of the state after. */
  readonly finalLedger: readonly FileChange[];
}

/** The seam for tests. A throw from `before` is a crash at that step: it goes through, and nothing is tidied up. */
export interface WriteHooks {
  /** Steps: `write PATH`, `rename PATH` (written under the temporary name, not yet moved), `delete PATH`, `remove-folder PATH`. */
  readonly before?: (step: string) => void;
}

/** What really changed on disk, by path relative to the root, in the order of writing. */
export interface Written {
  readonly written: readonly string[];
  readonly deleted: readonly string[];
}

/**
 * One temporary name for all files written whole: only one is under way at a time, and the next run finds what a crash left.
 * In the ledger's folder, and without an ending that a reader of manifests would take.
 */
const PARTIAL = '.headwater/write.partial';

/** Up to so many manifests are written whole; beyond, in place, which is several times faster: the ledger knows both states anyway. */
const WHOLE_FILES = 2000;

interface Writing {
  readonly root: string;
  readonly before: (step: string) => void;
  readonly written: string[];
  readonly deleted: string[];
  /** Folders known to be real folders. */
  readonly folders: Set<string>;
}

/** How a file is put in place. */
type Manner = 'durable' | 'whole' | 'in-place';

/** A known trouble on the way to a file, told apart from a crash that a test asks for. */
class WriteTrouble extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/**
 * Carries out the steps; stops at the first failure, which leaves a state that the next run repairs.
 *
 * Errors  publish/failed with file and cause; output/link for a link in the way of any file, found before the first write.
 * Shape   a file is written only when its content differs. Ledger files are written whole and forced to disk; folders that a
 *         deletion empties are removed, never the root. No link is followed.
 */
export function writeOutput(root: string, steps: WriteSteps, hooks: WriteHooks = {}): Checked<Written> {
  const written: string[] = [];
  const deleted: string[] = [];
  try {
    carryOut(root, steps, { before: hooks.before ?? (() => undefined), written, deleted });
    return { value: { written, deleted }, diagnostics: [] };
  } catch (error) {
    if (!(error instanceof WriteTrouble)) throw error;
    return { value: { written, deleted }, diagnostics: [error.diagnostic] };
  }
}

function carryOut(given: string, steps: WriteSteps, sinks: Pick<Writing, 'before' | 'written' | 'deleted'>): void {
  const changes = allChanges(steps);
  for (const { path } of changes) refuseBadPath(path);
  if (changes.length === 0 && !existsSync(given)) return;
  const writing = { ...sinks, root: guard(given, () => enterRoot(given)), folders: new Set<string>() };
  for (const { path } of changes) refuseLinks(writing, path);
  refuseLinks(writing, PARTIAL);
  guard(PARTIAL, () => removeFile(join(writing.root, PARTIAL)));
  applyDurably(writing, steps.unionLedger);
  const manner = steps.files.length > WHOLE_FILES ? 'in-place' : 'whole';
  for (const change of steps.files) apply(writing, change, manner);
  if (steps.lastDiff) apply(writing, steps.lastDiff, 'whole');
  applyDurably(writing, steps.finalLedger);
  for (const path of writing.deleted) removeEmptyFolders(writing, path);
}

function allChanges(steps: WriteSteps): readonly FileChange[] {
  return [...steps.unionLedger, ...steps.files, ...(steps.lastDiff ? [steps.lastDiff] : []), ...steps.finalLedger];
}

function enterRoot(given: string): string {
  mkdirSync(given, { recursive: true });
  return realpathSync(given);
}

function refuseBadPath(path: string): void {
  const trouble = pathTrouble(path);
  if (trouble !== undefined) throw new WriteTrouble(failed(path, `it ${trouble}`));
}

/** Looks at every folder on the way and at the file itself, following nothing. */
function refuseLinks(writing: Writing, path: string): void {
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const part = parts.slice(0, depth).join('/');
    if (writing.folders.has(part)) continue;
    const stats = guard(path, () => lstatSync(join(writing.root, part), { throwIfNoEntry: false }));
    if (!stats) return;
    if (stats.isSymbolicLink()) throw new WriteTrouble(linkInTheWay(part));
    const wanted = depth < parts.length ? stats.isDirectory() : stats.isFile();
    if (!wanted) throw new WriteTrouble(failed(path, `${part} is ${depth < parts.length ? 'no folder' : 'no file'}`));
    if (depth < parts.length) writing.folders.add(part);
  }
}

/** A folder is forced to disk when the next file lies in another one: per file it would double the time of a large ledger. */
function applyDurably(writing: Writing, changes: readonly FileChange[]): void {
  let unsynced: string | undefined;
  const sync = (): void => {
    const folder = unsynced;
    if (folder !== undefined) guard(folder, () => syncFolder(join(writing.root, folder)));
    unsynced = undefined;
  };
  for (const change of changes) {
    const folder = dirname(change.path);
    if (unsynced !== folder) sync();
    const before = writing.written.length;
    apply(writing, change, 'durable');
    if (writing.written.length > before) unsynced = folder;
  }
  sync();
}

function apply(writing: Writing, change: FileChange, manner: Manner): void {
  if (change.after === undefined) deleteFile(writing, change.path);
  else writeFile(writing, change.path, change.after, manner);
}

function writeFile(writing: Writing, path: string, text: string, manner: Manner): void {
  const target = join(writing.root, path);
  if (guard(path, () => holds(target, text))) return;
  writing.before(`write ${path}`);
  enterFolder(writing, dirname(path));
  if (manner === 'in-place') guard(path, () => overwrite(target, text));
  else writeWhole(writing, path, text, manner === 'durable');
  writing.written.push(path);
}

function writeWhole(writing: Writing, path: string, text: string, durable: boolean): void {
  const partial = join(writing.root, PARTIAL);
  enterFolder(writing, dirname(PARTIAL));
  guardTidying(path, partial, () => writeNew(partial, text, durable));
  writing.before(`rename ${path}`);
  guardTidying(path, partial, () => moveInPlace(partial, join(writing.root, path)));
}

function deleteFile(writing: Writing, path: string): void {
  const target = join(writing.root, path);
  if (!guard(path, () => lstatSync(target, { throwIfNoEntry: false }))) return;
  writing.before(`delete ${path}`);
  guard(path, () => removeFile(target));
  writing.deleted.push(path);
}

function removeFile(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })) unlinkSync(path);
}

/** Makes the folders on the way, each looked at first: mkdir with `recursive` would go through links. */
function enterFolder(writing: Writing, folder: string): void {
  if (folder === '.' || writing.folders.has(folder)) return;
  enterFolder(writing, dirname(folder));
  const path = join(writing.root, folder);
  const stats = guard(folder, () => lstatSync(path, { throwIfNoEntry: false }));
  if (stats?.isSymbolicLink()) throw new WriteTrouble(linkInTheWay(folder));
  if (!stats) guard(folder, () => mkdirSync(path));
  writing.folders.add(folder);
}

/** Removes the folders above a deleted file as long as they are empty. */
function removeEmptyFolders(writing: Writing, path: string): void {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    writing.before(`remove-folder ${folder}`);
    if (!removedEmpty(join(writing.root, folder))) return;
  }
}

/** Removes a folder if it is empty; tells whether it is gone. Trouble here is no failure: an empty folder is nothing to Git. */
function removedEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

/** Runs one call to the file system; what it throws becomes a diagnostic that names the file. */
function guard<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new WriteTrouble(failed(path, causeOf(error)));
  }
}

/** The system's own words, without the call and the absolute path that Node adds after them. */
function causeOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/, [a-z]+(?: '.*)?$/su, '');
}

function guardTidying(path: string, partial: string, action: () => void): void {
  try {
    guard(path, action);
  } catch (error) {
    // A full disk: give back what the half file took. The first trouble is the one to tell.
    removedQuietly(partial);
    throw error;
  }
}

function removedQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It may not have come into being.
  }
}

function failed(path: string, cause: string): Diagnostic {
  return { code: 'publish/failed', severity: 'error', message: `${path} could not be written: ${cause}.`, about: {} };
}

function linkInTheWay(path: string): Diagnostic {
  const message = `${path} in the output root is a link; Headwater writes through none.`;
  return { code: 'output/link', severity: 'error', message, about: {} };
}
