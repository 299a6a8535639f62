import { describe, expect, test } from 'vitest';
import { isLedgerPath, parseLedgerFiles } from '../../src/model/ledger-file.ts';
import { printLedgerLine } from '../../src/model/ledger-lines.ts';
import { emptyLedger } from '../../src/model/ledger.ts';
import { aClock, aSeen, anEntry, namespaceKey } from './ledger-samples.ts';

const HEADER = '{"cluster":"prod","kind":"ledger","version":1}\n';
const zk = anEntry('team-a', 'zk');
const zkLine = `${printLedgerLine({ kind: 'downstream', entry: zk })}\n`;
const aClockLine = (instant: string): string =>
  `${printLedgerLine({ kind: 'clock', clock: aClock(namespaceKey('team-a'), { instant }) })}\n`;
const clockLine = aClockLine('2026-01-01T00:00:00Z');
const seenLine = `${printLedgerLine({ kind: 'seen', seen: aSeen(namespaceKey('team-a')) })}\n`;

function parse(files: Readonly<Record<string, string>>, cluster?: string) {
  const withFolder = Object.entries(files).map(([path, text]): [string, string] => [`.headwater/ledger/${path}`, text]);
  return parseLedgerFiles(new Map(withFolder), 'output', cluster);
}

function found(files: Readonly<Record<string, string>>, cluster?: string): readonly string[] {
  return parse(files, cluster).diagnostics.map(({ code, at }) => `${code} ${at?.file ?? ''}:${at?.line ?? 0}`);
}

