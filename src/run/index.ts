// Entry of run/: one function per command.
export { runAdopt, type AdoptInput } from './adopt/adopt.ts';
export { runDiff } from './diff.ts';
export { runEval, type EvalRequest } from './eval.ts';
export { runExplain } from './explain.ts';
export type { InitOptions } from './init-options.ts';
export { runInit } from './init.ts';
export {
  DEFAULT_RUN_OPTIONS,
  type GitOptions,
  type PublishOptions,
  type RunOptions,
  type SecretsOption,
} from './options.ts';
export { metricsProblems, publishMetrics, type MetricsRequest, type MetricsTimes } from './metrics.ts';
export { isOfFork } from './preview/of-a-fork.ts';
export { runPreview } from './preview/preview.ts';
export type { PreviewOptions } from './preview/options.ts';
export { ciRunAddress } from './run-address.ts';
export { runReconcile, type ReconcileInput } from './reconcile.ts';
export { writeReportFiles, type ReportFiles } from './report-files.ts';
export type { ExitStatus, RunResult } from './result.ts';
export { ALL_TESTS, parseTestSelector, runTest, type TestOptions, type TestSelector } from './test.ts';
export { runValidate, type ValidateOptions } from './validate.ts';
