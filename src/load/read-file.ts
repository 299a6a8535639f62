// Reads single files and standard input within limits. Which files there are is found out in directory.ts.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticCode } from '../model/diagnostic-codes.ts';
import type { TreeFile } from '../model/tree.ts';

/** Bounds on what is read, in bytes. */
export interface ReadLimits {
  readonly fileBytes: number;
  readonly totalBytes: number;
}

/** Far above a cluster of 10,000 namespaces in one file, and below the longest text that the engine can hold. */
export const DEFAULT_READ_LIMITS: ReadLimits = { fileBytes: 256 * 1024 ** 2, totalBytes: 1024 ** 3 };

/** A file to read: where it is, and how it is named in the tree and to people. */
export interface FileToRead {
  readonly path: string;
  readonly real: string;
  readonly shown: string;
}

interface ReadOptions {
  readonly limits?: ReadLimits;
  readonly opened?: (path: string) => void;
}

/** What came of one file: its bytes, or a diagnostic. */
type Outcome = Uint8Array | Diagnostic;

/**
 * The files with their bytes, in the given order; a file in trouble is left out.
 *
 * Errors  load/unreadable, load/not-a-file, load/limit. Sizes are checked before a byte is read.
 */
export function readBounded(files: readonly FileToRead[], options: ReadOptions): Checked<readonly TreeFile[]> {
  const limits = options.limits ?? DEFAULT_READ_LIMITS;
  const value: TreeFile[] = [];
  const diagnostics: Diagnostic[] = [];
  let total = 0;
  for (const file of files) {
    const outcome = readOne(file, { fileBytes: limits.fileBytes, left: limits.totalBytes - total, limits, options });
    if (!(outcome instanceof Uint8Array)) {
      diagnostics.push(outcome);
      continue;
    }
    total += outcome.byteLength;
    value.push({ path: file.path, shown: file.shown, bytes: outcome });
  }
  return { value, diagnostics };
}

/**
 * What standard input holds, as the file `-`; empty beside an error.
 *
 * Errors  load/unreadable, load/limit.
 */
export function readStandardInput(limits: ReadLimits = DEFAULT_READ_LIMITS, descriptor = 0): Checked<TreeFile> {
  const outcome = readStream(descriptor, Math.min(limits.fileBytes, limits.totalBytes));
  const bytes = outcome instanceof Uint8Array ? outcome : new Uint8Array();
  const diagnostics = outcome instanceof Uint8Array ? [] : [outcome];
  return { value: { path: '-', shown: '-', bytes }, diagnostics };
}

/** The system's name for what went wrong (ENOENT, EACCES), or the message where there is none. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

/** The diagnostic for a whole file: it points at its beginning. */
export function inputTrouble(code: DiagnosticCode, shown: string, message: string): Diagnostic {
  return { code, severity: 'error', message, at: { file: shown, line: 1, column: 1 }, about: {} };
}

/** The diagnostic for a file that the system does not let us read. */
export function unreadable(shown: string, cause: string): Diagnostic {
  return inputTrouble('load/unreadable', shown, `${shown} cannot be read: ${cause}.`);
}

interface Bounds {
  readonly fileBytes: number;
  /** What is left of the total. */
  readonly left: number;
  readonly limits: ReadLimits;
  readonly options: ReadOptions;
}

function readOne(file: FileToRead, bounds: Bounds): Outcome {
  let descriptor: number | undefined;
  try {
    // Not blocking, and no link: the path may have become a pipe or a link since it was listed.
    descriptor = openSync(file.real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return readOpened(descriptor, file, bounds);
  } catch (error) {
    return unreadable(file.shown, codeOf(error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readOpened(descriptor: number, file: FileToRead, bounds: Bounds): Outcome {
  const before = fstatSync(descriptor);
  if (!before.isFile()) {
    return inputTrouble('load/not-a-file', file.shown, `${file.shown} is neither a file nor a folder.`);
  }
  if (before.size > bounds.fileBytes) return overLimit(file.shown, before.size, 'fileBytes', bounds.limits);
  if (before.size > bounds.left) return overLimit(file.shown, before.size, 'totalBytes', bounds.limits);
  bounds.options.opened?.(file.path);
  const bytes = readFully(descriptor, before.size);
  const changed = bytes.byteLength !== before.size || differs(before, fstatSync(descriptor));
  return changed ? unreadable(file.shown, 'it changed while it was read') : bytes;
}

function differs(before: Stats, after: Stats): boolean {
  return before.size !== after.size || before.mtimeMs !== after.mtimeMs;
}

function readFully(descriptor: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const count = readSync(descriptor, bytes, at, size - at, null);
    if (count === 0) break;
    at += count;
  }
  return bytes.subarray(0, at);
}

function readStream(descriptor: number, limit: number): Outcome {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const chunk = readChunk(descriptor);
    if (!(chunk instanceof Uint8Array)) return chunk;
    if (chunk.byteLength === 0) return Buffer.concat(chunks, total);
    total += chunk.byteLength;
    if (total > limit) {
      const message = `Standard input holds more than ${limit} bytes, the limit for one file (fileBytes).`;
      return inputTrouble('load/limit', '-', message);
    }
    chunks.push(chunk);
  }
}

const CHUNK_BYTES = 65_536;
const PIPE_WAIT_MS = 5;

function readChunk(descriptor: number): Outcome {
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    try {
      return chunk.subarray(0, readSync(descriptor, chunk, 0, CHUNK_BYTES, null));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EOF') return new Uint8Array();
      if (code !== 'EAGAIN') return unreadable('Standard input', code);
      // A pipe that somebody else made non-blocking has nothing yet: let the other end run.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_WAIT_MS);
    }
  }
}

function overLimit(shown: string, size: number, name: 'fileBytes' | 'totalBytes', limits: ReadLimits): Diagnostic {
  const which = name === 'fileBytes' ? 'the limit for one file' : 'the limit for all files together';
  const message = `${shown} has ${size} bytes, which goes over ${which} (${name}: ${limits[name]} bytes).`;
  return inputTrouble('load/limit', shown, message);
}
