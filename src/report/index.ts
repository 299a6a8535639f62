// What the other folders may use of report: a run becomes one plain object, and that becomes text or JSON.
export { describeEffects, EFFECT_OPENINGS, type ReportEdit } from './edits.ts';
export { toHtml } from './html/page.ts';
export { toJson } from './json.ts';
export { toJUnit } from './junit.ts';
export { ACTION_WORDS, REASON_SENTENCES } from './reasons.ts';
export {
  buildReport,
  exitStatusOf,
  hasChanges,
  type Report,
  type ReportCause,
  type ReportChange,
  type ReportCounts,
  type ReportDiagnostic,
  type ReportException,
  type ReportExpressionError,
  type ReportInput,
  type ReportKind,
  type ReportResource,
  type ReportRule,
} from './report.ts';
export { shownText } from './shown-text.ts';
export type { ReportRow, ReportTests } from './tests.ts';
export { toText, type TextOptions } from './text.ts';
