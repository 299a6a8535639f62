// Which edits of a policy Kyverno refuses, warns about or lets through, judged from the old and the new document alone. What an edit
// does to downstreams that exist is for the plan.
import type { Diagnostic } from '../model/diagnostic.ts';
import { canonicalJson } from '../model/digest.ts';
import { child, isJsonList, isJsonObject, type Json, type JsonObject } from '../model/resource.ts';
import { generatingRules, identityOf, policyName } from './checks/check.ts';
import type { PolicyDocument, RuleDocument } from './cluster-policy/document.ts';

/** What becomes of an edit. `rules` are the old rules that the new policy has no counterpart of. */
export type PolicyChange =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'warned'; readonly rules: readonly RuleDocument[] }
  | { readonly outcome: 'refused'; readonly rules: readonly RuleDocument[] };

/** What Kyverno says where the target or the source of a rule is another, or the rule is gone. */
export const NO_SYNCHRONIZATION = 'no synchronization will be performed to the old target resource upon policy updates';
/** What Kyverno says where it refuses an edit. */
export const IMMUTABLE = 'changes of immutable fields of a rule spec in a generate rule is disallowed';

const TARGET_FIELDS = ['apiVersion', 'kind', 'name', 'namespace', 'uid', 'clone', 'cloneList'];
const RULE_FIELDS = [
  ...['name', 'match', 'exclude', 'context', 'preconditions', 'celPreconditions', 'skipBackgroundRequests'],
  ...['imageExtractors', 'reportProperties', 'mutate', 'validate', 'verifyImages'],
];

/**
 * The warnings and refusals for the edits that lead from `before` to `after`.
 *
 * Order   of `after`, then of the old rules.
 * Errors  policy/warned-change (warning), policy/refused-change (error). A policy that is only in one of the two changes nothing.
 */
export function comparePolicies(
  before: readonly PolicyDocument[],
  after: readonly PolicyDocument[],
): readonly Diagnostic[] {
  const former = new Map(before.map((policy) => [identityOf(policy), policy]));
  return after.flatMap((policy) => {
    const old = former.get(identityOf(policy));
    return old === undefined ? [] : changeDiagnostics(old, policy);
  });
}

/** The diagnostics for the edit of one policy; none where it is accepted. */
export function changeDiagnostics(before: PolicyDocument, after: PolicyDocument): readonly Diagnostic[] {
  const change = changeOf(before, after);
  switch (change.outcome) {
    case 'accepted':
      return [];
    case 'warned':
      return change.rules.map((rule) => warning(rule, after));
    case 'refused':
      return change.rules.map((rule) => refusal(rule, before, after));
  }
}

/**
 * What becomes of the edit that makes `after` of `before`.
 *
 * Source  Kyverno 1.19: the generate rules are compared as sets, first by target and source, and only where none of these is gone by
 *         the rest of the rule; `match` counts only where some old rule synchronizes.
 */
export function changeOf(before: PolicyDocument, after: PolicyDocument): PolicyChange {
  const old = generatingRules(before);
  const current = generatingRules(after);
  const gone = missingFrom(old, current, targetText);
  if (gone.length > 0) return { outcome: 'warned', rules: gone };
  const fields = comparedFields(before);
  const changed = missingFrom(old, current, (rule) => ruleText(rule, fields));
  return changed.length > 0 ? { outcome: 'refused', rules: changed } : { outcome: 'accepted' };
}

function warning(rule: RuleDocument, after: PolicyDocument): Diagnostic {
  const counterpart = ruleNamed(after, rule.name);
  const edit =
    counterpart === undefined ? 'is gone' : `has another target or source (${targetEdits(rule, counterpart)})`;
  return {
    code: 'policy/warned-change',
    severity: 'warning',
    message: `rule ${rule.name} ${edit}: ${NO_SYNCHRONIZATION}`,
    help: 'In a cluster the old downstreams stay as they are and are no longer managed: check whether they may.',
    at: after.place(counterpart === undefined ? ['metadata', 'name'] : [...counterpart.path, 'generate']),
    about: { policy: policyName(after), rule: rule.name, field: 'generate' },
  };
}

