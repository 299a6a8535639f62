// Tells of rules that concerned no object: mostly a kind or a label that was misspelled, which nothing else would show.
import { guessPlural } from '../kube/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { digits } from '../model/digits.ts';
import type { KindCatalog } from '../model/inventory.ts';
import type { KindPattern, Rule } from '../model/policy.ts';
import { policyLabel, type RuleKey } from '../model/rule-id.ts';
import type { PlanContext } from './input.ts';
import { candidates } from './observe.ts';
import type { Outcome } from './outcome.ts';

/**
 * One notice for each rule that matched nothing, with the number of objects it looked at.
 *
 * Shape   an object that an exception keeps from the rule, or only an operation that did not happen, counts as matched; so does one of
 *         which it is not known. A rule that is set aside is no rule here, and what it would look at but never hears of is not counted.
 */
export function tellMatchedNothing(context: PlanContext, outcomes: readonly Outcome[]): readonly Diagnostic[] {
  const looked = new Map<RuleKey, number>();
  const matched = new Set<RuleKey>();
  for (const outcome of outcomes) {
    const { ruleKey: key, since } = outcome.observed;
    if (since !== 'gone') looked.set(key, (looked.get(key) ?? 0) + 1);
    if (isMatched(outcome)) matched.add(key);
  }
  return [...context.ruleByKey]
    .filter(([key]) => !matched.has(key))
    .flatMap(([key, rule]) => tellRule(context, rule, looked.get(key) ?? 0));
}

function isMatched({ match, fact }: Outcome): boolean {
  return match === undefined ? false : match.outcome !== 'no' || fact === 'unlisted' || match.because === 'operation';
}

function tellRule(context: PlanContext, rule: Rule, looked: number): readonly Diagnostic[] {
  // Objects of the kind that were not looked at are no sign of a mistake: Headwater made them, or a run before this one knew them.
  if (looked === 0 && candidates(rule, context.index).length > 0) return [];
  const kinds = [...new Set(rule.kinds.map(({ kind }) => kind))];
  const objects =
    looked === 0 ? `there is no ${inWords(kinds, 'or')} in the inventory` : counted(context, rule, looked);
  return [
    {
      code: 'plan/matched-nothing',
      severity: 'notice',
      message: `${objects}: rule ${rule.id.rule} matched nothing`,
      help: '`headwater explain KIND/NAME` says why a trigger was left out.',
      at: rule.at,
      about: { policy: policyLabel(rule.id), rule: rule.id.rule },
    },
  ];
}

/** As in `0 of 1,204 Namespaces`. */
function counted({ inventory }: PlanContext, { kinds }: Rule, looked: number): string {
  const names = kinds.map((pattern) => (looked === 1 ? nameOf(pattern) : pluralOf(pattern, inventory.kinds)));
  return `0 of ${digits(looked)} ${inWords([...new Set(names)], looked === 1 ? 'or' : 'and')}`;
}

function inWords(kinds: readonly string[], last: 'and' | 'or'): string {
  const words = kinds.map((kind) => (kind === '*' ? 'object' : kind));
  return [words.slice(0, -1).join(', '), words.at(-1) ?? 'object'].filter((part) => part !== '').join(` ${last} `);
}

function nameOf({ kind }: KindPattern): string {
  return isPattern(kind) ? 'object' : kind;
}

/** `NetworkPolicies` of NetworkPolicy: as the kind is written, as far as the plural is the same word. */
function pluralOf({ group, kind }: KindPattern, catalog: KindCatalog): string {
  if (isPattern(kind)) return kind === '*' ? 'objects' : `objects of ${kind}`;
  const known = catalog.find(group, kind) ?? catalog.groupsOf(kind)[0];
  const plural = known?.plural ?? guessPlural(kind);
  const letters = Array.from(kind.toLowerCase());
  const differs = letters.findIndex((letter, at) => letter !== plural[at]);
  const same = differs < 0 ? kind.length : differs;
  return kind.slice(0, same) + plural.slice(same);
}

function isPattern(kind: string): boolean {
  return kind.includes('*') || kind.includes('?');
}
