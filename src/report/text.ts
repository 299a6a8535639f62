// A report for people: failures first, then what changes, then counts. Colours are given as a choice; whether there is a terminal
// is the caller's to know. The diff itself is printed by the caller.
import { describeResource } from '../model/resource.ts';
import type { Action } from '../model/plan.ts';
import type { Severity } from '../model/diagnostic.ts';
import type { EditOutcome } from '../model/policy-edit.ts';
import { nounFor } from './amounts.ts';
import { adoptedLines } from './adopted-text.ts';
import { annotationLines } from './annotations.ts';
import { diagnosticLines } from './diagnostic-lines.ts';
import { editWords } from './edits.ts';
import { explainText } from './explain-text.ts';
import { expressionErrorText } from './expression-error-text.ts';
import { groupChanges, type ChangeGroup } from './groups.ts';
import { ACTION_COLORS, painter, type Color, type Paint } from './paint.ts';
import { toPreviewText } from './preview-text.ts';
import { ACTION_WORDS, REASON_SENTENCES } from './reasons.ts';
import type { Report, ReportChange } from './report.ts';
import { shownText } from './shown-text.ts';
import { sourceLines } from './source-lines.ts';
import type { TextOptions } from './text-options.ts';
import { testLines, testSummary } from './tests.ts';
import { writtenLines } from './written.ts';

/** Lines of changes that are shown unless all are asked for. */
const MOST_GROUPS = 40;

/** Headings of the commands that have no changes to count. */
const NOTHING: Readonly<Record<Report['kind'], string>> = {
  ReconcileReport: 'Nothing changes.',
  Diff: 'Nothing changes.',
  Preview: 'Nothing changes.',
  ValidateReport: 'The policies are valid.',
  ExplainReport: 'Nothing to explain.',
  EvalReport: 'No value.',
  TestReport: 'Nothing was tested.',
  AdoptReport: 'Nothing to take up.',
  InitReport: 'Nothing to write.',
};

