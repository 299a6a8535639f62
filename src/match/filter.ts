// The parts of match and exclude as a policy writes them, read but not yet judged. compile.ts turns them into predicates.
import type { Json } from '../model/resource.ts';

/** One resource filter. Absent fields are undefined; an empty list is a list that was written empty. */
export interface Filter {
  readonly kinds?: readonly string[];
  readonly name?: string;
  readonly names?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly selector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly operations?: readonly string[];
  readonly subjects?: readonly Subject[];
  readonly roles?: readonly string[];
  readonly clusterRoles?: readonly string[];
}

/** A Kubernetes label selector as written. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelRequirement[];
}

/** One of matchExpressions. `values` is as written, absent for Exists and DoesNotExist. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** User, Group or ServiceAccount. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** match or exclude: `any` one filter holds, `all` every filter holds, `direct` the one filter of the old form. */
export interface FilterBlock {
  readonly form: 'any' | 'all' | 'direct';
  readonly filters: readonly Filter[];
}

/** Who made the admission request; known only where a test supplies it. */
export interface RequestUser {
  readonly username: string;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly clusterRoles: readonly string[];
  readonly extra?: Json;
}
