// What definitions are read with: the repository, and which addresses are its own.
import type { RepositoryDocument, RepositoryView } from '../model/repository.ts';
import { child, groupOf, textAt } from '../model/resource.ts';
import { repositoryName } from './address.ts';
import { findKustomizations, type Kustomizations } from './kustomize.ts';
import { foldersAround } from './paths.ts';

/** The repository, prepared. */
export interface Context {
  readonly view: RepositoryView;
  readonly files: ReadonlySet<string>;
  readonly kustomizations: Kustomizations;
  /** Folders that hold something, those that `more` files would lie in among them. */
  readonly folders: readonly string[];
  /** Whether an address is that of this repository. One that is not given is, and any may be where no remote on a host is known. */
  readonly isOwn: (address: string) => boolean;
  /** Whether that is sure. Where it is not, a path that is nowhere here is that of another repository. */
  readonly isSurelyOwn: (address: string) => boolean;
  readonly hasFolder: (path: string) => boolean;
  readonly documents: (group: string, kind: string) => readonly RepositoryDocument[];
}

/** Prepares. `more` are files that are not there yet and will be. */
export function openContext(view: RepositoryView, more: readonly string[]): Context {
  const own = new Set(view.remotes.map(repositoryName));
  // A clone of a folder does not know where its origin is hosted.
  const isHosted = [...own].some((name) => !name.startsWith('/'));
  const folders = new Set([...view.paths, ...more].flatMap(foldersAround));
  return {
    view,
    files: new Set(view.paths),
    kustomizations: findKustomizations(view),
    folders: [...folders],
    isOwn: (address) => address === '' || !isHosted || own.has(repositoryName(address)),
    isSurelyOwn: (address) => address !== '' && own.has(repositoryName(address)),
    hasFolder: (path) => path === '' || folders.has(path),
    documents: (group, kind) =>
      view.documents.filter(
        ({ value }) => groupOf(textAt(value, 'apiVersion')) === group && textAt(value, 'kind') === kind,
      ),
  };
}

/** `Application/argocd/platform`. */
export function nameOf({ value }: RepositoryDocument): string {
  const metadata = child(value, 'metadata');
  const parts = [textAt(value, 'kind'), textAt(metadata, 'namespace'), textAt(metadata, 'name')];
  return parts.filter((part) => part !== '').join('/');
}
