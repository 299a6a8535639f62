// The files of a repository, as far as those look at them who apply manifests from it.
import type { Position } from './diagnostic.ts';
import type { SourceDocument } from './document.ts';

/** A document in a file of a repository. Its places name the file as the user would. */
export interface RepositoryDocument extends SourceDocument {
  /** Relative to the repository, with '/'. */
  readonly path: string;
}

/** A file that may define what is applied, and cannot be understood. */
export interface UnreadFile {
  readonly path: string;
  readonly at: Position;
  readonly why: string;
}

/** What lies in a repository. All paths are relative to its root, with '/', and sorted. */
export interface RepositoryView {
  /** Files that are tracked, or neither tracked nor ignored, whose names a reader of manifests looks at. */
  readonly paths: readonly string[];
  /** What Argo CD and Flux are told with, and the files of kustomize. */
  readonly documents: readonly RepositoryDocument[];
  readonly unread: readonly UnreadFile[];
  /** The texts of the .sourceignore files, by their folder. */
  readonly sourceIgnore: ReadonlyMap<string, string>;
  /** Files that Argo CD passes over for a mark in them. */
  readonly unrendered: ReadonlySet<string>;
  /** Files with policies of Kyverno that generate nothing. */
  readonly notGenerating: ReadonlySet<string>;
  /** Whether Git leaves a path out, so that it never gets to those who apply. */
  readonly isIgnored: (path: string) => boolean;
  /** Addresses that the repository is fetched from and pushed to, credentials and all: for comparing, never for showing. */
  readonly remotes: readonly string[];
}
