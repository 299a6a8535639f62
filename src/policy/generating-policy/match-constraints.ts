// matchConstraints as a predicate over triggers, with the reason where one is not meant. What one resource rule means is in
// resource-rules.ts; match conditions and exceptions come after, and are not looked at here.
import { isEmptySelector, selectorMismatch, selectorProblem, type LabelSelector } from '../../match/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { KindCatalog } from '../../model/inventory.ts';
import type { KindPattern, Match } from '../../model/policy.ts';
import { metadataMap } from '../../model/resource.ts';
import type { Operation, Trigger, World } from '../../model/trigger.ts';
import { checkResourceRules } from './check-rules.ts';
import type { GeneratingPolicyDocument, MatchConstraints, ResourceRule } from './document.ts';
import { policyDiagnostic } from './read.ts';
import {
  isNamespace,
  listsOperation,
  meansWholeResource,
  OPERATIONS,
  parseResourceEntry,
  requestedResource,
  resourceMismatch,
} from './resource-rules.ts';

type Labels = Readonly<Record<string, string>>;
type SelectorField = 'namespaceSelector' | 'objectSelector';

/** Whose constraints they are. `namespace` is '' for a policy of the whole cluster. */
export type ConstrainedPolicy = Pick<GeneratingPolicyDocument, 'label' | 'namespace' | 'place'>;

/** The constraints, ready to be asked. */
export interface CompiledConstraints {
  /** Which resources to try: every one that `test` can say yes to is among them. */
  readonly kinds: readonly KindPattern[];
  /** Those that some rule lists; `*` lists all. */
  readonly operations: readonly Operation[];
  /** Warnings and notices about the rules. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Whether a trigger is meant.
   *
   * Shape   `operation` is the reason only where the trigger would be meant with another one. `unknown` only where a selector is not legal
   *         and everything else holds.
   * Source  Kubernetes, matching of admission policies: selectors, then exclusions, then rules.
   */
  readonly test: (trigger: Trigger, world: World) => Match;
}

/** Prepares the constraints of a policy. The kinds of plurals, and the plurals of kinds, are those of `kinds`. */
export function compileMatchConstraints(
  constraints: MatchConstraints,
  kinds: KindCatalog,
  policy: ConstrainedPolicy,
): CompiledConstraints {
  const { resourceRules } = constraints;
  const patterns = resourceRules.flatMap((rule) => kindPatterns(rule, kinds));
  return {
    kinds: [...new Map(patterns.map((pattern) => [JSON.stringify(pattern), pattern])).values()],
    operations: OPERATIONS.filter((operation) => resourceRules.some((rule) => listsOperation(rule, operation))),
    diagnostics: checkResourceRules(constraints, kinds).map((finding) => policyDiagnostic(policy, finding)),
    test: (trigger, world) =>
      outsideNamespace(policy.namespace, trigger) ??
      labelMismatch(constraints, trigger, world) ??
      ruleMismatch(constraints, trigger, kinds) ??
      selectorTrouble(constraints, policy) ?? { outcome: 'yes' },
  };
}

/** Where the plural is not known, or a group is not named, the kinds stay open; `test` decides. */
function kindPatterns(rule: ResourceRule, kinds: KindCatalog): readonly KindPattern[] {
  if (!rule.operations.some((operation) => operation !== 'CONNECT')) return [];
  const entries = rule.resources.map(parseResourceEntry).filter(meansWholeResource);
  return rule.apiGroups.flatMap((group) =>
    rule.apiVersions.flatMap((version) =>
      entries.map(({ resource }) => {
        const kind = kinds.byPlural(group, resource)?.kind ?? '*';
        return { group, version, kind, subresource: '' };
      }),
    ),
  );
}

/** A namespaced policy is for what is in its namespace, and for that Namespace itself. */
function outsideNamespace(own: string, { id }: Trigger): Match | undefined {
  const namespace = isNamespace(id) ? id.name : id.namespace;
  if (own === '' || own === namespace) return undefined;
  const detail = `the policy is for namespace ${own}, and the trigger is ${namespace === '' ? 'in none' : `in ${namespace}`}`;
  return { outcome: 'no', because: 'policy-namespace', detail };
}

function labelMismatch(constraints: MatchConstraints, trigger: Trigger, world: World): Match | undefined {
  const detail =
    namespaceMismatch(decisive(constraints.namespaceSelector), trigger, world) ??
    objectMismatch(decisive(constraints.objectSelector), trigger);
  return detail === undefined ? undefined : { outcome: 'no', because: 'match', detail };
}

