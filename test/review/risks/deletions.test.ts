// Deletions as a number: the guard of the run after the merge, and a large share of all that is managed.
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { aReview, lineOf, riskLines, risksBetween } from '../../support/a-review.ts';

const GUARD: Diagnostic = { code: 'plan/max-deletions', severity: 'error', message: 'too many', about: {} };

function maps(count: number): string {
  const name = (index: number): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: map-${index}, namespace: team-a }`;
  return Array.from({ length: count }, (_, index) => name(index)).join('\n---\n');
}

/** Of so many, the last ones stay. */
function losing(count: number, of: number): { readonly before: string; readonly after: string } {
  const all = maps(of).split('\n---\n');
  return { before: all.join('\n---\n'), after: all.slice(count).join('\n---\n') };
}

describe('the deletion guard', () => {
  test('is a blocker, with the figure, the table and the command', () => {
    expect(risksBetween({ before: maps(1200), folded: true }, { guard: GUARD })).toEqual([
      {
        level: 'blocker',
        code: 'deletion-guard',
        message: 'After the merge the scheduled run would stop: 1,200 deletions are over the limit',
        count: 1200,
        groups: expect.arrayContaining([0]) as readonly number[],
        help: 'Nothing would be written. By rule and cause: tenants/generate: rule deleted 1,200. Check the inventory; if they are meant, let this run through with the command.',
        command: 'headwater reconcile --max-deletions 1200',
      },
    ]);
  });

  test('says what is pending on the base and would come on top', () => {
    const states = losing(30, 32);
    const { input } = aReview(states);
    const pending = aReview(losing(8, 8)).input.plan.changes;
    const [risk] = risksBetween(states, { guard: GUARD, basePlan: { ...input.basePlan, changes: pending } });
    expect(risk?.command).toBe('headwater reconcile --max-deletions 30');
    expect(risk?.help).toContain('8 more are pending without the change');
    expect(risk?.help).toContain('the limit has to be 38.');
  });

  test('says one as one', () => {
    expect(riskLines({ before: maps(1) }, { guard: GUARD })).toEqual([
      'blocker deletion-guard (1) After the merge the scheduled run would stop: 1 deletion is over the limit',
    ]);
  });

  test('is no risk where it lets the run through', () => {
    expect(riskLines({ before: maps(4) })).toEqual([]);
  });
});

describe('a large share of all that is managed', () => {
  test('is a caution above a fifth', () => {
    expect(riskLines(losing(5, 24))).toEqual(['caution many-removed (5) 5 of 24 managed resources go away (21 %)']);
    expect(risksBetween(losing(5, 24))[0]?.groups).toEqual([0, 1, 2, 3, 4]);
  });

  test.each([
    ['at a fifth', losing(5, 25)],
    ['below five', losing(4, 6)],
  ])('is no risk %s', (_what, states) => {
    expect(risksBetween(states).map(lineOf)).toEqual([]);
  });
});
