// Makes risks of findings: those that say the same of different places become one sentence with a count, and where there are very many
// sentences of one kind the last ones are told together.
import { digits } from '../../model/digits.ts';
import type { PreviewGroup, PreviewRisk, RiskCode } from '../../model/preview.ts';
import { compareText } from '../../model/resource.ts';
import type { Finding, Places, Subject } from './finding.ts';
import { markPlaces, whereOf } from './words.ts';

/** A finding with the change that it was made in. */
export interface Located {
  readonly finding: Finding;
  readonly subject: Subject;
}

/** Sentences of one level and code that are told one by one. */
const MOST_ALIKE = 25;

/** The risks for what was found. *Order*: as risks are shown. */
export function gatherRisks(found: readonly Located[], groups: readonly PreviewGroup[]): readonly PreviewRisk[] {
  const alike = new Map<string, Located[]>();
  for (const located of found) {
    const key = likeness(located);
    const list = alike.get(key);
    if (list) list.push(located);
    else alike.set(key, [located]);
  }
  return rollUp([...alike.values()].flatMap((list) => riskOf(list, groups)));
}

/** Blockers first, then those of more resources; then by code and message. */
export function compareRisks(a: PreviewRisk, b: PreviewRisk): number {
  const levels = Number(a.level === 'caution') - Number(b.level === 'caution');
  return levels || b.count - a.count || compareText(a.code, b.code) || compareText(a.message, b.message);
}

function likeness({ finding, subject }: Located): string {
  const marked: Places = { ids: [], where: '', show: (text) => markPlaces(text, subject.change) };
  return JSON.stringify([finding.level, finding.code, finding.say(marked), finding.help ?? '']);
}

function riskOf(list: readonly Located[], groups: readonly PreviewGroup[]): readonly PreviewRisk[] {
  const [first] = list;
  if (first === undefined) return [];
  const { finding, subject } = first;
  const ids = list.map((one) => one.subject.change.id);
  const show = (text: string): string => (ids.length === 1 ? text : markPlaces(text, subject.change));
  const concerned = [...new Set(list.map((one) => one.subject.group))].sort((a, b) => a - b);
  return [
    {
      level: finding.level,
      code: finding.code,
      message: finding.say({ ids, where: whereOf(ids), show }),
      count: ids.length,
      groups: concerned,
      ...(finding.help === undefined ? {} : { help: finding.help }),
      ...placeOf(concerned, groups),
    },
  ];
}

/** The place of the cause, where all of it is shown in one group. */
function placeOf(concerned: readonly number[], groups: readonly PreviewGroup[]): Pick<PreviewRisk, 'at'> {
  const [index, ...others] = concerned;
  const at = index === undefined || others.length > 0 ? undefined : groups[index]?.at;
  return at === undefined ? {} : { at };
}

function rollUp(risks: readonly PreviewRisk[]): readonly PreviewRisk[] {
  const told = new Map<string, number>();
  const rest = new Map<string, PreviewRisk[]>();
  const kept: PreviewRisk[] = [];
  for (const risk of [...risks].sort(compareRisks)) {
    const key = `${risk.level} ${risk.code}`;
    const before = told.get(key) ?? 0;
    told.set(key, before + 1);
    const others = rest.get(key);
    if (before < MOST_ALIKE) kept.push(risk);
    else if (others) others.push(risk);
    else rest.set(key, [risk]);
  }
  return [...kept, ...[...rest.values()].flatMap(together)].sort(compareRisks);
}

function together(risks: readonly PreviewRisk[]): readonly PreviewRisk[] {
  const [first] = risks;
  if (first === undefined || risks.length === 1) return risks;
  const count = risks.reduce((sum, risk) => sum + risk.count, 0);
  const groups = [...new Set(risks.flatMap((risk) => risk.groups))].sort((a, b) => a - b);
  return [
    {
      level: first.level,
      code: first.code,
      message: `${MORE[first.code]} in ${digits(count)} more places`,
      count,
      groups,
    },
  ];
}

/** What is said of all the others of a code. */
const MORE: Readonly<Record<RiskCode, string>> = {
  'deletion-guard': 'The deletion guard would stop the run',
  'namespace-removed': 'Namespaces go away',
  'crd-removed': 'CustomResourceDefinitions go away',
  'claim-removed': 'PersistentVolumeClaims go away',
  'stateful-set-removed': 'StatefulSets go away',
  'network-policy-removed': 'NetworkPolicies go away',
  'rbac-wildcard': 'RBAC grows by wildcards',
  'rbac-escalation': 'RBAC grows by escalate, bind or impersonate',
  'rbac-cluster-admin': 'RBAC grows to cluster-admin',
  'rbac-subject': 'RBAC grows by new subjects',
  'rbac-rule': 'RBAC grows by new rules',
  'immutable-field': 'Fields that cannot be changed are changed',
  'webhook-changed': 'Webhook configurations change',
  'edit-refused': 'Kyverno would refuse edits',
  'edit-warned': 'Kyverno would warn about edits',
  'secret-changed': 'Secrets change',
  'secret-removed': 'Secrets go away',
  'secret-clear-text': 'Secrets lie in Git in clear text',
  'many-removed': 'Many resources go away',
  retained: 'Resources stay and are no longer managed',
  'triggers-policy': 'What is generated concerns policies',
};
