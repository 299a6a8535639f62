// Metrics of a run for the node exporter and a Pushgateway. Whatever happens to them is a warning: what the run did stands.
import type { Diagnostic } from '../model/diagnostic.ts';
import { liesBelow, pushgatewayProblem, pushMetrics, readModestFile, replaceFile } from '../publish/index.ts';
import { lastSuccessIn, toMetrics, withDiagnostics, type Report } from '../report/index.ts';
import type { RunResult } from './result.ts';

/** Where metrics go; undefined where one is not wanted. */
export interface MetricsRequest {
  readonly cwd: string;
  /** The output root, where nothing but manifests may lie. */
  readonly output: string;
  readonly file: string | undefined;
  /** Address of a group of a Pushgateway. */
  readonly push: string | undefined;
}

/** When the run was, and how long it took. */
export interface MetricsTimes {
  /** Its one instant, RFC 3339. */
  readonly now: string;
  readonly seconds: number;
}

/** What speaks against a request; no address is quoted. */
export function metricsProblems({ cwd, output, file, push }: MetricsRequest): readonly Diagnostic[] {
  const problem = push === undefined ? undefined : pushgatewayProblem(push);
  return [
    ...(file === '-' ? [usage('--metrics-file needs the name of a file')] : []),
    ...(file !== undefined && liesBelow(cwd, output, file)
      ? [usage(`--metrics-file ${file} lies in the output root, which holds manifests only`)]
      : []),
    ...(problem === undefined ? [] : [usage(`The address of --metrics-push ${problem}`)]),
  ];
}

/**
 * Writes and sends the metrics of a result, and gives it with what there is to tell of that. Its status stays.
 *
 * Shape   a success is status 0. In the file the time of the last one is kept over runs that are none: the collector shows the file as
 *         it is. In a Pushgateway it stays by itself (pushMetrics).
 */
export async function publishMetrics(
  result: RunResult,
  request: MetricsRequest,
  times: MetricsTimes,
): Promise<RunResult> {
  const { file, push } = request;
  const own = result.status === 0 ? Math.floor(Date.parse(times.now) / 1000 + times.seconds) : undefined;
  const diagnostics = [
    ...(file === undefined ? [] : writeMetrics(result, file, times, own)),
    ...(push === undefined ? [] : await pushMetrics(push, metricsText(result, times, own), own !== undefined)),
  ];
  return diagnostics.length === 0 ? result : { ...result, report: withDiagnostics(result.report, diagnostics) };
}

function writeMetrics(
  result: RunResult,
  file: string,
  times: MetricsTimes,
  own: number | undefined,
): readonly Diagnostic[] {
  const lastSuccess = own ?? lastSuccessIn(readModestFile(file) ?? '', result.report.cluster);
  const trouble = replaceFile(file, metricsText(result, times, lastSuccess));
  return trouble === undefined ? [] : [warning(`Metrics were not written: ${trouble}`)];
}

function metricsText(result: RunResult, { seconds }: MetricsTimes, lastSuccess: number | undefined): string {
  return toMetrics(result.report, { seconds, lastSuccess, managed: managedOf(result) });
}

/** Where the run did not count them: what it decided about and left in output. */
function managedOf({ report, status, managed }: RunResult): number | undefined {
  if (managed !== undefined || status === 2) return managed;
  return decidedAndLeft(report);
}

function decidedAndLeft({ counts }: Report): number {
  return counts.created + counts.updated + counts.unchanged + counts.held;
}

function usage(message: string): Diagnostic {
  return { code: 'cli/usage', severity: 'error', message, about: {} };
}

function warning(message: string): Diagnostic {
  return { code: 'publish/metrics', severity: 'warning', message, about: {} };
}
