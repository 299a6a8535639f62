// Which files of a work tree are not as they are committed, by the git program.
import { compareText } from '../../model/resource.ts';
import { outputOf, zeroSeparated, type RunGit } from './run-git.ts';

/** The paths at or below these ones that differ between HEAD, index and work tree or are not known to Git; ignored ones left out. */
export async function uncommittedPaths(run: RunGit, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const listing = ['--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=none'];
  const wanted = paths.map((path) => (path === '' ? '.' : path));
  const output = await outputOf(run, { args: ['status', ...listing, '--', ...wanted] });
  // A repository inside the repository is named with a '/' at its end; a file that is taken from the index only is told twice.
  const found = zeroSeparated(output).map((line) => line.slice(3).replace(/\/$/u, ''));
  return [...new Set(found)].sort(compareText);
}
