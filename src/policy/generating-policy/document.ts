// A GeneratingPolicy or NamespacedGeneratingPolicy as written, typed, with its defaults filled in. Expressions are texts here, each
// with the path that it stands under: read.ts makes the document, and what the texts mean is for those who compile them.
import type { LabelSelector } from '../../match/index.ts';
import type { Position } from '../../model/diagnostic.ts';
import type { JsonObject } from '../../model/resource.ts';
import type { FieldPath } from '../trouble.ts';

/** A policy without a fault that can be seen before its expressions are compiled. */
export interface GeneratingPolicyDocument {
  readonly kind: 'GeneratingPolicy' | 'NamespacedGeneratingPolicy';
  readonly apiVersion: string;
  readonly name: string;
  /** '' for a GeneratingPolicy; 'default' for a NamespacedGeneratingPolicy that names none. */
  readonly namespace: string;
  /** How people are shown it: `name`, or `namespace/name`. */
  readonly label: string;
  readonly matchConstraints: MatchConstraints;
  readonly matchConditions: readonly NamedExpression[];
  readonly variables: readonly NamedExpression[];
  /** At least one. */
  readonly generate: readonly GenerateEntry[];
  readonly auditAnnotations: readonly AuditAnnotation[];
  readonly evaluation: EvaluationSettings;
  readonly useServerSideApply: boolean;
  readonly raw: JsonObject;
  /** Where a field stands; the nearest ancestor where it is not there. */
  readonly place: (path: FieldPath) => Position;
  /** Where a character of a text stands. */
  readonly placeWithin: (path: FieldPath, offset: number) => Position;
}

/** Which resources set a policy off, as Kubernetes' admission has it. */
export interface MatchConstraints {
  /** At least one. */
  readonly resourceRules: readonly ResourceRule[];
  readonly excludeResourceRules: readonly ResourceRule[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
}

/** One entry of resourceRules or excludeResourceRules. A list that was not written is empty. */
export interface ResourceRule {
  readonly path: FieldPath;
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  /** Empty: every name. */
  readonly resourceNames: readonly string[];
  /** `*`, `Cluster` or `Namespaced`; anything else means nothing. */
  readonly scope: string;
}

/** An expression with the path of its text. */
export interface ExpressionText {
  readonly text: string;
  readonly path: FieldPath;
}

/** An entry of variables or matchConditions. */
export interface NamedExpression extends ExpressionText {
  readonly name: string;
}

/** An entry of auditAnnotations. */
export interface AuditAnnotation extends ExpressionText {
  readonly key: string;
}

/** An entry of generate; `path` is that of the text. */
export type GenerateEntry =
  | { readonly form: 'expression'; readonly text: string; readonly path: FieldPath }
  | {
      readonly form: 'template';
      readonly value: string;
      readonly interpolate: 'none' | 'cel';
      readonly path: FieldPath;
    };

/** spec.evaluation: each setting's `enabled`. */
export interface EvaluationSettings {
  readonly admission: boolean;
  readonly generateExisting: boolean;
  readonly synchronize: boolean;
  readonly orphanDownstreamOnPolicyDelete: boolean;
  readonly skipBackgroundRequests: boolean;
}
