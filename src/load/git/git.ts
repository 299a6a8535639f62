// Reads a folder as it is at a commit of a Git repository, from the objects alone: no work tree is touched and nothing is written.
// Which folders and which reference is for the caller.
import { isAbsolute, relative, sep } from 'node:path';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { compareText } from '../../model/resource.ts';
import type { TreeFile } from '../../model/tree.ts';
import { resolveReference } from './git-reference.ts';
import { withObjects, type GitObjects, type GitReading } from './git-objects.ts';
import { checked, type GitRepository } from './git-repository.ts';
import { listTree, submoduleIn, type GitFile, type GitSubmodule, type TreeOptions } from './git-tree.ts';
import { DEFAULT_READ_LIMITS, inputTrouble, type ReadLimits } from '../read-file.ts';

export type { GitReading } from './git-objects.ts';
export { findRepository, isWrittenInside, type GitRepository, type RepositoryPath } from './git-repository.ts';

/** What is read of a commit. */
export interface GitFolderRequest extends TreeOptions, GitReading {
  /** A branch, a tag, a commit or its beginning, `origin/main`, `HEAD~2`. */
  readonly reference: string;
  /** Relative to the repository, with '/'; '' for all of it. */
  readonly path: string;
  readonly limits?: ReadLimits;
}

/** Several folders of one commit. The limits hold for each of them. */
export interface GitFoldersRequest extends Pick<GitFolderRequest, 'reference' | 'limits' | 'git' | 'env'> {
  readonly folders: readonly (TreeOptions & { readonly path: string })[];
}

/** A folder at a commit. */
export interface GitFolder {
  /** The commit's id; undefined where the reference names none. */
  readonly commit?: string;
  /** Whether the commit has anything at the path. */
  readonly found: boolean;
  readonly files: readonly TreeFile[];
  /** Folders of other repositories in it, of which nothing was read. */
  readonly submodules: readonly GitSubmodule[];
}

const NOTHING: GitFolder = { found: false, files: [], submodules: [] };

/**
 * The files below a folder as they are at a reference.
 *
 * Order   by path, by code unit.
 * Errors  load/git-reference, load/git-object (with the command that fetches it), load/git-repository; load/link-outside,
 *         load/unreadable, load/limit as readDirectory has them; load/submodule as a notice.
 */
export async function readGitFolder(repository: GitRepository, request: GitFolderRequest): Promise<Checked<GitFolder>> {
  const { value, diagnostics } = await readGitFolders(repository, { ...request, folders: [request] });
  return { value: value[0] ?? NOTHING, diagnostics };
}

/** The same for several folders of a commit, in their order: the repository is opened once. */
export async function readGitFolders(
  repository: GitRepository,
  request: GitFoldersRequest,
): Promise<Checked<readonly GitFolder[]>> {
  const { reference, folders, limits = DEFAULT_READ_LIMITS } = request;
  return await checked(
    folders.map(() => NOTHING),
    () =>
      withObjects(repository, request, async (objects) => {
        const commit = await resolveReference(objects, reference);
        const value: GitFolder[] = [];
        const diagnostics: Diagnostic[] = [];
        for (const folder of folders) {
          const listing = await listTree(objects, commit.tree, folder);
          const read = await readFiles(objects, listing.files, limits);
          const { found, submodules } = listing;
          value.push({ commit: commit.id, found, files: read.value, submodules });
          diagnostics.push(...listing.diagnostics, ...read.diagnostics);
        }
        return { value, diagnostics };
      }),
  );
}

/**
 * The commit that a repository below another one is at as its submodule, as a commit of the outer one says; undefined where it has no
 * submodule there.
 *
 * Errors  as readGitFolder.
 */
export async function submoduleCommit(
  outer: GitRepository,
  inner: GitRepository,
  { reference, ...reading }: Pick<GitFolderRequest, 'reference' | 'git' | 'env'>,
): Promise<Checked<string | undefined>> {
  const place = relative(outer.root, inner.root).split(sep).join('/');
  if (place === '' || isAbsolute(place) || place.startsWith('../')) return { value: undefined, diagnostics: [] };
  return await checked<string | undefined>(undefined, () =>
    withObjects(outer, reading, async (objects) => {
      const { tree } = await resolveReference(objects, reference);
      return { value: await submoduleIn(objects, tree, place), diagnostics: [] };
    }),
  );
}

async function readFiles(
  objects: GitObjects,
  listed: readonly GitFile[],
  limits: ReadLimits,
): Promise<Checked<readonly TreeFile[]>> {
  const files = listed.toSorted((a, b) => compareText(a.path, b.path));
  const diagnostics: Diagnostic[] = [];
  let total = 0;
  const wants = (index: number, size: number): boolean => {
    const over = overLimit(size, total, limits);
    if (over === undefined) total += size;
    else diagnostics.push(overTrouble(files[index]?.shown ?? '', size, over));
    return over === undefined;
  };
  const ids = files.map(({ id }) => id);
  const blobs = await objects.blobs(ids, wants);
  const value = files.flatMap(({ path, shown }, index) => {
    const bytes = blobs[index];
    return bytes === undefined ? [] : [{ path, shown, bytes }];
  });
  return { value, diagnostics };
}

function overTrouble(shown: string, size: number, over: string): Diagnostic {
  return inputTrouble('load/limit', shown, `${shown} has ${size} bytes, over ${over}.`);
}

function overLimit(size: number, total: number, limits: ReadLimits): string | undefined {
  if (size > limits.fileBytes) return `the limit for one file (fileBytes: ${limits.fileBytes} bytes)`;
  if (total + size <= limits.totalBytes) return undefined;
  return `the limit for all files together (totalBytes: ${limits.totalBytes} bytes)`;
}
