// One evaluation: what it may ask its surroundings for and how much it may do. What is asked is left to the functions.
import { CelFailure } from './failure.ts';
import type { CelJson } from './value.ts';

/** The bounds of one evaluation, which may consist of several expressions. */
export interface CelLimits {
  /** How many steps: a value touched, 16 characters of text copied or compared, an instruction of a pattern for each character. */
  readonly steps: number;
}

/** The bounds where the caller sets none. */
export const DEFAULT_CEL_LIMITS: CelLimits = { steps: 10_000_000 };

/** What the surroundings answer; `pending`: not known yet, so that the whole evaluation has to wait. */
export type HostAnswer = { readonly value: CelJson } | { readonly failure: string } | { readonly pending: string };

/** Where a resource is served. `group` is '' for the core group. */
export interface ResourceAddress {
  readonly group: string;
  readonly version: string;
  /** Plural, lower case: `configmaps`. */
  readonly resource: string;
}

/**
 * What an expression may look at besides its variables; what is missing makes the functions that need it fail as not available.
 *
 * Order   lists come as the host gives them.
 */
export interface CelHost {
  /** The instant `time.now` gives, RFC 3339. */
  readonly now?: string;
  /** What `random` is derived from, besides its place and how many calls came before. */
  readonly seed?: string;
  /** The object, null where there is none or the resource is unknown. `namespace` is '' for cluster-scoped ones. */
  getResource?(at: ResourceAddress & { readonly subresource: string }, namespace: string, name: string): HostAnswer;
  /** The whole `XList` object. `namespace` '' is all namespaces; `labels` must all be equal. A failure where the resource is unknown. */
  listResources?(at: ResourceAddress, namespace: string, labels: ReadonlyMap<string, string>): HostAnswer;
  /** Where objects of this kind are served, or why that is not known. */
  addressOfKind?(group: string, version: string, kind: string): ResourceAddress | { readonly failure: string };
  /**
   * Takes the objects that `generator.apply` was handed, lists among them already unfolded; why they are not taken, or undefined.
   * `namespace` is undefined in the form without that argument.
   */
  generate?(namespace: string | undefined, objects: readonly CelJson[]): CelFailure | undefined;
  /** What an entry, or a projection of it, holds; null for an unknown entry. */
  globalContext?(name: string, projection: string | undefined): HostAnswer;
  http?(request: CelHttpRequest): HostAnswer;
  /** What a registry says of an image. */
  imageData?(reference: string): HostAnswer;
}

/** A request as an expression asks for it. */
export interface CelHttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body?: CelJson;
  readonly caBundle?: string;
}

/** An evaluation under way: steps are counted over all expressions evaluated with it. */
export class CelRun {
  readonly host: CelHost;
  readonly #limit: number;
  #steps = 0;
  #draws = 0;

  constructor(host: CelHost, limits: CelLimits = DEFAULT_CEL_LIMITS) {
    this.host = host;
    this.#limit = limits.steps;
  }

  /** Takes `steps`; a failure when there are not that many left. */
  spend(steps: number): CelFailure | undefined {
    this.#steps += steps;
    if (this.#steps <= this.#limit) return undefined;
    return new CelFailure('limit', `the evaluation takes more than ${this.#limit} steps`);
  }

  /** How many steps are left; below 0 when a failure was given. */
  get left(): number {
    return this.#limit - this.#steps;
  }

  /** How many values were drawn at random before, counting this one. */
  nextDraw(): number {
    this.#draws += 1;
    return this.#draws;
  }
}
