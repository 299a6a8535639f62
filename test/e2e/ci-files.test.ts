// The files that CI systems read: the action's description against the flags that there are, example workflows and the GitLab template
// against both, and the hooks. They run nowhere here; what can be told without a runner is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { COMMANDS, FLAG_INPUTS, OWN_INPUTS } from '../../src/action/inputs.ts';
import { OUTPUTS } from '../../src/action/outputs.ts';
import { cli } from '../support/cli.ts';
import { ROOT } from '../support/example.ts';

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly name: string;
  readonly on: unknown;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

interface Action {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  readonly branding: { readonly icon: string; readonly color: string };
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default?: string; readonly required?: boolean }>
  >;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

const yamlAt = (path: string): unknown => load(readFileSync(join(ROOT, path), 'utf8'));
const ACTION = yamlAt('action.yml') as Action;
const INPUTS = Object.keys(ACTION.inputs);
const WORKFLOWS = readdirSync(join(ROOT, 'docs/examples/workflows')).filter((name) => name.endsWith('.yml'));

/** Flags that are no input, and why. */
const NO_INPUT: Readonly<Record<string, string>> = {
  format: 'the action reads JSON and shows text',
  json: 'the action names the file, an output',
  markdown: 'the action puts it into the summary',
  html: 'the action names the file, an output',
  'sarif-file': 'the action names the file, an output',
  'code-quality-file': 'for GitLab',
  help: 'does nothing',
  version: 'does nothing',
};

/** The flags of a command, as its help has them; undefined where the program has no such command. */
function flagsOf(command: string): readonly string[] | undefined {
  const { stdout } = cli(ROOT, [command, '--help']);
  // The help of a command that there is not is that of the program.
  if (!stdout.startsWith(`headwater ${command}`)) return undefined;
  return [...stdout.matchAll(/^\s+(?:-\w, )?--(?:no-)?([a-z][a-z-]*)/gm)].map(([, flag]) => flag!);
}

const FLAGS = new Map(COMMANDS.map((command) => [command, flagsOf(command)]));

describe('action.yml', () => {
  test('says what it is, and runs the bundle', () => {
    expect(ACTION).toMatchObject({
      name: 'Headwater',
      author: 'Headwater',
      runs: { using: 'node24', main: 'dist/index.js' },
    });
    expect(ACTION.description.length).toBeLessThan(125);
    expect(Object.keys(ACTION.branding)).toEqual(['icon', 'color']);
  });

  test('has the inputs and outputs that the action reads and sets, each described', () => {
    expect(INPUTS.toSorted()).toEqual([...Object.keys(FLAG_INPUTS), ...OWN_INPUTS].toSorted());
    expect(Object.keys(ACTION.outputs)).toEqual([...OUTPUTS]);
    for (const { description } of [...Object.values(ACTION.inputs), ...Object.values(ACTION.outputs)])
      expect(description).not.toBe('');
    expect(ACTION.inputs['command']!.default).toBe('preview');
    expect(ACTION.inputs['token']!.default).toBe('${{ github.token }}');
  });

  test.each([...FLAGS].filter(([, flags]) => flags !== undefined))(
    'has an input, or a reason, for every flag of %s',
    (_, flags) => {
      expect(flags!.length).toBeGreaterThan(5);
      const lacking = flags!.filter((flag) => !INPUTS.includes(flag) && !(flag in NO_INPUT));
      expect(lacking).toEqual([]);
    },
  );

  test('has no input that is no flag', () => {
    const known = new Set([...FLAGS.values()].flatMap((flags) => flags ?? []));
    const unknown = Object.keys(FLAG_INPUTS).filter((input) => !known.has(input));
    expect(unknown).toEqual([]);
  });
});

