// matchConstraints as a predicate over triggers, with the reason where one is not meant. What one resource rule means is in
// resource-rules.ts; match conditions and exceptions come after, and are not looked at here.
import { isEmptySelector, selectorMismatch, selectorProblem, type LabelSelector } from '../../match/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { KindCatalog } from '../../model/inventory.ts';
import type { KindPattern, Match } from '../../model/policy.ts';
import { metadataMap, resourceKey } from '../../model/resource.ts';
import type { Operation, Trigger, World } from '../../model/trigger.ts';
import { checkResourceRules } from './check-rules.ts';
import type { GeneratingPolicyDocument, MatchConstraints, ResourceRule } from './document.ts';
import { RULE_NAME } from './environment.ts';
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

/** Which Namespaces there are: those of the inventory, or those of a test, of which one that it does not name has no label but its name. */
export type Knowing = 'what the inventory shows' | 'what a test supplies';

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
   * Shape   `operation` is the reason only where the trigger would be meant with another one. `unknown` only where a selector is not legal,
   *         or asks for labels of a Namespace that is not there, and everything else holds.
   * Source  Kubernetes, matching of admission policies: selectors, then exclusions, then rules.
   */
  readonly test: (trigger: Trigger, world: World) => Match;
}

/** Prepares the constraints of a policy. The kinds of plurals, and the plurals of kinds, are those of `kinds`. */
export function compileMatchConstraints(
  constraints: MatchConstraints,
  kinds: KindCatalog,
  policy: ConstrainedPolicy,
  knowing: Knowing = 'what the inventory shows',
): CompiledConstraints {
  const { resourceRules } = constraints;
  const patterns = resourceRules.flatMap((rule) => kindPatterns(rule, kinds));
  return {
    kinds: [...new Map(patterns.map((pattern) => [JSON.stringify(pattern), pattern])).values()],
    operations: OPERATIONS.filter((operation) => resourceRules.some((rule) => listsOperation(rule, operation))),
    diagnostics: checkResourceRules(constraints, kinds).map((finding) => policyDiagnostic(policy, finding)),
    test: (trigger, world) => {
      const outside = outsideNamespace(policy.namespace, trigger);
      if (outside !== undefined) return outside;
      const asked = askedOfNamespace(decisive(constraints.namespaceSelector), trigger, world, knowing);
      return (
        labelMismatch(asked, constraints, trigger) ??
        ruleMismatch(constraints, trigger, kinds) ??
        (asked?.isUndecided ? namespaceUnknown(policy, trigger) : undefined) ??
        selectorTrouble(constraints, policy) ?? { outcome: 'yes' }
      );
    },
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

function labelMismatch(
  asked: AskedOfNamespace | undefined,
  constraints: MatchConstraints,
  trigger: Trigger,
): Match | undefined {
  const detail = namespaceMismatch(asked) ?? objectMismatch(decisive(constraints.objectSelector), trigger);
  return detail === undefined ? undefined : { outcome: 'no', because: 'match', detail };
}

/** The selector where it says something. One that is not legal is told of only where everything else holds. */
function decisive(selector: LabelSelector | undefined): LabelSelector | undefined {
  if (selector === undefined || isEmptySelector(selector)) return undefined;
  return selectorProblem(selector, 'literal') === undefined ? selector : undefined;
}

/** What is asked of a Namespace, and its labels. `isUndecided`: more is asked than is known, and what is known is asked here. */
interface AskedOfNamespace {
  readonly where: string;
  readonly selector: LabelSelector;
  readonly labels: Labels;
  readonly isUndecided: boolean;
}

/** Every Namespace of a cluster has it, whether or not its manifest shows it. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

function askedOfNamespace(
  selector: LabelSelector | undefined,
  { id, object }: Trigger,
  world: World,
  knowing: Knowing,
): AskedOfNamespace | undefined {
  const name = isNamespace(id) ? id.name : id.namespace;
  if (selector === undefined || name === '') return undefined;
  const namespace = isNamespace(id) ? object : world.get({ group: '', kind: 'Namespace', namespace: '', name });
  const where = isNamespace(id) ? '' : `in Namespace ${name}, `;
  const isTest = knowing === 'what a test supplies';
  const written = namespace ? metadataMap(namespace, 'labels') : {};
  const labels = isTest && namespace ? written : { ...written, [NAME_LABEL]: name };
  const known = namespace || isTest ? selector : askingOnly(selector, NAME_LABEL);
  return { where, selector: known, labels, isUndecided: !isSameSize(known, selector) };
}

function askingOnly({ matchLabels = {}, matchExpressions = [] }: LabelSelector, key: string): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).filter(([label]) => label === key)),
    matchExpressions: matchExpressions.filter((requirement) => requirement.key === key),
  };
}

function isSameSize(one: LabelSelector, other: LabelSelector): boolean {
  return sizeOf(one) === sizeOf(other);
}

function sizeOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): number {
  return Object.keys(matchLabels).length + matchExpressions.length;
}

function namespaceMismatch(asked: AskedOfNamespace | undefined): string | undefined {
  if (asked === undefined) return undefined;
  const mismatch = selectorMismatch(asked.selector, asked.labels, 'literal');
  return mismatch && `namespaceSelector: ${asked.where}${mismatch}`;
}

/** What could not be read is not taken for a label that is missing. */
function namespaceUnknown(policy: ConstrainedPolicy, { id }: Trigger): Match {
  const path = ['spec', 'matchConstraints', 'namespaceSelector'];
  const diagnostic = policyDiagnostic(policy, {
    code: 'match/namespace-unknown',
    path,
    message: `the namespaceSelector asks for labels of Namespace ${id.namespace}, which is not in the inventory`,
    help: 'Add the Namespace to the inventory: its labels decide. Until then what is there is left as it is.',
  });
  const about = { ...diagnostic.about, rule: RULE_NAME, trigger: resourceKey(id) };
  return { outcome: 'unknown', diagnostics: [{ ...diagnostic, about }] };
}

/**
 * The state of now counts; of what is gone, the last one.
 *
 * Source  Kubernetes asks the former state of an update too, so that whoever takes the label away is still heard. What no longer has it is
 *         no trigger any more all the same.
 */
function objectMismatch(selector: LabelSelector | undefined, { object }: Trigger): string | undefined {
  if (selector === undefined) return undefined;
  const mismatch = selectorMismatch(selector, metadataMap(object, 'labels'), 'literal');
  return mismatch && `objectSelector: ${mismatch}`;
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
