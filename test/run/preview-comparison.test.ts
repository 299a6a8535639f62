// Which two states a preview compares: on a developer's machine, and under the variables of the forges' runners. Real repositories.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { computeChange } from '../../src/run/preview/findings.ts';
import type { RunResult } from '../../src/run/index.ts';
import { aGitProject, cloneOf, HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { aService, allowing } from '../support/http-service.ts';
import { aProject } from '../support/project.ts';
import { DENY_ALL } from '../support/sample-policies.ts';

type Env = Record<string, string>;

function namespace(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
}

/** Policy and one namespace on main, reconciled; a branch `change` that adds the namespace `new` is checked out. */
async function aChange(): Promise<GitProject> {
  const project = aGitProject({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/old.yaml': namespace('old') });
  await project.reconcile();
  project.commit('reconcile');
  project.branch('change');
  project.write({ 'cluster-state/new.yaml': namespace('new') });
  project.commit('new namespace');
  return project;
}

/** Adds a namespace on main, after the branch began. */
function othersMerge(project: GitProject): void {
  project.git('checkout', '-q', 'main');
  project.write({ 'cluster-state/others.yaml': namespace('others') });
  project.commit('by others');
}

/** What a forge checks out to try the merge: main with the branch merged into it, detached. */
function tryMerge(project: GitProject): string {
  othersMerge(project);
  project.git('checkout', '-q', '--detach');
  project.git('merge', '-q', '--no-ff', '-m', 'tried', 'change');
  return project.id('HEAD');
}

const changed = ({ report }: RunResult): readonly string[] =>
  report.changes.map(({ action, resource }) => `${action} ${resource.namespace}`);

const sides = ({ report }: RunResult) => ({ base: report.preview?.base, head: report.preview?.head });

const messages = ({ report }: RunResult): string =>
  report.diagnostics.map(({ message, help }) => `${message} ${help}`).join('\n');

function anEvent(project: { readonly home: string }, headRepository: string | null = 'acme/gitops'): string {
  const path = join(project.home, 'event.json');
  const repository = (name: string | null) => (name === null ? null : { full_name: name });
  const request = { head: { repo: repository(headRepository) }, base: { repo: repository('acme/gitops') } };
  writeFileSync(path, JSON.stringify({ number: 7, pull_request: request }));
  return path;
}

function onGitHub(project: { readonly home: string }, sha: string, more: Env = {}): Env {
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: anEvent(project),
    GITHUB_SHA: sha,
    GITHUB_BASE_REF: 'main',
    GITHUB_HEAD_REF: 'change',
    ...more,
  };
}

function onGitLab(more: Env = {}): Env {
  return {
    GITLAB_CI: 'true',
    CI_MERGE_REQUEST_IID: '12',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'change',
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'acme/gitops',
    CI_PROJECT_PATH: 'acme/gitops',
    ...more,
  };
}

describe.skipIf(!HAS_GIT)(`on a developer’s machine${NEEDS_GIT}`, () => {
  test('an explicit base counts from where the branch began, so that merges of others do not show', async () => {
    const project = await aChange();
    const began = project.id('main');
    othersMerge(project);
    project.git('checkout', '-q', 'change');
    const result = await project.preview({ base: 'main' });
    expect(changed(result)).toEqual(['create new']);
    expect(sides(result)).toEqual({
      base: { name: 'main', commit: began, workTree: false },
      head: { name: 'change', commit: project.id('change'), workTree: true },
    });
  });

  test('without one it is the default branch of the upstream', async () => {
    const project = await aChange();
    project.git('checkout', '-q', 'main');
    const clone = cloneOf(project);
    clone.git('checkout', '-q', 'change');
    const result = await clone.preview();
    expect(changed(result)).toEqual(['create new']);
    expect(result.report.preview?.base.name).toBe('origin/main');
  });

  test('a branch that only the upstream has is found by its own name', async () => {
    const project = await aChange();
    const clone = cloneOf(project);
    expect(changed(await clone.preview({ base: 'main' }))).toEqual(['create new']);
    expect(clone.git('branch', '--list', 'main')).toBe('');
  });

  test('with no default branch the base has to be named', async () => {
    const project = await aChange();
    project.git('branch', '-m', 'main', 'trunk');
    const result = await project.preview();
    expect(result.status).toBe(2);
    expect(messages(result)).toContain('--base');
  });

  test('the head can be a branch: then the work tree does not count', async () => {
    const project = await aChange();
    project.git('checkout', '-q', 'main');
    project.write({ 'policies/broken.yaml': 'a: [', 'cluster-state/mine.yaml': namespace('mine') });
    const result = await project.preview({ base: 'main', head: 'change' });
    expect(changed(result)).toEqual(['create new']);
    expect(sides(result).head).toEqual({ name: 'change', commit: project.id('change'), workTree: false });
  });

  test('base and head may be the same commit', async () => {
    const project = await aChange();
    const result = await project.preview({ base: 'HEAD', exitCode: true });
    expect([result.status, changed(result)]).toEqual([0, []]);
    expect(result.report.preview).toMatchObject({ computed: true, ownEdits: 0 });
  });

  test.each(['no-such-branch', '--upload-pack=x', '-f', 'a..b', 'a\u0007b'])('%j is no base', async (base) => {
    const project = await aChange();
    const result = await project.preview({ base });
    expect([result.status, result.report.preview?.computed]).toEqual([2, false]);
    expect(messages(result)).not.toBe('');
  });

  test('histories that began apart have no base', async () => {
    const project = await aChange();
    project.git('checkout', '-q', '--orphan', 'apart');
    project.commit('apart');
    const result = await project.preview({ base: 'main' });
    expect([result.status, result.report.preview?.computed]).toEqual([2, false]);
    expect(result.report.diagnostics.map(({ code }) => code)).toEqual(['load/no-common-history']);
    expect(result.report.preview?.head.name).toBe('apart');
  });

  test('a repository without a commit has nothing to compare', async () => {
    const project = await aChange();
    project.git('checkout', '-q', '--orphan', 'unborn');
    const result = await project.preview({ base: 'main' });
    expect([result.status, result.report.preview?.computed]).toEqual([2, false]);
    expect(messages(result)).toContain('has no commit yet');
  });

  test('a clone that borrows its objects is read with the git program', async () => {
    const project = await aChange();
    expect(changed(await cloneOf(project, '--shared').preview({ base: 'origin/main' }))).toEqual(['create new']);
  });

  test('a clone of one branch is told how to fetch the other', async () => {
    const project = await aChange();
    const shallow = cloneOf(project, '--depth', '1', '-b', 'change');
    const result = await shallow.preview({ base: 'main' });
    expect(messages(result)).toContain('git fetch --unshallow origin main:refs/remotes/origin/main');
    const command = /git (fetch --unshallow \S+ \S+)/.exec(messages(result))?.[1] ?? '';
    shallow.git(...command.split(' '));
    expect((await shallow.preview({ base: 'main' })).status).toBe(0);
  });
});

test('outside of any repository it is said what to do', async () => {
  const project = aProject({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespace('a') });
  const result = await project.preview({ base: 'main' });
  expect([result.status, result.report.preview?.computed]).toEqual([2, false]);
  expect(result.report.diagnostics.map(({ code }) => code)).toEqual(['cli/usage']);
  expect(messages(result)).toContain('headwater diff');
});

describe.skipIf(!HAS_GIT)(`in a workflow on GitHub${NEEDS_GIT}`, () => {
  test('the base is the first parent of the merge commit, and the head is reported as it was pushed', async () => {
    const project = await aChange();
    const sha = tryMerge(project);
    const result = await project.preview({ env: onGitHub(project, sha) });
    expect(changed(result)).toEqual(['create new']);
    expect(sides(result)).toEqual({
      base: { name: 'main', commit: project.id('main'), workTree: false },
      head: { name: 'change', commit: project.id('change'), workTree: true },
    });
    expect(result.report.preview?.pullRequest).toBe(7);
  });

  test('two commits of a clone are enough', async () => {
    const project = await aChange();
    const sha = tryMerge(project);
    project.git('branch', 'tried', sha);
    const clone = cloneOf(project, '--depth', '2', '--branch', 'tried');
    expect(changed(await clone.preview({ env: onGitHub(project, sha) }))).toEqual(['create new']);
  });

  test('one is not, and the page says what to set', async () => {
    const project = await aChange();
    const sha = tryMerge(project);
    project.git('branch', 'tried', sha);
    const clone = cloneOf(project, '--depth', '1', '--branch', 'tried');
    const result = await clone.preview({ env: onGitHub(project, sha) });
    expect([result.status, result.report.preview?.computed]).toEqual([2, false]);
    expect(messages(result)).toContain('fetch-depth: 2');
    expect(result.report.preview).toMatchObject({ base: { name: 'main' }, head: { name: 'change' }, pullRequest: 7 });
  });

  test('a runner that does not name the commit checked out the merge, where it is one', async () => {
    const project = await aChange();
    const sha = tryMerge(project);
    project.git('branch', 'tried', sha);
    const env = onGitHub(project, '');
    const clone = cloneOf(project, '--depth', '2', '--branch', 'tried');
    expect(changed(await clone.preview({ env }))).toEqual(['create new']);
  });

  test('where the branch itself is checked out it is the merge base with the branch that it goes into', async () => {
    const project = await aChange();
    const sha = tryMerge(project);
    const clone = cloneOf(project);
    clone.git('checkout', '-q', 'origin/change');
    const result = await clone.preview({ env: onGitHub(project, sha) });
    expect(changed(result)).toEqual(['create new']);
    expect(result.report.preview?.base).toMatchObject({ name: 'main', commit: project.id('change^') });
  });

  test('with no upstream in the clone it is the branch of that name', async () => {
    const project = await aChange();
    const result = await project.preview({ env: onGitHub(project, '') });
    expect([changed(result), result.report.preview?.base.commit]).toEqual([['create new'], project.id('main')]);
  });

  test('a branch that is not in the clone is named with the command that fetches it', async () => {
    const project = await aChange();
    const result = await project.preview({ env: onGitHub(project, '', { GITHUB_BASE_REF: 'release' }) });
    expect(result.status).toBe(2);
    expect(messages(result)).toContain('git fetch origin release:refs/remotes/origin/release');
  });

  test('a base that is named wins over the merge commit', async () => {
    const project = await aChange();
    const env = onGitHub(project, tryMerge(project));
    const result = await project.preview({ env, base: project.id('change^') });
    expect(changed(result)).toEqual(['create new', 'create others']);
  });

  test('a merge at the tip of the base is not the merge of a pull_request_target', async () => {
    const project = await aChange();
    const sha = tryMerge(project);
    project.git('branch', '-f', 'main', sha);
    const clone = cloneOf(project);
    clone.git('checkout', '-q', sha);
    const env = onGitHub(project, sha, { GITHUB_EVENT_NAME: 'pull_request_target' });
    expect(changed(await clone.preview({ env }))).toEqual([]);
  });
});

describe.skipIf(!HAS_GIT)(`in a pipeline on GitLab${NEEDS_GIT}`, () => {
  test.each(['merged_result', 'merge_train'])('%s: the first parent', async (type) => {
    const project = await aChange();
    const sha = tryMerge(project);
    const result = await project.preview({
      env: onGitLab({
        CI_MERGE_REQUEST_EVENT_TYPE: type,
        CI_COMMIT_SHA: sha,
        CI_MERGE_REQUEST_DIFF_BASE_SHA: project.id('change^'),
      }),
    });
    expect(changed(result)).toEqual(['create new']);
    expect(result.report.preview).toMatchObject({
      base: { name: 'main', commit: project.id('main') },
      pullRequest: 12,
    });
    expect(result.report.preview?.head.commit).toBe(project.id('change'));
  });

  test('other pipelines: the commit that is named as the base', async () => {
    const project = await aChange();
    const began = project.id('main');
    othersMerge(project);
    project.git('checkout', '-q', '--detach', 'change');
    const env = onGitLab({ CI_MERGE_REQUEST_EVENT_TYPE: 'detached', CI_MERGE_REQUEST_DIFF_BASE_SHA: began });
    const result = await project.preview({ env });
    expect(changed(result)).toEqual(['create new']);
    expect(sides(result)).toEqual({
      base: { name: 'main', commit: began, workTree: false },
      head: { name: 'change', commit: project.id('change'), workTree: true },
    });
  });

  test('a clone that is too shallow says so', async () => {
    const project = await aChange();
    const clone = cloneOf(project, '--depth', '1');
    const env = onGitLab({ CI_MERGE_REQUEST_DIFF_BASE_SHA: project.id('main') });
    const result = await clone.preview({ env });
    expect(result.status).toBe(2);
    expect(messages(result)).toContain('GIT_DEPTH: 0');
  });
});

describe.skipIf(!HAS_GIT)(`a change from a fork${NEEDS_GIT}`, () => {
  const asking = (url: string): string => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: asks}
spec:
  rules:
  - name: r
    match: {any: [{resources: {kinds: [Namespace]}}]}
    context: [{name: svc, apiCall: {service: {url: "${url}/x"}}}]
    generate: {apiVersion: v1, kind: ConfigMap, name: out, namespace: "{{request.object.metadata.name}}", data: {data: {value: "{{ svc }}"}}}
`;

  async function previewOf(env: (project: GitProject) => Env) {
    let count = 0;
    const service = await aService(() => `answer ${(count += 1)}`);
    const project = aGitProject({ 'policies/p.yaml': asking(service.url), 'cluster-state/a.yaml': namespace('a') });
    project.branch('change');
    project.write({ 'cluster-state/b.yaml': namespace('b') });
    const result = await project.preview({ base: 'main', env: env(project) }, allowing(`127.0.0.1:${service.port}`));
    return { result, received: service.received };
  }

  test.each<[string, (project: GitProject) => Env]>([
    ['of another repository', (p) => ({ ...onGitHub(p, ''), GITHUB_EVENT_PATH: anEvent(p, 'mallory/gitops') })],
    ['of a repository that is gone', (p) => ({ ...onGitHub(p, ''), GITHUB_EVENT_PATH: anEvent(p, null) })],
    ['that nothing is known of', (p) => ({ ...onGitHub(p, ''), GITHUB_EVENT_PATH: join(p.home, 'no-event.json') })],
    ['on GitLab', () => onGitLab({ CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'mallory/gitops' })],
  ])('%s makes no request, and says so', async (_, env) => {
    const { result, received } = await previewOf(env);
    expect(received).toEqual([]);
    expect(result.report.diagnostics.map(({ code }) => code)).toContain('preview/no-requests');
    expect(result.status).toBe(1);
  });

  test('is given no key for digests', async () => {
    const project = await aChange();
    const keyOf = async (env: Env): Promise<readonly unknown[]> => {
      const computed = await computeChange(project.previewOptions({ base: 'main', env }, { digestKey: 'k' }));
      return 'runs' in computed ? [computed.base.options.digestKey, computed.head.options.digestKey] : [];
    };
    const here = onGitHub(project, '');
    expect(await keyOf(here)).toEqual(['k', 'k']);
    expect(await keyOf({ ...here, GITHUB_EVENT_PATH: anEvent(project, 'mallory/gitops') })).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('of this repository asks, each question once for both states', async () => {
    const { result, received } = await previewOf((project) => onGitHub(project, ''));
    expect(received.map(({ path }) => path)).toEqual(['/x']);
    expect([result.status, changed(result)]).toEqual([0, ['create b']]);
  });
});
