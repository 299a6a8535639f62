// A preview for a terminal: risks, groups in columns, what is wrong, then the counts, and last what to do next. In ASCII but for
// the names that others gave.
import { digits } from '../model/digits.ts';
import { NAMESPACE_MARK, TRIGGER_MARK, type Preview, type PreviewGroup, type PreviewRisk } from '../model/preview.ts';
import { amount, nounFor } from './amounts.ts';
import { alignColumns, joinColumns, type Cell } from './columns.ts';
import { diagnosticLines } from './diagnostic-lines.ts';
import { ACTION_COLORS, painter, type Paint } from './paint.ts';
import { besidesOf, countMembers, memberNames, pageCommand, shortCommit, whereOf } from './preview-counts.ts';
import { ACTION_WORDS } from './reasons.ts';
import type { Report } from './report.ts';
import { SHORT_REASONS } from './short-reasons.ts';
import { shownText } from './shown-text.ts';
import { sourceLines } from './source-lines.ts';
import type { TextOptions } from './text-options.ts';

/** What is shown of each unless all is asked for. */
const MOST_GROUPS = 40;
const MOST_RISKS = 20;
const MOST_MEMBERS = 12;

/** Columns that names, places and rules keep however narrow the terminal is; reasons are whole or left out. */
const LEAST = [20, 10, 16] as const;

