// Lists the edits that lead from one state of the policies to another, rule by rule, with what Kyverno makes of each and which fields
// it changes. Refusals and warnings are decided in compare.ts; what an edit does to downstreams is for the plan.
import type { Diagnostic } from '../model/diagnostic.ts';
import { canonicalJson } from '../model/digest.ts';
import type { EditOutcome, PolicyEdit } from '../model/policy-edit.ts';
import { child, compareText, type JsonObject } from '../model/resource.ts';
import { generatingRules, identityOf, policyName, type GeneratingRule } from './checks/check.ts';
import type { PolicyDocument } from './cluster-policy/document.ts';
import { changeOf, NO_SYNCHRONIZATION, IMMUTABLE, withoutEmpty, type PolicyChange } from './compare.ts';

/** An edit, and what to tell about it beside Kyverno's refusals and warnings. */
export interface ToldEdit {
  readonly edit: PolicyEdit;
  /** The place of the new rule, else of the old one. */
  readonly at: NonNullable<Diagnostic['at']>;
  /** The edit in words, such as `rule r changes its data`. */
  readonly words: string;
}

/**
 * All edits of policies that generate.
 *
 * Order   by policy (namespace, name, kind); in it the policy's own fields, then the old rules in order, then those added.
 * Shape   what Kyverno does with a policy it does as a whole: where it refuses one edit, all edits of that policy are refused.
 */
export function editsBetween(before: readonly PolicyDocument[], after: readonly PolicyDocument[]): readonly ToldEdit[] {
  const [old, current] = [byIdentity(before), byIdentity(after)];
  return [...new Set([...old.keys(), ...current.keys()])].sort(compareText).flatMap((identity) => {
    const [was, is] = [old.get(identity), current.get(identity)];
    if (was && is) return editsOf(was, is);
    if (is) return generatingRules(is).map((rule) => addedRule(is, rule, 'new', 'its policy is new'));
    return was ? generatingRules(was).map((rule) => removedRule(was, rule, 'removed', 'its policy is deleted')) : [];
  });
}

/** What is told as a notice: the edits that Kyverno takes without a word. */
export function tellAccepted(told: readonly ToldEdit[]): readonly Diagnostic[] {
  return told.flatMap(({ edit, at, words }): readonly Diagnostic[] => {
    if (edit.outcome === 'refused' || edit.outcome === 'warned') return [];
    return [
      { code: 'policy/accepted-change', severity: 'notice', message: `${words}: accepted`, at, about: aboutEdit(edit) },
    ];
  });
}

/** What a diagnostic about an edit is about. */
export function aboutEdit({ policy, rule, fields }: PolicyEdit): Diagnostic['about'] {
  const label = policy.policyNamespace === '' ? policy.policy : `${policy.policyNamespace}/${policy.policy}`;
  return {
    policy: label,
    ...(rule === undefined ? {} : { rule }),
    ...(fields.length === 0 ? {} : { field: fields.join(',') }),
  };
}

function byIdentity(policies: readonly PolicyDocument[]): ReadonlyMap<string, PolicyDocument> {
  return new Map(policies.map((policy) => [identityOf(policy), policy]));
}

function editsOf(before: PolicyDocument, after: PolicyDocument): readonly ToldEdit[] {
  const change = changeOf(before, after);
  const [old, current] = [generatingRules(before), generatingRules(after)];
  const newOnes = new Map(current.map((rule) => [rule.name, rule]));
  const oldNames = new Set(old.map((rule) => rule.name));
  return [
    ...ownFields(before, after, change),
    ...old.flatMap((rule) => {
      const counterpart = newOnes.get(rule.name);
      return counterpart ? changedRule(after, rule, counterpart, change) : [removedFrom(before, rule, change)];
    }),
    ...current
      .filter((rule) => !oldNames.has(rule.name))
      .map((rule) => addedRule(after, rule, change.outcome === 'refused' ? 'refused' : 'new', 'it is new')),
  ];
}

function changedRule(
  policy: PolicyDocument,
  old: GeneratingRule,
  current: GeneratingRule,
  change: PolicyChange,
): readonly ToldEdit[] {
  const fields = differingFields(old, current);
  if (fields.length === 0) return [];
  const words = `rule ${old.name} changes ${fields.map((field) => fieldWords(field, current)).join(', ')}`;
  const edit: PolicyEdit = {
    ...identity(policy, old.name),
    change: 'changed',
    fields,
    ...verdict(old, change),
  };
  return [{ edit, at: policy.place([...current.path, ...(fields[0] ?? '').split('.')]), words }];
}

