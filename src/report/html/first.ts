// What to look at first: what is dangerous and what failed, worst first, each a line with a link to where it is shown.
import type { PreviewRisk } from '../../model/preview.ts';
import type { Report, ReportDiagnostic } from '../report.ts';
import { failureAnchor } from './failures.ts';
import { filterAddress } from './filter.ts';
import { tag, type Piece } from './piece.ts';
import { fileAt, levelPill, rowAnchor } from './row.ts';
import { numberText } from './words.ts';

/** Lines that are shown at once, and lines to have at all where no script can show the rows. */
const AT_ONCE = 8;
const MOST = 200;

/** The section; empty where there is nothing. */
export function firstSection(report: Report): readonly Piece[] {
  const risks = [...stopped(report), ...(report.preview?.risks ?? [])].toSorted((a, b) => weight(a) - weight(b));
  // Where there are no changes, what failed follows at once.
  const hasChanges = (report.preview?.groups ?? []).length > 0;
  const failures = report.diagnostics.filter(({ severity }) => hasChanges && severity === 'error');
  const lines = [...risks.map(riskLine), ...failures.map(failureLine)];
  if (lines.length === 0) return [];
  return [
    tag(
      'section',
      { class: 'first', 'aria-labelledby': 'first-heading' },
      tag('h2', { id: 'first-heading' }, 'Look at these first'),
      tag('ul', {}, ...lines.slice(0, AT_ONCE)),
      ...more(lines, risks.length > AT_ONCE),
    ),
  ];
}

/** The guard that would stop everything, where the risks do not have it. */
function stopped({ preview }: Report): readonly PreviewRisk[] {
  if (preview?.stopped !== true || preview.risks.some(({ code }) => code === 'deletion-guard')) return [];
  const message = 'After the merge the scheduled run would stop at the deletion guard';
  return [{ level: 'blocker', code: 'deletion-guard', message, count: 0, groups: [] }];
}

function weight({ code, level }: PreviewRisk): number {
  if (code === 'deletion-guard') return 0;
  return level === 'blocker' ? 1 : 2;
}

function more(lines: readonly Piece[], areRisks: boolean): readonly Piece[] {
  const rest = lines.slice(AT_ONCE, MOST);
  if (rest.length === 0) return [];
  const words = `and ${numberText(lines.length - AT_ONCE)} more`;
  return [
    tag(
      'p',
      { class: 'live-only' },
      tag('a', { href: areRisks ? `#${filterAddress({ risks: true })}` : '#failures' }, words),
    ),
    tag('details', { class: 'static-only' }, tag('summary', {}, words), tag('ul', {}, ...rest)),
  ];
}

function riskLine({ level, code, message, groups, help, command, at }: PreviewRisk): Piece {
  const [index] = groups;
  const warning = code === 'deletion-guard' ? ['Nothing below would happen.'] : [];
  const words = [...warning, ...(help === undefined ? [] : [help])].join(' ');
  return tag(
    'li',
    { class: level },
    levelPill(level),
    ' ',
    index === undefined ? message : tag('a', { href: `#${rowAnchor(index)}` }, message),
    ...(at ? [' ', fileAt(at)] : []),
    ...(words === '' && command === undefined
      ? []
      : [
          tag(
            'span',
            { class: 'help' },
            words,
            ...(command === undefined ? [] : [' ', tag('code', { class: 'command' }, command)]),
          ),
        ]),
  );
}

function failureLine({ message, file, line }: ReportDiagnostic, index: number): Piece {
  return tag(
    'li',
    { class: 'failed' },
    levelPill('failed'),
    ' ',
    tag('a', { href: `#${failureAnchor(index)}` }, message),
    ...(file === undefined ? [] : [' ', fileAt({ file, line: line ?? 1 })]),
  );
}
