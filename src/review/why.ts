// Why changes of one group happen, as a clause for people, and where the cause lies. A clause that names more than all members have in
// common gives way to the general one: it never makes equal changes fall apart.
import { startLabels } from '../render/index.ts';
import type { Position } from '../model/diagnostic.ts';
import type { LedgerCause } from '../model/ledger.ts';
import type { Change } from '../model/plan.ts';
import type { Rule } from '../model/policy.ts';
import type { PreviewGroup } from '../model/preview.ts';
import { REASON_SENTENCES } from '../model/reason-words.ts';
import {
  describeResource,
  parseResourceKey,
  resourceKey,
  type Resource,
  type ResourceId,
  type ResourceKey,
} from '../model/resource.ts';
import { parseRuleKey, policyLabel, ruleKey, type RuleKey } from '../model/rule-id.ts';
import type { HideValues } from './hidden-values.ts';
import { markText, placeNames, showMarked } from './marks.ts';
import { listed, objectDifference, type ObjectDifference } from './object-difference.ts';
import type { ReviewInput } from './review.ts';

/** Says why the changes of a group happen. */
export type AskWhy = (changes: readonly [Change, ...Change[]]) => Pick<PreviewGroup, 'why' | 'at'>;

/** What is looked up again and again. */
interface Known {
  readonly input: ReviewInput;
  readonly rulesBefore: ReadonlyMap<RuleKey, Rule>;
  readonly rulesAfter: ReadonlyMap<RuleKey, Rule>;
  readonly changes: ReadonlyMap<ResourceKey, Change>;
  /** The fields that edits name, by rule. */
  readonly edited: ReadonlyMap<RuleKey, readonly string[]>;
  readonly difference: (key: ResourceKey) => ObjectDifference | undefined;
}

/** A clause and its place; without a text it is the general one of the reason. */
interface Clause {
  readonly text?: string;
  readonly at?: Position | undefined;
}

/** Prepares what all questions have in common. */
export function startAsking(input: ReviewInput, hide: HideValues): AskWhy {
  const changes = new Map(input.plan.changes.map((change) => [resourceKey(change.id), change]));
  const known: Known = {
    input,
    rulesBefore: byKey(input.before.rules),
    rulesAfter: byKey(input.after.rules),
    changes,
    edited: editedFields(input),
    difference: memo((key) => differenceOf(input, changes.get(key), key, hide)),
  };
  return (group) => whyOf(known, group);
}

function whyOf(known: Known, changes: readonly [Change, ...Change[]]): Pick<PreviewGroup, 'why' | 'at'> {
  const [first, ...others] = changes;
  const clause = clauseOf(known, first);
  const general = REASON_SENTENCES[first.reason];
  if (others.length === 0) return { why: clause.text ?? general, ...placeOf(clause.at) };
  const marked = markedClause(clause, first);
  let [isSame, isOnePlace] = [true, true];
  for (const other of others) {
    if (!isSame && !isOnePlace) break;
    const next = clauseOf(known, other);
    isSame &&= markedClause(next, other) === marked;
    isOnePlace &&= next.at?.file === clause.at?.file && next.at?.line === clause.at?.line;
  }
  return {
    why: isSame && marked !== undefined ? showMarked(marked) : general,
    ...(isOnePlace ? placeOf(clause.at) : {}),
  };
}

function markedClause({ text }: Clause, change: Change): ReturnType<typeof markText> | undefined {
  return text === undefined ? undefined : markText(text, placeNames(change));
}

function placeOf(at: Position | undefined): Pick<PreviewGroup, 'at'> {
  return at ? { at: { file: at.file, line: at.line } } : {};
}

