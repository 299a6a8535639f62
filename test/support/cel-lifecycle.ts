// Steps in the life of a project with policies in CEL, told in the words of the lifecycle table; and the policies, triggers and sources
// that such steps are made of.
import { expect } from 'vitest';
import type { RunOptions, RunResult } from '../../src/run/index.ts';
import { aProject, type Files, type Project } from './project.ts';
import { entryFor, isOfStep, wordsThatCame } from './table-words.ts';

/** Both columns of the table. */
export const LIFECYCLES: readonly RunOptions['lifecycle'][] = ['desired', 'kyverno'];

/** What changes before a run, and what comes of it. `exit`, `reports` and words are one entry, or `desired · kyverno`. */
export interface Step {
  readonly says: string;
  readonly write?: Files;
  readonly remove?: readonly string[];
  readonly flags?: Partial<RunOptions>;
  readonly exit?: string;
  /** Codes of the diagnostics, with spaces between; each as often as it is told. */
  readonly reports?: string;
  /** Paths below output. Those that are not named have to stay. */
  readonly downstreams?: Readonly<Record<string, string>>;
}

/** Runs the steps; after the last one, one run more may change nothing. Gives the project and the last result. */
export async function live(
  lifecycle: RunOptions['lifecycle'],
  steps: readonly Step[],
): Promise<{ readonly project: Project; readonly last: RunResult }> {
  const project = aProject();
  const results: RunResult[] = [];
  for (const step of steps) results.push(await liveOn(project, lifecycle, step));
  const output = project.files('output');
  await project.reconcile({ lifecycle, ...steps.at(-1)?.flags });
  expect(project.files('output'), 'a run more changes nothing').toEqual(output);
  const last = results.at(-1);
  if (last === undefined) throw new Error('a life has at least one step');
  return { project, last };
}

async function liveOn(project: Project, lifecycle: RunOptions['lifecycle'], step: Step): Promise<RunResult> {
  project.write(step.write ?? {});
  project.remove(...(step.remove ?? []));
  const before = project.manifests();
  const result = await project.reconcile({ lifecycle, ...step.flags });
  const words = Object.fromEntries(
    Object.entries(step.downstreams ?? {}).map(([path, cell]) => [path, entryFor(cell, lifecycle)]),
  );
  const told = result.report.diagnostics
    .map(({ code }) => code)
    .filter(isOfStep)
    .sort();
  expect(
    {
      exit: result.status,
      reports: told.join(' '),
      downstreams: wordsThatCame(result, words, { before, after: project.manifests() }),
    },
    `${step.says}\n${result.report.diagnostics.map(({ message }) => message).join('\n')}`,
  ).toEqual({
    exit: Number(entryFor(step.exit ?? '0', lifecycle)),
    reports: entryFor(step.reports ?? '', lifecycle),
    downstreams: words,
  });
  return result;
}

/** The parts of a policy: what they are not given for is as in the table's plainest case. */
export interface PolicyParts {
  readonly name: string;
  readonly namespace?: string;
  readonly synchronize?: boolean;
  /** Further lines of spec.evaluation, in flow style: `generateExisting: {enabled: true}`. */
  readonly evaluation?: string;
  /** Further fields of spec, each a line of its own. */
  readonly spec?: readonly string[];
  readonly resources?: string;
  readonly operations?: string;
  /** Further fields of matchConstraints, in flow style. */
  readonly constraints?: string;
  /** Expressions of spec.generate. */
  readonly generate: readonly string[];
}

