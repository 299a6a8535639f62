import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLedgerFiles } from '../../src/model/ledger-file.ts';
import { parseLedgerLine } from '../../src/model/ledger-lines.ts';
import { emptyLedger } from '../../src/model/ledger.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import { resourceKey } from '../../src/model/resource.ts';
import {
  ledgerChanges,
  ledgerFiles,
  ledgerWriteOrder,
  unionLedgerFiles,
  unionWriteOrder,
} from '../../src/render/index.ts';
import { aClock, aLedger, aRule, aSeen, anEntry, anyLedger, namespaceKey } from '../model/ledger-samples.ts';

const ROOT = '.headwater/ledger/';

function kindsIn(files: ReadonlyMap<string, string>): Record<string, readonly string[]> {
  const kinds = (text: string): readonly string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => parseLedgerLine(line).kind);
  return Object.fromEntries([...files].map(([path, text]) => [path.slice(ROOT.length), kinds(text)]));
}

describe('ledgerFiles', () => {
  test('puts each record into the shard of its namespace, policy or key', () => {
    const node = resourceKey({ group: '', kind: 'Node', namespace: '', name: 'n1' });
    const files = ledgerFiles(
      aLedger({
        entries: [anEntry('team-a', 'zk'), anEntry('', 'wide')],
        seen: [aSeen(namespaceKey('team-a')), aSeen(namespaceKey('team-b')), aSeen(node)],
        clocks: [aClock(namespaceKey('team-a'))],
        rules: [
          aRule(),
          aRule(ruleKey({ policyKind: 'Policy', policyNamespace: 'x', policy: 'tenants', rule: 'r' })),
          aRule(ruleKey({ policyKind: 'ClusterPolicy', policyNamespace: '', policy: 'a:b', rule: 'r' })),
        ],
      }),
    );
    const shards = kindsIn(files);
    expect(shards['header.jsonl']).toEqual(['ledger']);
    expect(shards['namespaces/team-a.jsonl']).toEqual(['downstream', 'seen', 'clock']);
    expect(shards['namespaces/team-b.jsonl']).toEqual(['seen']);
    expect(shards['rules/tenants.jsonl']).toEqual(['rule', 'rule']);
    const cluster = Object.keys(shards).filter((path) => /^cluster\/[0-9a-f]{2}\.jsonl$/.test(path));
    expect(cluster.flatMap((path) => shards[path]).sort()).toEqual(['downstream', 'seen']);
    expect(Object.keys(shards)).toHaveLength(5 + cluster.length);
  });

  test('gives a header even to a ledger that remembers nothing', () => {
    expect([...ledgerFiles(emptyLedger('prod'))]).toEqual([
      [`${ROOT}header.jsonl`, '{"cluster":"prod","kind":"ledger","version":1}\n'],
    ]);
  });

  test('is read back as the same ledger, and no order of its maps matters', () => {
    fc.assert(
      fc.property(anyLedger, (ledger) => {
        const files = ledgerFiles(ledger);
        const reversed = {
          ...ledger,
          downstreams: new Map([...ledger.downstreams].reverse()),
          seen: new Map([...ledger.seen].reverse()),
          clocks: new Map([...ledger.clocks].reverse()),
          rules: new Map([...ledger.rules].reverse()),
        };
        expect([...ledgerFiles(reversed)]).toEqual([...files]);
        expect(parseLedgerFiles(files, 'output')).toEqual({ value: ledger, diagnostics: [] });
      }),
      { numRuns: 200 },
    );
  });

  test('names no file that Argo CD or Flux would read', () => {
    fc.assert(
      fc.property(anyLedger, (ledger) => {
        for (const path of ledgerFiles(ledger).keys()) expect(path).not.toMatch(/\.(ya?ml|json|jsonnet)$/);
      }),
    );
  });
});

