// What an index holds, by the git program. Reading an index without it is git-index.ts's.
import { outputOf, zeroSeparated, type GitCall, type RunGit } from './run-git.ts';

/** A file of an index. */
export interface IndexedFile {
  readonly mode: string;
  readonly id: string;
}

/** All files of the index by path. `settings` go before the command, `env` may name another index than the repository's. */
export async function indexedFiles(
  run: RunGit,
  { settings = [], env = {} }: { readonly settings?: readonly string[]; readonly env?: GitCall['env'] } = {},
): Promise<ReadonlyMap<string, IndexedFile>> {
  const lines = zeroSeparated(await outputOf(run, { args: [...settings, 'ls-files', '-s', '-z'], env }));
  return new Map(
    lines.map((line) => {
      const [mode = '', id = ''] = line.split(' ', 2);
      return [line.slice(line.indexOf('\t') + 1), { mode, id }];
    }),
  );
}
