// An error of an expression for people: the line it is in, and a caret under the place.
import type { ReportExpressionError } from './report.ts';
import { shownText } from './shown-text.ts';

/** The message, and under it the line of the expression with carets below the place, where that is known. */
export function expressionErrorText(error: ReportExpressionError): string {
  const { message, expression, start, end, line: number, column } = error;
  // In one line the mark says it.
  const where = number === undefined || !expression.includes('\n') ? '' : ` (line ${number}, column ${column ?? 1})`;
  const head = `error  ${shownText(message)}${where}\n`;
  if (start === undefined || expression === '') return head;
  const before = expression.slice(0, start);
  const from = before.lastIndexOf('\n') + 1;
  const to = expression.indexOf('\n', start);
  const line = expression.slice(from, to < 0 ? undefined : to);
  const lead = shownText(line.slice(0, start - from));
  const marked = shownText(line.slice(start - from, Math.max(end ?? start, start + 1) - from));
  return `${head}\n  ${shownText(line)}\n  ${' '.repeat(width(lead))}${'^'.repeat(Math.max(width(marked), 1))}\n`;
}

/** Characters, as they stand beside each other; wide ones count as one. */
function width(text: string): number {
  return Array.from(text).length;
}
