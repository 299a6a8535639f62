// Which rules a cycle is made of, and what is set aside with it.
import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/model/downstream.ts';
import type { Rule } from '../../src/model/policy.ts';
import { ruleKey } from '../../src/model/rule-id.ts';
import { breakCycle } from '../../src/plan/cycle.ts';
import type { Observed } from '../../src/plan/observe.ts';
import { evaluationId, type Outcome } from '../../src/plan/outcome.ts';
import { aConfigMap, aRule, keyOf, wanting } from '../support/planning.ts';

const map = (name: string) => aConfigMap('team-a', name);

/** One evaluation: the rule, its trigger, what it made, and in which round its trigger came up. */
function anOutcome(policy: string, trigger: string, made: string, round: number): Outcome {
  const rule: Rule = aRule(policy);
  const observed: Observed = { rule, ruleKey: ruleKey(rule.id), key: keyOf(map(trigger)), since: 'new' };
  const evaluation: Evaluation = wanting(map(made));
  return { observed, fact: 'new', evaluation, complete: true, reads: [], needs: [], round, diagnostics: [] };
}

function broken(all: readonly Outcome[], moving: readonly Outcome[]) {
  const outcomes = new Map(
    all.map((outcome) => [evaluationId(outcome.observed.ruleKey, outcome.observed.key), outcome] as const),
  );
  const diagnostics = breakCycle(
    moving.map(({ observed }) => observed),
    outcomes,
  );
  const aside = [...outcomes.values()].filter(({ complete }) => !complete);
  return {
    named: diagnostics.map(({ about }) => about.policy),
    message: diagnostics[0]?.message,
    aside: aside.map(({ observed }) => `${observed.rule.id.policy} on ${observed.key.split('/')[3] ?? ''}`),
  };
}

describe('a cycle', () => {
  test('of ever new objects is made of the rules that come again', () => {
    const all = [
      anOutcome('lead', 'start', 'x0', 0),
      anOutcome('a', 'x0', 'x1', 1),
      anOutcome('b', 'x1', 'x2', 2),
      anOutcome('a', 'x2', 'x3', 3),
      anOutcome('b', 'x3', 'x4', 4),
    ];
    const { named, aside, message } = broken(all, [all[4]!]);
    expect(named.sort()).toEqual(['a', 'b']);
    expect(aside).toEqual(['a on x0', 'b on x1', 'a on x2', 'b on x3']);
    expect(message).toContain('a/generate, b/generate;');
  });

  test('of objects that come round is made of what lies between', () => {
    const all = [
      anOutcome('lead', 'start', 'y', 0),
      anOutcome('a', 'x', 'y', 1),
      anOutcome('b', 'y', 'x', 1),
      anOutcome('other', 'start', 'z', 0),
    ];
    const { named, aside } = broken(all, [all[2]!]);
    expect(named.sort()).toEqual(['a', 'b']);
    expect(aside).toEqual(['a on x', 'b on y']);
  });

  test('that only reads lead round is made of what still moves', () => {
    const all = [anOutcome('a', 'start', 'x', 0), anOutcome('b', 'start', 'y', 0)];
    const { named, aside } = broken(all, [all[0]!]);
    expect(named).toEqual(['a']);
    expect(aside).toEqual(['a on start']);
  });

  test('leaves what its rules make of triggers of the inventory', () => {
    const all = [anOutcome('a', 'elsewhere', 'kept', 0), anOutcome('a', 'x', 'x', 1)];
    expect(broken(all, [all[1]!]).aside).toEqual(['a on x']);
  });
});
