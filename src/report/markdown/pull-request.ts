// The text of the pull request that Headwater keeps: what its branch changes, why, and how the branch is kept. The differences
// themselves are not in it: the forge shows them. Posting it, and knowing it again, is the caller's.
import { changeSubject, type Counts } from '../../model/change-subject.ts';
import { digits } from '../../model/digits.ts';
import { compareText } from '../../model/resource.ts';
import { amount } from '../amounts.ts';
import { REASON_SENTENCES } from '../reasons.ts';
import type { Report, ReportChange } from '../report.ts';
import { failureSection, warningSection } from './concerns.ts';
import { ACTION_WORDS, countedParts } from './action-words.ts';
import { code, cut, inline, titleText } from './escape.ts';
import { fitSection, type Section } from './fit.ts';
import { compose } from './frame.ts';
import { lengthIn, type MarkdownOptions } from './options.ts';
import { policySection } from './tables.ts';
import { named, ruleOf, word } from './words.ts';

/**
 * What the text is made for. Branches are named without `refs/heads/`. There is no address of the run: the text of runs that find the same is
 * the same, so that nothing has to be written.
 */
export interface PullRequestOptions extends Pick<MarkdownOptions, 'limit' | 'marker'> {
  /** The branch that is kept, and the one that it goes into. */
  readonly head: string;
  readonly base: string;
}

/** The title, on one line, and the body. */
export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

/** The changes that are listed. */
const MOST_CHANGES = 100;
const MOST_OF_NAME = 80;

/**
 * The title is the subject of the commit; the body begins with the marker and keeps within the limit, which has to be a thousand at
 * least.
 *
 * Shape   `report` is of what the branch brings to its base.
 */
export function toPullRequest(report: Report, options: PullRequestOptions): PullRequestText {
  const counts = countsOf(report.changes);
  const marker = options.marker === undefined ? [] : [options.marker];
  const above = [...marker, countLine(report, counts)];
  const below = closingLines(report, options);
  let room = options.limit - lengthIn(options, compose({ above, below }, [])) - 2;
  const shown: string[] = [];
  for (const section of sectionsOf(report)) {
    const text = fitSection(section, room, options);
    if (text === undefined) continue;
    shown.push(text);
    room -= lengthIn(options, text) + 2;
  }
  return {
    title: changeSubject(counts, titleText(cut(report.cluster, MOST_OF_NAME))),
    body: compose({ above, below }, shown),
  };
}

/** Failures are the last to be left out for want of room: what they say is nowhere else. */
function sectionsOf(report: Report): readonly Section[] {
  const failures = failureSection(report, { computed: true, failedBefore: 0 });
  return [failures, warningSection(report), policySection(byPolicy(report.changes)), changeSection(report.changes)];
}

function countLine({ cluster, counts: { retained, held, failed } }: Report, counts: Counts): string {
  const { added, changed, removed } = counts;
  const parts = countedParts({ create: added, update: changed, delete: removed, retain: retained, hold: held });
  const said = parts.length === 0 ? '**No generated resource changes**' : `**${parts.join(' \u00b7 ')}**`;
  const failures = failed === 0 ? '' : ` \u00b7 **${digits(failed)} failed**`;
  return `${said}${failures}${cluster === '' ? '' : ` \u2014 cluster ${code(cut(cluster, MOST_OF_NAME))}`}`;
}

function countsOf(changes: readonly ReportChange[]): Counts {
  const count = (action: ReportChange['action']): number => changes.filter((change) => change.action === action).length;
  return { added: count('create'), changed: count('update'), removed: count('delete') };
}

/** By name; a downstream belongs to the first rule that it comes from. */
function byPolicy(changes: readonly ReportChange[]): readonly (readonly [policy: string, counts: Counts])[] {
  const found = new Map<string, ReportChange[]>();
  for (const change of changes.filter(isWritten)) {
    const policy = change.causes[0]?.policy ?? '';
    const list = found.get(policy);
    if (list) list.push(change);
    else found.set(policy, [change]);
  }
  return [...found]
    .sort(([a], [b]) => compareText(a, b))
    .map(([policy, list]): readonly [string, Counts] => [policy, countsOf(list)]);
}

function isWritten({ action }: ReportChange): boolean {
  return action === 'create' || action === 'update' || action === 'delete';
}

/** What is shown, what needs a look first: removed, changed, added, retained, held. */
const ORDER = ['delete', 'update', 'create', 'retain', 'hold'] as const;

function changeSection(changes: readonly ReportChange[]): Section {
  const sorted = ORDER.flatMap((action) =>
    changes.filter((change) => change.action === action).map((change) => ({ action, change })),
  );
  return {
    head: [`### ${amount(sorted.length, 'resource')}`, ''],
    items: sorted.slice(0, MOST_CHANGES + 1).map(({ action, change }) => changeLine(ACTION_WORDS[action], change)),
    foot: [],
    most: MOST_CHANGES,
    more: (left) => `- and ${digits(left + Math.max(0, sorted.length - MOST_CHANGES - 1))} more`,
  };
}

function changeLine(what: string, { resource, reason, causes: [cause] }: ReportChange): string {
  const { kind, namespace, name } = resource;
  const subject = named(namespace === '' ? name : `${namespace}/${name}`);
  const source = cause === undefined ? '' : ruleOf(cause);
  const rule = source === '' ? '' : ` \u00b7 rule ${named(source)}`;
  return `- ${what} ${word(kind)} ${subject}: ${REASON_SENTENCES[reason]}${rule}`;
}

function closingLines({ version }: Report, options: PullRequestOptions): readonly string[] {
  const head = code(cut(options.head, MOST_OF_NAME));
  const base = code(cut(options.base, MOST_OF_NAME));
  return [
    '---',
    `The branch ${head} is kept up to date: every run brings ${base} and what is generated from it to the branch, on top of what is there and never by force. ` +
      `What counts are the policies and the inventory in ${base}; commits of others to manifests on this branch are judged as edits of output, and their other files come from ${base}.`,
    'The text above is written anew by every run. To write another one, remove its hidden first line: it is left alone from then on.',
    `The version of Headwater: ${inline(cut(version, 40))}`,
  ];
}
