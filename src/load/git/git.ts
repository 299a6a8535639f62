// Reads a folder as it is at a commit of a Git repository, from the objects alone: no work tree is touched and nothing is written.
// Which folders and which reference is for the caller.
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { compareText } from '../../model/resource.ts';
import type { TreeFile } from '../../model/tree.ts';
import { resolveReference } from './git-reference.ts';
import { GitTrouble, openObjects, type GitObjects, type GitRepository } from './git-repository.ts';
import { listTree, type GitFile, type TreeOptions } from './git-tree.ts';
import { DEFAULT_READ_LIMITS, inputTrouble, type ReadLimits } from '../read-file.ts';

export { findRepository, type GitRepository, type RepositoryPath } from './git-repository.ts';

/** What is read of a commit. */
export interface GitFolderRequest extends TreeOptions {
  /** A branch, a tag, a commit or its beginning, `origin/main`, `HEAD~2`. */
  readonly reference: string;
  /** Relative to the repository, with '/'; '' for all of it. */
  readonly path: string;
  readonly limits?: ReadLimits;
}

/** A folder at a commit. */
export interface GitFolder {
  /** The commit's id; undefined where the reference names none. */
  readonly commit?: string;
  /** Whether the commit has anything at the path. */
  readonly found: boolean;
  readonly files: readonly TreeFile[];
}

const NOTHING: GitFolder = { found: false, files: [] };

/**
 * The files below a folder as they are at a reference.
 *
 * Order   by path, by code unit.
 * Errors  load/git-reference, load/git-object (with the command that fetches it), load/git-repository; load/link-outside,
 *         load/unreadable, load/limit as readDirectory has them; load/submodule as a notice.
 */
export async function readGitFolder(repository: GitRepository, request: GitFolderRequest): Promise<Checked<GitFolder>> {
  try {
    const objects = await openObjects(repository);
    const commit = await resolveReference(objects, request.reference);
    const { found, files, diagnostics } = await listTree(objects, commit.tree, request);
    const read = await readFiles(objects, files, request.limits ?? DEFAULT_READ_LIMITS);
    return {
      value: { commit: commit.id, found, files: read.value },
      diagnostics: [...diagnostics, ...read.diagnostics],
    };
  } catch (error) {
    if (!(error instanceof GitTrouble)) throw error;
    const { code, message, help } = error;
    return { value: NOTHING, diagnostics: [{ code, severity: 'error', message, help, about: {} }] };
  }
}

async function readFiles(
  objects: GitObjects,
  files: readonly GitFile[],
  limits: ReadLimits,
): Promise<Checked<readonly TreeFile[]>> {
  const value: TreeFile[] = [];
  const diagnostics: Diagnostic[] = [];
  let total = 0;
  for (const { id, path, shown } of files.toSorted((a, b) => compareText(a.path, b.path))) {
    const bytes = await objects.blob(id);
    const over = overLimit(bytes.byteLength, total, limits);
    if (over === undefined) {
      total += bytes.byteLength;
      value.push({ path, shown, bytes });
    } else diagnostics.push(inputTrouble('load/limit', shown, `${shown} has ${bytes.byteLength} bytes, over ${over}.`));
  }
  return { value, diagnostics };
}

function overLimit(size: number, total: number, limits: ReadLimits): string | undefined {
  if (size > limits.fileBytes) return `the limit for one file (fileBytes: ${limits.fileBytes} bytes)`;
  if (total + size <= limits.totalBytes) return undefined;
  return `the limit for all files together (totalBytes: ${limits.totalBytes} bytes)`;
}
