// All checks of ClusterPolicy and Policy in Kyverno's order, with their weight where Headwater only wants to know whether a rule can be
// evaluated. Rows are those of Kyverno's own validation; left out are the CEL of webhook conditions and the rights of its accounts.
import type { Diagnostic, Severity } from '../../model/diagnostic.ts';
import type { DiagnosticCode } from '../../model/diagnostic-codes.ts';
import type { KindCatalog } from '../../model/inventory.ts';
import type { PolicyDocument } from '../cluster-policy/document.ts';
import { changeDiagnostics } from '../compare.ts';
import { identityOf, type Check, type CheckFacts, type CheckMode } from './check.ts';
import * as confinement from './confinement.ts';
import * as context from './context.ts';
import * as filters from './filters.ts';
import * as form from './generate-form.ts';
import * as kinds from './kinds.ts';
import * as never from './never-matches.ts';
import * as names from './policy-names.ts';
import { matchAgainstExclude } from './overlap.ts';
import * as preconditions from './preconditions.ts';
import { brokenReferences } from './references.ts';
import * as ruleTypes from './rule-types.ts';
import * as spec from './spec-fields.ts';
import { subjectsAndRoles } from './subjects.ts';
import * as scope from './target-scope.ts';
import { unknownMutateFields, unknownPolicyFields, unknownRuleFields } from './unknown-fields.ts';
import * as variables from './variables.ts';

export type { Check, CheckFacts, CheckMode } from './check.ts';
export { duplicatePolicies } from './policy-names.ts';

/** One row of the table. */
export interface CheckRow {
  readonly name: string;
  readonly check: Check;
  /** Its weight in reconcile: an error sets the rule aside, or the policy where no rule is named. */
  readonly reconcile: 'error' | 'warning' | 'silent';
  /** Its code in reconcile, where that is another one. */
  readonly code?: DiagnosticCode;
  /** A warning of this check ends validation at admission. */
  readonly ends?: true;
}

/** What `checkPolicies` needs besides the policies. */
export interface CheckOptions {
  readonly kinds: KindCatalog;
  readonly mode: CheckMode;
  /** The policies as they were, to judge the edits by. */
  readonly base?: readonly PolicyDocument[];
}

