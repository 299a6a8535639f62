// What happened to the triggers of a rule since the last run: new, changed, the same, gone. Whether the rule concerns them is not asked here.
import type { IndexedObject, ObjectIndex } from '../evaluate/index.ts';
import { kindMatches } from '../match/index.ts';
import type { Digest } from '../model/digest.ts';
import { seenKey, type Ledger, type Seen } from '../model/ledger.ts';
import type { Lifecycle, Rule } from '../model/policy.ts';
import { ruleKey, type RuleKey } from '../model/rule-id.ts';
import { parseResourceKey, versionOf, type ResourceKey } from '../model/resource.ts';
import type { Operation, Trigger } from '../model/trigger.ts';
import type { PlanContext } from './input.ts';

/** A trigger with what the last run knew of it. Without `trigger` there is nothing left to evaluate: it is gone. */
export interface Observed {
  readonly rule: Rule;
  readonly ruleKey: RuleKey;
  readonly key: ResourceKey;
  readonly since: 'new' | 'existing' | 'same' | 'changed' | 'gone';
  readonly trigger?: Trigger;
  /** What is gone, for the rule's exceptions: as last seen, or only its name with an empty apiVersion. */
  readonly former?: Trigger;
  readonly digest?: Digest;
  readonly seen?: Seen;
}

/** The seen records of each rule, so that one rule's are found without looking at all. */
export function seenByRule(ledger: Ledger): ReadonlyMap<RuleKey, readonly Seen[]> {
  const byRule = new Map<RuleKey, Seen[]>();
  for (const seen of ledger.seen.values()) {
    const list = byRule.get(seen.rule);
    if (list) list.push(seen);
    else byRule.set(seen.rule, [seen]);
  }
  return byRule;
}

/** All objects of the kinds that a rule looks for, in key order within a kind. */
export function candidates(rule: Rule, objects: ObjectIndex): readonly IndexedObject[] {
  return objects.kinds
    .filter(({ group, kind }) => rule.kinds.some((pattern) => kindCouldMatch(pattern, group, kind)))
    .flatMap(({ group, kind }) => objects.ofKind(group, kind))
    .filter(({ id, resource }) => {
      const { group, kind } = id;
      return kindMatches(rule.kinds, { group, kind, version: versionOf(resource.apiVersion), subresource: '' });
    });
}

/**
 * Whether what happened to an object is never heard of: a rule without requests knows what was there when it came or last changed.
 *
 * Source  Kyverno, evaluation.admission of a GeneratingPolicy. In `desired` it makes no difference what came first.
 */
export function isUnheard(context: PlanContext, rule: Rule, key: ResourceKey): boolean {
  if (!ignoresRequests(context, rule) || isProcessed(context, rule)) return false;
  return !context.ledger.seen.has(seenKey(ruleKey(rule.id), key));
}

function ignoresRequests({ mode }: PlanContext, { ignoresRequests: ignores }: Rule): boolean {
  return mode === 'kyverno' && ignores === true;
}

/** What is there already is processed when the rule comes, and whenever it changes. */
function isProcessed({ ledger }: PlanContext, { id, digest, lifecycle }: Rule): boolean {
  const former = ledger.rules.get(ruleKey(id));
  if (former?.digest !== digest || isReachEdited({ ledger }, ruleKey(id), lifecycle)) return true;
  return lifecycle.generateExisting && !former.lifecycle.generateExisting;
}

/**
 * Whether it was edited which triggers a rule means, since the last run.
 *
 * Source  Kyverno, GeneratingPolicy: an edit ends what was made for triggers no longer meant, and those that are meant only now were there
 *         before the policy. A rule of another language says no reach.
 */
export function isReachEdited({ ledger }: Pick<PlanContext, 'ledger'>, rule: RuleKey, { reach }: Lifecycle): boolean {
  const former = ledger.rules.get(rule)?.lifecycle.reach;
  return former !== undefined && reach !== undefined && former !== reach;
}

