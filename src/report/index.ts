// What the other folders may use of report: a run becomes one plain object, and that becomes text or JSON.
export { describeEffects, EFFECT_OPENINGS, type ReportEdit } from './edits.ts';
export { toCodeQuality } from './code-quality.ts';
export { toHtml } from './html/page.ts';
export { toJson } from './json.ts';
export { toJUnit } from './junit.ts';
export { parseReport, type ParsedReport, type PreviewReport } from './parse-report.ts';
export { lastSuccessIn, toMetrics, type MetricsFacts } from './metrics.ts';
export { toMarkdown, toMarkdownParts } from './markdown/markdown.ts';
export type { MarkdownOptions } from './markdown/options.ts';
export { toPullRequest, type PullRequestOptions, type PullRequestText } from './markdown/pull-request.ts';
export { toValidateJUnit } from './junit-validate.ts';
export { ACTION_WORDS, REASON_SENTENCES } from './reasons.ts';
export {
  buildReport,
  exitStatusOf,
  hasChanges,
  withDiagnostics,
  withSources,
  reportCause,
  type Report,
  type ReportAdopted,
  type ReportAdoptedManifest,
  type ReportCause,
  type ReportChange,
  type ReportCounts,
  type ReportDiagnostic,
  type ReportException,
  type ReportExpressionError,
  type ReportInput,
  type ReportKind,
  type ReportPolicy,
  type ReportPullRequest,
  type ReportResource,
  type ReportRule,
} from './report.ts';
export { toSarif } from './sarif.ts';
export { shownText } from './shown-text.ts';
export type { ReportRow, ReportTests } from './tests.ts';
export { toText } from './text.ts';
export type { TextOptions } from './text-options.ts';
export { escapedData, workflowCommands } from './workflow-commands.ts';