/** What is checked before the edits of a policy are. */
export const CHECKS_BEFORE_CHANGES: readonly CheckRow[] = [
  { name: 'unknown-policy-fields', check: unknownPolicyFields, reconcile: 'warning' },
  { name: 'unknown-rule-fields', check: unknownRuleFields, reconcile: 'warning' },
  { name: 'unknown-mutate-fields', check: unknownMutateFields, reconcile: 'silent' },
  {
    name: 'policy-without-identity',
    check: names.policyWithoutIdentity,
    reconcile: 'error',
    // What it made could be taken for that of a policy that is gone.
    code: 'load/invalid-object',
  },
  { name: 'rule-without-name', check: names.ruleWithoutName, reconcile: 'error' },
  { name: 'namespace-of-cluster-policy', check: names.namespaceOfClusterPolicy, reconcile: 'warning' },
  { name: 'user-filters', check: variables.userFilters, reconcile: 'warning' },
  { name: 'user-variables', check: variables.userVariables, reconcile: 'warning' },
  { name: 'variables-in-match', check: variables.variablesInMatch, reconcile: 'error' },
  { name: 'broken-expressions', check: variables.brokenExpressions, reconcile: 'error' },
  { name: 'unknown-variables', check: variables.unknownVariables, reconcile: 'warning' },
  { name: 'broken-references', check: brokenReferences, reconcile: 'warning' },
  { name: 'autogen-for-all', check: spec.autogenForAll, reconcile: 'silent' },
  { name: 'long-policy-name', check: names.longPolicyName, reconcile: 'warning' },
  {
    name: 'generate-existing-on-policy-update',
    check: spec.generateExistingOnPolicyUpdate,
    reconcile: 'warning',
    code: 'policy/deprecated',
  },
  { name: 'generate-existing-in-spec', check: spec.generateExistingInSpec, reconcile: 'silent' },
  { name: 'webhook-settings', check: spec.webhookSettings, reconcile: 'silent' },
  { name: 'duplicate-rule-names', check: names.duplicateRuleNames, reconcile: 'error' },
  { name: 'rule-without-type', check: ruleTypes.ruleWithoutType, reconcile: 'silent' },
  { name: 'rule-with-two-types', check: ruleTypes.ruleWithTwoTypes, reconcile: 'warning' },
  { name: 'image-extractors', check: ruleTypes.imageExtractors, reconcile: 'silent' },
  { name: 'match-against-exclude', check: matchAgainstExclude, reconcile: 'warning' },
  { name: 'mixed-forms', check: filters.mixedForms, reconcile: 'error' },
  { name: 'direct-form-in-beta', check: filters.directFormInBeta, reconcile: 'warning', code: 'policy/deprecated' },
  { name: 'name-and-names', check: filters.nameAndNames, reconcile: 'warning' },
  { name: 'invalid-selectors', check: filters.invalidSelectors, reconcile: 'error' },
  { name: 'invalid-namespace-selectors', check: filters.invalidNamespaceSelectors, reconcile: 'error' },
  { name: 'empty-selectors', check: filters.emptySelectors, reconcile: 'warning' },
  { name: 'subresource-triggers', check: never.subresourceTriggers, reconcile: 'warning' },
  { name: 'connect-triggers', check: never.connectTriggers, reconcile: 'warning' },
  { name: 'selector-of-namespaces', check: never.selectorOfNamespaces, reconcile: 'warning' },
  { name: 'subjects-and-roles', check: subjectsAndRoles, reconcile: 'warning' },
  { name: 'namespaces-in-policy', check: confinement.namespacesInPolicy, reconcile: 'warning' },
  { name: 'cluster-kinds-in-policy', check: confinement.clusterKindsInPolicy, reconcile: 'warning' },
  { name: 'several-ways', check: form.severalWays, reconcile: 'error' },
  { name: 'several-ways-in-foreach', check: form.severalWaysInForeach, reconcile: 'error' },
  { name: 'clone-list-without-kinds', check: form.cloneListWithoutKinds, reconcile: 'error' },
  { name: 'incomplete-target', check: form.incompleteTarget, reconcile: 'error' },
  {
    name: 'inferred-api-version',
    check: form.inferredApiVersion,
    reconcile: 'warning',
    code: 'policy/api-version-inferred',
  },
  { name: 'missing-api-version', check: form.missingApiVersion, reconcile: 'error' },
  { name: 'missing-namespace', check: scope.missingNamespace, reconcile: 'error' },
  { name: 'namespace-of-unknown-kind', check: scope.namespaceOfUnknownKind, reconcile: 'silent' },
  { name: 'superfluous-namespace', check: scope.superfluousNamespace, reconcile: 'warning' },
  { name: 'cluster-target-of-policy', check: confinement.clusterTargetOfPolicy, reconcile: 'error' },
  { name: 'other-namespace', check: confinement.otherNamespace, reconcile: 'error' },
  { name: 'templated-namespace', check: confinement.templatedNamespace, reconcile: 'warning' },
  { name: 'plural-clone-kinds', check: kinds.pluralCloneKinds, reconcile: 'error' },
  { name: 'mixed-clone-scopes', check: scope.mixedCloneScopes, reconcile: 'error' },
  { name: 'clone-list-namespace', check: scope.cloneListNamespace, reconcile: 'error' },
  { name: 'clone-list-namespace-of-unknown', check: scope.cloneListNamespaceOfUnknown, reconcile: 'silent' },
  { name: 'clone-list-of-cluster-kinds', check: scope.cloneListOfClusterKinds, reconcile: 'error' },
  { name: 'templated-target', check: form.templatedTarget, reconcile: 'silent' },
  { name: 'ignored-fields', check: form.ignoredFields, reconcile: 'silent' },
  { name: 'overrides-in-namespaced-policy', check: spec.overridesInNamespacedPolicy, reconcile: 'silent' },
  { name: 'switched-off', check: spec.switchedOff, reconcile: 'warning' },
];

