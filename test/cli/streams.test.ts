// The program among others: pipes, standard input, terminals, signals, and nothing of the machine in what it writes.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { cli, shell, startCli } from '../support/cli.ts';
import { aProject, type Project } from '../support/project.ts';
import { COPY_TRUST, DENY_ALL, namespaceText, TRUST } from '../support/sample-policies.ts';

const HAS_GIT = spawnSync('git', ['--version']).status === 0;
const HAS_SCRIPT = spawnSync('script', ['--version']).status === 0;
const NEEDS_GIT = HAS_GIT ? '' : ' (skipped: needs git (Debian package git))';
const NEEDS_SCRIPT = HAS_SCRIPT ? '' : ' (skipped: needs script (Debian package bsdutils))';

/** As many namespaces as make a report well over what a pipe holds. */
function manyNamespaces(count: number): string {
  const texts = Array.from({ length: count }, (_, index) => namespaceText(`team-${String(index).padStart(4, '0')}`));
  return texts.join('---\n');
}

describe('pipes', () => {
  const files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/all.yaml': manyNamespaces(400) };

  test('a report of hundreds of kilobytes comes whole through a pipe', () => {
    const { status, stdout } = shell(aProject(files).root, '$HEADWATER diff --format json | cat');
    expect(status).toBe(0);
    expect(stdout.length).toBeGreaterThan(256 * 1024);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { created: 400 } });
  });

  test.each(['diff', 'diff --format json', 'reconcile --no-commit --verbose', 'reconcile --help'])(
    '«%s» does not mind a reader who leaves early',
    (args) => {
      const { stdout, stderr } = shell(aProject(files).root, `$HEADWATER ${args} | head -1; echo "\${PIPESTATUS[0]}"`);
      // What diff has to tell is on standard error whoever reads the patch.
      expect(stderr).toMatch(
        args === 'diff' ? /^\+ NetworkPolicy\/deny-all in 400 namespaces .*\n\n\+400 added\n$/ : /^$/,
      );
      expect(stdout.trimEnd().split('\n').at(-1)).toBe('0');
    },
  );

  test('a usage error as JSON comes whole through a pipe', () => {
    const { stdout } = shell(aProject().root, `$HEADWATER diff --format json --${'x'.repeat(90_000)} | cat`);
    expect(stdout.length).toBeGreaterThan(64 * 1024);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'Diff' });
  });

  test.runIf(HAS_GIT)(`git apply takes the diff, and the tree is that of reconcile${NEEDS_GIT}`, () => {
    const start = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
    const next: Record<string, string> = {
      'policies/deny.yaml': DENY_ALL.replace('[Ingress]', '[Egress]'),
      'policies/trust.yaml': COPY_TRUST,
      'cluster-state/trust.yaml': TRUST.replace('certificate', '"no newline at the end, ümläut"'),
      'cluster-state/b.yaml': namespaceText('team-b', '{trust: "true", tier: gold}'),
      'cluster-state/c.yaml': namespaceText('team-c'),
    };
    const [applied, reconciled] = [aProject(start), aProject(start)];
    for (const project of [applied, reconciled]) {
      shell(project.root, 'git init -q');
      expect(cli(project.root, ['reconcile', '--no-commit']).status).toBe(0);
      project.write(next);
      project.remove('cluster-state/a.yaml');
    }
    const { status, stderr } = shell(
      applied.root,
      'set -o pipefail; $HEADWATER diff --verbose 2> /dev/null | git apply',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(cli(reconciled.root, ['reconcile', '--no-commit']).status).toBe(0);
    expect(applied.manifests()).toEqual(reconciled.manifests());
    expect(Object.keys(applied.manifests())).toContain('team-b/configmap_trust-gold.yaml');
    expect(Object.keys(applied.manifests()).filter((path) => path.startsWith('team-a/'))).toEqual([]);
  });
});

