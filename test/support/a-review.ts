// A review made of two states of output in YAML, for tests of what is told of a change: groups are made by hand, not by folding.
import type { Change } from '../../src/model/plan.ts';
import type { PreviewRisk } from '../../src/model/preview.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import { groupOf, resourceKey, textAt, versionOf, type Resource, type ResourceId } from '../../src/model/resource.ts';
import type { FoldedGroup, ReviewInput } from '../../src/review/index.ts';
import { findRisks } from '../../src/review/risks/risks.ts';
import { parseYaml } from '../../src/yaml/index.ts';
import { aChange, aLedger, anEntry, anInventory, anOutput, aNamespace, aRule, idOf, keyOf } from './planning.ts';
import { aReviewInput } from './reviewing.ts';

/** Two states of output; what is not said is empty. */
export interface States {
  readonly before?: string;
  readonly after?: string;
  /** What the inventory holds without the change and with it. */
  readonly inventoryBefore?: string;
  readonly inventoryAfter?: string;
  /** Objects of `before` that stay there and are no longer managed, by name. */
  readonly retained?: readonly string[];
  /** Changes with the same action, kind and name are one group; the namespace may be part of the name. */
  readonly folded?: boolean;
}

/** The objects of a YAML text. */
export function objectsOf(yaml = ''): readonly Resource[] {
  const { documents, problems } = parseYaml(yaml);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
  return documents.flatMap(({ value }) => (value === null ? [] : [value as Resource]));
}

/** The review of two states, and its groups. */
export function aReview(
  states: States,
  more: Partial<ReviewInput> = {},
): { readonly input: ReviewInput; readonly groups: readonly FoldedGroup[] } {
  const changes = changesBetween(states);
  const managed = objectsOf(states.before).map((object) => anEntry(object, aRule('tenants'), aNamespace('team-a')));
  const input = aReviewInput(changes, {
    basePlan: { changes: [], ledger: aLedger({ entries: managed }), rules: [], diagnostics: [] },
    output: anOutput(...objectsOf(states.before)),
    before: { rules: [], inventory: anInventory(...objectsOf(states.inventoryBefore)) },
    after: { rules: [], inventory: anInventory(...objectsOf(states.inventoryAfter ?? states.inventoryBefore)) },
    ...more,
  });
  return { input, groups: groupsOf(changes, states.folded ?? false) };
}

/** The risks of a review. */
export function risksBetween(states: States, more: Partial<ReviewInput> = {}): readonly PreviewRisk[] {
  const { input, groups } = aReview(states, more);
  return findRisks(input, groups);
}

/** A risk in a line: `blocker rbac-wildcard (2) message`. */
export function lineOf({ level, code, count, message }: PreviewRisk): string {
  return `${level} ${code} (${count}) ${message}`;
}

/** The risks of a review, each in a line. */
export function riskLines(states: States, more: Partial<ReviewInput> = {}): readonly string[] {
  return risksBetween(states, more).map(lineOf);
}

function changesBetween({ before, after, retained = [] }: States): readonly Change[] {
  const was = new Map(objectsOf(before).map((object) => [keyOf(object), object]));
  const is = new Map(objectsOf(after).map((object) => [keyOf(object), object]));
  return [...new Set([...was.keys(), ...is.keys()])].map((key) => {
    const [old, current] = [was.get(key), is.get(key)];
    const object = (current ?? old)!;
    const stays = retained.includes(object.metadata.name);
    return aChange(object, {
      ...actionOf(old, current, stays),
      causes: [{ rule: ruleKey(aRule('tenants').id), trigger: triggerOf(idOf(object)), round: 0 }],
    });
  });
}

function actionOf(old: Resource | undefined, current: Resource | undefined, stays: boolean): Partial<Change> {
  if (old === undefined) return { action: 'create', reason: 'new', after: current! };
  if (current !== undefined) return { action: 'update', reason: 'rule-changed', before: old, after: current };
  return stays
    ? { action: 'retain', reason: 'rule-deleted', before: old, after: old }
    : { action: 'delete', reason: 'rule-deleted', before: old };
}

function triggerOf({ namespace, name }: ResourceId): ReturnType<typeof resourceKey> {
  return resourceKey({ group: '', kind: 'Namespace', namespace: '', name: namespace === '' ? name : namespace });
}

/** Groups of changes: one for each, or those with the same action, kind and name in one. */
export function groupsOf(changes: readonly Change[], folded: boolean): readonly FoldedGroup[] {
  const gathered = new Map<string, Change[]>();
  for (const [index, change] of changes.entries()) {
    const { kind, namespace, name } = change.id;
    const key = folded ? `${change.action} ${kind} ${namespace === '' ? '' : name.replace(namespace, '')}` : `${index}`;
    gathered.set(key, [...(gathered.get(key) ?? []), change]);
  }
  return [...gathered.values()].map(groupOfChanges);
}

function groupOfChanges(changes: readonly Change[]): FoldedGroup {
  const { id, action, reason, after, before } = changes[0]!;
  const apiVersion = textAt(after ?? before, 'apiVersion');
  return {
    changes,
    group: {
      action: action === 'none' ? 'hold' : action,
      reason,
      why: 'the rule changed',
      at: { file: 'policies/tenants.yaml', line: 7 },
      policy: 'tenants',
      rule: 'generate',
      group: groupOf(apiVersion),
      version: versionOf(apiVersion),
      kind: id.kind,
      name: id.name,
      diff: '',
      added: 0,
      removed: 0,
      members: changes.map((change) => ({
        namespace: change.id.namespace,
        name: change.id.name,
        path: change.path,
        trigger: change.causes[0]!.trigger,
      })),
    },
  };
}

/** The same text for each of these namespaces, which it names as NAMESPACE. */
export function inEach(namespaces: readonly string[], yaml: string): string {
  return namespaces.map((name) => yaml.replaceAll('NAMESPACE', name)).join('\n---\n');
}
