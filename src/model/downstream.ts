// What an evaluation gives: the downstreams that a rule wants for a trigger, and how far that can be trusted.
import type { Digest } from './digest.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { RuleKey } from './rule-id.ts';
import type { Resource, ResourceId, ResourceKey } from './resource.ts';

/**
 * Why a downstream exists.
 *
 * Shape   `element` is `foreach[0]/2`, `cloneList[1]/name`, `generate[0]/2`, or `generate[0]/list/2` for a copy of one object of a list.
 *         `round` is 0 unless another downstream was the trigger.
 */
export interface Cause {
  readonly rule: RuleKey;
  readonly trigger: ResourceKey;
  readonly element?: string;
  readonly round: number;
}

/** What a clone was copied from. The digest is keyed for Secrets. */
export interface Source {
  readonly key: ResourceKey;
  readonly digest: Digest;
}

/** One downstream that a rule wants. `content` is before provenance. */
export interface Desired {
  readonly id: ResourceId;
  readonly content: Resource;
  readonly mode: 'data' | 'clone';
  readonly source?: Source;
  /** The source object's uid and version for Kyverno's labels; undefined for data. */
  readonly sourceObject?: Resource;
  readonly element?: string;
}

/** A clone that could not be made because its source is not there: a fact, not a failure. */
export interface MissingSource {
  readonly target: ResourceId;
  readonly source: ResourceId;
  readonly element?: string;
}

/** What an evaluation left out on purpose. */
export interface Skipped {
  readonly because: 'self-clone' | 'no-elements' | 'element-preconditions' | 'being-deleted';
  readonly detail: string;
}

/** The element of a copy whose source was one of a list. */
export function listedElement(element: string): string {
  const slash = element.lastIndexOf('/');
  return `${element.slice(0, slash)}/list${element.slice(slash)}`;
}

/** Whether the source of a copy was one of a list, which may come not to list it any more. */
export function isListed(element: string): boolean {
  return element.includes('cloneList') || element.includes('/list/');
}

/** One rule on one trigger. Good elements survive bad ones. */
export interface Evaluation {
  /** In the rule's own order. */
  readonly desired: readonly Desired[];
  readonly missingSources: readonly MissingSource[];
  readonly skipped: readonly Skipped[];
  /** False: something failed or is not known yet, so a missing downstream proves nothing. */
  readonly complete: boolean;
  /** Objects that were looked for by name and are not there: with one of them its copies go, also where the evaluation then failed. */
  readonly absent?: readonly ResourceKey[];
  /** What the policy wants noted in the report. */
  readonly annotations?: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}