function refusal(rule: RuleDocument, before: PolicyDocument, after: PolicyDocument): Diagnostic {
  const counterpart = ruleNamed(after, rule.name);
  const fields = counterpart === undefined ? ['name'] : changedFields(rule, counterpart, comparedFields(before));
  return {
    code: 'policy/refused-change',
    severity: 'error',
    message: `rule ${rule.name} ${
      counterpart === undefined ? 'is renamed or removed' : `changes its ${fields.join(', ')}`
    }: ${IMMUTABLE}`,
    help: 'Delete the policy and create it again, or give the policy another name.',
    at: after.place(counterpart === undefined ? ['spec', 'rules'] : [...counterpart.path, fields[0] ?? 'name']),
    about: { policy: policyName(after), rule: rule.name, field: fields.join(',') },
  };
}

function missingFrom(
  old: readonly RuleDocument[],
  current: readonly RuleDocument[],
  textOf: (rule: RuleDocument) => string,
): readonly RuleDocument[] {
  const texts = new Set(current.map(textOf));
  return old.filter((rule) => !texts.has(textOf(rule)));
}

function targetText(rule: RuleDocument): string {
  return canonicalJson(picked(rule.generate?.raw ?? {}, TARGET_FIELDS));
}

function ruleText(rule: RuleDocument, fields: readonly string[]): string {
  return canonicalJson({ ...picked(rule.raw, fields), skipBackgroundRequests: rule.skipBackgroundRequests });
}

function comparedFields(before: PolicyDocument): readonly string[] {
  const synchronizes = generatingRules(before).some((rule) => rule.generate.synchronize);
  return synchronizes ? RULE_FIELDS : RULE_FIELDS.filter((field) => field !== 'match');
}

function changedFields(old: RuleDocument, current: RuleDocument, fields: readonly string[]): readonly string[] {
  return fields.filter((field) =>
    field === 'skipBackgroundRequests'
      ? old.skipBackgroundRequests !== current.skipBackgroundRequests
      : canonicalJson(picked(old.raw, [field])) !== canonicalJson(picked(current.raw, [field])),
  );
}

function targetEdits(old: RuleDocument, current: RuleDocument): string {
  const [before, after] = [old.generate?.raw ?? {}, current.generate?.raw ?? {}];
  return TARGET_FIELDS.filter(
    (field) => canonicalJson(picked(before, [field])) !== canonicalJson(picked(after, [field])),
  ).join(', ');
}

/** The fields given, without what the API server takes for absent: null, '' and empty lists and objects at the ends. */
function picked(raw: JsonObject, fields: readonly string[]): JsonObject {
  const entries = fields.flatMap((field): [string, Json][] => {
    const value = child(raw, field);
    const kept = field === 'preconditions' || field === 'context' ? value : withoutEmpty(value);
    return kept === undefined || kept === null || isEmpty(kept) ? [] : [[field, kept]];
  });
  return Object.fromEntries(entries);
}

/** The value without what the API server takes for absent: null, '' and empty lists, in the objects that it holds. */
export function withoutEmpty(value: Json | undefined): Json | undefined {
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
    const kept = isJsonList(inner) ? inner.map((item) => withoutEmpty(item) ?? null) : withoutEmpty(inner);
    const absent = kept === undefined || kept === null || kept === '' || (isJsonList(kept) && kept.length === 0);
    return absent ? [] : [[key, kept]];
  });
  return Object.fromEntries(entries);
}

function isEmpty(value: Json): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

function ruleNamed(policy: PolicyDocument, name: string): RuleDocument | undefined {
  return generatingRules(policy).find((rule) => rule.name === name);
}