function clauseOf(known: Known, change: Change): Clause {
  const [cause] = change.causes;
  if (cause === undefined) return {};
  const { rulesBefore, rulesAfter } = known;
  switch (change.reason) {
    case 'new':
      return newClause(known, cause.rule, cause.trigger);
    case 'rule-changed':
      return { text: ruleChanged(known, cause.rule), at: rulesAfter.get(cause.rule)?.at };
    case 'rule-moved':
      return movedClause(known, change, cause.rule);
    case 'synchronize-changed':
      return { at: rulesAfter.get(cause.rule)?.at };
    case 'target-renamed':
      return renamedClause(known, cause.rule, cause.trigger);
    case 'trigger-changed':
      return changedClause(known, cause.trigger);
    case 'trigger-unmatched':
      return unmatchedClause(known, cause.rule, cause.trigger);
    case 'trigger-deleted':
      return deletedClause(known, cause.trigger);
    case 'source-changed':
    case 'source-deleted':
    case 'source-appeared':
    case 'source-unselected':
      return sourceClause(known, change, change.reason);
    case 'rule-deleted':
    case 'policy-deleted':
      return { at: rulesBefore.get(cause.rule)?.at };
    default:
      return {};
  }
}

/** What brought it: the rule that is new or was edited, or the trigger that is. */
function newClause(known: Known, rule: RuleKey, trigger: ResourceKey): Clause {
  const { input, rulesBefore, rulesAfter } = known;
  const at = rulesAfter.get(rule)?.at;
  if (at && !rulesBefore.has(rule)) return { text: 'the rule is new', at };
  const there = input.after.inventory.objects.get(trigger);
  if (there && !input.before.inventory.objects.has(trigger)) {
    return { text: `${nameOf(trigger)} is new in the inventory`, at: there.at };
  }
  const difference = known.difference(trigger);
  if (difference) return changedClause(known, trigger);
  return isEdited(known, rule) ? { text: `${ruleChanged(known, rule)} and wants it for the first time`, at } : {};
}

/** A policy or a rule has another name now, or its rules are distributed otherwise. */
function movedClause({ input, rulesAfter }: Known, { id }: Change, rule: RuleKey): Clause {
  const at = rulesAfter.get(rule)?.at;
  const former = input.basePlan.ledger.downstreams.get(resourceKey(id))?.causes[0]?.rule;
  const known = former === undefined ? undefined : parseRuleKey(former);
  return known ? { text: `it moves here from rule ${policyLabel(known)}/${known.rule}`, at } : { at };
}

function renamedClause(known: Known, rule: RuleKey, trigger: ResourceKey): Clause {
  if (isEdited(known, rule)) return { at: known.rulesAfter.get(rule)?.at };
  return { at: known.difference(trigger) && known.input.after.inventory.objects.get(trigger)?.at };
}

function changedClause({ input, difference }: Known, trigger: ResourceKey): Clause {
  const at = input.after.inventory.objects.get(trigger)?.at;
  const found = difference(trigger);
  return found ? { text: `${found.subject} of ${nameOf(trigger)} ${found.verb}`, at } : { at };
}

/** The trigger itself changed, or the Namespace that it is in, or the rule. */
function unmatchedClause(known: Known, rule: RuleKey, trigger: ResourceKey): Clause {
  const { objects } = known.input.after.inventory;
  const unmatched = `${nameOf(trigger)} no longer matches`;
  const own = known.difference(trigger);
  if (own) return { text: `${unmatched}: ${own.subject} ${own.verb}`, at: objects.get(trigger)?.at };
  const namespace = namespaceOf(trigger);
  const around = namespace && known.difference(namespace);
  if (namespace && around) {
    const text = `${unmatched}: ${around.subject} of ${nameOf(namespace)} ${around.verb}`;
    return { text, at: objects.get(namespace)?.at };
  }
  if (!isEdited(known, rule)) return {};
  return { text: `${unmatched}: ${ruleChanged(known, rule)}`, at: known.rulesAfter.get(rule)?.at };
}

function deletedClause({ input }: Known, trigger: ResourceKey): Clause {
  const was = input.before.inventory.objects.get(trigger);
  if (was === undefined || input.after.inventory.objects.has(trigger)) return {};
  return { text: `${nameOf(trigger)} is gone from the inventory`, at: was.at };
}

