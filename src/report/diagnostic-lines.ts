// Diagnostics for a terminal: where, what, about what, and what to do.
import { nounFor } from './amounts.ts';
import { SEVERITY_COLORS, type Paint } from './paint.ts';
import type { ReportDiagnostic } from './report.ts';
import { shownText } from './shown-text.ts';
import { subjectsOf } from './subjects.ts';

/** Diagnostics of one severity that are shown unless all are asked for. */
const MOST_DIAGNOSTICS = 20;

/** The lines of these, which are all of one severity; after twenty only how many more there are, unless `all` are asked for. */
export function diagnosticLines(
  diagnostics: readonly ReportDiagnostic[],
  all: boolean,
  paint: Paint,
): readonly string[] {
  const shown = all ? diagnostics : diagnostics.slice(0, MOST_DIAGNOSTICS);
  const lines = shown.flatMap((diagnostic) => oneDiagnostic(diagnostic, paint));
  const left = diagnostics.length - shown.length;
  const [first] = diagnostics;
  if (left === 0 || first === undefined) return lines;
  return [...lines, `and ${left} more ${nounFor(left, first.severity)}: --verbose shows all`];
}

function oneDiagnostic(diagnostic: ReportDiagnostic, paint: Paint): readonly string[] {
  const { severity, code, message, help, file, line, column } = diagnostic;
  const place = file === undefined ? '' : `${paint('cyan', `${shownText(file)}:${line ?? 1}:${column ?? 1}`)}  `;
  const subjects = subjectsOf(diagnostic).map(([word, name]) => `${word} ${shownText(name)}`);
  return [
    `${paint(SEVERITY_COLORS[severity], severity)}  ${place}${shownText(message)} ${paint('dim', `[${code}]`)}`,
    ...(subjects.length === 0 ? [] : [`  ${subjects.join(', ')}`]),
    `  ${paint('dim', shownText(help))}`,
  ];
}
