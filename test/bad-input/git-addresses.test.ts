// Addresses of repositories that mean harm, and repositories that do: no program of theirs runs, and nothing is written.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/index.ts';
import { aFolder, cli } from '../support/cli.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../support/git-project.ts';
import { cliBeside, OVER_HTTP, someRemotes } from '../support/git-remotes.ts';
import { filesBelow, type Files } from '../support/project.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const MARKER = 'marker-of-a-program-that-ran';

/** A `git` before all others that writes down that it was called, and with what. */
function aRecorder(): { readonly env: Record<string, string>; readonly calls: () => string } {
  const folder = aFolder();
  const [program, calls] = [join(folder, 'git'), join(folder, 'calls')];
  writeFileSync(program, `#!/bin/sh\necho "$@" >> '${calls}'\nexit 1\n`);
  chmodSync(program, 0o755);
  const PATH = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
  return { env: { PATH }, calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8') : '') };
}

const REFUSED: readonly string[] = [
  `git+ext::sh -c touch% ${MARKER}`,
  `git+ext::sh%20-c%20touch%20${MARKER}`,
  `git+EXT::sh -c touch% ${MARKER}`,
  'git+ext://sh/-c',
  'git+fd::0',
  'git+file:///etc',
  'git+FILE:///etc',
  'git+http://h.example/r',
  'git+git://h.example/r',
  'git+ftp://h.example/r',
  'git+/etc',
  'git+../other',
  'git+C:\\repository',
  'git+-c',
  `git+--upload-pack=touch ${MARKER}`,
  `git+--upload-pack=touch${MARKER}`,
  `git+ssh://-oProxyCommand=touch${MARKER}/r`,
  `git+ssh://-oProxyCommand=touch${MARKER}@h.example/r`,
  `git+ssh://git@-oProxyCommand=touch${MARKER}/r`,
  `git+-oProxyCommand=touch${MARKER}@h.example:r`,
  `git+git@-oProxyCommand=touch${MARKER}:r`,
  `git+ssh://%2DoProxyCommand=touch${MARKER}@h.example/r`,
  `git+https://h.example/r@--upload-pack=touch${MARKER}`,
  `git+https://h.example/r@%2D%2Dupload-pack=touch${MARKER}`,
  'git+https://h.example/r@-x',
  'git+https://h.example/r@..',
  'git+https://h.example/r@a..b',
  'git+https://h.example/r@../../etc',
  'git+https://h.example/r@a\u0007b',
  'git+https://h.example/r@a%0Ab',
  'git+https://h.example/r@a\nb',
  'git+https://h.example/r@:refs/heads/x',
  'git+https://h.example/r@+main:refs/heads/x',
  'git+https://h.example/r//../../etc@main',
  'git+https://h.example/r//%2e%2e/etc@main',
  'git+https://h.example/../r',
  'git+https://h.example/r\u202e',
  'git+https://user:hunter2@h.example:port/r',
];

describe('B92, B98: addresses that are refused', () => {
  test.each(REFUSED)('%j: exit 2, nothing is written and no program is started', (address) => {
    const folder = aFolder();
    mkdirSync(join(folder, 'policies'));
    writeFileSync(join(folder, 'policies/p.yaml'), DENY_ALL);
    const recorder = aRecorder();
    const before = filesBelow(folder);
    const inputs = ['--policies', address, `--cluster-state=${address}`, '--format', 'json'];
    const ran = cli(folder, ['reconcile', ...inputs], { env: recorder.env });
    expect(ran.status, ran.stderr).toBe(2);
    const { diagnostics } = JSON.parse(ran.stdout) as Report;
    expect(diagnostics.map(({ code }) => code)).toEqual(['load/git-address']); // of both, which are told once
    expect(diagnostics[0]!.message).toMatch(/^[!-~]+….? [ -~]+$|^[ -~]+$/);
    expect(`${ran.stdout}${ran.stderr}`).not.toMatch(/hunter2/);
    expect(filesBelow(folder)).toEqual(before);
    expect(recorder.calls()).toBe('');
  });

  test.each([
    ['validate'],
    ['explain', 'ns/a'],
    ['eval', '--trigger', 'ns/a', 'request.name'],
    ['eval', '--trigger', 'ns/a', '--policy', 'p', '--rule', 'r', 'request.name'],
  ])('%s refuses them too', (...command) => {
    const recorder = aRecorder();
    for (const flag of ['--policies', '--cluster-state']) {
      const inputs = [flag, 'git+ext::sh', '--format', 'json'];
      const ran = cli(aFolder(), [...command, ...inputs], { env: recorder.env });
      expect([ran.status, ran.stdout]).toEqual([2, expect.stringContaining('load/git-address')]);
    }
    expect(recorder.calls()).toBe('');
  });

  test.skipIf(!HAS_GIT)(`preview refuses them too${NEEDS_GIT}`, () => {
    const project = aGitProject({ 'policies/p.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('a') });
    const before = filesBelow(project.root);
    const ran = cli(project.root, ['preview', '--policies', `git+ext::sh -c touch% ${MARKER}`, '--format', 'json']);
    expect([ran.status, ran.stdout]).toEqual([2, expect.stringContaining('load/git-address')]);
    expect(filesBelow(project.root)).toEqual(before);
  });
});

describe.skipIf(!HAS_GIT)(`B93: repositories that mean harm${NEEDS_GIT}`, () => {
  const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 9\n';

  /** Settings of the user under which everything that could run would leave a file. */
  function trapped(): { readonly env: Record<string, string>; readonly ran: () => readonly string[] } {
    const folder = aFolder();
    const trap = (name: string): string => {
      const program = join(folder, `${name}.sh`);
      writeFileSync(program, `#!/bin/sh\ntouch '${join(folder, `${name}.ran`)}'\ncat\n`);
      chmodSync(program, 0o755);
      return program;
    };
    for (const place of ['hooks', 'template/hooks']) {
      mkdirSync(join(folder, place), { recursive: true });
      for (const hook of ['post-checkout', 'post-merge', 'reference-transaction', 'pre-auto-gc', 'post-index-change']) {
        writeFileSync(join(folder, place, hook), `#!/bin/sh\ntouch '${join(folder, `${hook}.ran`)}'\n`);
        chmodSync(join(folder, place, hook), 0o755);
      }
    }
    writeFileSync(
      join(folder, 'gitconfig'),
      `[core]
  hooksPath = ${join(folder, 'hooks')}
  fsmonitor = ${trap('fsmonitor')}
  pager = ${trap('pager')}
[init]
  templateDir = ${join(folder, 'template')}
[filter "evil"]
  smudge = ${trap('smudge')}
  clean = ${trap('clean')}
  process = ${trap('process')}
  required = true
[filter "lfs"]
  smudge = ${trap('lfs')}
  process = ${trap('lfs-process')}
[diff "evil"]
  textconv = ${trap('textconv')}
[submodule]
  recurse = true
[fetch]
  recurseSubmodules = true
[protocol]
  allow = always
[protocol "ext"]
  allow = always
`,
    );
    const traps = () => Object.keys(filesBelow(folder)).filter((path) => path.endsWith('.ran'));
    return { env: { ...OVER_HTTP, GIT_CONFIG_GLOBAL: join(folder, 'gitconfig') }, ran: traps };
  }

  const HOSTILE: Files = {
    'p/deny.yaml': DENY_ALL,
    '.gitattributes': '* filter=evil diff=evil text eol=crlf\n*.lfs.yaml filter=lfs\n',
    'p/.gitattributes': '* filter=evil\n',
    '.gitmodules': `[submodule "x"]\n  path = p/x\n  url = ext::sh -c touch% ${MARKER}\n  update = !touch ${MARKER}\n`,
    '.lfsconfig': `[lfs]\n  url = http://127.0.0.1:1/\n`,
    'hooks/post-checkout': `#!/bin/sh\ntouch ${MARKER}\n`,
    config: `[core]\n  fsmonitor = touch ${MARKER}\n[alias]\n  fetch = !touch ${MARKER}\n`,
    HEAD: 'ref: refs/heads/main\n',
    'objects/.keep': '',
    'refs/.keep': '',
  };

  test('nothing of them runs, and their files are read as they are', async () => {
    const remotes = await someRemotes();
    const policies = remotes.remote('policies', HOSTILE);
    policies.git('update-index', '--add', '--cacheinfo', `160000,${'12'.repeat(20)},p/x`);
    policies.git('commit', '-q', '-m', 'submodule');
    policies.publish();
    const state = remotes.remote('state', { 'a.yaml': namespaceText('team-a'), 'b.lfs.yaml': POINTER });
    const { env, ran } = trapped();
    const project = aGitProject();
    const inputs = ['--policies', `git+${policies.url}//p`, '--cluster-state', `git+${state.url}`, '--format', 'json'];
    // Committing runs the user's own hooks, which is another matter.
    const done = await cliBeside(project.root, ['reconcile', '--no-commit', '-v', ...inputs], env);
    expect(done.status, done.stdout).toBe(0);
    const report = JSON.parse(done.stdout) as Report;
    expect(report.counts).toMatchObject({ created: 1, failed: 0 });
    expect(report.diagnostics.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['load/submodule', 'load/not-kubernetes']),
    );
    expect(ran()).toEqual([]);
    expect(Object.keys(filesBelow(project.root)).filter((path) => path.includes(MARKER))).toEqual([]);
  });

  test('the traps would go off: what is checked out by Git runs them', async () => {
    const remotes = await someRemotes();
    const policies = remotes.remote('policies', HOSTILE);
    const { env, ran } = trapped();
    await new Promise<void>((resolve) => {
      const args = ['-c', 'submodule.recurse=false', 'clone', '-q', policies.url, join(aFolder(), 'clone')];
      execFile('git', args, { env: { ...process.env, ...env, GIT_CONFIG_NOSYSTEM: '1' } }, () => resolve());
    });
    expect(ran().length).toBeGreaterThan(1);
  });

  test.each<[string, Files, Files, string]>([
    ['out of the repository', {}, { 'p/x.yaml': '../../etc/passwd' }, 'load/link-outside'],
    ['to a file of this machine', {}, { 'p/x.yaml': '/etc/passwd' }, 'load/link-outside'],
    [
      'out of the path that is read',
      { 'other/x.yaml': DENY_ALL },
      { 'p/x.yaml': '../other/x.yaml' },
      'load/link-outside',
    ],
    ['to itself', {}, { 'p/x.yaml': 'x.yaml' }, 'load/unreadable'],
    ['where the path itself is one', {}, { q: '../..' }, 'load/link-outside'],
  ])('a link %s is refused', async (_, files, links, code) => {
    const remotes = await someRemotes();
    const policies = remotes.remote('policies', { 'p/deny.yaml': DENY_ALL, ...files }, links);
    const path = 'q' in links ? 'q' : 'p';
    const folder = aFolder();
    const inputs = ['--policies', `git+${policies.url}//${path}`, '--cluster-state', `git+${policies.url}//p`];
    const ran = await cliBeside(folder, ['reconcile', '--no-commit', '--format', 'json', ...inputs], OVER_HTTP);
    expect(ran.status).toBe(2);
    expect((JSON.parse(ran.stdout) as Report).diagnostics.map((one) => one.code)).toContain(code);
    expect(ran.stdout).not.toContain('root:');
    expect(filesBelow(folder)).toEqual({});
  });

  test('a server that sends Git to another protocol is not followed', async () => {
    const remotes = await someRemotes();
    const policies = remotes.remote('policies', { 'deny.yaml': DENY_ALL });
    for (const [to, allowed] of [
      [`ext::sh -c touch% ${join(policies.root, MARKER)} `, 'http:https'],
      [`file://${policies.root}/`, 'http:https'],
    ] as const) {
      const settings = {
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `url.${to}.insteadOf`,
        GIT_CONFIG_VALUE_0: `${remotes.url}/`,
      };
      const inputs = ['--policies', `git+${policies.url}`, '--cluster-state', `git+${policies.url}`];
      const ran = await cliBeside(aFolder(), ['diff', '--format', 'json', ...inputs], {
        GIT_ALLOW_PROTOCOL: allowed,
        ...settings,
      });
      expect([ran.status, ran.stdout]).toEqual([2, expect.stringMatching(/transport '(?:ext|file)' not allowed/)]);
    }
    expect(existsSync(join(policies.root, MARKER))).toBe(false);
  });
});
