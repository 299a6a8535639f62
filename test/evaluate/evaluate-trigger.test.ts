// One rule on one trigger: matching decides whether anything is evaluated.
import { describe, expect, test } from 'vitest';
import { evaluateTrigger, indexObjects, openWorld } from '../../src/evaluate/index.ts';
import { kindCatalog } from '../../src/kube/index.ts';
import type { Match } from '../../src/model/policy.ts';
import { overlayBeforeDeciding } from '../../src/plan/effective.ts';
import { emptyLedger } from '../../src/model/ledger.ts';
import { aConfigMap, aNamespace, aRule, aTrigger, NOW, wanting } from '../support/planning.ts';

const world = openWorld({
  inventory: indexObjects([]),
  kinds: kindCatalog([]),
  overlay: overlayBeforeDeciding(emptyLedger('')),
  answers: new Map(),
  now: NOW,
  evaluation: '',
});
const team = aNamespace('team-a');
const wanted = wanting(aConfigMap('team-a', 'made'));
const outcome = (match: Match, trigger = aTrigger(team)) =>
  evaluateTrigger(aRule('a', { match: () => match, evaluate: () => wanted }), trigger, world);

describe('a trigger', () => {
  test('that matches is evaluated', () => {
    expect(outcome({ outcome: 'yes' })).toEqual({ match: { outcome: 'yes' }, evaluation: wanted });
  });

  const others: readonly Match[] = [
    { outcome: 'no', because: 'match', detail: 'x' },
    { outcome: 'excepted', exception: 'x' },
    { outcome: 'unknown', diagnostics: [] },
  ];
  test.each(others)('of which matching says $outcome is not', (match) => {
    expect(outcome(match)).toEqual({ match });
  });

  const deleting = { ...team, metadata: { ...team.metadata, deletionTimestamp: NOW } };
  test('that is being deleted gives nothing and proves nothing', () => {
    const { evaluation } = outcome({ outcome: 'yes' }, aTrigger(deleting));
    expect(evaluation).toMatchObject({ desired: [], complete: false });
    expect(evaluation?.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['evaluate/skipped', 'notice'],
    ]);
    expect(evaluation?.skipped).toEqual([{ because: 'being-deleted', detail: 'Namespace/team-a is being deleted' }]);
  });
  test('that no longer matches while it is being deleted proves nothing', () => {
    const no = { outcome: 'no', because: 'match', detail: '' } as const;
    expect(outcome(no, aTrigger(deleting))).toEqual({ match: { outcome: 'unknown', diagnostics: [] } });
  });
  test('that is gone is evaluated, though its last state was being deleted', () => {
    expect(outcome({ outcome: 'yes' }, aTrigger(deleting, { operation: 'DELETE' })).evaluation).toBe(wanted);
  });
  test('whose deletionTimestamp is null is not being deleted', () => {
    const metadata = { ...team.metadata, deletionTimestamp: null };
    expect(outcome({ outcome: 'yes' }, aTrigger({ ...team, metadata })).evaluation).toBe(wanted);
  });
});
