// Small values for tests of planning and evaluating: objects, rules that do as a test says, and everything a plan depends on.
import { indexInventory, type IndexedObject } from '../../src/evaluate/index.ts';
import { kindCatalog, manifestPath, resourceIdOf, withoutVolatile } from '../../src/kube/index.ts';
import { digestOf, digestOfResource } from '../../src/model/digest.ts';
import type { Desired, Evaluation } from '../../src/model/downstream.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { emptyLedger, type Ledger, type LedgerEntry, type Seen } from '../../src/model/ledger.ts';
import type { Output, OutputManifest } from '../../src/model/output.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { KindPattern, Lifecycle, Rule } from '../../src/model/policy.ts';
import { ruleKey, type RuleId } from '../../src/model/rule-id.ts';
import { resourceKey, type Json, type Resource, type ResourceId, type ResourceKey } from '../../src/model/resource.ts';
import type { Trigger } from '../../src/model/trigger.ts';
import type { PlanContext, SettleInput } from '../../src/plan/input.ts';

/** A ClusterPolicy's lifecycle: synchronized, nothing else said. */
export const SYNCHRONIZED: Lifecycle = {
  synchronize: true,
  generateExisting: true,
  serverSideApply: false,
  operations: [],
  cells: {
    retainWhenDeleteUnlisted: true,
    retainRenamed: true,
    rerenderUnsynchronized: false,
    deleteClonesWithPolicy: true,
    claimsForeign: true,
  },
};

/** An evaluation that wants nothing and met no trouble. */
export const NOTHING: Evaluation = {
  desired: [],
  missingSources: [],
  skipped: [],
  complete: true,
  diagnostics: [],
};

/** The instant of every run. */
export const NOW = '2026-01-01T00:00:00Z';

