// Which changes are shown as one, and how: names of places as marks, everything else to the letter.
import { describe, expect, test } from 'vitest';
import { aChange, aNamespace, aRule, aSecret } from '../support/planning.ts';
import { aManifest, aReviewInput, created, deleted, updated } from '../support/reviewing.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import type { Change } from '../../src/model/plan.ts';
import type { Json, Resource } from '../../src/model/resource.ts';
import { foldChanges } from '../../src/review/fold.ts';

function groupsOf(...changes: readonly Change[]) {
  return foldChanges(aReviewInput(changes)).map(({ group }) => group);
}

function sizes(...changes: readonly Change[]): readonly number[] {
  return groupsOf(...changes).map(({ members }) => members.length);
}

function data(namespace: string, values: Readonly<Record<string, Json>>): Resource {
  return aManifest(namespace, 'settings', { data: values });
}

function teams(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `team-${String(index).padStart(4, '0')}`);
}

describe('folding', () => {
  test('shows two hundred namespaces as one, and the one that differs apart with its true names', () => {
    const changes = teams(200).map((team) =>
      updated(
        data(team, { owner: team, tier: 'a' }),
        data(team, { owner: team, tier: team === 'team-0007' ? 'c' : 'b' }),
      ),
    );
    const [apart, all] = groupsOf(...changes).toSorted((a, b) => a.members.length - b.members.length);
    expect([apart!.members.length, all!.members.length]).toEqual([1, 199]);
    expect(apart!.diff).toContain('+  tier: c');
    expect(apart!.diff).toContain('   owner: team-0007\n');
    expect(apart!.members[0]).toEqual({
      namespace: 'team-0007',
      name: 'settings',
      path: 'team-0007/configmap_settings.yaml',
      trigger: '/Namespace//team-0007',
    });
    expect(all!.diff).toBe(
      '@@ -5,4 +5,4 @@\n   namespace: ‹namespace›\n data:\n   owner: ‹namespace›\n-  tier: a\n+  tier: b\n',
    );
    expect([all!.added, all!.removed]).toEqual([1, 1]);
  });

  test('marks the name of the object, and gives a group of one its own', () => {
    const quota = (team: string) => created(aManifest(team, `${team}-quota`));
    expect(groupsOf(quota('a-team'), quota('b-team')).map(({ name }) => name)).toEqual(['‹namespace›-quota']);
    const [single] = groupsOf(quota('a-team'));
    expect(single!.name).toBe('a-team-quota');
    expect(single!.diff).not.toContain('‹');
  });

  test('marks a trigger of another name, in cluster-scoped objects too', () => {
    const named = (name: string): Resource => ({
      ...aManifest('', `${name}-admins`),
      kind: 'ClusterRole',
      apiVersion: 'rbac.authorization.k8s.io/v1',
    });
    const [group] = groupsOf(created(named('blue'), aNamespace('blue')), created(named('red'), aNamespace('red')));
    expect(group!.name).toBe('‹trigger›-admins');
    const claimed = (team: string, app: string) => created(data(team, { app: `${app}.${team}` }), aManifest(team, app));
    const [other] = groupsOf(claimed('t1', 'shop'), claimed('t2', 'bank'));
    expect(other!.diff).toContain('+  app: ‹trigger›.‹namespace›\n');
  });

  test('replaces whole words only', () => {
    const values = (team: string): Resource => data(team, { in: `a${team}`, out: `${team}-quota`, key: 'team' });
    expect(sizes(created(values('a')), created(values('b')))).toEqual([1, 1]);
    const [kept] = groupsOf(created(data('am', { key: 'team' })), created(data('ea', { key: 'team' })));
    expect(kept!.members).toHaveLength(2);
    expect(kept!.diff).toContain('+  key: team\n');
    expect(sizes(created(data('é', { key: 'éa é' })), created(data('o', { key: 'éa o' })))).toEqual([2]);
  });

  test('folds keys, and the longer of two names that begin together', () => {
    const keyed = (team: string, app: string) => created(data(team, { [`${app}.yaml`]: app }), aManifest(team, app));
    const [group] = groupsOf(keyed('shop', 'shop-web'), keyed('bank', 'bank-api'));
    expect(group!.diff).toContain('+  ‹trigger›.yaml: ‹trigger›\n');
  });

  test('folds namespaces whose names would need quotes', () => {
    const changes = ['123', 'on', '1e3', 'team-a'].map((team) => created(data(team, { owner: team, of: `${team}-x` })));
    const [group] = groupsOf(...changes);
    expect(group!.members).toHaveLength(4);
    expect(group!.diff).toContain('+  owner: ‹namespace›\n');
    const [single] = groupsOf(changes[0]!);
    expect(single!.diff).toContain('+  owner: "123"\n');
  });

  test('takes no text for a mark, however it is spelled', () => {
    const forged = ['‹namespace›', 'ZqXn', 'ZqX', 'ZqXx', 'ZqXxn', 'ZqXZqXn'];
    const changes = forged.map((text, index) => created(data(`n${index}`, { owner: text })));
    expect(sizes(created(data('real', { owner: 'real' })), ...changes)).toHaveLength(1 + forged.length);
    const same = groupsOf(created(data('a1', { owner: 'ZqX a1' })), created(data('a2', { owner: 'ZqX a2' })));
    expect(same).toHaveLength(1);
    expect(same[0]!.diff).toContain('"ZqX ‹namespace›"');
  });

  test('takes a namespace in whose name the text has a word by chance for what it is', () => {
    const deny = (team: string) => created(data(team, { rule: 'default-deny', app: team, metadata: 'x' }));
    const groups = groupsOf(...['default', 'deny', 'metadata', 'v1', 'data', 'team-a', 'team-b'].map(deny));
    expect(groups).toHaveLength(1);
    expect(groups[0]!.diff).toContain('+  rule: default-deny\n');
    expect(groups[0]!.members.map(({ namespace }) => namespace)).toContain('default');
  });

  test('keeps apart what differs in action, reason, rule, version or kind', () => {
    const base = data('a', { x: '1' });
    const all = [
      created(base),
      created(data('b', { x: '1' }), undefined, { reason: 'missing' }),
      created(data('c', { x: '1' }), undefined, {
        causes: [{ rule: ruleKey(aRule('other').id), trigger: created(data('c', {})).causes[0]!.trigger, round: 0 }],
      }),
      created({ ...data('d', { x: '1' }), apiVersion: 'v2' }),
      created({ ...data('e', { x: '1' }), kind: 'Other' }),
      deleted(data('f', { x: '1' })),
    ];
    expect(sizes(...all)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('shows creation and deletion whole, and nothing where nothing is written', () => {
    const [gone, kept] = groupsOf(deleted(data('a', { x: '1' })), {
      ...updated(data('a', {}), data('a', {})),
      action: 'retain',
      reason: 'rule-deleted',
    });
    expect(gone!.diff).toBe(
      '@@ -1,7 +0,0 @@\n-apiVersion: v1\n-kind: ConfigMap\n-metadata:\n-  name: settings\n-  namespace: a\n-data:\n-  x: "1"\n',
    );
    expect([gone!.added, gone!.removed]).toEqual([0, 7]);
    expect([kept!.diff, kept!.added, kept!.removed]).toEqual(['', 0, 0]);
  });

  test('tells of what is held only where it was not held before for the same reason', () => {
    const held = (namespace: string, reason: Change['reason']): Change =>
      aChange(data(namespace, {}), { action: 'hold', reason });
    const changes = [held('a', 'incomplete'), held('b', 'incomplete'), held('c', 'tampered'), aChange(data('d', {}))];
    const input = aReviewInput(changes);
    const basePlan = { ...input.plan, changes: [held('a', 'incomplete'), held('c', 'incomplete')] };
    const groups = foldChanges({ ...input, basePlan }).map(({ group }) => group);
    expect(groups.map(({ reason, members }) => [reason, members.map(({ namespace }) => namespace)])).toEqual([
      ['incomplete', ['b']],
      ['tampered', ['c']],
    ]);
  });

  test('orders by what is done, then by names; members by place; changes beside their members', () => {
    const folded = foldChanges(
      aReviewInput([
        created(aManifest('z', 'b')),
        created(aManifest('y', 'b')),
        created(aManifest('Z', 'a', { data: { x: '1' } })),
        updated(data('q', { x: '1' }), data('q', { x: '2' })),
        deleted(data('p', {})),
        aChange(data('h', {}), { action: 'hold', reason: 'tampered' }),
        aChange(data('r', {}), { action: 'retain', reason: 'rule-deleted' }),
      ]),
    );
    expect(folded.map(({ group }) => group.action)).toEqual(['delete', 'update', 'create', 'create', 'retain', 'hold']);
    expect(folded[2]!.group.name).toBe('a');
    expect(folded[3]!.group.members.map(({ namespace }) => namespace)).toEqual(['y', 'z']);
    expect(folded[3]!.changes.map(({ id }) => id.namespace)).toEqual(['y', 'z']);
  });
});

describe('provenance', () => {
  const marked = (team: string, trigger: string, more: Readonly<Record<string, string>> = {}): Resource => ({
    ...aManifest(team, 'settings'),
    metadata: {
      name: 'settings',
      namespace: team,
      annotations: {
        'headwater.dev/policy': 'tenants',
        'headwater.dev/rule': 'generate',
        'headwater.dev/trigger': trigger,
        ...more,
      },
    },
  });

  test('is a mark, so that triggers of other namespaces and kinds make no difference', () => {
    const [group, ...others] = groupsOf(
      created(marked('a', 'ConfigMap/elsewhere/a', { 'headwater.dev/source': 'Secret/x1/s' })),
      created(marked('b', 'Deployment.apps/there/b', { 'headwater.dev/source': 'Secret/x2/s' })),
    );
    expect(others).toEqual([]);
    expect(group!.diff).toContain('+    headwater.dev/trigger: ‹trigger›\n');
    expect(group!.diff).toContain('+    headwater.dev/source: ‹source›\n');
    const [single] = groupsOf(created(marked('a', 'ConfigMap/elsewhere/a')));
    expect(single!.diff).toContain('+    headwater.dev/trigger: ConfigMap/elsewhere/a\n');
  });

  test('says that the trigger was another one', () => {
    const [group, ...others] = groupsOf(
      updated(marked('a', 'ConfigMap/e1/x'), marked('a', 'ConfigMap/e2/y')),
      updated(marked('b', 'ConfigMap/e3/z'), marked('b', 'ConfigMap/e4/w')),
    );
    expect(others).toEqual([]);
    expect(group!.diff).toContain(
      '-    headwater.dev/trigger: ‹former trigger›\n+    headwater.dev/trigger: ‹trigger›\n',
    );
  });

  test('of Kyverno is its labels', () => {
    const labelled = (team: string, uid: string): Resource => ({
      ...aManifest(team, 'settings'),
      metadata: { name: 'settings', namespace: team, labels: { 'generate.kyverno.io/trigger-uid': uid, tier: 'a' } },
    });
    const [group, ...others] = groupsOf(created(labelled('a', '1-2')), created(labelled('b', '3-4')));
    expect(others).toEqual([]);
    expect(group!.diff).toContain('+    generate.kyverno.io/trigger-uid: ‹trigger›\n');
  });
});

describe('values of Secrets', () => {
  const secret = (team: string, values: Readonly<Record<string, string>>) => aSecret(team, 'login', values);

  test('are masks that count anew in each change', () => {
    const changed = (team: string, from: string, to: string) =>
      updated(secret(team, { password: from, user: 'same-user' }), secret(team, { password: to, user: 'same-user' }));
    const [group, ...others] = groupsOf(
      changed('a', 'hunter2-aaaa', 'hunter3-aaaa'),
      changed('b', 'hunter3-aaaa', 'hunter4-aaaa'),
      changed('c', 'hunter5-aaaa', 'hunter2-aaaa'),
    );
    expect(others).toEqual([]);
    expect(group!.diff).toContain('-  password: "‹secret 12 bytes›"\n+  password: "‹secret 12 bytes #2, changed›"\n');
    expect(JSON.stringify(groupsOf(changed('a', 'hunter2-aaaa', 'x')))).not.toContain('hunter2');
  });

  test('keep their masks in a namespace that is called like a word of them', () => {
    const groups = groupsOf(
      ...['secret', 'bytes', '12', 'a'].map((team) => created(secret(team, { p: 'hunter2-aaaa' }))),
    );
    expect(groups).toHaveLength(1);
    expect(groups[0]!.diff).toContain('+  p: "‹secret 12 bytes›"\n');
  });
});
