// Who is evaluated next where evaluating all at once never ends. Two triggers that each want «one where there is none» both make it, see
// each other's, take it back, and so on; one after the other, the first has it and the second sees it.
import { compareRules } from '../model/policy.ts';
import { compareText, parseResourceKey, type ResourceKey } from '../model/resource.ts';
import type { Observed } from './observe.ts';
import { evaluationId } from './outcome.ts';

/** Evaluations to make now, and those that wait until it is seen what comes of them. */
export interface Turn {
  readonly now: readonly Observed[];
  readonly waiting: readonly Observed[];
}

/** What waits and what is to be looked at again, each evaluation once and as it was observed last. */
export function joined(waiting: readonly Observed[], again: readonly Observed[]): readonly Observed[] {
  if (waiting.length === 0) return again;
  return [...new Map([...waiting, ...again].map((one) => [evaluationId(one.ruleKey, one.key), one])).values()];
}

/**
 * The first of each namespace, by rule and trigger: those of different namespaces seldom look at the same, and were they all to wait for
 * one another, a large cluster would take a turn for each trigger.
 */
export function nextTurn(agenda: readonly Observed[]): Turn {
  const inOrder = agenda.toSorted((a, b) => compareRules(a.rule, b.rule) || compareText(a.key, b.key));
  const taken = new Set<string>();
  const now: Observed[] = [];
  const waiting: Observed[] = [];
  for (const observed of inOrder) {
    const namespace = namespaceOf(observed.key);
    (taken.has(namespace) ? waiting : now).push(observed);
    taken.add(namespace);
  }
  return { now, waiting };
}

/** A Namespace counts to itself. */
function namespaceOf(key: ResourceKey): string {
  const id = parseResourceKey(key);
  if (id === undefined) return '';
  return id.kind === 'Namespace' && id.group === '' ? id.name : id.namespace;
}
