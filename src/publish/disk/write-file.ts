// Puts one file on disk, whole (temporary name and rename) or in place, and takes one away. No link is ever followed in the last part
// of a path; the folders before it, and the order of files, are write.ts's.
import { closeSync, constants, fsyncSync, lstatSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW;

/** Tells whether the regular file at `path` holds exactly `text`; a missing one does not. */
export function holds(path: string, text: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile() || stats.size !== Buffer.byteLength(text)) return false;
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return readFileSync(descriptor, 'utf8') === text;
  } finally {
    closeSync(descriptor);
  }
}

/** Overwrites in place: fast, but a crash may leave half a file. */
export function overwrite(path: string, text: string): void {
  writeInto(openSync(path, WRITE | constants.O_TRUNC, 0o666), text, false);
}

/** Writes a file that must not exist yet. `durable` waits until the disk has it. */
export function writeNew(path: string, text: string, durable: boolean): void {
  writeInto(openSync(path, WRITE | constants.O_EXCL, 0o666), text, durable);
}

/** Moves a complete file to its place, replacing what is there. */
export function moveInPlace(from: string, to: string): void {
  renameSync(from, to);
}

function writeInto(descriptor: number, text: string, durable: boolean): void {
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.byteLength;) at += writeSync(descriptor, bytes, at);
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Waits until the disk knows what is in a folder. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
