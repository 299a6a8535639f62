// Reads what Git ignores below a folder of inputs, such as a snapshot beside files that are committed: it is in no commit, and a run that reads
// commits has to take it from the disk. Whether a folder is ignored as a whole is told in ignored.ts.
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { Checked } from '../../model/diagnostic.ts';
import type { TreeFile } from '../../model/tree.ts';
import { isLeftOut, parseIgnorePatterns, type IgnorePattern } from '../../values/index.ts';
import { readDirectory, type DirectoryOptions } from '../directory.ts';
import { findRepository, type GitRepository } from './git-repository.ts';

/**
 * The files below a folder that a .gitignore of the work tree or info/exclude names and the index has not; none where there is no such folder.
 *
 * Order   by path, by code unit.
 * Errors  those of readDirectory.
 */
export async function readIgnoredFiles(
  repository: GitRepository,
  folder: string,
  options: Pick<DirectoryOptions, 'shown' | 'extensions'>,
): Promise<Checked<readonly TreeFile[]>> {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return { value: [], diagnostics: [] };
  // Asked for something in it, a link at its end is followed as well.
  const base = dirname(findRepository(`${folder}/x`)?.path ?? 'x');
  const inRepository = (path: string): string => (base === '.' ? path : `${base}/${path}`);
  const ignores = ignoring(repository);
  const { value, diagnostics } = readDirectory(folder, { ...options, takes: (path) => ignores(inRepository(path)) });
  if (value.files.length === 0) return { value: [], diagnostics };
  const tracked = await trackedPaths(repository);
  return { value: value.files.filter(({ path }) => !tracked.has(inRepository(path))), diagnostics };
}

/** Those of the paths, relative to the repository, that a .gitignore of the work tree or info/exclude names. */
export function ignoredPaths(repository: GitRepository, paths: readonly string[]): readonly string[] {
  return paths.filter(ignoring(repository));
}

interface FolderRules {
  /** It is left out with all that is in it, whatever later lines say. */
  readonly isIgnored: boolean;
  readonly patterns: readonly IgnorePattern[];
}

function ignoring({ root, commonFolder }: GitRepository): (path: string) => boolean {
  const known = new Map<string, FolderRules>();
  const own = parseIgnorePatterns(textOf(join(commonFolder, 'info', 'exclude')));
  const read = (folder: string): FolderRules => {
    const above = folder === '' ? { isIgnored: false, patterns: own } : rulesOf(parentOf(folder));
    const isIgnored = above.isIgnored || (folder !== '' && isLeftOut(above.patterns, folder, true));
    if (isIgnored) return { isIgnored, patterns: [] };
    const added = parseIgnorePatterns(textOf(join(root, folder, '.gitignore')), folder);
    return { isIgnored, patterns: added.length === 0 ? above.patterns : [...above.patterns, ...added] };
  };
  const rulesOf = (folder: string): FolderRules => {
    const rules = known.get(folder) ?? read(folder);
    known.set(folder, rules);
    return rules;
  };
  return (path) => {
    const { isIgnored, patterns } = rulesOf(parentOf(path));
    return isIgnored || isLeftOut(patterns, path);
  };
}

/** What is tracked counts as committed even where it is ignored. An index that cannot be read is one that tells nothing. */
async function trackedPaths({ gitFolder }: GitRepository): Promise<ReadonlySet<string>> {
  // The package is CommonJS: only its default export is there both in source and in a bundle.
  const { default: git } = await import('isomorphic-git');
  return new Set(await git.listFiles({ fs, gitdir: gitFolder }).catch((): readonly string[] => []));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
