// What compiling policies depends on beside the policies themselves.
import type { CloneMetadata } from '../kube/index.ts';
import type { ResourceFilter } from '../match/index.ts';
import type { KindCatalog } from '../model/inventory.ts';
import type { SuppliedContext } from './supplied.ts';

/** Options of compilation; each is a flag of the command line. */
export interface CompileOptions {
  readonly kinds: KindCatalog;
  /** Triggers that no rule looks at. */
  readonly resourceFilters: readonly ResourceFilter[];
  readonly cloneMetadata: CloneMetadata;
  readonly substitution: 'once' | 'kyverno';
  /** Key for digests of clone sources that are Secrets. */
  readonly digestKey: string | undefined;
  readonly limits: EvaluationLimits;
  /** The run's instant, RFC 3339, for exceptions that expire; where it is not given none has expired. */
  readonly now?: string;
  /** What a test supplies; absent in every run that is none. */
  readonly supplied?: SuppliedContext;
}

/** Bounds of one evaluation. */
export interface EvaluationLimits {
  /** How many elements one foreach list may have. */
  readonly foreachElements: number;
  /** How many bytes of JSON text the context entries of one evaluation may hold together. */
  readonly contextBytes: number;
}

/** The bounds where the user sets none. */
export const DEFAULT_EVALUATION_LIMITS: EvaluationLimits = { foreachElements: 10_000, contextBytes: 2 * 1024 * 1024 };
