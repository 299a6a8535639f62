// A trigger, and the world an evaluation may look at.
import type { Json, Resource, ResourceId } from './resource.ts';
import type { RuleId } from './rule-id.ts';

/** The admission operations. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** A resource that sets a rule off. For DELETE `object` is the last object seen, and `oldObject` the same. */
export interface Trigger {
  readonly id: ResourceId;
  readonly object: Resource;
  readonly operation: Operation;
  readonly oldObject?: Resource;
  /** What happened to it since the last run, as far as this rule knows. */
  readonly since: 'new' | 'same' | 'changed' | 'gone';
}

/** What to list: a group and kind, in one namespace or (undefined) in all. */
export interface ListQuery {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
}

/** Whether a kind lives in namespaces, as far as built-in kinds and CustomResourceDefinitions tell. */
export type Scope = 'Namespaced' | 'Cluster' | 'unknown';

/** One header of a request. Its value may be a secret. */
export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

/** A question to an HTTP service, made by `httpRequest`. Nothing of it but scheme, host and path may enter a message. */
export interface HttpRequest {
  readonly kind: 'http';
  /** The same for the same question, whoever asks it. */
  readonly key: string;
  readonly method: 'GET' | 'POST';
  /** As the policy has it after substitution, not looked at yet. */
  readonly url: string;
  /** The policy's own, and no others. */
  readonly headers: readonly HttpHeader[];
  /** JSON, for POST. */
  readonly body?: string;
  /** PEM certificates that vouch for the server in place of the system's. */
  readonly caBundle?: string;
}

/** A question to an image registry. */
export interface ImageRequest {
  readonly kind: 'image';
  readonly key: string;
}

/** A question to something outside. */
export type ExternalRequest = HttpRequest | ImageRequest;

/** The answer; or that there is none yet; or, with `failure`, that there will be none. `failure` ends a sentence and has no secrets. */
export type Answer =
  { readonly known: true; readonly value: Json } | { readonly known: false; readonly failure?: string };

/** Answers by the key of the request. */
export interface Answers {
  get(key: string): Answer | undefined;
}

/** Everything an evaluation may look at. Reads are recorded: what was asked is what the result depends on. */
export interface World {
  get(id: ResourceId): Resource | undefined;
  /** Sorted by key. */
  list(query: ListQuery): readonly Resource[];
  scope(group: string, kind: string): Scope;
  /** The kind of a plural (`configmaps`), or undefined. */
  kindOfPlural(group: string, plural: string): string | undefined;
  /** The plural of a kind, or undefined. */
  pluralOfKind(group: string, kind: string): string | undefined;
  ask(request: ExternalRequest): Answer;
  /** The instant that counts as now, RFC 3339. Taking it is recorded: read it only where an expression asks for the time. */
  readonly now: string;
  /** The same world as another rule of the trigger sees it: with the instant that counts for that one. */
  asSeenBy(rule: RuleId): World;
}