/** What is observed of an object that is there. */
export function observePresent(context: PlanContext, rule: Rule, object: IndexedObject): Observed {
  const key = ruleKey(rule.id);
  const seen = context.ledger.seen.get(seenKey(key, object.key));
  const digest = context.triggerDigest(object.resource);
  const heard = sinceLastRun(context, rule, seen, digest);
  const since = heard === 'new' && ignoresRequests(context, rule) ? 'existing' : heard;
  const isExisting = ignoresRequests(context, rule) && isProcessed(context, rule);
  const trigger =
    context.mode === 'desired'
      ? asDesired(rule, object, since, seen)
      : isExisting
        ? asOperation(object, 'CREATE', since, seen)
        : asEvent(object, since, seen);
  return { rule, ruleKey: key, key: object.key, since, trigger, digest, ...(seen ? { seen } : {}) };
}

/** What is observed of a trigger that was seen and is no longer there. A rule that lists DELETE evaluates its last state. */
export function observeGone(rule: Rule, seen: Seen): Observed {
  const observed = { rule, ruleKey: seen.rule, key: seen.trigger, since: 'gone' as const, digest: seen.digest, seen };
  const id = parseResourceKey(seen.trigger);
  if (!id) return observed;
  const { kind, name, namespace } = id;
  const object = seen.object ?? {
    apiVersion: '',
    kind,
    metadata: { name, ...(namespace === '' ? {} : { namespace }) },
  };
  const trigger: Trigger = { id, object, oldObject: object, operation: 'DELETE', since: 'gone' };
  if (rule.lifecycle.operations.includes('DELETE') && seen.object) return { ...observed, trigger };
  return rule.exceptions ? { ...observed, former: trigger } : observed;
}

function kindCouldMatch(pattern: Rule['kinds'][number], group: string, kind: string): boolean {
  return kindMatches([{ ...pattern, version: '*' }], { group, kind, version: 'v1', subresource: '' });
}

function sinceLastRun(
  context: PlanContext,
  { id, lifecycle }: Rule,
  seen: Seen | undefined,
  digest: Digest,
): 'new' | 'existing' | 'same' | 'changed' {
  if (seen?.gone) return 'new';
  const older = context.mode === 'kyverno';
  if (seen) return seen.digest !== digest ? 'changed' : seen.existing && older ? 'existing' : 'same';
  const key = ruleKey(id);
  return older && (!context.ledger.rules.has(key) || isReachEdited(context, key, lifecycle)) ? 'existing' : 'new';
}

/**
 * In `desired` every trigger is a CREATE, changed or not. Only a rule that lists UPDATE and not CREATE sees a changed one as an
 * UPDATE, with its former object.
 */
function asDesired(rule: Rule, object: IndexedObject, since: Observed['since'], seen: Seen | undefined): Trigger {
  const { operations } = rule.lifecycle;
  const onlyUpdates = operations.includes('UPDATE') && !operations.includes('CREATE');
  return asOperation(object, onlyUpdates && since === 'changed' ? 'UPDATE' : 'CREATE', since, seen);
}

/** In `kyverno` an unseen trigger is a CREATE, a changed one an UPDATE, and an unchanged one keeps its last operation. */
function asEvent(object: IndexedObject, since: Observed['since'], seen: Seen | undefined): Trigger {
  const operation = since === 'changed' ? 'UPDATE' : since === 'same' ? (seen?.operation ?? 'CREATE') : 'CREATE';
  return asOperation(object, operation, since, seen);
}

function asOperation(
  { id, resource }: IndexedObject,
  operation: Operation,
  since: Observed['since'],
  seen: Seen | undefined,
): Trigger {
  const told = since === 'existing' ? 'new' : since;
  const former = operation === 'UPDATE' ? (seen?.object ?? resource) : undefined;
  return { id, object: resource, operation, since: told, ...(former ? { oldObject: former } : {}) };
}