/** A policy as YAML. Its triggers are the ConfigMaps labelled `share: "yes"` unless it says otherwise. */
export function policy(parts: PolicyParts): string {
  const { name, namespace, synchronize = true, evaluation = '', spec = [], generate } = parts;
  const { resources = '[configmaps]', operations = '[CREATE, UPDATE]' } = parts;
  const { constraints = 'objectSelector: {matchLabels: {share: "yes"}}' } = parts;
  return [
    'apiVersion: policies.kyverno.io/v1',
    `kind: ${namespace === undefined ? '' : 'Namespaced'}GeneratingPolicy`,
    `metadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}}`,
    'spec:',
    `  evaluation: {synchronize: {enabled: ${String(synchronize)}}${evaluation && `, ${evaluation}`}}`,
    '  matchConstraints:',
    `    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: ${operations}, resources: ${resources}}]`,
    ...(constraints === '' ? [] : [`    ${constraints}`]),
    ...spec.map((line) => `  ${line}`),
    '  generate:',
    ...generate.flatMap((text) => ['  - expression: >-', ...text.split('\n').map((line) => `      ${line}`)]),
    '',
  ].join('\n');
}

/** CEL that makes a ConfigMap; `color` is an expression. */
export function made(name: string, color = 'object.data.color', namespace = 'object.metadata.namespace'): string {
  const object = `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": ${name}}, "data": {"color": ${color}}}`;
  return `generator.apply(${namespace}, [${object}])`;
}

/** CEL that copies a ConfigMap of the namespace `shared`. */
export function copied(name: string, namespace = 'object.metadata.namespace'): string {
  return `generator.apply(${namespace}, [resource.get("v1", "configmaps", "shared", "${name}")])`;
}

/** The four columns of the table: policies that make `team-a/configmap_<name>.yaml`, for the trigger in team-a. */
export function columns(changes: Partial<PolicyParts> & { readonly color?: string } = {}): Files {
  const { color, ...parts } = changes;
  const one = (name: string, synchronize: boolean, generate: string): [string, string] => [
    `policies/${name}.yaml`,
    policy({ name, synchronize, generate: [generate], ...parts }),
  ];
  return Object.fromEntries([
    one('data-sync', true, made('"data-sync"', color)),
    one('data-once', false, made('"data-once"', color)),
    one('clone-sync', true, copied('clone-sync')),
    one('clone-once', false, copied('clone-once')),
  ]);
}

/** The files of the four policies. */
export const COLUMNS = Object.keys(columns());

/** One word for each column, in the order of the table. */
export function row(dataSync: string, dataOnce: string, cloneSync: string, cloneOnce: string): Record<string, string> {
  return {
    'team-a/configmap_data-sync.yaml': dataSync,
    'team-a/configmap_data-once.yaml': dataOnce,
    'team-a/configmap_clone-sync.yaml': cloneSync,
    'team-a/configmap_clone-once.yaml': cloneOnce,
  };
}

/** The same word for each column. */
export function all(word: string): Record<string, string> {
  return row(word, word, word, word);
}

/** A ConfigMap; `share` is its label. */
export function configMap(namespace: string, name: string, color: string, share = ''): string {
  const labels = share === '' ? '' : `, labels: {share: "${share}"}`;
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${namespace}${labels}}\ndata: {color: ${color}}\n`;
}

/** Namespaces, in one file. */
export function namespaces(...names: readonly string[]): string {
  return names.map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`).join('---\n');
}

export const TRIGGER = 'cluster-state/trigger.yaml';

/** The trigger of team-a. */
export function trigger(color = 'red', share = 'yes'): Files {
  return { [TRIGGER]: configMap('team-a', 'trigger', color, share) };
}

/** What the clones are made of, each in a file of its own. */
export function sources(color = 'red'): Files {
  return {
    'cluster-state/clone-sync.yaml': configMap('shared', 'clone-sync', color),
    'cluster-state/clone-once.yaml': configMap('shared', 'clone-once', color),
  };
}

/** Namespaces and sources, without a trigger. */
export const BEFORE: Files = {
  'cluster-state/namespaces.yaml': namespaces('team-a', 'team-b', 'shared'),
  ...sources(),
};

/** The two steps that most rows begin with: the policies are there, then the trigger appears. */
export function begun(policies: Files = columns(), downstreams = all('created')): readonly Step[] {
  return [
    { says: 'the policies are there', write: { ...BEFORE, ...policies } },
    { says: 'the trigger appears', write: trigger(), downstreams },
  ];
}
