// What is generated and is itself what a policy looks for: told once for each pair of rules, the one that makes it and the one that
// would be set off.
import type { PreviewRisk } from '../../model/preview.ts';
import type { Rule } from '../../model/policy.ts';
import { parseRuleKey, policyLabel, type RuleId } from '../../model/rule-id.ts';
import { groupOf, versionOf, type Resource, type ResourceId } from '../../model/resource.ts';
import type { Trigger } from '../../model/trigger.ts';
import { kindMatches } from '../../match/index.ts';
import type { Subject, View } from './finding.ts';
import { startMatching, type Matching } from './match-world.ts';
import { whereOf } from './words.ts';

/** Rules are asked about this many objects at most, those of every kind in order: with more, the pairs are long known. */
const MOST_ASKED = 20_000;

const CHAINS_HELP = 'What follows from it is part of this preview.';
const SKIPS_HELP =
  'Headwater and Kyverno’s own controller leave out what is generated (skipBackgroundRequests); where a cluster’s Kyverno sees it applied by another tool, it is set off.';

interface Pair {
  readonly maker: string;
  readonly rule: Rule;
  readonly kind: string;
  readonly ids: ResourceId[];
  readonly groups: Set<number>;
}

/** Pairs of rules of which one makes what the other looks for, as far as something of it is new. */
export function findTriggers(view: View): readonly PreviewRisk[] {
  const pairs = new Map<string, Pair>();
  const matching = startMatching(view.objects(), view.input.after.inventory.kinds);
  let asked = 0;
  for (const subject of view.subjects) {
    const { after } = subject;
    if (after === undefined) continue;
    for (const rule of rulesFor(view, after)) {
      asked += 1;
      if (asked > MOST_ASKED) return risksOf(pairs);
      if (isNewTrigger(rule, subject, after, matching)) note(pairs, rule, subject);
    }
  }
  return risksOf(pairs);
}

/** Rules that look only at what is there when they come are set off by nothing. */
function rulesFor({ input }: View, { apiVersion, kind }: Resource): readonly Rule[] {
  const exact = { group: groupOf(apiVersion), version: versionOf(apiVersion), kind, subresource: '' };
  return input.after.rules.filter((rule) => rule.ignoresRequests !== true && kindMatches(rule.kinds, exact));
}

/** Of what was there already only what the rule would not have looked at before. */
function isNewTrigger(rule: Rule, { change, before }: Subject, after: Resource, concerns: Matching): boolean {
  const taken = (object: Resource): Trigger => ({ id: change.id, object, operation: 'CREATE', since: 'new' });
  return concerns(rule, taken(after)) && (before === undefined || !concerns(rule, taken(before)));
}

function note(pairs: Map<string, Pair>, rule: Rule, { change, group }: Subject): void {
  const [cause] = change.causes;
  const made = cause === undefined ? undefined : parseRuleKey(cause.rule);
  const maker = made === undefined ? '' : nameOf(made);
  const key = JSON.stringify([maker, rule.id.policyKind, nameOf(rule.id), change.id.group, change.id.kind]);
  const pair = pairs.get(key) ?? { maker, rule, kind: change.id.kind, ids: [], groups: new Set<number>() };
  pair.ids.push(change.id);
  pair.groups.add(group);
  pairs.set(key, pair);
}

function risksOf(pairs: ReadonlyMap<string, Pair>): readonly PreviewRisk[] {
  return [...pairs.values()].map(({ maker, rule, kind, ids, groups }): PreviewRisk => {
    const what = ids.length === 1 ? `${kind} ${ids.map(({ name }) => name).join('')}` : `The ${kind}`;
    const from = maker === '' ? '' : ` of ${maker}`;
    const verb = rule.skipGenerated ? 'is what' : 'sets off';
    const end = rule.skipGenerated ? ' looks for, which skips what is generated' : '';
    return {
      level: 'caution',
      code: 'triggers-policy',
      message: `${what}${from}${whereOf(ids)} ${verb} ${nameOf(rule.id)}${end}`,
      count: ids.length,
      groups: [...groups].sort((a, b) => a - b),
      help: rule.skipGenerated ? SKIPS_HELP : CHAINS_HELP,
      at: { file: rule.at.file, line: rule.at.line },
    };
  });
}

function nameOf(id: RuleId): string {
  return `${policyLabel(id)}/${id.rule}`;
}
