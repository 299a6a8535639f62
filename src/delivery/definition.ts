// What one definition of a reader comes to: the parts of the repository that it applies, and what becomes of removed manifests.
import type { Position } from '../model/diagnostic.ts';

/** Who applies manifests from Git. */
export type Reader = 'Argo CD' | 'Flux';

/** A part of the repository that is applied. */
export interface Source {
  /** The folder that it starts from. */
  readonly path: string;
  /** Whether it takes a file; asked about files below `path`, and for a `list` about any. */
  readonly takes: (file: string) => boolean;
  /** Also files that do not lie below `path` may be taken. */
  readonly isList: boolean;
  /** Why files directly in `path` are taken and those in its folders are not: the field that says so. */
  readonly flat?: string;
  /** It may be that of another repository: the address is not known to be this one's, and there is no such folder here. */
  readonly isDoubtful?: true;
}

/** Why it cannot be told what is applied, as far as `path` or below it. */
export interface Untold {
  readonly path: string;
  readonly why: string;
}

/** An Application, an ApplicationSet or a Kustomization that is about this repository. */
export interface Definition {
  readonly reader: Reader;
  /** `Application/argocd/platform`. */
  readonly name: string;
  /** Of the file, in the repository. */
  readonly file: string;
  /** Where it names the path. */
  readonly at: Position;
  readonly field: string;
  readonly sources: readonly Source[];
  readonly untold: readonly Untold[];
  /** Whether manifests that are gone from Git are removed from the cluster. */
  readonly prunes: boolean;
  /** The field that says so. */
  readonly pruneField: string;
  readonly pruneAt: Position;
}
