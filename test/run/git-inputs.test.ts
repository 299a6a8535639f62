// Policies and inventory from remote repositories, through the program as people run it.
import { createServer } from 'node:http';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/index.ts';
import { aFolder, type Ran } from '../support/cli.ts';
import { aGitProject, cloneOf, HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { cliBeside, OVER_HTTP, someRemotes } from '../support/git-remotes.ts';
import { filesBelow } from '../support/project.ts';
import { misfits, REPORT_SCHEMA } from '../support/report-schema.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const POLICIES = { 'prod/deny.yaml': DENY_ALL };
const TEAM_A = { 'cluster/a.yaml': namespaceText('team-a') };

function reportOf({ stdout, stderr }: Ran): Report {
  expect(stdout, stderr).not.toBe('');
  const report = JSON.parse(stdout) as Report;
  expect(misfits(report, REPORT_SCHEMA)).toEqual([]);
  return report;
}

function messages(ran: Ran): readonly string[] {
  return reportOf(ran).diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

/** A folder of its own for what is fetched, so that a test sees what is left in it. */
function withTemporary(): { readonly env: Record<string, string>; readonly left: () => readonly string[] } {
  const folder = aFolder();
  return { env: { ...OVER_HTTP, TMPDIR: folder }, left: () => readdirSync(folder) };
}

function run(
  cwd: string,
  command: string,
  policies: string,
  state: string,
  env: Record<string, string>,
  ...more: string[]
) {
  const inputs = ['--policies', policies, '--cluster-state', state, '--format', 'json'];
  return cliBeside(cwd, [command, ...more, ...inputs], env);
}

describe.skipIf(!HAS_GIT)(`inputs in remote repositories${NEEDS_GIT}`, () => {
  test('are read at a tag, at a branch and at a commit, and what was read is told', async () => {
    const remotes = await someRemotes();
    const policies = remotes.remote('policies', POLICIES);
    policies.git('tag', '-a', '-m', 'one', 'v1');
    const tagged = policies.git('rev-parse', 'v1^{commit}').trim();
    policies.commit({ 'prod/deny.yaml': 'not: [valid', 'other/deny.yaml': '}' });
    const state = remotes.remote('state', { 'cluster/a.yaml': 'broken: [' });
    state.git('checkout', '-q', '-b', 'live');
    const first = state.commit(TEAM_A);
    const { env, left } = withTemporary();
    const folder = aFolder();
    const deny = `git+${policies.url}//prod@v1`;
    const ran = await run(folder, 'reconcile', deny, `git+${state.url}//cluster@live`, env, '--no-commit');
    expect(ran.status, ran.stdout).toBe(0);
    expect(Object.keys(filesBelow(join(folder, 'output')))).toContain(
      'team-a/networkpolicy.networking.k8s.io_deny-all.yaml',
    );
    expect(reportOf(ran).sources).toEqual([
      { input: deny, commit: tagged },
      { input: `git+${state.url}//cluster@live`, commit: first },
    ]);
    // The branch moves: the next run reads what it is at then, a run at the commit what was there before.
    const second = state.commit({ 'cluster/b.yaml': namespaceText('team-b') });
    const moved = await run(folder, 'diff', deny, `git+${state.url}//cluster@live`, env);
    expect(reportOf(moved)).toMatchObject({ counts: { created: 1 }, sources: [{}, { commit: second }] });
    const pinned = await run(folder, 'diff', deny, `git+${state.url}//cluster@${first}`, env);
    expect(reportOf(pinned)).toMatchObject({ counts: { created: 0 }, sources: [{}, { commit: first }] });
    expect(left()).toEqual([]);
  });

  test('are fetched once for all that is read of one repository', async () => {
    const remotes = await someRemotes();
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A, 'more/b.yaml': namespaceText('team-b') });
    const inputs = ['--cluster-state', `git+${both.url}//more/b.yaml`];
    const at = `git+${both.url}//`;
    const ran = await run(aFolder(), 'reconcile', `${at}prod`, `${at}cluster`, OVER_HTTP, '--no-commit', ...inputs);
    expect(reportOf(ran).counts).toMatchObject({ created: 2, failed: 0 });
    expect(reportOf(ran).sources?.map(({ input }) => input)).toEqual([`${at}cluster`, `${at}more/b.yaml`, `${at}prod`]);
    expect(remotes.requests.filter((request) => request.includes('info/refs'))).toHaveLength(1);
  });

  test('are read at HEAD where nothing is named, and their files are named with the repository', async () => {
    const remotes = await someRemotes();
    const policies = remotes.remote('policies', { 'a/b.yaml': 'x: [' });
    const state = remotes.remote('state', TEAM_A);
    const ran = await run(aFolder(), 'diff', `git+${policies.url}`, `git+${state.url}`, OVER_HTTP);
    expect(ran.status).toBe(2);
    expect(reportOf(ran).diagnostics).toMatchObject([
      { code: 'load/syntax', file: `git+${policies.url}@HEAD:a/b.yaml` },
    ]);
  });

  test('are named in verbose text, and by explain, eval and validate', async () => {
    const remotes = await someRemotes();
    const policies = remotes.remote('policies', POLICIES);
    const state = remotes.remote('state', TEAM_A);
    const inputs = ['--policies', `git+${policies.url}//prod`, '--cluster-state', `git+${state.url}`];
    const head = (remote: typeof state) => remote.git('rev-parse', 'HEAD').trim();
    const folder = aFolder();
    const told = await cliBeside(folder, ['diff', '-v', ...inputs], OVER_HTTP);
    expect(told.stderr).toContain(`fetched  git+${policies.url}//prod  ${head(policies)}`);
    const explained = await cliBeside(folder, ['explain', 'ns/team-a', ...inputs], OVER_HTTP);
    expect(explained.stdout, explained.stderr).toContain(`git+${state.url}@HEAD:cluster/a.yaml:1`);
    const value = await cliBeside(folder, ['eval', '--trigger', 'ns/team-a', 'request.name', ...inputs], OVER_HTTP);
    expect(value).toMatchObject({ status: 0, stdout: 'team-a\n' });
    const validated = await run(folder, 'validate', inputs[1]!, inputs[3]!, OVER_HTTP);
    expect(reportOf(validated)).toMatchObject({
      kind: 'ValidateReport',
      sources: [{}, {}],
      policies: [{ name: 'default-deny' }],
    });
    expect(validated.status, validated.stdout).toBe(0);
  });

  test('come from the configuration file too, where a refused one has its line', async () => {
    const remotes = await someRemotes();
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const folder = aFolder();
    mkdirSync(join(folder, 'ci'));
    const file = (policies: string) =>
      `output: ../output\npolicies: ${policies}\nclusterState: git+${both.url}//cluster\n`;
    writeFileSync(join(folder, 'ci/headwater.yaml'), file(`[git+${both.url}//prod]`));
    const args = ['diff', '--config', 'ci/headwater.yaml', '--format', 'json'];
    expect(reportOf(await cliBeside(folder, args, OVER_HTTP)).counts).toMatchObject({ created: 1, failed: 0 });
    writeFileSync(join(folder, 'ci/headwater.yaml'), file('git+https://u:hunter2@h:x/r'));
    const refused = await cliBeside(folder, args, OVER_HTTP);
    expect(reportOf(refused).diagnostics).toMatchObject([
      { code: 'load/git-address', line: 2, file: 'ci/headwater.yaml' },
    ]);
    expect(refused).toMatchObject({ status: 2 });
    expect(refused.stdout + refused.stderr).not.toContain('hunter2');
  });

  test.each<[string, string, RegExp]>([
    [
      'a reference that is not there',
      '//prod@v9',
      /^load\/git-reference: git\+http:\S+@v9 cannot be fetched: the repository has no v9/,
    ],
    [
      'a commit that is not there',
      `//prod@${'12'.repeat(20)}`,
      /^load\/git-reference: \S+ cannot be fetched: the repository has no 1212/,
    ],
    [
      'the beginning of a commit',
      '//prod@1234567',
      /^load\/git-reference: \S+ cannot be fetched: the repository has no 1234567/,
    ],
    [
      'a path that is not there',
      '//nope@main',
      /^load\/missing-folder: git\+http:\S+\/\/nope@main does not exist: commit [0-9a-f]{12} has no nope$/,
    ],
    ['a tag of no commit', '//prod@blob', /^load\/git-reference: \S+@blob cannot be read: blob is no commit$/],
  ])('%s is unusable input, and nothing is written', async (_, rest, expected) => {
    const remotes = await someRemotes();
    const policies = remotes.remote('policies', POLICIES);
    policies.git('tag', 'blob', policies.git('rev-parse', 'HEAD:prod/deny.yaml').trim());
    policies.publish();
    const state = remotes.remote('state', TEAM_A);
    const { env, left } = withTemporary();
    const folder = aFolder();
    const ran = await run(folder, 'reconcile', `git+${policies.url}${rest}`, `git+${state.url}`, env, '--no-commit');
    expect(ran.status, ran.stdout).toBe(2);
    expect(messages(ran)).toEqual([expect.stringMatching(expected)]);
    expect([readdirSync(folder), left()]).toEqual([[], []]);
  });

  test('an inventory that cannot be reached is not an empty one', async () => {
    const remotes = await someRemotes();
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const folder = aFolder();
    const at = `git+${both.url}//`;
    expect((await run(folder, 'reconcile', `${at}prod`, `${at}cluster`, OVER_HTTP, '--no-commit')).status).toBe(0);
    const before = filesBelow(folder);
    for (const address of ['git+http://127.0.0.1:1/none', `git+${remotes.url}/none.git`]) {
      const ran = await run(folder, 'reconcile', `${at}prod`, address, OVER_HTTP, '--no-commit', '--allow-empty');
      expect(ran.status).toBe(2);
      expect(messages(ran)).toEqual([
        expect.stringMatching(/^load\/git-fetch: git\+http:\S+ cannot be fetched: fatal: /),
      ]);
    }
    expect(filesBelow(folder)).toEqual(before);
  });

  test('a commit is found where the server gives branches and tags only', async () => {
    const remotes = await someRemotes();
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const first = both.git('rev-parse', 'HEAD').trim();
    both.commit({ 'cluster/b.yaml': namespaceText('team-b') });
    const env = { ...OVER_HTTP, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'protocol.version', GIT_CONFIG_VALUE_0: '0' };
    const ran = await run(
      aFolder(),
      'diff',
      `git+${both.url}//prod@${first}`,
      `git+${both.url}//cluster@${first}`,
      env,
    );
    expect(reportOf(ran)).toMatchObject({
      counts: { created: 1, failed: 0 },
      sources: [{ commit: first }, { commit: first }],
    });
    const none = await run(aFolder(), 'diff', `git+${both.url}@${'ab'.repeat(20)}`, `git+${both.url}//cluster`, env);
    expect(messages(none)).toEqual([expect.stringMatching(/^load\/git-reference: .* the repository has no abab/)]);
  });

  test('a tag wins over a branch of the same name', async () => {
    const remotes = await someRemotes();
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const tagged = both.git('rev-parse', 'HEAD').trim();
    both.git('tag', 'x');
    both.git('checkout', '-q', '-b', 'x');
    const branched = both.commit({ 'cluster/b.yaml': namespaceText('team-b') });
    const at = `git+${both.url}//`;
    const ran = await run(aFolder(), 'diff', `${at}prod@x`, `${at}cluster@refs/heads/x`, OVER_HTTP);
    expect(reportOf(ran).sources).toEqual([
      { input: `${at}cluster@refs/heads/x`, commit: branched },
      { input: `${at}prod@x`, commit: tagged },
    ]);
  });

  test('a server of plain files is read too', async () => {
    const remotes = await someRemotes();
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    both.git('--git-dir', join(remotes.folder, 'both.git'), 'update-server-info');
    const server = createServer((request, response) => {
      const path = join(remotes.folder, new URL(request.url ?? '/', 'http://h').pathname);
      if (existsSync(path)) response.end(readFileSync(path));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const at = `git+http://127.0.0.1:${port}/both.git//`;
    const ran = await run(aFolder(), 'diff', `${at}prod`, `${at}cluster`, OVER_HTTP);
    server.close();
    expect(reportOf(ran).counts, ran.stdout).toMatchObject({ created: 1, failed: 0 });
  });

  test('ssh is asked as the user has it, in both spellings', async () => {
    const remotes = await someRemotes();
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const [folder, tools] = [aFolder(), aFolder()];
    const [ssh, calls] = [join(tools, 'ssh'), join(tools, 'calls')];
    const server = `cd '${remotes.folder}'\nfor last; do :; done\nexec sh -c "$last"\n`;
    writeFileSync(ssh, `#!/bin/sh\necho "$@" >> '${calls}'\n${server}`);
    chmodSync(ssh, 0o755);
    const env = { GIT_SSH_COMMAND: ssh, GIT_SSH_VARIANT: 'ssh' };
    const long = `git+ssh://git@git.example.com:2222${join(remotes.folder, 'both.git')}//prod@main`;
    const ran = await run(folder, 'diff', long, 'git+git@git.example.com:both.git//cluster', env);
    expect(reportOf(ran).counts, ran.stdout).toMatchObject({ created: 1, failed: 0 });
    expect(reportOf(ran).sources?.map(({ input }) => input)).toEqual([
      'git+git.example.com:both.git//cluster',
      long.replace('git@', ''),
    ]);
    const asked = readFileSync(calls, 'utf8');
    expect(asked).toMatch(/-p 2222 git@git\.example\.com git-upload-pack '\//);
    expect(asked).toContain("git@git.example.com git-upload-pack 'both.git'");
    expect(both.git('rev-parse', 'HEAD').trim()).toBe(reportOf(ran).sources?.[0]?.commit);
  });

  test('without a git program the package is named', async () => {
    const folder = aFolder();
    for (const env of [{ PATH: folder }, { HEADWATER_GIT: 'isomorphic' }]) {
      const ran = await run(folder, 'diff', 'git+https://h.example/r', 'git+https://h.example/r', env);
      expect(ran.status).toBe(2);
      expect(messages(ran)[0]).toBe(
        'load/git-fetch: git+https://h.example/r cannot be fetched: that needs the git program (Debian package git)',
      );
    }
  });
});

describe.skipIf(!HAS_GIT)(`commits and previews${NEEDS_GIT}`, () => {
  function trailers(project: GitProject): readonly string[] {
    const lines = project.git('log', '-1', '--format=%B').split('\n');
    return lines.filter((line) => /^Headwater-(?:Policies|Inventory)/.test(line));
  }

  test('a commit names the commits that were read', async () => {
    const remotes = await someRemotes();
    const policies = remotes.remote('policies', POLICIES);
    const state = remotes.remote('state', TEAM_A);
    const more = remotes.remote('more', { 'b.yaml': namespaceText('team-b') });
    const id = (remote: typeof state) => remote.git('rev-parse', 'HEAD').trim();
    const project = aGitProject();
    const inputs = ['--cluster-state', `git+${more.url}`];
    await run(project.root, 'reconcile', `git+${policies.url}`, `git+${state.url}`, OVER_HTTP, ...inputs);
    expect(trailers(project)).toEqual([
      `Headwater-Policies: ${id(policies)}`,
      `Headwater-Inventory: ${id(more)}`,
      `Headwater-Inventory: ${id(state)}`,
    ]);
    // Beside a folder: its own commit comes first, and for the inventory the digest of all objects.
    project.write({ 'policies/none.yaml': '', 'cluster-state/c.yaml': namespaceText('team-c') });
    const mixed = ['--policies', 'policies', '--cluster-state', 'cluster-state', ...inputs];
    const head = project.id('HEAD');
    const ran = await run(project.root, 'reconcile', `git+${policies.url}`, `git+${state.url}`, OVER_HTTP, ...mixed);
    expect(reportOf(ran)).toMatchObject({ counts: { created: 1 } });
    const [own, ...others] = trailers(project);
    expect(own).toBe(`Headwater-Policies: ${head}`);
    expect(others).toEqual([
      `Headwater-Policies: ${id(policies)}`,
      expect.stringMatching(/^Headwater-Inventory: [\w:+/=-]{41,}$/),
      `Headwater-Inventory: ${id(more)}`,
      `Headwater-Inventory: ${id(state)}`,
    ]);
  });

  test('a preview reads them once for both states, so that a branch that moves meanwhile shows nothing', async () => {
    let moved = 0;
    let move = (): void => undefined;
    const remotes = await someRemotes({
      before: () => {
        if (moved++ > 0) move();
        return undefined;
      },
    });
    const state = remotes.remote('state', TEAM_A);
    const settings = `clusterState: git+${state.url}\n`;
    const project = aGitProject({ 'policies/p.yaml': DENY_ALL, 'headwater.yaml': settings });
    expect((await cliBeside(project.root, ['reconcile', '--format', 'json'], OVER_HTTP)).status).toBe(0);
    project.branch('change');
    project.write({ 'policies/p.yaml': DENY_ALL.replace('default-deny', 'renamed') });
    const before = remotes.requests.filter((request) => request.includes('info/refs')).length;
    moved = 0;
    move = () => void state.commit({ [`cluster/${moved}.yaml`]: namespaceText(`team-${moved}`) });
    const args = ['preview', '--base', 'main', '--format', 'json', '--json', 'preview.json'];
    const report = reportOf(await cliBeside(project.root, args, OVER_HTTP));
    expect(report.preview).toMatchObject({ computed: true });
    expect(report.sources).toHaveLength(1);
    expect(JSON.parse(project.read('preview.json'))).toMatchObject({ sources: report.sources });
    expect(remotes.requests.filter((request) => request.includes('info/refs')).length - before).toBe(1);
  });

  test('a fork may name those of the base, and no other', async () => {
    const remotes = await someRemotes();
    const state = remotes.remote('state', TEAM_A);
    const secret = remotes.remote('secret', { 'b.yaml': namespaceText('team-secret') });
    const project = aGitProject({ 'policies/p.yaml': DENY_ALL, 'headwater.yaml': `clusterState: git+${state.url}\n` });
    project.branch('change');
    const event = join(project.home, 'event.json');
    const side = (name: string) => ({ repo: { full_name: name } });
    writeFileSync(event, JSON.stringify({ number: 7, pull_request: { head: side('m/r'), base: side('o/r') } }));
    const env = { ...OVER_HTTP, GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event };
    const args = ['preview', '--base', 'main', '--format', 'json'];
    const same = reportOf(await cliBeside(project.root, args, env));
    expect(same).toMatchObject({ preview: { computed: true }, counts: { failed: 0 } });
    project.write({ 'headwater.yaml': `clusterState: [git+${state.url}, git+${secret.url}]\n` });
    const other = await cliBeside(project.root, args, env);
    expect(messages(other)).toContainEqual(
      `preview/path-of-fork: git+${secret.url} leads out of the repository, and the change comes from a fork: it is not read`,
    );
    expect(remotes.requests.filter((request) => request.includes('/secret.git'))).toEqual([]);
  });

  test('a clone in which nothing but the output lies is enough', async () => {
    const remotes = await someRemotes();
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const project = aGitProject({ 'README.md': 'output only\n' });
    const clone = cloneOf(project);
    const at = `git+${both.url}//`;
    const ran = await run(clone.root, 'reconcile', `${at}prod`, `${at}cluster`, OVER_HTTP);
    expect(ran.status, ran.stdout).toBe(0);
    expect(clone.git('show', '--name-only', '--format=', 'HEAD')).toContain('output/team-a/networkpolicy');
  });
});

describe.skipIf(!HAS_GIT)(`B94: credentials in the address${NEEDS_GIT}`, () => {
  const PASSWORD = 'hunt/er:2@x';
  const ENCODED = encodeURIComponent(PASSWORD);
  const USER = 'robot-user';

  function withCredentials(url: string, credentials: string): string {
    return `git+${url.replace('://', `://${credentials}@`)}`;
  }

  function shownNowhere(texts: readonly string[], words: readonly string[]): void {
    for (const word of words) expect(texts.filter((text) => text.includes(word))).toEqual([]);
  }

  test('open a private repository, and are in nothing that is printed, written or committed', async () => {
    const remotes = await someRemotes({ credentials: `${USER}:${PASSWORD}` });
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const project = aGitProject();
    const at = withCredentials(both.url, `${USER}:${ENCODED}`);
    const { env, left } = withTemporary();
    const helper = join(aFolder(), 'stored');
    const traced = {
      ...env,
      ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'credential.helper', GIT_CONFIG_VALUE_0: `store --file ${helper}` },
    };
    const ran = await run(
      project.root,
      'reconcile',
      `${at}//prod`,
      `${at}//cluster`,
      traced,
      '--sarif-file',
      's.sarif',
      '-v',
    );
    expect(ran.status, ran.stdout).toBe(0);
    expect(reportOf(ran).sources?.map(({ input }) => input)).toEqual([
      `git+${both.url}//cluster`,
      `git+${both.url}//prod`,
    ]);
    const preview = await run(
      project.root,
      'preview',
      `${at}//prod`,
      `${at}//cluster`,
      env,
      '--html',
      'p.html',
      '--markdown',
      'p.md',
    );
    expect(reportOf(preview).preview?.computed).toBe(true);
    const text = await cliBeside(
      project.root,
      ['diff', '-v', '--policies', `${at}//prod`, '--cluster-state', `${at}//nope`],
      env,
    );
    expect(text.status).toBe(2);
    const written = Object.values(filesBelow(project.root));
    const said = [ran, preview, text].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    shownNowhere([...written, ...said, project.git('log', '--format=%B')], [PASSWORD, ENCODED, USER]);
    expect(left()).toEqual([]);
    // What the address says is kept by no helper of the user's.
    expect(readdirSync(join(helper, '..'))).toEqual([]);
  });

  test('are in no argument of a program, where there is a password', async () => {
    const remotes = await someRemotes({ credentials: `${USER}:${PASSWORD}` });
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const tools = aFolder();
    const [program, calls] = [join(tools, 'git'), join(tools, 'calls')];
    const path = process.env['PATH'] ?? '';
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${calls}'\nPATH='${path}' exec git "$@"\n`);
    chmodSync(program, 0o755);
    const at = withCredentials(both.url, `${USER}:${ENCODED}`);
    const env = { ...OVER_HTTP, PATH: `${tools}${delimiter}${path}` };
    const ran = await run(aFolder(), 'diff', `${at}//prod`, `${at}//cluster`, env);
    expect(ran.status, ran.stdout).toBe(0);
    const said = readFileSync(calls, 'utf8');
    expect(said).toContain(`fetch\n`);
    shownNowhere([said], [PASSWORD, ENCODED, USER]);
  });

  test('that are wrong are not shown either', async () => {
    const remotes = await someRemotes({ credentials: `${USER}:right` });
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const { env, left } = withTemporary();
    for (const credentials of [`${USER}:${ENCODED}`, `tok3n-${USER}`, `${USER}:`]) {
      const at = withCredentials(both.url, credentials);
      const folder = aFolder();
      const ran = await run(
        folder,
        'reconcile',
        `${at}//prod`,
        `${at}//cluster`,
        { ...env, GIT_TRACE: '1' },
        '--no-commit',
      );
      expect(ran.status).toBe(2);
      expect(messages(ran)[0]).toMatch(/^load\/git-fetch: git\+http:\S+ cannot be fetched: .*Authentication failed/);
      shownNowhere([ran.stdout, ran.stderr], [PASSWORD, ENCODED, USER, 'tok3n']);
      expect(readdirSync(folder)).toEqual([]);
    }
    expect(left()).toEqual([]);
  });

  test('may be a token without a password, or come from a helper of the user’s', async () => {
    const remotes = await someRemotes({ credentials: `${USER}:` });
    const both = remotes.remote('both', { ...POLICIES, ...TEAM_A });
    const at = withCredentials(both.url, USER);
    const token = await run(aFolder(), 'diff', `${at}//prod`, `${at}//cluster`, OVER_HTTP);
    expect(token.status, token.stdout).toBe(0);
    const helper = `!f() { echo username=${USER}; echo password=; }; f`;
    const env = {
      ...OVER_HTTP,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'credential.helper',
      GIT_CONFIG_VALUE_0: helper,
    };
    const helped = await run(aFolder(), 'diff', `git+${both.url}//prod`, `git+${both.url}//cluster`, env);
    expect(helped.status, helped.stdout).toBe(0);
    shownNowhere([token.stdout, token.stderr, helped.stdout, helped.stderr], [USER]);
  });

  test('are not handed to a host that the server sends Git to', async () => {
    const asked: string[] = [];
    const other = await someRemotes({ credentials: `${USER}:right`, before: (request) => void asked.push(request) });
    other.remote('both', { ...POLICIES, ...TEAM_A });
    const server = createServer((request, response) => {
      response.writeHead(302, { location: `${other.url}${request.url}` }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const at = `git+http://${USER}:right@127.0.0.1:${port}/both.git`;
    const ran = await run(aFolder(), 'diff', `${at}//prod`, `${at}//cluster`, OVER_HTTP);
    server.close();
    expect(ran.status).toBe(2);
    expect(asked.length).toBeGreaterThan(0);
    expect(messages(ran)[0]).toMatch(/^load\/git-fetch/);
  });
});
