// A run as metrics in Prometheus' text format, for a job that ends: gauges that the node exporter or a Pushgateway keeps until the next run.
// Where the text goes, and how long the run took, is the caller's.
import { compareText } from '../model/resource.ts';
import type { Report } from './report.ts';

/** What a report does not say of its run. */
export interface MetricsFacts {
  /** How long it took. */
  readonly seconds: number;
  /** Manifests that it looks after when it is over; undefined where nothing could be computed. */
  readonly managed: number | undefined;
  /** When a run last succeeded, in seconds since 1970: this one, or an earlier one that is still known. Undefined: left out. */
  readonly lastSuccess: number | undefined;
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const LAST_SUCCESS = 'headwater_last_success_timestamp_seconds';

/**
 * The metrics of a run.
 *
 * Shape   exposition format 0.0.4 without time stamps; every sample has the label `cluster` where the report names one. Of a run that
 *         could compute nothing there are no counts of triggers and downstreams: they are not known, which is not 0.
 * Order   as listed here; policies by code unit.
 */
export function toMetrics(report: Report, facts: MetricsFacts): string {
  const { cluster } = report;
  return metricsOf(report, facts)
    .filter(({ samples }) => samples.length > 0)
    .map((metric) => metricText(metric, cluster))
    .join('');
}

/** The last success that metrics of an earlier run tell, for this cluster; undefined where they tell none. */
export function lastSuccessIn(metrics: string, cluster: string): number | undefined {
  const start = `${LAST_SUCCESS}${labelText(cluster, {})} `;
  const line = metrics.split('\n').find((one) => one.startsWith(start));
  const text = line?.slice(start.length) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function metricsOf(report: Report, { seconds, managed, lastSuccess }: MetricsFacts): readonly Metric[] {
  const { created, updated, deleted, retained, held } = report.counts;
  const isComputed = managed !== undefined;
  const triggers = report.rules.reduce((sum, rule) => sum + rule.triggers, 0);
  const changes = { create: created, update: updated, delete: deleted, retain: retained, hold: held };
  return [
    gauge('headwater_run_duration_seconds', 'How long the last run took.', Math.round(seconds * 1000) / 1000),
    gauge(
      'headwater_triggers',
      'Triggers that rules matched in the last run, once for each rule.',
      isComputed ? triggers : undefined,
    ),
    gauge('headwater_downstreams', 'Manifests that are managed after the last run.', managed),
    {
      name: 'headwater_changes',
      help: 'Manifests by what the last run did with them.',
      samples: Object.entries(changes).map(([action, value]) => ({ labels: { action }, value })),
    },
    {
      name: 'headwater_failures',
      help: 'Errors of the last run by policy; without a policy those that are about none.',
      samples: [...failuresByPolicy(report)].map(([policy, value]) => ({ labels: { policy }, value })),
    },
    gauge(LAST_SUCCESS, 'When a run last ended with exit status 0, in seconds since 1970.', lastSuccess),
  ];
}

function gauge(name: string, help: string, value: number | undefined): Metric {
  return { name, help, samples: value === undefined ? [] : [{ value }] };
}

/** Those without a policy first, also where there are none: an alert needs something to look at. */
function failuresByPolicy({ diagnostics }: Report): ReadonlyMap<string, number> {
  const counts = new Map([['', 0]]);
  for (const { severity, policy = '' } of diagnostics) {
    if (severity !== 'error') continue;
    const name = characters(policy);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => compareText(a, b)));
}

function metricText({ name, help, samples }: Metric, cluster: string): string {
  const lines = samples.map(({ labels = {}, value }) => `${name}${labelText(cluster, labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function labelText(cluster: string, labels: Readonly<Record<string, string>>): string {
  const named = Object.entries(cluster === '' ? labels : { cluster, ...labels });
  if (named.length === 0) return '';
  return `{${named.map(([label, value]) => `${label}="${escapedValue(value)}"`).join(',')}}`;
}

/** Half of a pair is no character in UTF-8; carriage returns are none of the format's line ends, but some who read it think so. */
function characters(text: string): string {
  return text.replace(/[\p{Surrogate}\r]/gu, '\uFFFD');
}

function escapedValue(value: string): string {
  return characters(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
