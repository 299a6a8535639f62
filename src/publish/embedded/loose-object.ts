// Writes blobs as loose objects, one synchronous write each: what isomorphic-git's own writer takes several times longer for.
// Trees and commits, which are few, stay with isomorphic-git.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

// Small texts hardly gain from more, and `git gc` compresses later.
const COMPRESSION = { level: 1 };

/**
 * Stores a blob under its id in the repository's folder; one that is there as a loose object is left alone.
 *
 * Source  Git's gitformat-loose documentation. The temporary name is one that `git gc` knows and clears away after a crash.
 */
export function writeBlob(gitFolder: string, id: string, bytes: Uint8Array): void {
  const folder = join(gitFolder, 'objects', id.slice(0, 2));
  const file = join(folder, id.slice(2));
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const partial = join(folder, 'tmp_obj_headwater');
  const content = Buffer.concat([Buffer.from(`blob ${bytes.byteLength}\u0000`), bytes]);
  writeFileSync(partial, deflateSync(content, COMPRESSION));
  renameSync(partial, file);
}
