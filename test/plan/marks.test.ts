// Marks that go from manifests that are not rendered again.
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/model/ledger.ts';
import type { Json, Resource } from '../../src/model/resource.ts';
import { digestOfResource } from '../../src/model/digest.ts';
import { settle } from '../../src/plan/settle.ts';
import {
  aConfigMap,
  afterPlan,
  aLedger,
  aNamespace,
  anEntry,
  anInventory,
  anOutput,
  aRule,
  aSecret,
  aSettleInput,
  keyOf,
  NOTHING,
  shown,
  SYNCHRONIZED,
  wanting,
} from '../support/planning.ts';

const teamA = aNamespace('team-a');
const PLAIN = aConfigMap('team-a', 'settings', { value: '1' });
const ONCE = { ...SYNCHRONIZED, synchronize: false };
const MARKS = {
  labels: { 'app.kubernetes.io/managed-by': 'headwater' },
  annotations: {
    'headwater.dev/policy': 'a',
    'headwater.dev/rule': 'generate',
    'headwater.dev/trigger': 'Namespace/team-a',
  },
};
const KYVERNO = {
  labels: {
    'app.kubernetes.io/managed-by': 'kyverno',
    'generate.kyverno.io/policy-name': 'a',
    'generate.kyverno.io/trigger-uid': '',
  },
};

const withMetadata = (resource: Resource, more: Json): Resource => ({
  ...resource,
  metadata: { ...resource.metadata, ...(more as object) },
});
const marked = (resource: Resource): Resource => withMetadata(resource, MARKS);
const edited = (resource: Resource): Resource => ({ ...resource, data: { value: 'edited' } });

const once = aRule('a', { lifecycle: ONCE, evaluate: () => wanting(PLAIN) });
const failing = aRule('a', { evaluate: () => ({ ...NOTHING, complete: false }) });
const excepted = aRule('a', { match: () => ({ outcome: 'excepted', exception: 'default/all' }) });
const serverSide = aRule('a', {
  lifecycle: { ...SYNCHRONIZED, serverSideApply: true },
  evaluate: () => wanting(PLAIN),
});

interface Case {
  readonly name: string;
  readonly rule: typeof once;
  readonly found?: Resource;
  readonly entry?: Partial<LedgerEntry>;
  readonly left?: Resource;
  readonly state?: LedgerEntry['state'];
}

const CASES: readonly Case[] = [
  { name: 'not synchronized', rule: once },
  {
    name: 'not synchronized and edited',
    rule: once,
    found: edited(marked(PLAIN)),
    entry: { written: digestOfResource(marked(PLAIN), undefined) },
    left: edited(PLAIN),
  },
  { name: 'held by a failure', rule: failing },
  { name: 'held by an exception', rule: excepted },
  { name: 'retained', rule: failing, entry: { state: 'retained' }, state: 'retained' },
  { name: 'retained by this run', rule: aRule('a', { lifecycle: ONCE }), state: 'retained' },
  {
    name: 'applied server-side over marks that nobody remembers',
    rule: serverSide,
    found: { ...marked(PLAIN), data: { value: '0', other: '1' } },
    left: { ...PLAIN, data: { value: '1', other: '1' } },
  },
  { name: 'with Kyverno’s marks', rule: failing, found: withMetadata(PLAIN, KYVERNO) },
  {
    name: 'with other labels beside',
    rule: failing,
    found: withMetadata(PLAIN, { labels: { ...MARKS.labels, tier: 'gold' }, annotations: { note: 'x' } }),
    left: withMetadata(PLAIN, { labels: { tier: 'gold' }, annotations: { note: 'x' } }),
  },
];

function play({ rule, found = marked(PLAIN), entry }: Pick<Case, 'rule' | 'found' | 'entry'>) {
  return aSettleInput([rule], {
    inventory: anInventory(teamA),
    ledger: aLedger({ entries: [anEntry(found, rule, teamA, entry)] }),
    output: anOutput(found),
  });
}

