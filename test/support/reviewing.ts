// Small values for tests of what a reviewer is told: changes of one rule on triggers, and the two states that they lie between.
import { ruleKey } from '../../src/model/rule-id.ts';
import type { Change } from '../../src/model/plan.ts';
import { emptyLedger } from '../../src/model/ledger.ts';
import { textAt, type Json, type Resource } from '../../src/model/resource.ts';
import type { ReviewInput } from '../../src/review/index.ts';
import { aChange, aNamespace, anInventory, anOutput, aRule, keyOf } from './planning.ts';

/** The rule of all changes that name no other. */
export const RULE = aRule('tenants');

/** Two states in which nothing is different, with what a test says. */
export function aReviewInput(changes: readonly Change[], more: Partial<ReviewInput> = {}): ReviewInput {
  const side = { rules: [RULE], inventory: anInventory() };
  const plan = { changes, ledger: emptyLedger(''), rules: [], diagnostics: [] };
  return {
    plan,
    basePlan: { ...plan, changes: [] },
    output: anOutput(),
    before: side,
    after: side,
    edits: [],
    failures: [],
    failuresBefore: [],
    ...more,
  };
}

/** A ConfigMap with any content beside its name. */
export function aManifest(namespace: string, name: string, more: Readonly<Record<string, Json>> = {}): Resource {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...(namespace === '' ? {} : { namespace }) },
    ...more,
  };
}

/** An object that comes, for a trigger that is its namespace unless another is named. */
export function created(after: Resource, trigger: Resource = namespaceOf(after), more: Partial<Change> = {}): Change {
  return aChange(after, { action: 'create', reason: 'new', after, ...caused(trigger), ...more });
}

/** An object that becomes another. */
export function updated(
  before: Resource,
  after: Resource,
  trigger: Resource = namespaceOf(after),
  more: Partial<Change> = {},
): Change {
  return aChange(after, { action: 'update', reason: 'rule-changed', before, after, ...caused(trigger), ...more });
}

/** An object that goes. */
export function deleted(before: Resource, trigger: Resource = namespaceOf(before), more: Partial<Change> = {}): Change {
  return aChange(before, { action: 'delete', reason: 'trigger-unmatched', before, ...caused(trigger), ...more });
}

function namespaceOf({ metadata }: Resource): Resource {
  return aNamespace(textAt(metadata, 'namespace'));
}

function caused(trigger: Resource): Pick<Change, 'causes'> {
  return { causes: [{ rule: ruleKey(RULE.id), trigger: keyOf(trigger), round: 0 }] };
}