function removedFrom(before: PolicyDocument, rule: GeneratingRule, change: PolicyChange): ToldEdit {
  const { outcome, warning } = verdict(rule, change);
  const told = removedRule(before, rule, outcome, 'it is gone from its policy');
  return warning === undefined ? told : { ...told, edit: { ...told.edit, warning } };
}

function removedRule(policy: PolicyDocument, rule: GeneratingRule, outcome: EditOutcome, why: string): ToldEdit {
  const edit: PolicyEdit = { ...identity(policy, rule.name), outcome, change: 'removed', fields: [] };
  return { edit, at: policy.place(rule.path), words: `rule ${rule.name} is removed: ${why}` };
}

function addedRule(policy: PolicyDocument, rule: GeneratingRule, outcome: EditOutcome, why: string): ToldEdit {
  const edit: PolicyEdit = { ...identity(policy, rule.name), outcome, change: 'added', fields: [] };
  return { edit, at: policy.place(rule.path), words: `rule ${rule.name} is added: ${why}` };
}

/** Kyverno looks no further after its first warning, and refuses a policy as a whole. */
function verdict(
  rule: GeneratingRule,
  change: PolicyChange,
): { readonly outcome: EditOutcome; readonly warning?: string } {
  switch (change.outcome) {
    case 'accepted':
      return { outcome: 'accepted' };
    case 'warned':
      return change.rules.includes(rule) ? { outcome: 'warned', warning: NO_SYNCHRONIZATION } : { outcome: 'accepted' };
    case 'refused':
      return change.rules.includes(rule) ? { outcome: 'refused', warning: IMMUTABLE } : { outcome: 'refused' };
  }
}

function identity(policy: PolicyDocument, rule: string): Pick<PolicyEdit, 'policy' | 'rule'> {
  return { policy: idOf(policy), rule };
}

function idOf({ kind, namespace, name }: PolicyDocument): PolicyEdit['policy'] {
  return { policyKind: kind, policyNamespace: namespace, policy: name };
}

/** Fields of the spec beside its rules. Validation of other rules is not Headwater's. */
function ownFields(before: PolicyDocument, after: PolicyDocument, change: PolicyChange): readonly ToldEdit[] {
  if (generatingRules(before).length === 0 && generatingRules(after).length === 0) return [];
  const names = differing(before.spec.raw, after.spec.raw).filter((name) => name !== 'rules');
  const [first] = names;
  if (first === undefined) return [];
  const fields = names.map((name) => `spec.${name}`);
  const outcome = change.outcome === 'refused' ? 'refused' : 'accepted';
  const edit: PolicyEdit = { policy: idOf(after), outcome, change: 'changed', fields };
  return [
    { edit, at: after.place(['spec', first]), words: `policy ${policyName(after)} changes ${fields.join(', ')}` },
  ];
}

function differingFields(old: GeneratingRule, current: GeneratingRule): readonly string[] {
  const ofRule = differing(old.raw, current.raw).filter(
    (name) => name !== 'generate' && (name !== 'skipBackgroundRequests' || old[name] !== current[name]),
  );
  const ofBlock = differing(old.generate.raw, current.generate.raw).filter(
    (name) => name !== 'synchronize' || old.generate[name] !== current.generate[name],
  );
  return [...ofRule, ...ofBlock.map((name) => `generate.${name}`)];
}

/** Fields in which nothing is left out: an empty text in data is a value, and a null in a condition counts. */
const EXACT: ReadonlySet<string> = new Set(['data', 'foreach', 'context', 'preconditions']);
const ABSENT: ReadonlySet<string> = new Set(['null', '""', '{}', '[]']);

/** Keys whose values differ, what the API server takes for absent left out, in the order of their names. */
function differing(old: JsonObject, current: JsonObject): readonly string[] {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(current)])].sort(compareText);
  return keys.filter((key) => comparable(old, key) !== comparable(current, key));
}

function comparable(object: JsonObject, key: string): string {
  const value = child(object, key);
  if (EXACT.has(key)) return canonicalJson(value ?? null);
  const text = canonicalJson(withoutEmpty(value) ?? null);
  return ABSENT.has(text) ? '' : text;
}

function fieldWords(field: string, { generate }: GeneratingRule): string {
  if (field === 'generate.synchronize') return `synchronize (switched ${generate.synchronize ? 'on' : 'off'})`;
  return field;
}