type SourceReason = 'source-changed' | 'source-deleted' | 'source-appeared' | 'source-unselected';

const SOURCE_WORDS: Readonly<Record<SourceReason, string>> = {
  'source-changed': 'changed',
  'source-deleted': 'is gone',
  'source-appeared': 'appeared',
  'source-unselected': 'is no longer selected',
};

function sourceClause({ input }: Known, change: Change, reason: SourceReason): Clause {
  const key = ledgerCause(input, change)?.source?.key;
  if (key === undefined) return {};
  const at = (input.after.inventory.objects.get(key) ?? input.before.inventory.objects.get(key))?.at;
  return { text: `its source ${nameOf(key)} ${SOURCE_WORDS[reason]}`, at };
}

/** The change's first cause as the ledger knows it after the change, or knew it before. */
function ledgerCause({ plan, basePlan }: ReviewInput, { id, causes }: Change): LedgerCause | undefined {
  const key = resourceKey(id);
  const known = [plan, basePlan].flatMap(({ ledger }) => ledger.downstreams.get(key)?.causes ?? []);
  return known.find(({ rule, trigger }) => rule === causes[0]?.rule && trigger === causes[0].trigger);
}

function isEdited({ rulesBefore, rulesAfter, edited }: Known, rule: RuleKey): boolean {
  return edited.has(rule) || rulesBefore.get(rule)?.digest !== rulesAfter.get(rule)?.digest;
}

function ruleChanged({ edited }: Known, rule: RuleKey): string {
  const fields = edited.get(rule) ?? [];
  return fields.length === 0 ? REASON_SENTENCES['rule-changed'] : `the rule changed in ${listed(fields)}`;
}

/** An edit of a policy's own fields concerns all rules of it. */
function editedFields({ edits, after }: ReviewInput): ReadonlyMap<RuleKey, readonly string[]> {
  const fields = new Map<RuleKey, readonly string[]>();
  const changed = edits.map(({ edit }) => edit).filter(({ change }) => change === 'changed');
  if (changed.length === 0) return fields;
  for (const { id } of after.rules) {
    const own = changed.filter(
      ({ policy, rule }) =>
        policy.policyKind === id.policyKind &&
        policy.policyNamespace === id.policyNamespace &&
        policy.policy === id.policy &&
        (rule === undefined || rule === id.rule),
    );
    if (own.length > 0) fields.set(ruleKey(id), [...new Set(own.flatMap((edit) => edit.fields))]);
  }
  return fields;
}

/** Between the inventory of the two states; of what a rule made, between what lies in output before and after. */
function differenceOf(
  { before, after }: ReviewInput,
  change: Change | undefined,
  key: ResourceKey,
  hide: HideValues,
): ObjectDifference | undefined {
  const was = before.inventory.objects.get(key)?.resource ?? change?.before;
  const is = after.inventory.objects.get(key)?.resource ?? change?.after;
  if (was === undefined || is === undefined || was === is) return undefined;
  const label = startLabels();
  const hidden = (resource: Resource): Resource => hide(resource, label);
  return objectDifference(hidden(was), hidden(is));
}

function namespaceOf(key: ResourceKey): ResourceKey | undefined {
  const name = parseResourceKey(key)?.namespace ?? '';
  const id: ResourceId = { group: '', kind: 'Namespace', namespace: '', name };
  return name === '' ? undefined : resourceKey(id);
}

function nameOf(key: ResourceKey): string {
  const id = parseResourceKey(key);
  return id ? describeResource(id) : key;
}

function byKey(rules: readonly Rule[]): ReadonlyMap<RuleKey, Rule> {
  return new Map(rules.map((rule) => [ruleKey(rule.id), rule]));
}

function memo<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as V; // what is there is a V
    const computed = compute(key);
    known.set(key, computed);
    return computed;
  };
}
