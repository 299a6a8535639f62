// Makes a commit out of a tree and changes with the git program, in an index of its own: work tree, index and HEAD stay as they are. A few
// processes, however many changes. Hooks of committing (pre-commit and so on) look at a work tree and are not run; the pre-push hook is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../model/environment.ts';
import type { BranchCommit, TreeChange } from '../branch-port.ts';
import { refuseDisplaced, refuseStrangeCommit } from '../branch-commit-checks.ts';
import { CommitTrouble } from '../commit-checks.ts';
import { asksForSigning, identityVariables } from './git-settings.ts';
import { DEFAULT_AUTHOR } from '../repository-port.ts';
import { outputOf, type RunGit } from './run-git.ts';
import { indexedFiles, type IndexedFile } from './system-index.ts';
import { inTemporaryFolder } from '../disk/temporary-folder.ts';

/** Where a commit is made. */
export interface CommitPlace {
  readonly run: RunGit;
  readonly env: Environment;
  readonly settings: ReadonlyMap<string, string>;
}

// Nothing of the user's index, which other files and programs would be kept for, is to come about beside a temporary one.
const PLAIN_INDEX = ['-c', 'core.splitIndex=false', '-c', 'core.fsmonitor=false', '-c', 'index.sparse=false'];

/**
 * The id of the commit, which is in the object store then and which nothing points to.
 *
 * Shape   a file keeps its executable bit; everything new is a plain file.
 * Errors  throws CommitTrouble: what is asked for is strange, Git lacks an object, signing fails.
 */
export async function makeCommit(place: CommitPlace, commit: BranchCommit): Promise<string> {
  refuseStrangeCommit(commit);
  const tree = await inTemporaryFolder(async (folder) => {
    const ids = await writeBlobs(place.run, commit.changes, join(folder, 'marks'));
    return await writeTree(place.run, commit, ids, join(folder, 'index'));
  });
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const signed = await asksForSigning(place.run);
  const asked = ['commit-tree', ...(signed ? ['-S'] : []), ...parents, '-F', '-', tree];
  const env = identityVariables(commit.author ?? DEFAULT_AUTHOR, place.env, place.settings);
  const args = ['-c', 'i18n.commitEncoding=UTF-8', ...asked];
  const made = await place.run({ args, input: commit.message, env });
  if (made.status === 0) return made.output.trim();
  throw new CommitTrouble(`${signed ? 'it could not be signed: ' : ''}${made.errors.trim()}`);
}

type BlobIds = ReadonlyMap<TreeChange, string>;

/** All blobs with one process, which puts many of them into one pack. */
async function writeBlobs(run: RunGit, changes: readonly TreeChange[], marks: string): Promise<BlobIds> {
  const written = changes.filter(({ content }) => content !== undefined);
  if (written.length === 0) return new Map();
  const parts: Uint8Array[] = [Buffer.from('feature done\n')];
  for (const [at, { content }] of written.entries()) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : (content ?? new Uint8Array());
    parts.push(Buffer.from(`blob\nmark :${at + 1}\ndata ${bytes.byteLength}\n`), bytes, Buffer.from('\n'));
  }
  parts.push(Buffer.from('done\n'));
  await outputOf(run, { args: ['fast-import', '--quiet', `--export-marks=${marks}`], input: Buffer.concat(parts) });
  const ids = new Map<TreeChange, string>();
  for (const line of readFileSync(marks, 'utf8').split('\n')) {
    const [, mark, id] = /^:(\d+) ([0-9a-f]+)$/u.exec(line) ?? [];
    const change = written[Number(mark) - 1];
    if (change && id !== undefined) ids.set(change, id);
  }
  return ids;
}

async function writeTree(run: RunGit, commit: BranchCommit, ids: BlobIds, indexFile: string): Promise<string> {
  const env = { GIT_INDEX_FILE: indexFile };
  await outputOf(run, { args: [...PLAIN_INDEX, 'read-tree', commit.base ?? '--empty'], env });
  const files = await indexedFiles(run, { settings: PLAIN_INDEX, env });
  refuseDisplaced(commit, (path) => files.has(path), files.keys());
  const removals = commit.changes.filter(({ content }) => content === undefined);
  const additions = commit.changes.filter(({ content }) => content !== undefined);
  // Removals first: a file may make way for a folder of the same name, or the other way round.
  const lines = [
    ...removals.map(({ path }) => removalLine(path, files)),
    ...additions.map((change) => additionLine(change, ids, files)),
  ];
  const input = lines.join('');
  await outputOf(run, { args: [...PLAIN_INDEX, 'update-index', '-z', '--index-info'], input, env });
  return (await outputOf(run, { args: [...PLAIN_INDEX, 'write-tree'], env })).trim();
}

type IndexedFiles = ReadonlyMap<string, IndexedFile>;

/** Nothing for a path that is not there anyway. */
function removalLine(path: string, files: IndexedFiles): string {
  const file = files.get(path);
  return file === undefined ? '' : `0 ${file.id}\t${path}\u0000`;
}

function additionLine(change: TreeChange, ids: BlobIds, files: IndexedFiles): string {
  const id = ids.get(change);
  if (id === undefined) throw new CommitTrouble(`Git did not store ${change.path}.`);
  const mode = files.get(change.path)?.mode === '100755' ? '100755' : '100644';
  return `${mode} ${id}\t${change.path}\u0000`;
}