/** The selector where it says something. One that is not legal is told of only where everything else holds. */
function decisive(selector: LabelSelector | undefined): LabelSelector | undefined {
  if (selector === undefined || isEmptySelector(selector)) return undefined;
  return selectorProblem(selector, 'literal') === undefined ? selector : undefined;
}

function namespaceMismatch(selector: LabelSelector | undefined, trigger: Trigger, world: World): string | undefined {
  const { id, object } = trigger;
  if (selector === undefined) return undefined;
  if (isNamespace(id)) {
    const mismatch = selectorMismatch(selector, metadataMap(object, 'labels'), 'literal');
    return mismatch && `namespaceSelector: ${mismatch}`;
  }
  if (id.namespace === '') return undefined;
  const mismatch = selectorMismatch(selector, namespaceLabels(id.namespace, world), 'literal');
  return mismatch && `namespaceSelector: in Namespace ${id.namespace}, ${mismatch}`;
}

/** Of a Namespace that is not known, only the label is assumed that every one has. */
function namespaceLabels(name: string, world: World): Labels {
  const namespace = world.get({ group: '', kind: 'Namespace', namespace: '', name });
  return namespace ? metadataMap(namespace, 'labels') : { 'kubernetes.io/metadata.name': name };
}

/** The new state counts, and the old one; what is created has no old one. */
function objectMismatch(
  selector: LabelSelector | undefined,
  { object, oldObject, operation }: Trigger,
): string | undefined {
  if (selector === undefined) return undefined;
  const mismatch = selectorMismatch(selector, metadataMap(object, 'labels'), 'literal');
  if (mismatch === undefined) return undefined;
  const old = operation === 'CREATE' ? undefined : oldObject;
  const isOldMeant = old && selectorMismatch(selector, metadataMap(old, 'labels'), 'literal') === undefined;
  return isOldMeant ? undefined : `objectSelector: ${mismatch}`;
}

function ruleMismatch(constraints: MatchConstraints, trigger: Trigger, kinds: KindCatalog): Match | undefined {
  const asked = requestedResource(trigger, kinds);
  const meaning = (rules: readonly ResourceRule[]): readonly ResourceRule[] =>
    rules.filter((rule) => resourceMismatch(rule, asked) === undefined);
  const matching = meaning(constraints.resourceRules);
  const excluding = meaning(constraints.excludeResourceRules);
  const isExcluded = (operation: Operation): boolean => excluding.some((rule) => listsOperation(rule, operation));
  const isMatched = (operation: Operation): boolean => matching.some((rule) => listsOperation(rule, operation));
  const { operation } = trigger;
  if (isMatched(operation) && !isExcluded(operation)) return undefined;
  if (OPERATIONS.some((other) => isMatched(other) && !isExcluded(other))) {
    const detail = isExcluded(operation)
      ? `excludeResourceRules excludes operation ${operation}`
      : `operation ${operation} is not one of [${[...new Set(matching.flatMap((rule) => rule.operations))].join(', ')}]`;
    return { outcome: 'no', because: 'operation', detail };
  }
  if (isExcluded(operation)) return { outcome: 'no', because: 'exclude', detail: 'excludeResourceRules means it' };
  const details = constraints.resourceRules.map((rule) => resourceMismatch(rule, asked));
  const told = [...new Set(details.filter((detail) => detail !== undefined))];
  return { outcome: 'no', because: 'match', detail: told.length > 0 ? told.join('; ') : 'no rule lists an operation' };
}

function selectorTrouble(constraints: MatchConstraints, policy: ConstrainedPolicy): Match | undefined {
  const fields: readonly SelectorField[] = ['namespaceSelector', 'objectSelector'];
  const diagnostics = fields.flatMap((field): readonly Diagnostic[] => {
    const selector = constraints[field];
    const problem = selector && selectorProblem(selector, 'literal');
    if (problem === undefined) return [];
    const message = `the ${field} is invalid: ${problem}`;
    const help = 'Write a label selector as Kubernetes takes it.';
    return [policyDiagnostic(policy, { path: ['spec', 'matchConstraints', field], message, help })];
  });
  return diagnostics.length > 0 ? { outcome: 'unknown', diagnostics } : undefined;
}
