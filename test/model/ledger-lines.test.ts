import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExactJson, printExactJson } from '../../src/model/exact-json.ts';
import { parseLedgerLine, printLedgerLine, type LedgerRecord } from '../../src/model/ledger-lines.ts';
import { aClock, aRule, aSeen, anEntry, anyClock, anyEntry, anyRule, anySeen, namespaceKey } from './ledger-samples.ts';

const anyRecord: fc.Arbitrary<LedgerRecord> = fc.oneof(
  fc.string().map((cluster): LedgerRecord => ({ kind: 'ledger', header: { version: 1, cluster } })),
  anyEntry.map((entry): LedgerRecord => ({ kind: 'downstream', entry })),
  anySeen.map((seen): LedgerRecord => ({ kind: 'seen', seen })),
  anyClock.map((clock): LedgerRecord => ({ kind: 'clock', clock })),
  anyRule.map((rule): LedgerRecord => ({ kind: 'rule', rule })),
);

/** A line with one field replaced, or (undefined) taken out; dots lead inwards. */
function edited(record: LedgerRecord, path: string, value: unknown): string {
  const line = JSON.parse(printLedgerLine(record)) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((object, name) => object[name] as Record<string, unknown>, line);
  parent[last] = value;
  return JSON.stringify(line);
}

function codeOf(text: string): string {
  const record = parseLedgerLine(text);
  return record.kind === 'problem' ? record.code : record.kind;
}

const downstream: LedgerRecord = { kind: 'downstream', entry: anEntry('team-a', 'zk') };
const seen: LedgerRecord = { kind: 'seen', seen: aSeen(namespaceKey('team-a')) };
const clock: LedgerRecord = { kind: 'clock', clock: aClock(namespaceKey('team-a')) };
const rule: LedgerRecord = { kind: 'rule', rule: aRule() };
const header: LedgerRecord = { kind: 'ledger', header: { version: 1, cluster: '' } };

describe('printLedgerLine', () => {
  test('gives back every record, and stays on one line', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const line = printLedgerLine(record);
        expect(line).not.toContain('\n');
        expect(parseLedgerLine(line)).toEqual(record);
        expect(line).toBe(printExactJson(parseExactJson(line)!)); // keys are sorted, all the way down
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    { name: 'the header', record: header, line: '{"cluster":"","kind":"ledger","version":1}' },
    {
      name: 'a rule, without what has its usual value',
      record: rule,
      line: `{"digest":"${aRule().digest}","kind":"rule","lifecycle":{"synchronize":true},"rule":"ClusterPolicy//tenants/deny-all"}`,
    },
    {
      name: 'a trigger that was seen once',
      record: seen,
      line: `{"digest":"${aSeen(namespaceKey('team-a')).digest}","kind":"seen","rule":"ClusterPolicy//tenants/deny-all","trigger":"/Namespace//team-a"}`,
    },
    {
      name: 'the instant that a trigger was first evaluated at',
      record: clock,
      line: `{"dependsOn":"${aClock(namespaceKey('team-a')).dependsOn}","instant":"2026-01-01T00:00:00.123Z","kind":"clock","rule":"ClusterPolicy//tenants/deny-all","trigger":"/Namespace//team-a"}`,
    },
  ])('prints $name', ({ record, line }) => {
    expect(printLedgerLine(record)).toBe(line);
  });
});

