// What failed, with everything that helps to mend it, and the warnings; and, for the foot of the page, the notices.
import type { Report, ReportDiagnostic } from '../report.ts';
import { subjectsOf } from '../subjects.ts';
import { tag, type Piece } from './piece.ts';
import { counted, numberText } from './words.ts';

/** Diagnostics that are shown at once, and those to have at all. */
const AT_ONCE = 20;
const MOST = 500;

/** The id of a failure in the section. */
export function failureAnchor(index: number): string {
  return `failure-${index}`;
}

/** The section; empty where nothing failed and nothing is warned of. */
export function failuresSection({ diagnostics }: Report): readonly Piece[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  return [
    ...(errors.length === 0
      ? []
      : [
          section(
            'failures',
            'What failed',
            errors.slice(0, MOST).map((error, at) => item(error, failureAnchor(at))),
            errors.length,
          ),
        ]),
    ...(warnings.length === 0
      ? []
      : [
          section(
            'warnings',
            'Warnings',
            warnings.slice(0, MOST).map((warning) => item(warning)),
            warnings.length,
          ),
        ]),
  ];
}

function section(id: string, heading: string, items: readonly Piece[], total: number): Piece {
  const left = total - items.length;
  const rest = items.slice(AT_ONCE);
  return tag(
    'section',
    { class: 'diagnostics', id, 'aria-labelledby': `${id}-heading` },
    tag('h2', { id: `${id}-heading` }, heading),
    tag('ul', {}, ...items.slice(0, AT_ONCE)),
    ...(rest.length === 0
      ? []
      : [tag('details', {}, tag('summary', {}, `and ${numberText(total - AT_ONCE)} more`), tag('ul', {}, ...rest))]),
    ...(left === 0 ? [] : [tag('p', { class: 'soft' }, `${numberText(left)} more are in the JSON of the preview.`)]),
  );
}

function item(diagnostic: ReportDiagnostic, id?: string): Piece {
  const { severity, code, message, help, file, line, column } = diagnostic;
  const subject = subjectPieces(diagnostic);
  return tag(
    'li',
    { id, class: severity, tabindex: id === undefined ? undefined : '-1' },
    tag('span', { class: 'unseen' }, `${severity} `),
    ...(file === undefined ? [] : [tag('code', { class: 'file' }, `${file}:${line ?? 1}:${column ?? 1}`), ' ']),
    tag('b', {}, message),
    ' ',
    tag('code', { class: 'soft' }, code),
    ...(subject.length === 0 ? [] : [tag('span', { class: 'subject' }, ...subject)]),
    tag('span', { class: 'help' }, help),
  );
}

function subjectPieces(diagnostic: ReportDiagnostic): readonly Piece[] {
  return subjectsOf(diagnostic).flatMap(([word, name], at) => [
    `${at === 0 ? '' : ', '}${word} `,
    tag('code', {}, name),
  ]);
}

/** Lines for the foot: rules that matched nothing, then whatever else is worth knowing, opened on demand. */
export function noticeLines({ diagnostics }: Report): readonly Piece[] {
  const notices = diagnostics.filter(({ severity }) => severity === 'notice');
  const without = notices.filter(({ code }) => code === 'plan/matched-nothing');
  const others = notices.filter(({ code }) => code !== 'plan/matched-nothing');
  return [
    ...(without.length === 0
      ? []
      : [noticeList(`${counted(without.length, 'rule')} matched nothing`, without, without.length <= 8)]),
    ...(others.length === 0 ? [] : [noticeList(counted(others.length, 'notice'), others, false)]),
  ];
}

function noticeList(heading: string, notices: readonly ReportDiagnostic[], isOpen: boolean): Piece {
  return tag(
    'details',
    { class: 'notices', open: isOpen ? '' : undefined },
    tag('summary', {}, heading),
    tag('ul', {}, ...notices.slice(0, MOST).map((notice) => noticeItem(notice))),
  );
}

function noticeItem(notice: ReportDiagnostic): Piece {
  const { message, help, file, line } = notice;
  const subject = subjectPieces(notice);
  return tag(
    'li',
    {},
    ...(file === undefined ? [] : [tag('code', { class: 'file' }, `${file}:${line ?? 1}`), ' ']),
    message,
    ...(subject.length === 0 ? [] : [' · ', ...subject]),
    tag('span', { class: 'help' }, help),
  );
}
