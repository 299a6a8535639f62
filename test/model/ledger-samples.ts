// Ledgers for tests, small ones and random ones.
import fc from 'fast-check';
import { digestOf } from '../../src/model/digest.ts';
import {
  LEDGER_VERSION,
  seenKey,
  type KeptClock,
  type Ledger,
  type LedgerCause,
  type LedgerEntry,
  type Seen,
  type SeenRule,
} from '../../src/model/ledger.ts';
import { type Lifecycle } from '../../src/model/policy.ts';
import { ruleKey, type RuleKey } from '../../src/model/rule-id.ts';
import { resourceKey, type Resource, type ResourceKey } from '../../src/model/resource.ts';

export const SYNCHRONIZED: Lifecycle = {
  synchronize: true,
  generateExisting: false,
  serverSideApply: false,
  operations: [],
  cells: {
    retainWhenDeleteUnlisted: false,
    retainRenamed: false,
    rerenderUnsynchronized: false,
    deleteClonesWithPolicy: false,
    claimsForeign: false,
  },
};

export const DENY_ALL = ruleKey({
  policyKind: 'ClusterPolicy',
  policyNamespace: '',
  policy: 'tenants',
  rule: 'deny-all',
});

export function namespaceKey(name: string): ResourceKey {
  return resourceKey({ group: '', kind: 'Namespace', namespace: '', name });
}

export function anEntry(namespace: string, name: string, changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    key: resourceKey({ group: '', kind: 'ConfigMap', namespace, name }),
    state: 'managed',
    path: `${namespace === '' ? '_cluster' : namespace}/configmap_${name}.yaml`,
    written: digestOf(`${namespace} ${name}`),
    causes: [
      { rule: DENY_ALL, trigger: namespaceKey(namespace || 'a'), round: 0, mode: 'data', ruleDigest: digestOf('rule') },
    ],
    ...changes,
  };
}

export function aSeen(trigger: ResourceKey, changes: Partial<Seen> = {}): Seen {
  return {
    rule: DENY_ALL,
    trigger,
    digest: digestOf(trigger),
    operation: 'CREATE',
    existing: false,
    gone: false,
    ...changes,
  };
}

export function aClock(trigger: ResourceKey, changes: Partial<KeptClock> = {}): KeptClock {
  return {
    rule: DENY_ALL,
    trigger,
    instant: '2026-01-01T00:00:00.123Z',
    dependsOn: digestOf(`clock ${trigger}`),
    ...changes,
  };
}

export function aRule(rule: RuleKey = DENY_ALL, changes: Partial<SeenRule> = {}): SeenRule {
  return { rule, digest: digestOf(rule), lifecycle: SYNCHRONIZED, ...changes };
}

export function aLedger(
  parts: {
    entries?: readonly LedgerEntry[];
    seen?: readonly Seen[];
    clocks?: readonly KeptClock[];
    rules?: readonly SeenRule[];
    cluster?: string;
  } = {},
): Ledger {
  return {
    version: LEDGER_VERSION,
    cluster: parts.cluster ?? '',
    downstreams: new Map((parts.entries ?? []).map((entry) => [entry.key, entry])),
    seen: new Map((parts.seen ?? []).map((seen) => [seenKey(seen.rule, seen.trigger), seen])),
    clocks: new Map((parts.clocks ?? []).map((clock) => [seenKey(clock.rule, clock.trigger), clock])),
    rules: new Map((parts.rules ?? []).map((rule) => [rule.rule, rule])),
  };
}

const segment = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const anyName = fc.oneof(
  segment,
  fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes('\u0000')),
);
const digest = fc.string().map((text) => digestOf(text));
const anyResourceKey = fc
  .record({
    group: fc.constantFrom('', 'apps'),
    kind: fc.constantFrom('ConfigMap', 'Namespace'),
    namespace: fc.oneof(fc.constant(''), anyName),
    name: anyName,
  })
  .map(resourceKey);
