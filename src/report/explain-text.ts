// Explanations for people: one fact a line, indented below what it belongs to. Where a manifest comes from is told before what the same
// object sets off.
import type { Position } from '../model/diagnostic.ts';
import type {
  CauseExplanation,
  CauseStanding,
  DownstreamExplanation,
  DownstreamState,
  Explanation,
  NextStep,
  SourceExplanation,
} from '../model/explanation.ts';
import type { Action } from '../model/plan.ts';
import { describeResource, parseResourceKey } from '../model/resource.ts';
import { verdictLines } from './explain-verdicts.ts';
import { REASON_SENTENCES } from './reasons.ts';
import { shownText } from './shown-text.ts';

/** The explanations, an empty line between two. With `verbose` rules of other kinds are named too. */
export function explainText(explained: readonly Explanation[], { verbose }: { readonly verbose: boolean }): string {
  return explained.map((one) => `${objectLines(one, verbose).map(shownText).join('\n')}\n`).join('\n');
}

const STATES: Readonly<Record<DownstreamState, string>> = {
  managed: 'managed by Headwater',
  retained: 'retained: it stays in output, and Headwater no longer looks after it',
  foreign: 'foreign: it has no entry in the ledger, and Headwater leaves it alone',
  new: 'not in output yet',
};

const STEPS: Readonly<Record<Action, string>> = {
  create: 'creates it',
  update: 'changes it',
  delete: 'deletes it',
  retain: 'retains it: it stays in output, no longer managed',
  hold: 'holds it as it is',
  none: 'leaves it as it is',
};

const STANDINGS: Readonly<Record<CauseStanding, string>> = {
  wants: '',
  outvoted: 'it wants other content, and another cause comes first',
  ended: 'it wants it no more',
  undecided: 'not decided',
};

function objectLines({ id, at, beingDeleted, downstream, rules }: Explanation, verbose: boolean): readonly string[] {
  const isKnown = at !== undefined || downstream !== undefined;
  const lines = [
    describeResource(id),
    ...(at ? [`  in the inventory  ${place(at)}`] : []),
    ...(beingDeleted
      ? [
          '  being deleted: it has a deletionTimestamp; nothing new is generated for it, nothing is deleted before it is gone',
        ]
      : []),
    ...(isKnown ? [] : ['  gone: only the ledger remembers it']),
    ...(downstream ? downstreamLines(downstream, '  ') : []),
  ];
  return rules.length === 0 ? lines : [...lines, '  as a trigger', ...verdictLines(rules, { indent: '    ', verbose })];
}

function downstreamLines(downstream: DownstreamExplanation, indent: string): readonly string[] {
  const { path, state, next, causes } = downstream;
  return [
    `${indent}manifest  ${path}`,
    `${indent}state     ${STATES[state]}`,
    ...(state === 'foreign' && causes.length === 0 ? [] : [`${indent}next run  ${nextText(next)}`]),
    ...causes.flatMap((cause, at) => causeLines(cause, at, indent)),
  ];
}

function nextText({ action, reason, refused }: NextStep): string {
  const told = `${STEPS[action]}: ${REASON_SENTENCES[reason]}`;
  return refused ? `${told}; but Secrets are refused, unless --secrets says how they go into Git` : told;
}

function causeLines(cause: CauseExplanation, at: number, indent: string): readonly string[] {
  const { rule, standing, because, element, mode, synchronize, source } = cause;
  const inner = `${indent}  `;
  const stands = [STANDINGS[standing], because].filter((text) => text !== '').join(': ');
  const lives = synchronize === undefined ? '' : `, synchronize: ${synchronize}`;
  return [
    `${indent}${at === 0 ? 'comes from' : 'and from'}`,
    ...(stands === '' ? [] : [`${inner}stands   ${stands}`]),
    `${inner}policy   ${rule.policy}${placed(rule.policyAt)}`,
    `${inner}rule     ${rule.rule}${placed(rule.ruleAt)}`,
    ...(element === undefined ? [] : [`${inner}element  ${element}`]),
    `${inner}content  ${mode}${lives}`,
    ...(source ? sourceLines(source, inner) : []),
    `${inner}trigger  ${shownKey(cause.trigger)}${placed(cause.triggerAt)}`,
    ...triggerLines(cause, inner),
  ];
}

function triggerLines({ triggerFrom }: CauseExplanation, indent: string): readonly string[] {
  if (triggerFrom === undefined) return [];
  if (triggerFrom.causes.length === 0) return [`${indent}  is generated itself; its causes are told above`];
  return [`${indent}  is generated itself`, ...downstreamLines(triggerFrom, `${indent}  `)];
}

function sourceLines({ key, at, present, removed }: SourceExplanation, indent: string): readonly string[] {
  const shown = present ? placed(at) : '  (not there)';
  return [
    `${indent}source   ${shownKey(key)}${shown}`,
    ...(removed.length === 0 ? [] : [`${indent}  not copied  ${removed.join(', ')}`]),
  ];
}

function placed(at: Position | undefined): string {
  return at === undefined ? '' : `  ${place(at)}`;
}

function place({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

function shownKey(key: string): string {
  const id = parseResourceKey(key);
  return id ? describeResource(id) : key;
}