describe('parseLedgerLine', () => {
  test.each([
    { name: 'no JSON', text: '{"kind":"seen"' },
    { name: 'a list', text: '[]' },
    { name: 'no kind', text: '{}' },
    { name: 'an unknown kind', text: '{"kind":"upstream"}' },
    { name: 'an unknown field', text: edited(downstream, 'owner', 'me') },
    { name: 'an unknown field inside', text: edited(downstream, 'causes.0.owner', 'me') },
    { name: 'a missing key', text: edited(downstream, 'key', undefined) },
    { name: 'a key of three parts', text: edited(downstream, 'key', '/ConfigMap/zk') },
    { name: 'a key that is not spelled as it is printed', text: edited(downstream, 'key', '/ConfigMap/a/z%k') },
    { name: 'a state of its own', text: edited(downstream, 'state', 'gone') },
    { name: 'a short digest', text: edited(downstream, 'written', 'abc') },
    { name: 'no causes', text: edited(downstream, 'causes', []) },
    { name: 'causes that are no list', text: edited(downstream, 'causes', {}) },
    { name: 'a round below zero', text: edited(downstream, 'causes.0.round', -1) },
    { name: 'a rule key of three parts', text: edited(downstream, 'causes.0.rule', 'a/b/c') },
    { name: 'fields that are no texts', text: edited(downstream, 'fields', [1]) },
    { name: 'a path that is no text', text: edited(downstream, 'path', 1) },
    { name: 'a former entry of another object', text: edited(downstream, 'before', { ...anEntry('b', 'c') }) },
    { name: 'an operation that does not exist', text: edited(seen, 'operation', 'PATCH') },
    { name: 'a truth in quotes', text: edited(seen, 'gone', 'true') },
    { name: 'an object without a name', text: edited(seen, 'object', { apiVersion: 'v1', kind: 'Pod', metadata: {} }) },
    { name: 'a clock without a trigger', text: edited(clock, 'trigger', undefined) },
    { name: 'a clock without a digest', text: edited(clock, 'dependsOn', undefined) },
    { name: 'a clock that says yesterday', text: edited(clock, 'instant', 'yesterday') },
    { name: 'a clock without a zone', text: edited(clock, 'instant', '2026-01-01T00:00:00') },
    { name: 'a lifecycle that is no object', text: edited(rule, 'lifecycle', true) },
    { name: 'an unknown cell', text: edited(rule, 'lifecycle.cells', { other: true }) },
    { name: 'null where a truth belongs', text: edited(rule, 'lifecycle.orphanOnPolicyDelete', null) },
    { name: 'a cluster that is no text', text: edited(header, 'cluster', 3) },
    { name: 'a version in quotes', text: edited(header, 'version', '1') },
    { name: 'version 0', text: edited(header, 'version', 0) },
  ])('refuses $name', ({ text }) => {
    expect(codeOf(text)).toBe('ledger/broken');
  });

  test('refuses a newer version by its number, whatever else the header holds', () => {
    expect(parseLedgerLine('{"kind":"ledger","version":2,"shards":16}')).toMatchObject({
      code: 'ledger/newer',
      message: expect.stringContaining('version 2') as string,
    });
  });

  test.each([
    '/etc/passwd.yaml',
    '../a.yaml',
    'a/../b.yaml',
    'a\\b.yaml',
    'C:/a.yaml',
    'a//b.yaml',
    'a/',
    '',
    '.headwater/a.yaml',
    './a.yaml',
    'a/.git/b.yaml',
    'a/b.yml',
    'a/b.yaml/',
    'a/b',
    'a/b\n.yaml',
    'a/..',
    '.yaml',
    '//x.yaml',
  ])('refuses the path %j', (path) => {
    expect(codeOf(edited(downstream, 'path', path))).toBe('ledger/path-outside');
    expect(codeOf(edited(downstream, 'before', { ...anEntry('team-a', 'zk'), path }))).toBe('ledger/path-outside');
  });

  test.each([
    'team-a/configmap_zk.yaml',
    '_cluster/clusterrole.rbac.authorization.k8s.io_a%3Ab.yaml',
    'a..b/c..d.yaml',
  ])('takes the path %j', (path) => {
    expect(codeOf(edited(downstream, 'path', path))).toBe('downstream');
  });

  test('says which field is wrong, and never its value', () => {
    const message = (text: string): string => {
      const record = parseLedgerLine(text);
      return record.kind === 'problem' ? record.message : '';
    };
    expect(message(edited(downstream, 'causes.0.source', { key: 'hunter2', digest: 'x' }))).toBe(
      'The record downstream: causes[0].source.key is no key of an object.',
    );
    expect(message('{"kind":"seen","rule":"hunter2"}')).not.toContain('hunter2');
  });

  test('gives a record or a problem for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(['problem', 'ledger', 'downstream', 'seen', 'clock', 'rule']).toContain(parseLedgerLine(text).kind);
      }),
    );
  });
});
