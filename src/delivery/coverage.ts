// Which files a definition applies, asked file by file.
import type { Definition, Source } from './definition.ts';
import { foldersAround, overlaps } from './paths.ts';

/** What a definition applies, however many sources it has. */
export interface Coverage {
  /** Whether it could cover anything in these folders: quick, and not sure. */
  readonly reaches: (roots: readonly string[]) => boolean;
  readonly lists: readonly Source[];
  readonly covers: (file: string) => boolean;
  /** The sources that take a file, those that are lists left out. */
  readonly sourcesFor: (file: string) => readonly Source[];
}

/** The questions for one definition. */
export function coverageOf({ sources }: Pick<Definition, 'sources'>): Coverage {
  const lists = sources.filter(({ isList }) => isList);
  const byFolder = new Map<string, Source[]>();
  for (const source of sources) {
    if (source.isList) continue;
    const known = byFolder.get(source.path);
    if (known) known.push(source);
    else byFolder.set(source.path, [source]);
  }
  const sourcesFor = (file: string): readonly Source[] =>
    foldersAround(file).flatMap((folder) => (byFolder.get(folder) ?? []).filter(({ takes }) => takes(file)));
  return {
    covers: (file) => lists.some(({ takes }) => takes(file)) || sourcesFor(file).length > 0,
    reaches: (roots) => lists.length > 0 || roots.some((root) => sources.some(({ path }) => overlaps(path, root))),
    lists,
    sourcesFor,
  };
}
