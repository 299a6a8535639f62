// After a crash between the first and the last write of a run.
import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/model/digest.ts';
import type { LedgerEntry } from '../../src/model/ledger.ts';
import { isHalfWritten, resolveInterrupted } from '../../src/plan/recover.ts';
import { aConfigMap, aLedger, aNamespace, anEntry, aRule } from '../support/planning.ts';

const digest = (text: string): Digest => text as Digest;
const map = aConfigMap('team-a', 'made');
const settled = anEntry(map, aRule('deny'), aNamespace('team-a'), { written: digest('new') });
const former: LedgerEntry = { ...settled, written: digest('old') };

const cases: readonly {
  readonly name: string;
  readonly entry: LedgerEntry;
  readonly found: string | undefined;
  readonly resolves: LedgerEntry | undefined;
  readonly half: boolean;
}[] = [
  {
    name: 'an entry in one state stays, whatever is found',
    entry: settled,
    found: 'other',
    resolves: settled,
    half: false,
  },
  {
    name: 'written: as it is now',
    entry: { ...settled, before: former },
    found: 'new',
    resolves: settled,
    half: false,
  },
  {
    name: 'not written yet: as before',
    entry: { ...settled, before: former },
    found: 'old',
    resolves: former,
    half: false,
  },
  {
    name: 'half written: as before',
    entry: { ...settled, before: former },
    found: 'torn',
    resolves: former,
    half: true,
  },
  { name: 'gone: as before', entry: { ...settled, before: former }, found: undefined, resolves: former, half: true },
  { name: 'new and written', entry: { ...settled, before: null }, found: 'new', resolves: settled, half: false },
  {
    name: 'new and not written: forgotten',
    entry: { ...settled, before: null },
    found: undefined,
    resolves: undefined,
    half: true,
  },
  {
    name: 'new and half written: forgotten',
    entry: { ...settled, before: null },
    found: 'torn',
    resolves: undefined,
    half: true,
  },
];

describe('an entry in two states', () => {
  test.each(cases)('$name', ({ entry, found, resolves, half }) => {
    const seen = found === undefined ? undefined : digest(found);
    expect(resolveInterrupted(aLedger({ entries: [entry] }), () => seen).downstreams.get(entry.key)).toEqual(resolves);
    expect(isHalfWritten(entry, seen)).toBe(half);
  });
});
