// What rules made of a trigger, for people: what each generates, or the first reason why it does not, with the values it saw.
import type { RuleVerdict, VerdictDownstream, VerdictOutcome } from '../model/explanation.ts';
import type { Mismatch, ShownCondition } from '../model/policy.ts';
import { describeResource, parseResourceKey, type Json } from '../model/resource.ts';
import { ACTION_WORDS, REASON_SENTENCES } from './reasons.ts';

/** How verdicts are shown: what stands in front of each line, and whether rules of other kinds are named. */
export interface VerdictOptions {
  readonly indent: string;
  readonly verbose: boolean;
}

/** Conditions of one rule that are shown unless all are asked for: a list may have thousands of elements. */
const MOST_CONDITIONS = 10;
/** Characters of a value that are shown. */
const MOST_TEXT = 200;

const OUTCOMES: Readonly<Record<VerdictOutcome, string>> = {
  generates: 'generates',
  'generates-nothing': 'matches, and generates nothing',
  'does-not-match': 'does not match',
  excepted: 'a policy exception applies',
  undecided: 'could not be decided, so what is there is held',
  'being-deleted': 'generates nothing new: the trigger is being deleted',
  older: 'matches, and passes over it: the trigger was there before the policy, and generateExisting is not true',
  'own-product': 'passes over it: Headwater made it, and the rule does not say skipBackgroundRequests: false',
  'other-kind': 'is for other kinds',
  gone: 'the trigger is gone',
  'set-aside': 'cannot be used as it is written, so what it made is held',
};

const PARTS: Readonly<Record<Mismatch, string>> = {
  'resource-filter': 'the resource filters',
  'policy-namespace': 'the namespace of the policy',
  operation: 'the operations of match',
  match: 'match',
  exclude: 'exclude',
  preconditions: 'preconditions',
  'match-conditions': 'matchConditions',
  'apply-rules-one': 'applyRules: One',
};

/** The lines of all verdicts; rules for other kinds are one line. */
export function verdictLines(verdicts: readonly RuleVerdict[], options: VerdictOptions): readonly string[] {
  const { indent, verbose } = options;
  const others = verdicts.filter(({ outcome }) => outcome === 'other-kind');
  const near = verdicts.filter((verdict) => verbose || verdict.outcome !== 'other-kind');
  const left = verbose || others.length === 0 ? [] : [`${indent}${othersText(others.length, near.length)}`];
  return [...near.flatMap((verdict) => oneVerdict(verdict, options)), ...left];
}

function othersText(count: number, shown: number): string {
  const rules = `${count} ${shown > 0 ? 'other ' : ''}${count === 1 ? 'rule is' : 'rules are'} for other kinds`;
  return `${rules}: --verbose names ${count === 1 ? 'it' : 'them'}`;
}

function oneVerdict(verdict: RuleVerdict, { indent, verbose }: VerdictOptions): readonly string[] {
  const { rule, conditions, downstreams, remarks } = verdict;
  const at = rule.ruleAt ?? rule.policyAt;
  const place = at ? `  ${at.file}:${at.line}:${at.column}` : '';
  const inner = `${indent}  `;
  const shown = verbose ? conditions : conditions.slice(0, MOST_CONDITIONS);
  const left = conditions.length - shown.length;
  return [
    `${indent}${[rule.policy, rule.rule].filter((name) => name !== '').join('/')}${place}`,
    `${inner}${outcomeText(verdict)}`,
    ...shown.flatMap((condition) => conditionLines(condition, inner)),
    ...(left === 0 ? [] : [`${inner}and ${left} more: --verbose shows all`]),
    ...downstreams.map((downstream) => downstreamLine(downstream, inner)),
    ...remarks.map((remark) => `${inner}${remark}`),
  ];
}

function outcomeText({ outcome, because, detail }: RuleVerdict): string {
  const said = OUTCOMES[outcome];
  switch (outcome) {
    case 'does-not-match':
      return `${said}: ${because ? `${PARTS[because]}: ` : ''}${detail}`;
    case 'excepted':
    case 'undecided':
      return detail === '' ? said : `${said}: ${detail}`;
    case 'generates':
      return detail === '' ? said : `${said} (operation ${detail})`;
    case 'generates-nothing':
    case 'being-deleted':
    case 'older':
    case 'own-product':
    case 'other-kind':
    case 'gone':
    case 'set-aside':
      return said;
  }
}

function downstreamLine({ key, path, action, reason }: VerdictDownstream, indent: string): string {
  const id = parseResourceKey(key);
  return `${indent}${ACTION_WORDS[action].glyph} ${id ? describeResource(id) : key}  ${path}  ${REASON_SENTENCES[reason]}`;
}

function conditionLines(condition: ShownCondition, indent: string): readonly string[] {
  const { at, field, operator, name, expression, element, key, value, error } = condition;
  const inner = `${indent}  `;
  const gap = ' '.repeat(expression === undefined ? 5 : 7);
  return [
    `${indent}${element === undefined ? '' : `${element}  `}${field}  ${at.file}:${at.line}:${at.column}`,
    ...(key === undefined ? [] : [`${inner}key       ${valueText(key)}`]),
    ...(name === undefined ? [] : [`${inner}condition   ${name}`]),
    ...(expression === undefined
      ? []
      : [`${inner}expression  ${shortened(expression.replaceAll(/\s+/g, ' ').trim())}`]),
    ...(operator === undefined ? [] : [`${inner}operator  ${operator}`]),
    ...(value === undefined ? [] : [`${inner}value${gap}${valueText(value)}`]),
    ...(error === undefined ? [] : [`${inner}error${gap}${error}`]),
  ];
}

function valueText(value: Json): string {
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
  return shortened(text);
}

function shortened(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
