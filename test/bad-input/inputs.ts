// What the tests of bad input share: policies and triggers as text, and the errors of a run in the form that a person is shown.
import { load } from 'js-yaml';
import type { ReportDiagnostic } from '../../src/report/index.ts';
import type { RunResult } from '../../src/run/index.ts';

/** A ClusterPolicy with these rules, each written at column 0 as an item of the list. */
export function clusterPolicy(name: string, ...rules: readonly string[]): string {
  const lines = rules.flatMap((rule) => rule.trim().split('\n'));
  return [
    'apiVersion: kyverno.io/v1',
    'kind: ClusterPolicy',
    `metadata:`,
    `  name: ${name}`,
    'spec:',
    '  rules:',
    ...lines.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** Namespaces, in one file. */
export function namespaces(...names: readonly string[]): string {
  return names.map((name) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`).join('---\n');
}

/** A diagnostic without its words: `at` is file and line. */
export interface Told extends Pick<ReportDiagnostic, 'code' | 'policy' | 'rule' | 'trigger'> {
  readonly at?: string;
}

/** Where and what the errors of a run are. */
export function errorsOf(result: RunResult): readonly Told[] {
  return told(result, 'error');
}

/** Where and what the warnings of a run are. */
export function warningsOf(result: RunResult): readonly Told[] {
  return told(result, 'warning');
}

/** Where and what the notices of a run are. */
export function noticesOf(result: RunResult): readonly Told[] {
  return told(result, 'notice');
}

/** Every message of a run and what it says to do, in one text. */
export function wordsOf(result: RunResult): string {
  return result.report.diagnostics.map(({ message, help }) => `${message}. ${help}`).join('\n');
}

/** The actions of a run by object: `update ConfigMap/team-a/made`. */
export function actionsOf({ report }: RunResult): readonly string[] {
  return report.changes.map(({ action, resource }) => {
    const name = [resource.kind, resource.namespace, resource.name].filter((part) => part !== '').join('/');
    return `${action} ${name}`;
  });
}

/** A manifest as a reader of YAML other than our own sees it. */
export function manifest(text: string | undefined): Readonly<Record<string, unknown>> {
  return load(text ?? '') as Readonly<Record<string, unknown>>;
}

/** The temporary folder of a project has another name in every run. */
function inProject(file: string): string {
  return file.replace(/^.*\/headwater-[^/]+\//, '');
}

function told({ report }: RunResult, severity: ReportDiagnostic['severity']): readonly Told[] {
  return report.diagnostics
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(({ code, file, line, policy, rule, trigger }) => ({
      code,
      ...(file === undefined ? {} : { at: `${inProject(file)}:${line ?? 0}` }),
      ...(policy === undefined ? {} : { policy }),
      ...(rule === undefined ? {} : { rule }),
      ...(trigger === undefined ? {} : { trigger }),
    }));
}