/** What is checked after the edits, unless one of these gave a warning. */
export const CHECKS_AFTER_CHANGES: readonly CheckRow[] = [
  { name: 'any-kind', check: kinds.anyKind, reconcile: 'warning' },
  { name: 'unknown-match-kinds', check: kinds.unknownMatchKinds, reconcile: 'warning', ends: true },
  { name: 'match-without-kinds', check: filters.matchWithoutKinds, reconcile: 'error' },
  { name: 'incomplete-conditions', check: preconditions.incompleteConditions, reconcile: 'warning' },
  { name: 'unknown-operators', check: preconditions.unknownOperators, reconcile: 'error' },
  {
    name: 'removed-operators',
    check: preconditions.removedOperators,
    reconcile: 'warning',
    code: 'policy/deprecated',
  },
  { name: 'old-operators', check: preconditions.oldOperators, reconcile: 'silent' },
  { name: 'list-preconditions', check: preconditions.listPreconditions, reconcile: 'silent' },
  { name: 'list-where-any-all', check: preconditions.listWhereAnyAll, reconcile: 'warning', code: 'policy/deprecated' },
  { name: 'unknown-operations', check: preconditions.unknownOperations, reconcile: 'warning' },
  { name: 'element-outside-foreach', check: variables.elementOutsideForeach, reconcile: 'warning' },
  { name: 'foreach-lists', check: variables.foreachLists, reconcile: 'error' },
  { name: 'context-names', check: context.contextNames, reconcile: 'error' },
  { name: 'context-sources', check: context.contextSources, reconcile: 'error' },
  { name: 'context-gaps', check: context.contextGaps, reconcile: 'warning' },
  { name: 'context-expressions', check: context.contextExpressions, reconcile: 'error' },
  { name: 'foreach-context', check: context.foreachContext, reconcile: 'error' },
  { name: 'foreign-context', check: confinement.foreignContext, reconcile: 'error' },
  { name: 'wildcards-in-clone-selector', check: scope.wildcardsInCloneSelector, reconcile: 'error' },
  { name: 'cel-preconditions', check: ruleTypes.celPreconditions, reconcile: 'error' },
  { name: 'anchors-in-data', check: form.anchorsInData, reconcile: 'error' },
  { name: 'own-kind', check: kinds.ownKind, reconcile: 'warning' },
  { name: 'own-kind-in-filters', check: kinds.ownKindInFilters, reconcile: 'silent' },
  { name: 'unknown-target-kind', check: kinds.unknownTargetKind, reconcile: 'silent' },
  { name: 'unknown-clone-kinds', check: kinds.unknownCloneKinds, reconcile: 'silent' },
];

/**
 * What is wrong with the policies, with one another and, where `base` is given, with the edits that lead to them.
 *
 * Order   duplicate policies first, then by policy as given and by row of the tables.
 * Errors  policy/*. A policy without a generating rule is Kyverno's to judge. At admission a warning about an edit, or about a kind
 *         that is not known, ends the validation of that policy, so that what comes after it is not refused.
 */
export function checkPolicies(policies: readonly PolicyDocument[], options: CheckOptions): readonly Diagnostic[] {
  const former = new Map((options.base ?? []).map((policy) => [identityOf(policy), policy]));
  return [
    ...names.duplicatePolicies(policies),
    ...policies.flatMap((policy) => checkPolicy(policy, options, former.get(identityOf(policy)))),
  ];
}

function checkPolicy(
  policy: PolicyDocument,
  facts: CheckFacts,
  before: PolicyDocument | undefined,
): readonly Diagnostic[] {
  const changes = before === undefined ? [] : changeDiagnostics(before, policy);
  if (!concernsGeneration(policy)) return changes;
  const first = [...runRows(CHECKS_BEFORE_CHANGES, policy, facts), ...changes];
  if (facts.mode === 'admission' && changes.some((change) => change.severity === 'warning')) return first;
  return [...first, ...runRows(CHECKS_AFTER_CHANGES, policy, facts)];
}

function runRows(rows: readonly CheckRow[], policy: PolicyDocument, facts: CheckFacts): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const row of rows) {
    const diagnostics = row.check(policy, facts);
    found.push(...(facts.mode === 'admission' ? diagnostics : reweighed(row, diagnostics)));
    const ends = row.ends && diagnostics.some((diagnostic) => diagnostic.severity === 'warning');
    if (facts.mode === 'admission' && ends) break;
  }
  return found;
}

function reweighed({ reconcile, code }: CheckRow, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (reconcile === 'silent') return [];
  const severity: Severity = reconcile;
  return diagnostics.map((diagnostic) => ({ ...diagnostic, severity, ...(code === undefined ? {} : { code }) }));
}

/** Whether a rule generates, or does nothing, as one does whose generate block is empty. */
function concernsGeneration(policy: PolicyDocument): boolean {
  return policy.spec.rules.some((rule) => rule.generate !== undefined || rule.types.length === 0);
}
