// Rules that set each other off without end: named, and what is on the cycle is held as it is.
import { readsTouchedBy } from '../evaluate/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Evaluation } from '../model/downstream.ts';
import { type Rule } from '../model/policy.ts';
import { policyLabel, type RuleKey } from '../model/rule-id.ts';
import { compareText, resourceKey } from '../model/resource.ts';
import type { Observed } from './observe.ts';
import { evaluationId, type Outcome } from './outcome.ts';

const UNDECIDED: Evaluation = {
  desired: [],
  missingSources: [],
  skipped: [],
  complete: false,
  diagnostics: [],
};

/**
 * Sets the evaluations that still change aside, and with them all that the rules on the cycle made of generated triggers.
 *
 * Errors  plan/cycle, one for each rule, naming all of them.
 */
export function breakCycle(unsettled: readonly Observed[], outcomes: Map<string, Outcome>): readonly Diagnostic[] {
  const rules = rulesOnCycle(unsettled, [...outcomes.values()]);
  const moving = new Set(unsettled.map((observed) => evaluationId(observed.ruleKey, observed.key)));
  for (const [id, outcome] of outcomes) {
    const onCycle = rules.has(outcome.observed.ruleKey) && outcome.round > 0;
    if (moving.has(id) || onCycle) outcomes.set(id, { ...outcome, evaluation: UNDECIDED, complete: false });
  }
  const names = [...rules.values()].map(nameOfRule).sort(compareText);
  return [...rules.values()].map((rule) => tellCycle(rule, names));
}

/**
 * The rules that an unsettled one sets off and that set it off again, itself among them. In any one round only a part of a cycle moves,
 * so the others are found by what came of what.
 */
function rulesOnCycle(unsettled: readonly Observed[], outcomes: readonly Outcome[]): ReadonlyMap<RuleKey, Rule> {
  const forward = edgesOf(outcomes);
  const backward = reversed(forward);
  const onCycle = new Set(
    [...new Set(unsettled.map(({ ruleKey }) => ruleKey))].flatMap((rule) => {
      const before = reachedFrom(rule, backward);
      return [rule, ...[...reachedFrom(rule, forward)].filter((reached) => before.has(reached))];
    }),
  );
  const known = [...outcomes.map(({ observed }) => observed), ...unsettled];
  return new Map(known.filter(({ ruleKey }) => onCycle.has(ruleKey)).map(({ ruleKey, rule }) => [ruleKey, rule]));
}

type Edges = ReadonlyMap<RuleKey, ReadonlySet<RuleKey>>;

/** Which rule's downstreams were another's trigger, or something that it looked at. */
function edgesOf(outcomes: readonly Outcome[]): Edges {
  const concerned = new Map<string, Set<RuleKey>>();
  for (const { observed, reads } of outcomes) {
    for (const read of [triggerOf(observed.key), ...reads]) add(concerned, read, observed.ruleKey);
  }
  const edges = new Map<RuleKey, Set<RuleKey>>();
  for (const { observed, evaluation } of outcomes) {
    for (const { id } of evaluation?.desired ?? []) {
      const key = resourceKey(id);
      const reached = [triggerOf(key), ...readsTouchedBy(key)].flatMap((read) => [...(concerned.get(read) ?? [])]);
      for (const rule of reached) add(edges, observed.ruleKey, rule);
    }
  }
  return edges;
}

function triggerOf(key: string): string {
  return `trigger ${key}`;
}

function reversed(edges: Edges): Edges {
  const backward = new Map<RuleKey, Set<RuleKey>>();
  for (const [from, reached] of edges) for (const to of reached) add(backward, to, from);
  return backward;
}

function reachedFrom(start: RuleKey, edges: Edges): ReadonlySet<RuleKey> {
  const reached = new Set<RuleKey>();
  const open = [start];
  for (let rule = open.pop(); rule !== undefined; rule = open.pop()) {
    for (const next of edges.get(rule) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}

function add<K>(sets: Map<K, Set<RuleKey>>, key: K, rule: RuleKey): void {
  const set = sets.get(key);
  if (set) set.add(rule);
  else sets.set(key, new Set([rule]));
}

function tellCycle(rule: Rule, names: readonly string[]): Diagnostic {
  return {
    code: 'plan/cycle',
    severity: 'error',
    message: `What these rules generate sets them off again without end: ${names.join(', ')}; what is on the cycle is left as it is`,
    help: 'Exclude the generated objects from one of the rules, or let one of them skip background requests.',
    at: rule.at,
    about: { policy: policyLabel(rule.id), rule: rule.id.rule },
  };
}

function nameOfRule({ id }: Rule): string {
  return `${policyLabel(id)}/${id.rule}`;
}