/** The preview of a report as lines of text; whatever came from an input is escaped where a terminal could act on it. */
export function toPreviewText(report: Report, preview: Preview, options: TextOptions): string {
  const paint = painter(options.color);
  const { verbose } = options;
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = report.diagnostics.filter(({ severity }) => severity === 'warning');
  const notices = report.diagnostics.filter(
    ({ severity, code }) =>
      severity === 'notice' && (verbose || code === 'plan/matched-nothing' || code === 'forge/comment-not-allowed'),
  );
  const sections = [
    riskLines(preview.risks, verbose, paint),
    preview.computed ? groupLines(preview, options, paint) : [],
    diagnosticLines(errors, verbose, paint),
    diagnosticLines(warnings, verbose, paint),
    diagnosticLines(notices, verbose, paint),
    preview.computed ? besidesOf(preview, shownText) : [],
    sourceLines(report, options, paint),
    [...stoppedLines(preview, paint), summaryLine(report, preview, paint), nextLine(report, preview)],
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

// ---- risks

function riskLines(risks: readonly PreviewRisk[], all: boolean, paint: Paint): readonly string[] {
  const shown = all ? risks : risks.slice(0, MOST_RISKS);
  const left = risks.length - shown.length;
  const lines = shown.flatMap(({ level, message, help, command, at }) => [
    `${paint(level === 'blocker' ? 'red' : 'yellow', level)}  ${placeText(at, paint)}${plainMarks(message)}`,
    ...(help === undefined ? [] : [`  ${paint('dim', shownText(help))}`]),
    ...(command === undefined ? [] : [`  ${shownText(command)}`]),
  ]);
  return left === 0 ? lines : [...lines, `and ${digits(left)} more: --verbose shows all`];
}

function placeText(at: { readonly file: string; readonly line: number } | undefined, paint: Paint): string {
  return at === undefined ? '' : `${paint('cyan', `${shownText(at.file)}:${at.line}`)}  `;
}

// ---- groups

function groupLines({ groups }: Preview, { verbose, width = 100 }: TextOptions, paint: Paint): readonly string[] {
  const shown = verbose ? groups : groups.slice(0, MOST_GROUPS);
  const left = groups.slice(shown.length);
  const rows = groupRows(shown, width);
  const lines = shown.flatMap((group, index) => [
    ...(verbose && index > 0 ? [''] : []),
    rowLine(group, rows[index] ?? [], paint),
    ...(verbose ? detailLines(group, paint) : []),
  ]);
  if (left.length === 0) return lines;
  const count = left.reduce((sum, { members }) => sum + members.length, 0);
  const more = `and ${digits(left.length)} more ${nounFor(left.length, 'group')} of ${amount(count, 'resource')}`;
  return [...lines, `${more}: --verbose shows all`];
}

function groupCells(group: PreviewGroup): readonly Cell[] {
  const { action, kind, name, policy, rule, reason } = group;
  const where = whereOf(group);
  return [
    { text: `${ACTION_WORDS[action].glyph} ${plainMarks(`${kind} ${name}`)}` },
    where === undefined || 'name' in where
      ? { text: shownText(where?.name ?? ''), isRight: true }
      : { text: where.words, isRight: true, isWhole: true },
    { text: shownText([policy, rule].filter((part) => part !== '').join('/')) },
    { text: SHORT_REASONS[reason], isWhole: true },
  ];
}

/** The reasons are the first to go where the terminal is narrow. */
function groupRows(groups: readonly PreviewGroup[], width: number): readonly (readonly string[])[] {
  const cells = groups.map(groupCells);
  const rows = alignColumns(cells, [...LEAST, 0], width);
  const fits = rows.every((row) => Array.from(joinColumns(row)).length <= width);
  return fits
    ? rows
    : alignColumns(
        cells.map((row) => row.slice(0, LEAST.length)),
        LEAST,
        width,
      );
}

function rowLine({ action }: PreviewGroup, cells: readonly string[], paint: Paint): string {
  const [name = '', where = '', rule = '', reason] = cells;
  const painted = [paint(ACTION_COLORS[action], name), where, rule];
  return joinColumns(reason === undefined ? painted : [...painted, paint('dim', reason)]);
}

function detailLines({ why, at, members, diff }: PreviewGroup, paint: Paint): readonly string[] {
  const place = at === undefined ? '' : `  ${paint('cyan', `${shownText(at.file)}:${at.line}`)}`;
  const { names } = memberNames(members);
  const shown = shownText(names.slice(0, MOST_MEMBERS).join(', '));
  const more = names.length > MOST_MEMBERS ? ` and ${digits(names.length - MOST_MEMBERS)} more` : '';
  const lines = diff === '' ? [] : diff.replace(/\n$/, '').split('\n');
  return [
    `    ${shownText(why)}${place}`,
    ...(members.length === 1 ? [] : [`    in ${shown}${more}`]),
    ...lines.map((line) => `    ${differenceLine(line, paint)}`),
  ];
}

function differenceLine(line: string, paint: Paint): string {
  const shown = shownText(line);
  if (line.startsWith('+')) return paint('green', shown);
  if (line.startsWith('-')) return paint('red', shown);
  return line.startsWith('@@') ? paint('cyan', shown) : shown;
}

/** The marks for names of places, in ASCII. */
function plainMarks(text: string): string {
  return shownText(text).replaceAll(NAMESPACE_MARK, '<namespace>').replaceAll(TRIGGER_MARK, '<trigger>');
}

// ---- the end

function stoppedLines({ computed, stopped }: Preview, paint: Paint): readonly string[] {
  if (!computed || !stopped) return [];
  return [`${paint('red', 'The run after the merge would stop at the deletion guard')}: nothing of this would happen.`];
}

function summaryLine({ counts }: Report, preview: Preview, paint: Paint): string {
  const { computed, groups, namespaces, managed, failedBefore } = preview;
  const before = computed && failedBefore > 0 ? ` (${digits(failedBefore)} without this change too)` : '';
  const failed = counts.failed === 0 ? [] : [`${paint('red', `${digits(counts.failed)} failed`)}${before}`];
  if (!computed) return `No preview: base or head cannot be used. ${failed.join('')}`.trimEnd();
  const changes = countMembers(groups);
  const parts = (['create', 'update', 'delete', 'retain', 'hold'] as const).flatMap((action) => {
    const { glyph, word } = ACTION_WORDS[action];
    return changes[action] === 0 ? [] : [paint(ACTION_COLORS[action], `${glyph}${digits(changes[action])} ${word}`)];
  });
  if (parts.length === 0) {
    const those = managed === 0 ? '' : ` for the ${amount(managed, 'resource')} that these policies generate`;
    return [`Nothing changes${those}.`, ...failed].join('  ');
  }
  const reach = namespaces === 0 ? '' : `    in ${amount(namespaces, 'namespace')}`;
  return `${[...parts, ...failed].join('  ')}${reach}`;
}

function nextLine({ counts }: Report, preview: Preview): string {
  const { computed, stopped, risks, groups } = preview;
  if (!computed) {
    return `Mend what is said above${counts.failed === 0 ? '' : ` (${amount(counts.failed, 'error')})`}, then run headwater preview again.`;
  }
  const way = stopped
    ? risks.find(({ code, command }) => code === 'deletion-guard' && command !== undefined)
    : undefined;
  if (way?.command !== undefined) return `If all of it is meant: ${shownText(way.command)}`;
  if (groups.length === 0) return comparedLine(preview);
  return `Every difference: ${pageCommand(preview)}`;
}

function comparedLine({ base, head }: Preview): string {
  return `Compared: ${sideText(head)} against ${sideText(base)}.`;
}

function sideText({ name, commit, workTree }: Preview['base']): string {
  const words = [name, ...(commit === undefined ? [] : [shortCommit(commit)])].filter((part) => part !== '');
  const state = shownText(words.join(' at '));
  if (!workTree) return state === '' ? 'an unnamed state' : state;
  return state === '' ? 'the work tree' : `the work tree on ${state}`;
}