describe.each(WORKFLOWS)('docs/examples/workflows/%s', (name) => {
  const text = readFileSync(join(ROOT, 'docs/examples/workflows', name), 'utf8');
  const workflow = load(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  const own = steps.filter(({ uses }) => uses?.includes('/headwater@'));

  test('names permissions, and never runs on pull_request_target', () => {
    expect(text.startsWith('# ')).toBe(true);
    expect(Object.keys(workflow.permissions)).toContain('contents');
    expect(JSON.stringify(workflow.on)).not.toContain('pull_request_target');
    expect(workflow.permissions['contents']).toBe(name === 'reconcile.yml' ? 'write' : 'read');
  });

  test('gives the action inputs that it has, and reads outputs that it has', () => {
    expect(own.length).toBeGreaterThan(0);
    for (const step of own) {
      expect(step.uses).toBe('your-organization/headwater@COMMIT');
      for (const input of Object.keys(step.with ?? {})) expect(INPUTS).toContain(input);
      expect(COMMANDS).toContain(step.with?.['command'] ?? 'preview');
    }
    const ids = own.flatMap(({ id }) => id ?? []);
    for (const [, id, output] of text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
      expect(ids).toContain(id);
      expect(OUTPUTS).toContain(output);
    }
  });

  test('puts no text of others into a script or an argument', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
    const hostile = /github\.(head_ref|event\.pull_request\.(title|body|head\.(ref|label)))/;
    expect(text).not.toMatch(hostile);
  });
});

test('the preview takes the merge commit with its parents, and may write comments', () => {
  const workflow = yamlAt('docs/examples/workflows/preview.yml') as Workflow;
  const [checkout] = workflow.jobs['preview']!.steps;
  expect(workflow.on).toBe('pull_request');
  expect(checkout).toMatchObject({ with: { 'fetch-depth': 2, 'persist-credentials': false } });
  expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
});

test('the comment for forks waits for the preview by its name, takes its artefact, and checks nothing out', () => {
  const preview = yamlAt('docs/examples/workflows/preview.yml') as Workflow;
  const comment = yamlAt('docs/examples/workflows/preview-comment.yml') as Workflow;
  expect(comment.on).toEqual({ workflow_run: { workflows: [preview.name], types: ['completed'] } });
  const kept = preview.jobs['preview']!.steps.map((step) => step.with?.['name']);
  const steps = comment.jobs['comment']!.steps;
  const download = steps.find(({ uses }) => uses?.startsWith('actions/download-artifact@'));
  expect(kept).toContain(download?.with?.['name']);
  expect(steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout'))).toEqual([]);
});

describe('the GitLab template', () => {
  const text = readFileSync(join(ROOT, 'docs/examples/gitlab/headwater.gitlab-ci.yml'), 'utf8');
  const template = load(text) as Readonly<
    Record<string, { rules?: readonly { if: string }[]; artifacts?: object; script?: readonly string[] }>
  >;

  test('has jobs for merge requests and for the schedule, with artefacts', () => {
    const jobs = Object.entries(template).filter(([name]) => name.startsWith('headwater-'));
    expect(jobs.map(([name, { rules }]) => [name, rules?.[0]?.if.split('"')[1]])).toEqual([
      ['headwater-validate', 'merge_request_event'],
      ['headwater-preview', 'merge_request_event'],
      ['headwater-reconcile', 'schedule'],
    ]);
    expect(template['headwater-validate']!.artifacts).toMatchObject({
      reports: { codequality: 'gl-code-quality-report.json' },
    });
  });

  test('runs commands with flags that there are', () => {
    const lines = Object.values(template).flatMap(({ script }) => script ?? []);
    const called = lines.flatMap((line) => /\bheadwater (\w+)(.*)/.exec(line) ?? []).length / 3;
    expect(called).toBe(4);
    for (const line of lines) {
      const [, command = '', rest = ''] = /\bheadwater (\w+)(.*)/.exec(line) ?? [];
      const flags = FLAGS.get(COMMANDS.find((one) => one === command) ?? 'preview');
      if (command === '' || flags === undefined) continue;
      for (const [, flag] of rest.matchAll(/--([a-z-]+)/g)) expect(flags).toContain(flag);
    }
  });
});

test('the hooks for pre-commit run commands that there are, without file names', () => {
  const hooks = yamlAt('.pre-commit-hooks.yaml') as readonly Readonly<Record<string, unknown>>[];
  expect(hooks.map(({ id, entry }) => [id, entry])).toEqual([
    ['headwater-validate', 'headwater validate'],
    ['headwater-test', 'headwater test'],
  ]);
  for (const hook of hooks) expect(hook).toMatchObject({ language: 'node', pass_filenames: false });
});