export function aNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Resource {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function aConfigMap(namespace: string, name: string, data: Readonly<Record<string, string>> = {}): Resource {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

export function aSecret(namespace: string, name: string, stringData: Readonly<Record<string, string>> = {}): Resource {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData };
}

/** The identity of an object whose kind is built in. */
export function idOf(resource: Resource): ResourceId {
  return resourceIdOf(resource, kindCatalog([]));
}

export function keyOf(resource: Resource): ResourceKey {
  return resourceKey(idOf(resource));
}

export function indexed(resource: Resource): IndexedObject {
  return { key: keyOf(resource), id: idOf(resource), resource };
}

export function aKind(kind: string, group = ''): KindPattern {
  return { group, version: '*', kind, subresource: '' };
}

export function aRuleId(policy: string, rule = 'generate'): RuleId {
  return { policyKind: 'ClusterPolicy', policyNamespace: '', policy, rule };
}

/** A rule for Namespaces that wants nothing, but for what a test says. */
export function aRule(policy: string, changes: Partial<Omit<Rule, 'id'>> = {}): Rule {
  return {
    id: aRuleId(policy),
    at: { file: `${policy}.yaml`, line: 1, column: 1 },
    order: 0,
    digest: digestOf(policy),
    lifecycle: SYNCHRONIZED,
    skipGenerated: true,
    needsFormerObject: false,
    kinds: [aKind('Namespace')],
    match: () => ({ outcome: 'yes' }),
    evaluate: () => NOTHING,
    ...changes,
  };
}

/** An evaluation that wants these objects as data. */
export function wanting(...resources: readonly Resource[]): Evaluation {
  return { ...NOTHING, desired: resources.map(aDesired) };
}

export function aDesired(resource: Resource): Desired {
  return { id: idOf(resource), content: resource, mode: 'data' };
}

export function aTrigger(object: Resource, changes: Partial<Trigger> = {}): Trigger {
  return { id: idOf(object), object, operation: 'CREATE', since: 'new', ...changes };
}

export function anInventory(...resources: readonly Resource[]): Inventory {
  const objects = resources.map((resource) => {
    const at = { file: 'cluster-state/all.yaml', line: 1, column: 1 };
    return [keyOf(resource), { id: idOf(resource), resource, at }] as const;
  });
  return { objects: new Map(objects.sort(([a], [b]) => (a < b ? -1 : 1))), kinds: kindCatalog([]) };
}

/** Output with these manifests at their usual paths. */
export function anOutput(...resources: readonly Resource[]): Output {
  const manifests = resources.map((resource): [ResourceKey, OutputManifest] => {
    const path = manifestPath(idOf(resource));
    const at = { file: path, line: 1, column: 1 };
    const digest = digestOfResource(resource, undefined);
    return [keyOf(resource), { id: idOf(resource), path, resource, digest, shared: false, at }];
  });
  return {
    manifests: new Map(manifests),
    files: new Map(manifests.map(([, { path }]) => [path, ''])),
  };
}

/** A ledger with these entries and seen triggers. */
export function aLedger(parts: { readonly entries?: readonly LedgerEntry[]; readonly seen?: readonly Seen[] }): Ledger {
  return {
    ...emptyLedger(''),
    downstreams: new Map((parts.entries ?? []).map((entry) => [entry.key, entry])),
    seen: new Map((parts.seen ?? []).map((seen) => [`${seen.rule} ${seen.trigger}`, seen])),
    clocks: new Map(),
  };
}

export function anEntry(
  resource: Resource,
  rule: Rule,
  trigger: Resource,
  changes: Partial<LedgerEntry> = {},
): LedgerEntry {
  return {
    key: keyOf(resource),
    state: 'managed',
    path: manifestPath(idOf(resource)),
    written: digestOfResource(resource, undefined),
    causes: [{ rule: ruleKey(rule.id), trigger: keyOf(trigger), round: 0, mode: 'data', ruleDigest: rule.digest }],
    ...changes,
  };
}

export function aSeen(rule: Rule, trigger: Resource, changes: Partial<Seen> = {}): Seen {
  return {
    rule: ruleKey(rule.id),
    trigger: keyOf(trigger),
    digest: digestOfResource(withoutVolatile(trigger), undefined),
    operation: 'CREATE',
    existing: false,
    gone: false,
    ...changes,
  };
}

export function aChange(resource: Resource, changes: Partial<Change> = {}): Change {
  const id = idOf(resource);
  return { id, action: 'none', reason: 'up-to-date', path: manifestPath(id), causes: [], ...changes };
}

/** What settle is given: no provenance, so that a manifest is what the rule wants. */
export function aSettleInput(rules: readonly Rule[], changes: Partial<SettleInput> = {}): SettleInput {
  return {
    mode: 'desired',
    rules,
    policies: rules.map(({ id }) => ({
      kind: id.policyKind,
      namespace: id.policyNamespace,
      name: id.policy,
      complete: true,
      rules: [id.rule],
    })),
    inventory: anInventory(),
    ledger: emptyLedger(''),
    output: anOutput(),
    halfWritten: new Set(),
    answers: new Map(),
    now: NOW,
    provenance: 'none',
    delivery: 'neutral',
    secrets: 'refuse',
    digestKey: undefined,
    ...changes,
  };
}

/** The same, with what settle makes of it once. */
export function aPlanContext(rules: readonly Rule[], changes: Partial<SettleInput> = {}): PlanContext {
  const input = aSettleInput(rules, changes);
  const digest = (resource: Resource): ReturnType<PlanContext['digest']> => digestOfResource(resource, undefined);
  return {
    ...input,
    index: indexInventory(input.inventory),
    ruleByKey: new Map(rules.map((rule) => [ruleKey(rule.id), rule])),
    digest,
    triggerDigest: (resource) => digest(withoutVolatile(resource)),
  };
}

/** Output and ledger as a plan leaves them: where the next run begins. */
export function afterPlan({ changes, ledger }: Plan): Pick<SettleInput, 'output' | 'ledger'> {
  const left = changes.flatMap(({ action, before, after }): Resource[] => {
    const resource = action === 'delete' ? undefined : (after ?? before);
    return resource ? [resource] : [];
  });
  return { ledger, output: anOutput(...left) };
}

/** What a plan does, one line each, without what stays as it is. */
export function shown({ changes }: Plan): readonly string[] {
  return changes
    .filter(({ action }) => action !== 'none')
    .map(({ action, reason, id }) => `${action} ${resourceKey(id)} (${reason})`);
}

/** A text in a map of labels or data; '' where there is none. */
export function entryOf(resource: Resource | undefined, field: 'data' | 'labels', name: string): string {
  const map = (field === 'labels' ? resource?.metadata['labels'] : resource?.['data']) as
    Record<string, Json> | undefined;
  const value = map?.[name];
  return typeof value === 'string' ? value : '';
}