describe('parseLedgerFiles', () => {
  test('takes no file for an empty ledger', () => {
    expect(parse({}, 'prod')).toEqual({ value: emptyLedger('prod'), diagnostics: [] });
  });

  test('joins the lines of all files, and passes over what is none of the ledger’s', () => {
    const { value, diagnostics } = parse({
      'header.jsonl': HEADER,
      'namespaces/team-a.jsonl': zkLine + seenLine + clockLine,
      'header.jsonl.orig': 'rubbish',
    });
    expect(diagnostics).toEqual([]);
    expect(value.cluster).toBe('prod');
    expect([...value.downstreams.values()]).toEqual([zk]);
    expect([...value.seen.values()]).toEqual([aSeen(namespaceKey('team-a'))]);
    expect([...value.clocks.values()].map(({ instant }) => instant)).toEqual(['2026-01-01T00:00:00Z']);
  });

  test.each<{ name: string; files: Record<string, string>; cluster?: string; expected: readonly string[] }>([
    {
      name: 'the same line twice, as a union merge leaves it',
      files: { 'header.jsonl': HEADER, 'namespaces/a.jsonl': zkLine + zkLine },
      expected: [],
    },
    { name: 'lines that end with CR LF', files: { 'header.jsonl': HEADER.replace('\n', '\r\n') }, expected: [] },
    {
      name: 'a ledger of the cluster that is expected',
      files: { 'header.jsonl': HEADER },
      cluster: 'prod',
      expected: [],
    },
    {
      name: 'a ledger without a name where one is expected',
      files: { 'header.jsonl': HEADER.replace('prod', '') },
      cluster: 'test',
      expected: [],
    },
    {
      name: 'a ledger of another cluster',
      files: { 'header.jsonl': HEADER },
      cluster: 'test',
      expected: ['ledger/other-cluster output/.headwater/ledger/header.jsonl:1'],
    },
    {
      name: 'conflict markers, once a file',
      files: {
        'header.jsonl': HEADER,
        'namespaces/a.jsonl': `${seenLine}<<<<<<< HEAD\n${zkLine}=======\n>>>>>>> other\n`,
        'namespaces/b.jsonl': `=======\r\n`,
      },
      expected: [
        'ledger/merge-conflict output/.headwater/ledger/namespaces/a.jsonl:2',
        'ledger/merge-conflict output/.headwater/ledger/namespaces/b.jsonl:1',
      ],
    },
    {
      name: 'a line that was cut off, by its number',
      files: { 'header.jsonl': HEADER, 'namespaces/a.jsonl': seenLine + zkLine.slice(0, 40) },
      expected: ['ledger/broken output/.headwater/ledger/namespaces/a.jsonl:2'],
    },
    {
      name: 'a file that was emptied',
      files: { 'header.jsonl': HEADER, 'namespaces/a.jsonl': '' },
      expected: ['ledger/broken output/.headwater/ledger/namespaces/a.jsonl:1'],
    },
    {
      name: 'a header that was emptied, once',
      files: { 'header.jsonl': '' },
      expected: ['ledger/broken output/.headwater/ledger/header.jsonl:1'],
    },
    {
      name: 'a missing header',
      files: { 'namespaces/a.jsonl': zkLine },
      expected: ['ledger/broken output/.headwater/ledger/header.jsonl:1'],
    },
    {
      name: 'a newer version, and nothing else about it',
      files: { 'header.jsonl': HEADER.replace('1', '7'), 'namespaces/a.jsonl': '{"kind":"novelty"}\n' },
      expected: ['ledger/newer output/.headwater/ledger/header.jsonl:1'],
    },
    {
      name: 'a path outside the output root',
      files: { 'header.jsonl': HEADER, 'namespaces/a.jsonl': zkLine.replace('team-a/configmap', '../configmap') },
      expected: ['ledger/path-outside output/.headwater/ledger/namespaces/a.jsonl:1'],
    },
    {
      name: 'two different lines for one object, in two files',
      files: {
        'header.jsonl': HEADER,
        'namespaces/a.jsonl': zkLine,
        'namespaces/b.jsonl': `${printLedgerLine({ kind: 'downstream', entry: { ...zk, state: 'retained' } })}\n`,
      },
      expected: ['ledger/broken output/.headwater/ledger/namespaces/b.jsonl:1'],
    },
    {
      name: 'two instants for one rule and trigger, and one twice',
      files: {
        'header.jsonl': HEADER,
        'namespaces/a.jsonl': clockLine + clockLine + aClockLine('2026-02-01T00:00:00Z'),
      },
      expected: ['ledger/broken output/.headwater/ledger/namespaces/a.jsonl:3'],
    },
    {
      name: 'two headers that differ',
      files: { 'header.jsonl': HEADER + HEADER.replace('prod', 'test') },
      expected: ['ledger/broken output/.headwater/ledger/header.jsonl:2'],
    },
    {
      name: 'everything at once',
      files: { 'header.jsonl': HEADER, 'namespaces/a.jsonl': 'x\ny\n', 'rules/p.jsonl': '<<<<<<< HEAD\n' },
      cluster: 'test',
      expected: [
        'ledger/broken output/.headwater/ledger/namespaces/a.jsonl:1',
        'ledger/broken output/.headwater/ledger/namespaces/a.jsonl:2',
        'ledger/merge-conflict output/.headwater/ledger/rules/p.jsonl:1',
        'ledger/other-cluster output/.headwater/ledger/header.jsonl:1',
      ],
    },
  ])('$name', ({ files, cluster, expected }) => {
    expect(found(files, cluster)).toEqual(expected);
  });

  test('names the command that rebuilds the ledger', () => {
    const [diagnostic] = parse({ 'header.jsonl': '<<<<<<< HEAD\n' }).diagnostics;
    expect(diagnostic?.help).toContain('headwater adopt --from-output');
  });
});

test.each([
  ['.headwater/ledger/header.jsonl', true],
  ['.headwater/ledger/namespaces/a.jsonl', true],
  ['.headwater/ledger/namespaces/a.jsonl.orig', false],
  ['.headwater/last.diff', false],
  ['ledger/header.jsonl', false],
])('isLedgerPath(%j) is %j', (path, expected) => {
  expect(isLedgerPath(path)).toBe(expected);
});