/** The report as lines of text; whatever came from an input is escaped where a terminal could act on it. */
export function toText(report: Report, options: TextOptions): string {
  const paint = painter(options.color);
  if (report.preview !== undefined) return toPreviewText(report, report.preview, options);
  if (report.explained !== undefined && report.explained.length > 0) return explainText(report.explained, options);
  if (report.error !== undefined) return expressionErrorText(report.error);
  const sections = [
    ...(['error', 'warning', 'notice'] as const).map((severity) => diagnosticsOf(report, severity, options, paint)),
    editLines(report, options, paint),
    changeLines(report, options, paint),
    sourceLines(report, options, paint),
    exceptionLines(report, paint),
    annotationLines(report.annotations ?? [], options),
    report.tests ? testLines(report.tests, paint) : [],
    writtenLines(report, paint),
    lastLines(report, paint),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

// ---- diagnostics

function diagnosticsOf(report: Report, severity: Severity, { verbose }: TextOptions, paint: Paint): readonly string[] {
  if (severity === 'notice' && !verbose) return [];
  const all = report.diagnostics.filter((diagnostic) => diagnostic.severity === severity);
  return diagnosticLines(all, verbose, paint);
}

// ---- edits of policies

const OUTCOME_COLORS: Readonly<Record<EditOutcome, Color>> = {
  refused: 'red',
  warned: 'yellow',
  accepted: 'green',
  new: 'green',
  removed: 'dim',
};

function editLines({ edits = [] }: Report, options: TextOptions, paint: Paint): readonly string[] {
  const shown = options.verbose ? edits : edits.slice(0, MOST_GROUPS);
  const left = edits.length - shown.length;
  const lines = shown.flatMap((edit) => {
    const { headline, details } = editWords(edit);
    const outcome = paint(OUTCOME_COLORS[edit.outcome], edit.outcome.padEnd(8));
    return [`${outcome}  ${shownText(headline)}`, ...details.map((detail) => `          ${shownText(detail)}`)];
  });
  const all = left === 0 ? lines : [...lines, `and ${left} more ${nounFor(left, 'edit')}: --verbose shows all`];
  return all.length === 0 ? [] : ['Edits of policies', ...all];
}

// ---- changes

function changeLines(report: Report, options: TextOptions, paint: Paint): readonly string[] {
  const groups = groupChanges(report.changes);
  if (options.verbose) return groups.flatMap((group) => group.changes.map((change) => changeLine(change, paint)));
  const shown = groups.slice(0, MOST_GROUPS);
  const left = groups.length - shown.length;
  const lines = shown.map((group) => groupLine(group, paint));
  return left === 0 ? lines : [...lines, `and ${left} more ${nounFor(left, 'group')}: --verbose shows all`];
}

function groupLine({ first, changes }: ChangeGroup, paint: Paint): string {
  if (changes.length === 1) return changeLine(first, paint);
  const name = `${first.resource.kind}/${first.resource.name}`;
  return lineOf(first, `${shownText(name)} in ${changes.length} namespaces`, paint);
}

function changeLine(change: ReportChange, paint: Paint): string {
  return lineOf(change, shownText(describeResource(change.resource)), paint);
}

function lineOf({ action, reason, causes }: ReportChange, name: string, paint: Paint): string {
  const head = paint(ACTION_COLORS[action], `${ACTION_WORDS[action].glyph} ${name}`);
  const cause = causes[0] ? `  ${shownText(`${causes[0].policy}/${causes[0].rule}`)}` : '';
  return `${head}${cause}  ${paint('dim', REASON_SENTENCES[reason])}`;
}

// ---- exceptions

/** All of them, however many: what they keep from being made is seen nowhere else. */
function exceptionLines({ exceptions = [] }: Report, paint: Paint): readonly string[] {
  return exceptions.map(({ name, file, line, triggers, rules }) => {
    const named = `${rules.length} ${nounFor(rules.length, 'rule')}`;
    const kept = `${triggers} ${nounFor(triggers, 'trigger')} kept from ${named}`;
    return `exception  ${paint('cyan', `${shownText(file)}:${line}`)}  ${shownText(name)}  ${paint('dim', kept)}`;
  });
}

// ---- summary

function lastLines(report: Report, paint: Paint): readonly string[] {
  if (report.tests !== undefined) return [testSummary(report.tests, paint)];
  if (report.adopted !== undefined) return adoptedLines(report, report.adopted, paint);
  return summaryLines(report, paint);
}

function summaryLines(report: Report, paint: Paint): readonly string[] {
  const { counts } = report;
  const byAction: readonly (readonly [Action, number])[] = [
    ['create', counts.created],
    ['update', counts.updated],
    ['delete', counts.deleted],
    ['retain', counts.retained],
    ['hold', counts.held],
  ];
  const parts = byAction.flatMap(([action, count]) =>
    count === 0
      ? []
      : [paint(ACTION_COLORS[action], `${ACTION_WORDS[action].glyph}${count} ${ACTION_WORDS[action].word}`)],
  );
  if (counts.failed > 0) parts.push(paint('red', `${counts.failed} failed`));
  if (parts.length === 0 && (report.written ?? []).length > 0) return [];
  const line = parts.length === 0 ? NOTHING[report.kind] : parts.join('  ');
  return [line, ...commitLines(report), ...pullRequestLines(report)];
}

function commitLines({ commit, push }: Report): readonly string[] {
  if (commit === undefined) return [];
  const made = `Committed ${shownText(commit.slice(0, 7))}`;
  if (push === undefined) return [`${made}.`];
  const times = push.attempts === 1 ? '' : ` (computed ${push.attempts} times)`;
  return [`${made}, pushed to ${shownText(`${push.remote}/${push.branch}`)}${times}.`];
}

function pullRequestLines({ pullRequest }: Report): readonly string[] {
  if (pullRequest === undefined) return [];
  const { opened, number, address } = pullRequest;
  return [`${opened ? 'Opened' : 'Updated'} pull request ${number}: ${shownText(address)}`];
}
