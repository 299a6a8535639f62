// The files that CI systems read: the action's description against the flags that there are, example workflows and the GitLab template
// against both, and the hooks. They run nowhere here; what can be told without a runner is, and the script that GitLab would run is run.
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { COMMANDS, FLAG_INPUTS, OWN_INPUTS } from '../../src/action/inputs.ts';
import { OUTPUTS } from '../../src/action/outputs.ts';
import { HAS_GIT, NEEDS_GIT } from '../publish/git-sandbox.ts';
import { aFolder, cli, shell } from '../support/cli.ts';
import { ROOT } from '../support/example.ts';
import { aProject } from '../support/project.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

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
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, { readonly if?: string; readonly steps: readonly Step[] }>>;
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

const RECONCILING = WORKFLOWS.filter((name) => name.startsWith('reconcile'));

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
    expect(workflow.permissions['contents']).toBe(RECONCILING.includes(name) ? 'write' : 'read');
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

interface Reconciling extends Workflow {
  readonly on: {
    readonly schedule: readonly { readonly cron: string }[];
    readonly push: { readonly branches: readonly string[]; readonly paths: readonly string[] };
    readonly workflow_dispatch: { readonly inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  };
}

test('there are workflows that reconcile', () => {
  expect(RECONCILING).toEqual(['reconcile-committed.yml', 'reconcile-pull-request.yml', 'reconcile.yml']);
});

describe.each(RECONCILING)('docs/examples/workflows/%s', (name) => {
  const text = readFileSync(join(ROOT, 'docs/examples/workflows', name), 'utf8');
  const workflow = load(text) as Reconciling;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  const [own, ...others] = steps.filter(({ uses }) => uses?.includes('/headwater@'));
  const given: Readonly<Record<string, unknown>> = own?.with ?? {};

  test('runs one at a time, on a schedule and on inputs, and never on what it writes', () => {
    expect(workflow.concurrency).toEqual({ group: 'headwater-reconcile', 'cancel-in-progress': false });
    expect(workflow.on.schedule[0]!.cron).toMatch(/^\S+ \S+ \* \* \*$/);
    const { branches, paths } = workflow.on.push;
    expect(branches).toEqual(['main']);
    expect(Object.values(workflow.jobs).map((job) => job.if)).toEqual([`github.ref == 'refs/heads/${branches[0]!}'`]);
    expect(paths).toEqual(expect.arrayContaining(['policies/**', 'headwater.yaml']));
    expect(paths.filter((path) => /output|\*\*?\/\*|^\*/.test(path))).toEqual([]);
    // An inventory that the job takes itself is none of the repository's.
    expect(paths.includes('cluster-state/**')).toBe(given['cluster-state'] === undefined);
  });

  test('lets a stopped run through once, by an input of that very name', () => {
    const { inputs } = workflow.on.workflow_dispatch;
    expect(Object.keys(inputs)).toEqual(['max-deletions']);
    expect(inputs['max-deletions']).toMatchObject({ type: 'string', required: false });
    expect(inputs['max-deletions']).not.toHaveProperty('default');
    expect(given['max-deletions']).toBe('${{ inputs.max-deletions }}');
  });

  test('reconciles once and pushes, without a push of its own', () => {
    expect(others).toEqual([]);
    expect(given['command']).toBe('reconcile');
    const asksFor = [given['push'] === true, given['pull-request'] === 'github'];
    expect(asksFor).toEqual(name === 'reconcile-pull-request.yml' ? [false, true] : [true, false]);
    for (const { run = '' } of steps) expect(run).not.toMatch(/git (push|commit)/);
    const [checkout] = steps;
    expect(checkout!.uses).toMatch(/^actions\/checkout@/);
    expect(checkout!.with ?? {}).not.toHaveProperty('persist-credentials');
  });

  test('may write pull requests only where it makes one', () => {
    const { permissions } = workflow;
    const isProposal = given['pull-request'] !== undefined;
    expect(permissions).toEqual({ contents: 'write', ...(isProposal && { 'pull-requests': 'write' }) });
    if (!isProposal) return;
    expect(given).toMatchObject({ branch: 'headwater/update', base: workflow.on.push.branches[0] });
    expect(given).not.toHaveProperty('push-via');
  });

  test('keeps what it takes from a cluster out of the repository', () => {
    const taken = given['cluster-state'];
    if (taken !== undefined) expect(taken).toMatch(/^\$\{\{ runner\.temp \}\}\//);
    for (const { run = '' } of steps) {
      for (const [, target] of run.matchAll(/> (\S+)/g)) expect(target).toMatch(/^"\$RUNNER_TEMP\//);
    }
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
    Record<
      string,
      {
        rules?: readonly { if: string; changes?: readonly string[] }[];
        artifacts?: object;
        script?: readonly string[];
        variables?: Readonly<Record<string, unknown>>;
        resource_group?: string;
      }
    >
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

describe('the GitLab job that reconciles', () => {
  const text = readFileSync(join(ROOT, 'docs/examples/gitlab/headwater.gitlab-ci.yml'), 'utf8');
  const template = load(text) as Readonly<Record<string, unknown>>;
  const job = template['headwater-reconcile'] as {
    readonly rules: readonly { readonly if: string; readonly changes?: readonly string[] }[];
    readonly script: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
    readonly resource_group: string;
  };

  test('runs one at a time on the default branch, and never on what it writes', () => {
    expect(job.resource_group).toBe('headwater-reconcile');
    expect(job.variables['GIT_DEPTH']).toMatch(/^\d+$/);
    for (const { if: condition } of job.rules) expect(condition).toContain('$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH');
    const [schedule, web, push] = job.rules;
    expect([schedule, web].map((rule) => rule?.changes)).toEqual([undefined, undefined]);
    expect(push!.changes).toEqual(['policies/**/*', 'cluster-state/**/*', 'headwater.yaml']);
  });

  test('has a variable for a run that was stopped, which is empty otherwise', () => {
    expect(template['variables']).toMatchObject({ MAX_DELETIONS: { value: '' } });
    expect(job.script.join('\n')).toContain('--max-deletions=$MAX_DELETIONS');
  });

  /** As GitLab does it: a shallow clone with HEAD at a commit, and the project at an address of its own. */
  function run(maxDeletions: string, script = job.script) {
    const project = aProject({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') });
    const home = aFolder();
    const setUp = [
      'git init -q -b main . && git add . && git -c user.name=U -c user.email=u@example.com commit -qm start',
      `git init -q --bare -b main ${home}/group/project.git && git push -q ${home}/group/project.git main`,
      `git clone -q --depth 1 file://${home}/group/project.git ${home}/build && git -C ${home}/build checkout -q --detach`,
      `git config --file ${home}/config url.file://${home}/.insteadOf https://oauth2:glpat-word@gitlab.example.org/`,
    ];
    const made = shell(project.root, setUp.join(' && '));
    if (made.status !== 0) throw new Error(made.stderr);
    mkdirSync(join(home, 'headwater'));
    symlinkSync(join(ROOT, 'dist'), join(home, 'headwater', 'dist'));
    const { before_script: before } = template['.headwater'] as { readonly before_script: readonly string[] };
    const ran = shell(join(home, 'build'), ['set -eo pipefail', before.at(-1), ...script].join('\n'), {
      GIT_CONFIG_GLOBAL: join(home, 'config'),
      GITLAB_CI: 'true',
      CI: 'true',
      CI_BUILDS_DIR: home,
      CI_SERVER_HOST: 'gitlab.example.org',
      CI_PROJECT_PATH: 'group/project',
      CI_COMMIT_BRANCH: 'main',
      HEADWATER_PUSH_TOKEN: 'glpat-word',
      MAX_DELETIONS: maxDeletions,
    });
    const git = (args: string): string => shell(join(home, 'build'), `git ${args}`).stdout;
    return { ...ran, git, remote: `${home}/group/project.git` };
  }

  test.skipIf(!HAS_GIT).each(['', '40'])(`commits what it makes, with MAX_DELETIONS «%s»${NEEDS_GIT}`, (given) => {
    const { status, stdout, stderr, git, remote } = run(given);
    expect(`${stdout}${stderr}`).not.toContain('glpat-word');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(git('show --name-only HEAD')).toContain('output/team-a/networkpolicy.networking.k8s.io_deny-all.yaml');
    if (/pushed to headwater\/main/.test(stdout))
      expect(git(`ls-remote ${remote} main`)).toContain(git('rev-parse HEAD').trim());
  });

  test.skipIf(!HAS_GIT)(`hands MAX_DELETIONS over as one value of its own flag${NEEDS_GIT}`, () => {
    const { status, stdout } = run('4 --allow-empty');
    expect(status).toBe(2);
    expect(stdout).toContain('--max-deletions 4 --allow-empty is neither a number nor a percentage');
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