describe('unionLedgerFiles', () => {
  test('knows both sides of every downstream, and only the old side of everything else', () => {
    const [same, old, going, fresh] = [
      anEntry('a', 'same'),
      anEntry('a', 'x'),
      anEntry('b', 'going'),
      anEntry('c', 'new'),
    ];
    const changed = { ...old, state: 'retained' as const };
    const before = aLedger({
      entries: [same, old, going],
      seen: [aSeen(namespaceKey('a'))],
      clocks: [aClock(namespaceKey('a'))],
      rules: [aRule()],
      cluster: 'one',
    });
    const after = aLedger({ entries: [same, changed, fresh], seen: [aSeen(namespaceKey('c'))], cluster: 'two' });
    expect(parseLedgerFiles(unionLedgerFiles(before, after), 'output')).toEqual({
      value: {
        ...before,
        downstreams: new Map([
          [same.key, same],
          [old.key, { ...changed, before: old }],
          [going.key, { ...going, before: going }],
          [fresh.key, { ...fresh, before: null }],
        ]),
      },
      diagnostics: [],
    });
  });

  test('loses no path of either side, also when the run before was cut off', () => {
    fc.assert(
      fc.property(anyLedger, anyLedger, (before, after) => {
        const union = parseLedgerFiles(unionLedgerFiles(before, after), 'output').value.downstreams;
        for (const [key, entry] of before.downstreams) {
          const now = union.get(key);
          expect([now, now?.before]).toContainEqual(entry);
        }
        for (const [key, entry] of after.downstreams) expect(union.get(key)?.path).toBe(entry.path);
        expect(union.size).toBe(new Set([...before.downstreams.keys(), ...after.downstreams.keys()]).size);
      }),
    );
  });

  test('is the ledger itself where nothing changes', () => {
    fc.assert(
      fc.property(anyLedger, (ledger) => {
        expect([...unionLedgerFiles(ledger, ledger)]).toEqual([...ledgerFiles(ledger)]);
      }),
    );
  });
});

test('the union is written from its header on, the exact ledger towards its header', () => {
  const paths = ['header.jsonl', 'rules/p.jsonl', 'namespaces/b.jsonl', 'cluster/0a.jsonl', 'namespaces/a.jsonl'];
  const full = paths.map((path) => ROOT + path);
  const short = (order: readonly string[]): readonly string[] => order.map((path) => path.slice(ROOT.length));
  expect(short(ledgerWriteOrder(full))).toEqual([
    'cluster/0a.jsonl',
    'namespaces/a.jsonl',
    'namespaces/b.jsonl',
    'rules/p.jsonl',
    'header.jsonl',
  ]);
  expect(short(unionWriteOrder(full))[0]).toBe('header.jsonl');
  expect([...unionWriteOrder(full)].sort()).toEqual([...full].sort());
});

describe('ledgerChanges', () => {
  test('writes what differs, deletes shards that went, leaves the files of others', () => {
    const onDisk = new Map([
      [`${ROOT}header.jsonl`, 'h\n'],
      [`${ROOT}namespaces/gone.jsonl`, 'g\n'],
      [`${ROOT}namespaces/a.jsonl`, 'old\n'],
      [`${ROOT}notes.txt`, 'mine'],
      ['team-a/configmap_zk.yaml', 'x'],
    ]);
    const wanted = new Map([
      [`${ROOT}header.jsonl`, 'h\n'],
      [`${ROOT}namespaces/a.jsonl`, 'new\n'],
      [`${ROOT}rules/p.jsonl`, 'r\n'],
    ]);
    expect(ledgerChanges(onDisk, wanted)).toEqual([
      { path: `${ROOT}namespaces/a.jsonl`, before: 'old\n', after: 'new\n' },
      { path: `${ROOT}namespaces/gone.jsonl`, before: 'g\n' },
      { path: `${ROOT}rules/p.jsonl`, after: 'r\n' },
    ]);
  });

  test('finds nothing to do where only the order of lines differs, or one is there twice', () => {
    const path = `${ROOT}cluster/0a.jsonl`;
    const changed = (onDisk: string, wanted: string): boolean =>
      ledgerChanges(new Map([[path, onDisk]]), new Map([[path, wanted]])).length > 0;
    expect(changed('b\na\n', 'a\nb\n')).toBe(false);
    expect(changed('b\na\nb\n', 'a\nb\n')).toBe(false);
    for (const other of ['b\n', 'a\nb\nc\n', 'a\nc\n', 'ab\n', '']) expect(changed('b\na\n', other), other).toBe(true);
  });

  test('finds nothing to do on what it has written', () => {
    fc.assert(
      fc.property(anyLedger, (ledger) => {
        expect(ledgerChanges(ledgerFiles(ledger), ledgerFiles(ledger))).toEqual([]);
      }),
    );
  });
});