describe('the inventory', () => {
  const policies = { 'policies/deny.yaml': DENY_ALL };
  const list = JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: ['team-a', 'team-b'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  });

  test.each<{ name: string; text: string }>([
    { name: 'YAML documents', text: `${namespaceText('team-a')}---\n${namespaceText('team-b')}` },
    { name: 'a JSON List', text: list },
  ])('comes from standard input as $name', ({ text }) => {
    const project = aProject(policies);
    const { status } = cli(project.root, ['reconcile', '--no-commit', '--cluster-state', '-'], { input: text });
    expect(status).toBe(0);
    expect(Object.keys(project.manifests()).map((path) => path.split('/')[0])).toEqual(['team-a', 'team-b']);
  });

  test('may be JSON files, and one file as well as a folder', () => {
    const project = aProject({ ...policies, 'state/all.json': list });
    expect(cli(project.root, ['reconcile', '--no-commit', '--cluster-state', 'state/all.json']).status).toBe(0);
    const before = project.files('output');
    expect(cli(project.root, ['reconcile', '--no-commit', '--cluster-state', 'state']).status).toBe(0);
    expect(project.files('output')).toEqual(before);
  });

  test('broken text on standard input is unusable, and says where', () => {
    const project = aProject(policies);
    const { status, stdout } = cli(project.root, ['reconcile', '--no-commit', '--cluster-state', '-'], {
      input: 'a: [\n',
    });
    expect(status).toBe(2);
    expect(stdout).toMatch(/:2:\d+ /);
    expect(existsSync(join(project.root, 'output'))).toBe(false);
  });

  test('resource filters come from a file', () => {
    const project = aProject({
      ...policies,
      'cluster-state/all.yaml': `${namespaceText('team-a')}---\n${namespaceText('kube-system')}`,
      'filters.txt': '[Namespace,team-*,*]\n',
    });
    expect(cli(project.root, ['reconcile', '--no-commit', '--resource-filters', 'filters.txt']).status).toBe(0);
    expect(Object.keys(project.manifests())).toEqual(['kube-system/networkpolicy.networking.k8s.io_deny-all.yaml']);
    project.write({ 'filters.txt': 'Namespace\n' });
    expect(cli(project.root, ['reconcile', '--no-commit', '--resource-filters', 'filters.txt']).status).toBe(2);
  });
});

describe('colour and progress', () => {
  const files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
  const hasColor = (text: string): boolean => text.includes('\u001b[');

  test.each<{ env: Record<string, string>; color: boolean }>([
    { env: {}, color: false },
    { env: { FORCE_COLOR: '1' }, color: true },
    { env: { FORCE_COLOR: '0' }, color: false },
    { env: { NO_COLOR: '1', FORCE_COLOR: '1' }, color: false },
  ])('into a pipe with $env: colour $color, and no progress', ({ env, color }) => {
    const { stdout, stderr } = cli(aProject(files).root, ['reconcile', '--no-commit'], { env });
    expect({ color: hasColor(stdout), stderr }).toEqual({ color, stderr: '' });
  });

  test('JSON has no colour, whatever the environment says', () => {
    const { stdout } = cli(aProject(files).root, ['diff', '--format', 'json'], { env: { FORCE_COLOR: '1' } });
    expect(hasColor(stdout)).toBe(false);
  });

  test.runIf(HAS_SCRIPT)(`a terminal gets colour, and a line of progress where it takes long${NEEDS_SCRIPT}`, () => {
    const { root } = aProject(files);
    // An inventory that takes its time on standard input, however fast the machine is.
    const inventory = '(sleep 2; cat cluster-state/a.yaml)';
    const line = `script -qec '${inventory} | $HEADWATER diff --cluster-state - --format json > /dev/null' /dev/null`;
    expect(shell(root, line, { TERM: 'xterm' }).stdout).toMatch(/reading inventory … \d+\.\d s/);
    expect(shell(root, line, { TERM: 'xterm', CI: 'true' }).stdout).not.toMatch(/ … \d/);
    const colored = shell(aProject(files).root, "script -qec '$HEADWATER diff' /dev/null", { TERM: 'xterm' });
    expect(hasColor(colored.stdout)).toBe(true);
  });
});

