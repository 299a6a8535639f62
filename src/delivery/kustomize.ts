// The files that a kustomization lists, as far as they are files and folders of the repository. What it makes of them is not looked at.
import type { RepositoryDocument, RepositoryView } from '../model/repository.ts';
import { child, isJsonList } from '../model/resource.ts';
import { folderOf, plainPath } from './paths.ts';

/** The files of kustomize, by the folder that they make a unit of. */
export interface Kustomizations {
  /** Whether a folder is such a unit. */
  readonly has: (folder: string) => boolean;
  readonly folders: readonly string[];
  /** The files that the unit lists, those of units that it lists among them; undefined where that cannot be told. */
  readonly filesOf: (folder: string) => ReadonlySet<string> | undefined;
}

const NAME = /(?:^|\/)(?:kustomization\.yaml|kustomization\.yml|Kustomization)$/;

/** Fields that list what is applied. */
const LISTS = ['resources', 'components', 'bases', 'crds'] as const;

/** Finds them. */
export function findKustomizations({ paths, documents }: RepositoryView): Kustomizations {
  const folders = new Set(paths.filter((path) => NAME.test(path)).map(folderOf));
  const files = new Set(paths);
  const byFolder = new Map<string, RepositoryDocument>();
  for (const document of documents) if (NAME.test(document.path)) byFolder.set(folderOf(document.path), document);
  const filesOf = (start: string): ReadonlySet<string> | undefined => {
    const listed = new Set<string>();
    const seen = new Set<string>();
    const open = [start];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      const document = byFolder.get(folder);
      if (document === undefined) return undefined;
      for (const path of entriesOf(document, folder)) {
        if (files.has(path)) listed.add(path);
        else if (folders.has(path)) open.push(path);
      }
    }
    return listed;
  };
  return { has: (folder) => folders.has(folder), folders: [...folders], filesOf };
}

/** What it lists, without what lies elsewhere. */
function entriesOf({ value }: RepositoryDocument, folder: string): readonly string[] {
  return LISTS.flatMap((name) => {
    const entries = child(value, name);
    if (!isJsonList(entries)) return [];
    return entries.flatMap((entry) => {
      if (typeof entry !== 'string' || /:\/\/|\?ref=|^git@/.test(entry)) return [];
      return plainPath(entry, folder) ?? [];
    });
  });
}
