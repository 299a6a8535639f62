// Two ledgers of one origin, merged record by record.
import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/model/digest.ts';
import { emptyLedger, type Ledger, type LedgerEntry, type Seen } from '../../src/model/ledger.ts';
import { mergeLedgers } from '../../src/model/merge-ledgers.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import { resourceKey, type ResourceKey } from '../../src/model/resource.ts';

const RULE = ruleKey({ policyKind: 'ClusterPolicy', policyNamespace: '', policy: 'p', rule: 'r' });

function keyOf(name: string): ResourceKey {
  return resourceKey({ group: '', kind: 'ConfigMap', namespace: 'a', name });
}

/** Downstreams by name, with the digest that each was written with. */
function ledger(written: Readonly<Record<string, string>>, more: Partial<Ledger> = {}): Ledger {
  const entries = Object.entries(written).map(([name, digest]): [ResourceKey, LedgerEntry] => {
    const entry = {
      key: keyOf(name),
      state: 'managed',
      path: `a/${name}.yaml`,
      written: digest as Digest,
      causes: [],
    } as const;
    return [entry.key, entry]; // A digest of a test is any text
  });
  return { ...emptyLedger(''), downstreams: new Map(entries), ...more };
}

function writtenIn({ downstreams }: Ledger): Readonly<Record<string, string>> {
  return Object.fromEntries([...downstreams.values()].map(({ path, written }) => [path.slice(2, -5), written]));
}

const OF_BRANCH = (): boolean => false;
const OF_MAIN = (): boolean => true;

describe('a downstream', () => {
  test.each<readonly [name: string, base: object, branch: object, main: object, kept: object]>([
    ['changed by nobody', { x: '1' }, { x: '1' }, { x: '1' }, { x: '1' }],
    ['changed on the branch', { x: '1' }, { x: '2' }, { x: '1' }, { x: '2' }],
    ['changed on main', { x: '1' }, { x: '1' }, { x: '2' }, { x: '2' }],
    ['added on the branch', {}, { x: '1' }, {}, { x: '1' }],
    ['added on main', {}, {}, { x: '1' }, { x: '1' }],
    ['removed on the branch', { x: '1' }, {}, { x: '1' }, {}],
    ['removed on main', { x: '1' }, { x: '1' }, {}, {}],
    ['changed alike on both', { x: '1' }, { x: '2' }, { x: '2' }, { x: '2' }],
    ['removed on both', { x: '1' }, {}, {}, {}],
  ])('%s is so, whoever the manifest is of', (_, base, branch, main, kept) => {
    for (const isOfMain of [OF_BRANCH, OF_MAIN]) {
      const three = { base: of(base), branch: of(branch), main: of(main) };
      expect(writtenIn(mergeLedgers(three, isOfMain))).toEqual(kept);
    }
  });

  test.each<readonly [branch: object, main: object, ofBranch: object, ofMain: object]>([
    [{ x: '2' }, { x: '3' }, { x: '2' }, { x: '3' }],
    [{}, { x: '3' }, {}, { x: '3' }],
    [{ x: '2' }, {}, { x: '2' }, {}],
  ])('changed on both (%o and %o) goes with its manifest', (branch, main, ofBranch, ofMain) => {
    const three = { base: of({ x: '1' }), branch: of(branch), main: of(main) };
    expect(writtenIn(mergeLedgers(three, OF_BRANCH))).toEqual(ofBranch);
    expect(writtenIn(mergeLedgers(three, OF_MAIN))).toEqual(ofMain);
  });

  function of(written: object): Ledger {
    return ledger(written as Readonly<Record<string, string>>);
  }
});

test('each record is decided by itself, whichever file it lies in', () => {
  const three = {
    base: ledger({ x: '1', y: '1' }),
    branch: ledger({ x: '2', y: '1' }),
    main: ledger({ x: '1', y: '2' }),
  };
  expect(writtenIn(mergeLedgers(three, OF_BRANCH))).toEqual({ x: '2', y: '2' });
});

test('a trigger that both saw anew is as the branch saw it', () => {
  const seen = (digest: string): Partial<Ledger> => {
    const one = { rule: RULE, trigger: keyOf('t'), digest, operation: 'CREATE', existing: false, gone: false };
    return { seen: new Map([['t', one as Seen]]) }; // A digest of a test is any text
  };
  const three = { base: ledger({}), branch: ledger({}, seen('branch')), main: ledger({}, seen('main')) };
  expect(mergeLedgers(three, OF_MAIN).seen.get('t')?.digest).toBe('branch');
  expect(mergeLedgers({ ...three, branch: ledger({}) }, OF_MAIN).seen.get('t')?.digest).toBe('main');
});

test('the name of the cluster is main’s, where main has one', () => {
  const three = { base: ledger({}), branch: ledger({}, { cluster: 'b' }), main: ledger({}, { cluster: 'm' }) };
  expect(mergeLedgers(three, OF_BRANCH).cluster).toBe('m');
  expect(mergeLedgers({ ...three, main: ledger({}) }, OF_BRANCH).cluster).toBe('b');
});