describe('without provenance the marks go', () => {
  test.each(CASES)('$name', ({ left = PLAIN, state = 'managed', ...given }) => {
    const input = play(given);
    const { plan } = settle(input);
    const [change] = plan.changes;
    expect(change).toMatchObject({ action: 'update', after: left });
    expect(change!.after).toEqual(left);
    expect(plan.ledger.downstreams.get(keyOf(PLAIN))).toMatchObject({ state });
    const next = afterPlan(plan);
    const again = settle({ ...input, ...next });
    expect(shown(again.plan).filter((line) => line.startsWith('update'))).toEqual([]);
  });

  test('for a reason of their own', () => {
    expect(shown(settle(play({ rule: once })).plan)).toEqual(['update /ConfigMap/team-a/settings (marks)']);
    const synchronized = aRule('a', { evaluate: () => wanting(PLAIN) });
    expect(shown(settle(play({ rule: synchronized })).plan)).toEqual(['update /ConfigMap/team-a/settings (marks)']);
  });

  test('what was edited is edited afterwards, what was not is not', () => {
    const written = (given: Case): boolean =>
      settle(play(given)).plan.ledger.downstreams.get(keyOf(PLAIN))!.written ===
      digestOfResource(given.left ?? PLAIN, undefined);
    expect(written(CASES[0]!)).toBe(true);
    expect(written(CASES[1]!)).toBe(false);
  });

  test('fields that were marks are no longer remembered as set', () => {
    const fields = ['/data/value', '/metadata/labels/app.kubernetes.io~1managed-by'];
    const { plan } = settle(play({ rule: failing, entry: { fields } }));
    expect(plan.ledger.downstreams.get(keyOf(PLAIN))!.fields).toEqual(['/data/value']);
  });

  test('the rule’s own word stays, or comes back, where a mark was', () => {
    const own = withMetadata(PLAIN, { labels: { 'app.kubernetes.io/managed-by': 'us' } });
    const rule = aRule('a', { lifecycle: ONCE, evaluate: () => wanting(own) });
    expect(settle(play({ rule })).plan.changes[0]!.after).toEqual(own);
    const named = aRule('a', { lifecycle: ONCE, evaluate: () => wanting(marked(PLAIN)) });
    expect(shown(settle(play({ rule: named })).plan)).toEqual([]);
  });

  test('also from a Secret that is refused', () => {
    const secret = aSecret('team-a', 'pull', { password: 'a' });
    const rule = aRule('a', { evaluate: () => wanting(secret) });
    const { plan } = settle(play({ rule, found: marked(secret) }));
    expect(plan.changes[0]).toMatchObject({ action: 'update', reason: 'marks', after: secret });
  });
});

describe('files that are not Headwater’s to write are left and told', () => {
  test('one that holds more than the one object', () => {
    const input = play({ rule: once });
    const [[key, manifest]] = [...input.output.manifests] as [[ReturnType<typeof keyOf>, never]];
    const output = { ...input.output, manifests: new Map([[key, { ...(manifest as object), shared: true } as never]]) };
    const { plan } = settle({ ...input, output });
    expect(shown(plan)).toEqual([]);
    expect(plan.diagnostics).toMatchObject([{ code: 'plan/marks-left', severity: 'warning' }]);
    expect(plan.diagnostics[0]!.message).toContain('still carries Headwater’s marks');
  });

  test('one without a line in the ledger', () => {
    const input = aSettleInput([], { output: anOutput(marked(PLAIN)) });
    const { plan } = settle(input);
    expect(shown(plan)).toEqual([]);
    expect(plan.diagnostics).toMatchObject([{ code: 'plan/marks-left', about: { downstream: keyOf(PLAIN) } }]);
    expect(settle({ ...input, output: anOutput(withMetadata(PLAIN, KYVERNO)) }).plan.diagnostics).toEqual([]);
  });
});

test('with provenance nothing of this happens', () => {
  for (const provenance of ['headwater', 'kyverno'] as const) {
    const { plan } = settle({ ...play({ rule: once }), provenance });
    expect(shown(plan)).toEqual([]);
  }
});