describe('signals', () => {
  test.each(['SIGINT', 'SIGKILL'] as const)('%s while writing leaves what the next run completes', async (signal) => {
    const files = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/all.yaml': manyNamespaces(150) };
    const expected = aProject(files);
    expect(cli(expected.root, ['reconcile', '--no-commit']).status).toBe(0);
    const project = aProject(files);
    let halfway = 0;
    for (const mark of [1, 40, 80]) {
      await stopAt(project, signal, mark);
      const written = Object.keys(project.manifests()).length;
      if (written > 0 && written < 150) halfway += 1;
    }
    expect(halfway).toBeGreaterThan(0);
    expect(cli(project.root, ['reconcile', '--no-commit']).status).toBe(0);
    expect(project.manifests()).toEqual(expected.manifests());
    expect(project.files('output/.headwater/ledger')).toEqual(expected.files('output/.headwater/ledger'));
  });

  /** Stops a run as soon as there are so many entries in output, unless it ends before. */
  async function stopAt(project: Project, signal: NodeJS.Signals, mark: number): Promise<void> {
    const child = startCli(project.root, ['reconcile', '--no-commit']);
    const output = join(project.root, 'output');
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
    while (child.exitCode === null && (!existsSync(output) || readdirSync(output).length < mark)) await pause(2);
    child.kill(signal);
    await ended;
  }
});

describe('nothing of the machine', () => {
  const files = {
    'policies/deny.yaml': DENY_ALL,
    'policies/trust.yaml': COPY_TRUST,
    'cluster-state/trust.yaml': TRUST,
    'cluster-state/a.yaml': namespaceText('team-a', '{trust: "true", tier: gold}'),
    'cluster-state/b.yaml': namespaceText('team-b', '{trust: "true"}'),
  };

  test('output and report name no absolute path, host, user or time', () => {
    const project = aProject(files);
    const ran = [
      cli(project.root, ['reconcile', '--no-commit', '--format', 'json']),
      cli(project.root, ['diff', '--verbose']),
      cli(project.root, [
        'reconcile',
        '--no-commit',
        '--policies',
        join(project.root, 'policies'),
        '--output',
        join(project.root, 'output'),
      ]),
    ];
    const written = Object.entries(project.files('output')).flat().join('\n');
    const year = String(new Date().getFullYear());
    for (const text of [written, ran[0]?.stdout ?? '', ran[1]?.stdout ?? '']) {
      expect(text).not.toContain(project.root);
      expect(text).not.toContain(tmpdir());
      if (hostname().length > 3) expect(text).not.toContain(hostname());
      if (userInfo().username.length > 4) expect(text).not.toContain(userInfo().username);
      expect(text).not.toMatch(new RegExp(`${year}-\\d\\d-\\d\\dT`));
    }
  });

  test('time zone, locale, and the order in which inventories are named do not matter', () => {
    const split = {
      ...files,
      'other/c.yaml': namespaceText('team-c', '{trust: "true", tier: İ-no}'),
      'other/d.yaml': namespaceText('team-d', '{trust: "true", tier: silver}'),
    };
    const around: readonly { env: Record<string, string>; order: readonly string[] }[] = [
      { env: { TZ: 'UTC', LC_ALL: 'C' }, order: ['cluster-state', 'other'] },
      { env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' }, order: ['other', 'cluster-state'] },
      {
        env: { TZ: 'America/St_Johns', LANG: 'sv_SE.UTF-8', LC_COLLATE: 'sv_SE.UTF-8' },
        order: ['other', 'cluster-state'],
      },
    ];
    const results = around.map(({ env, order }) => {
      const project = aProject(split);
      const args = order.flatMap((folder) => ['--cluster-state', folder]);
      const { status, stdout } = cli(project.root, ['reconcile', '--no-commit', '--format', 'json', ...args], { env });
      return { status, stdout, files: project.files('output') };
    });
    expect(results[0]?.status).toBe(1);
    for (const result of results.slice(1)) expect(result).toEqual(results[0]);
  });
});

test.skipIf(userInfo().uid === 0)('an output that cannot be written is told, exit 1 or 2, and is no bug', () => {
  const project = aProject({ 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') });
  mkdirSync(join(project.root, 'output'));
  chmodSync(join(project.root, 'output'), 0o555);
  const { status, stdout, stderr } = cli(project.root, ['reconcile', '--no-commit']);
  expect([1, 2]).toContain(status);
  expect(stdout + stderr).not.toContain('bug in Headwater');
});
