// Rows B94 to B98 of bad input: remotes that refuse, checkouts that are not as one would like them, and names that are none. Whatever is
// wrong, no credentials are shown and nothing is left behind.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/index.ts';
import { HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { cloneAs, job, publish, serve, type Published } from '../support/published.ts';
import type { Files } from '../support/project.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const FILES: Files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
const TOKEN = 'glpat-correct-horse-battery';

function codes({ diagnostics }: Report): readonly string[] {
  return diagnostics.map(({ code }) => code);
}

/** What a run that came to nothing must leave as it was. */
function stateOf(clone: GitProject): unknown {
  return [clone.git('rev-parse', 'HEAD'), clone.git('status', '--porcelain'), clone.git('for-each-ref', 'refs/heads')];
}

function aHook({ path }: Published, name: string, script: string): void {
  mkdirSync(join(path, 'hooks'), { recursive: true });
  writeFileSync(join(path, 'hooks', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(path, 'hooks', name), 0o755);
}

describe.skipIf(!HAS_GIT)(`B94: credentials in the address of the remote${NEEDS_GIT}`, () => {
  test.each<readonly [name: string, address: (url: string) => string, status: number]>([
    ['that are right', (url) => url.replace('//', `//user:${TOKEN}@`), 0],
    ['that are wrong', (url) => url.replace('//', `//other:${TOKEN}@`), 1],
    ['of a server that is not there', () => `http://user:${TOKEN}@127.0.0.1:1/repo.git`, 1],
    ['of a server that is nowhere', () => `http://user:${TOKEN}@nowhere.invalid/repo.git`, 1],
  ])('%s are in no output, trailer or file', async (_, addressOf, expected) => {
    const published = publish(FILES);
    const { url } = await serve(published, { credentials: `user:${TOKEN}` });
    const clone = await cloneAs(published, 'work', published.path);
    clone.git('remote', 'set-url', 'origin', addressOf(`${url}/repo.git`));
    const { status, stdout, stderr, report } = await job(clone, ['--push', '--verbose']);
    expect(status).toBe(expected);
    const said = [stdout, stderr, published.git('log', '-p', '--all'), JSON.stringify(clone.files('output'))].join(
      '\n',
    );
    expect(said).not.toContain(TOKEN);
    expect(said).not.toContain(btoa(`user:${TOKEN}`));
    expect(codes(report)).toEqual(expected === 0 ? [] : ['publish/push-failed']);
  });
});

describe.skipIf(!HAS_GIT)(`B95: somebody else pushed first${NEEDS_GIT}`, () => {
  test('once: computed again, nothing forced, and told in words', async () => {
    const published = publish(FILES);
    const clone = await cloneAs(published, 'work', published.path);
    const other = published.edit({ 'cluster-state/b.yaml': namespaceText('team-b') });
    const { status, report } = await job(clone, ['--push']);
    expect({ status, push: report.push?.attempts, manifests: published.manifests().length }).toEqual({
      ...{ status: 0, push: 2, manifests: 2 },
    });
    expect(published.git('rev-list', 'main').split('\n')).toContain(other);
  });
});

describe.skipIf(!HAS_GIT)(`B96: a hook of the server refuses${NEEDS_GIT}`, () => {
  test.each(['pre-receive', 'update'])('%s: shown, not tried again, and nothing is left', async (hook) => {
    const published = publish(FILES);
    const tries = join(published.project.home, 'tries');
    aHook(published, hook, `echo try >> ${tries}; echo "main is protected: open a pull request" >&2; exit 1`);
    const clone = await cloneAs(published, 'work', published.path);
    const before = [stateOf(clone), published.tip()];
    const { status, report } = await job(clone, ['--push']);
    expect({ status, codes: codes(report), commit: report.commit }).toEqual({
      ...{ status: 1, codes: ['publish/push-refused'], commit: undefined },
    });
    expect(report.diagnostics[0]?.message).toContain('main is protected: open a pull request');
    expect(report.counts.created).toBe(1);
    expect(published.project.read('../tries')).toBe('try\n');
    expect([stateOf(clone), published.tip()]).toEqual(before);
  });
});

describe.skipIf(!HAS_GIT)(`B97: a checkout that is not as one would like it${NEEDS_GIT}`, () => {
  test('dirty and staged files are normal, and stay', async () => {
    const published = publish({ ...FILES, 'README.md': 'x\n' });
    const clone = await cloneAs(published, 'work', published.path);
    clone.write({ 'README.md': 'edited\n', 'staged.txt': 'staged\n', 'output/other.txt': 'mine\n' });
    clone.git('add', 'staged.txt');
    const { status, report } = await job(clone, ['--push']);
    expect({ status, tip: published.tip() }).toEqual({ status: 0, tip: report.commit });
    expect(clone.git('status', '--porcelain').trimEnd().split('\n').sort()).toEqual([
      ...[' M README.md', '?? output/other.txt', 'A  staged.txt'],
    ]);
    expect(published.git('show', '--stat', '--format=', 'main')).not.toMatch(/README|staged|other/);
  });

  test('inputs that are not committed: refused, with what to do', async () => {
    const published = publish(FILES);
    const clone = await cloneAs(published, 'work', published.path);
    clone.write({ 'cluster-state/b.yaml': namespaceText('team-b') });
    const before = [stateOf(clone), published.tip()];
    const { status, report } = await job(clone, ['--push']);
    expect({ status, codes: codes(report) }).toEqual({ status: 2, codes: ['publish/uncommitted-inputs'] });
    expect(report.diagnostics[0]).toMatchObject({ message: expect.stringContaining('b.yaml') as string });
    expect([stateOf(clone), published.tip()]).toEqual(before);
  });

  test('detached HEAD: refused where nobody names a branch and there is something to commit', async () => {
    const published = publish(FILES);
    const clone = await cloneAs(published, 'work', published.path);
    clone.git('checkout', '-q', '--detach');
    const before = [stateOf(clone), published.tip()];
    const refused = await job(clone, ['--push']);
    expect({ status: refused.status, codes: codes(refused.report) }).toEqual({
      status: 2,
      codes: ['publish/no-branch'],
    });
    expect([stateOf(clone), published.tip()]).toEqual(before);
    expect((await job(clone, ['--push', '--branch', 'main'])).status).toBe(0);
    expect((await job(clone, ['--push'])).status).toBe(0);
  });

  test('a shallow clone', async () => {
    const published = publish(FILES);
    published.edit({ 'cluster-state/b.yaml': namespaceText('team-b') });
    const clone = await cloneAs(published, 'work', published.path);
    clone.git('fetch', '-q', '--depth=1', `file://${published.path}`, 'main');
    clone.git('reset', '-q', '--hard', 'FETCH_HEAD');
    published.edit({ 'cluster-state/c.yaml': namespaceText('team-c') });
    const { status, report } = await job(clone, ['--push']);
    expect({ status, push: report.push?.attempts, manifests: published.manifests().length }).toEqual({
      ...{ status: 0, push: 2, manifests: 3 },
    });
  });

  test('an unborn branch and an empty remote: the first commit', async () => {
    const published = publish(FILES);
    const clone = await cloneAs(published, 'work', published.path);
    const empty = join(published.project.home, 'server', 'empty.git');
    clone.git('init', '-q', '--bare', '-b', 'main', empty);
    const fresh = join(published.project.home, 'fresh');
    clone.git('init', '-q', '-b', 'main', fresh);
    const project: GitProject = { ...clone, root: fresh, git: (...args) => clone.git('-C', fresh, ...args) };
    project.git('remote', 'add', 'origin', empty);
    const inputs = ['--policies', join(clone.root, 'policies'), '--cluster-state', join(clone.root, 'cluster-state')];
    const { status, report } = await job(project, ['--push', ...inputs]);
    expect({ status, codes: codes(report), push: report.push?.branch }).toEqual({ status: 0, codes: [], push: 'main' });
    expect(project.git('-C', empty, 'rev-parse', 'main').trim()).toBe(report.commit);
    expect(project.git('rev-parse', 'HEAD').trim()).toBe(report.commit);
    expect(project.git('status', '--porcelain')).toBe('');
  });
});

describe.skipIf(!HAS_GIT)(`B98: what is no name of a branch${NEEDS_GIT}`, () => {
  test.each(['../../config', 'a..b', '--receive-pack=touch evil', 'a\u001b[31mb', 'refs/heads/', '@{u}'])(
    '%j',
    async (name) => {
      const published = publish(FILES);
      const clone = await cloneAs(published, 'work', published.path);
      const before = [stateOf(clone), published.tip()];
      for (const args of [[`--branch=${name}`], ['--branch=update', `--base=${name}`]]) {
        const { status, report, stdout } = await job(clone, args);
        expect({ status, codes: codes(report) }).toEqual({ status: 2, codes: ['publish/bad-branch'] });
        expect(stdout).not.toContain('\u001b');
      }
      expect([stateOf(clone), published.tip()]).toEqual(before);
    },
  );

  test.each(['--upload-pack=touch evil', 'ext::sh -c touch% evil', 'no such'])('%j is no remote', async (name) => {
    const published = publish(FILES);
    const clone = await cloneAs(published, 'work', published.path);
    const { status, report } = await job(clone, ['--push', `--remote=${name}`]);
    expect({ status, codes: codes(report) }).toEqual({ status: 2, codes: ['publish/no-remote'] });
    expect(clone.git('status', '--porcelain')).toBe('');
  });
});