const anyRuleKey = fc
  .record({
    policyKind: fc.constantFrom('ClusterPolicy', 'Policy'),
    policyNamespace: fc.oneof(fc.constant(''), segment),
    policy: anyName,
    rule: anyName,
  })
  .map(ruleKey);

const anyCause: fc.Arbitrary<LedgerCause> = fc.record(
  {
    rule: anyRuleKey,
    trigger: anyResourceKey,
    element: fc.string(),
    round: fc.nat(20),
    mode: fc.constantFrom('data' as const, 'clone' as const),
    source: fc.record({ key: anyResourceKey, digest }),
    ruleDigest: digest,
  },
  { requiredKeys: ['rule', 'trigger', 'round', 'mode', 'ruleDigest'] },
);

const plainEntry: fc.Arbitrary<LedgerEntry> = fc.record(
  {
    key: anyResourceKey,
    state: fc.constantFrom('managed' as const, 'retained' as const),
    path: fc.tuple(segment, segment).map(([folder, file]) => `${folder}/${file}.yaml`),
    written: digest,
    causes: fc.array(anyCause, { minLength: 1, maxLength: 3 }),
    fields: fc.array(fc.string(), { maxLength: 3 }),
  },
  { requiredKeys: ['key', 'state', 'path', 'written', 'causes'] },
);

/** Any entry, some of them in the middle of a run. */
export const anyEntry: fc.Arbitrary<LedgerEntry> = fc
  .tuple(plainEntry, fc.oneof(fc.constant(undefined), fc.constant(null), plainEntry))
  .map(([entry, before]) => {
    if (before === undefined) return entry;
    return { ...entry, before: before === null ? null : { ...before, key: entry.key } };
  });

const anyObject: fc.Arbitrary<Resource> = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('ConfigMap'),
  metadata: fc.record({ name: segment, generation: fc.constantFrom(1, 9007199254740993n) }),
  data: fc.dictionary(fc.string(), fc.string()),
});

export const anySeen: fc.Arbitrary<Seen> = fc.record(
  {
    rule: anyRuleKey,
    trigger: anyResourceKey,
    digest,
    operation: fc.constantFrom('CREATE' as const, 'UPDATE' as const, 'DELETE' as const, 'CONNECT' as const),
    existing: fc.boolean(),
    gone: fc.boolean(),
    object: anyObject,
  },
  { requiredKeys: ['rule', 'trigger', 'digest', 'operation', 'existing', 'gone'] },
);

export const anyClock: fc.Arbitrary<KeptClock> = fc.record({
  rule: anyRuleKey,
  trigger: anyResourceKey,
  instant: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.123Z', '2026-01-01T02:00:00+02:00'),
  dependsOn: digest,
});

const anyLifecycle: fc.Arbitrary<Lifecycle> = fc.record(
  {
    synchronize: fc.boolean(),
    orphanOnPolicyDelete: fc.boolean(),
    generateExisting: fc.boolean(),
    serverSideApply: fc.boolean(),
    operations: fc.uniqueArray(fc.constantFrom('CREATE' as const, 'UPDATE' as const, 'DELETE' as const)),
    reach: digest,
    cells: fc.record({
      retainWhenDeleteUnlisted: fc.boolean(),
      retainRenamed: fc.boolean(),
      rerenderUnsynchronized: fc.boolean(),
      deleteClonesWithPolicy: fc.boolean(),
      claimsForeign: fc.boolean(),
    }),
  },
  { requiredKeys: ['synchronize', 'generateExisting', 'serverSideApply', 'operations', 'cells'] },
);

export const anyRule: fc.Arbitrary<SeenRule> = fc.record({ rule: anyRuleKey, digest, lifecycle: anyLifecycle });

export const anyLedger: fc.Arbitrary<Ledger> = fc
  .record({
    entries: fc.array(anyEntry, { maxLength: 8 }),
    seen: fc.array(anySeen, { maxLength: 8 }),
    clocks: fc.array(anyClock, { maxLength: 4 }),
    rules: fc.array(anyRule, { maxLength: 4 }),
    cluster: fc.string(),
  })
  .map(aLedger);
