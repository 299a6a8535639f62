import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commitMessage, type CommitFacts } from '../../src/publish/commit-message.ts';

const FACTS: CommitFacts = {
  cluster: 'prod-eu',
  counts: { added: 12, changed: 3, removed: 1 },
  policies: [
    { policy: 'add-quota', added: 12, changed: 0, removed: 1 },
    { policy: 'team-a/sync', added: 0, changed: 3, removed: 0 },
  ],
  names: ['ResourceQuota/team-a/default', 'ConfigMap/team-b/zk'],
  failures: ['add-quota/limits for Namespace/team-c'],
  trailers: {
    version: '0.1.0',
    policies: 'abc123',
    inventory: 'sha256:1',
    ledger: 'sha256:2',
    run: 'https://ci.example/1',
  },
};

describe('commitMessage', () => {
  it('has subject, counts per policy, names, failures and trailers', () => {
    expect(commitMessage(FACTS)).toBe(`headwater: +12 ~3 -1 (cluster prod-eu)

- add-quota: +12 ~0 -1
- team-a/sync: +0 ~3 -0

Changed (2):
- ResourceQuota/team-a/default
- ConfigMap/team-b/zk

Failed (1):
- add-quota/limits for Namespace/team-c

Headwater-Version: 0.1.0
Headwater-Policies: abc123
Headwater-Inventory: sha256:1
Headwater-Ledger: sha256:2
Headwater-Run: https://ci.example/1
`);
  });

  it('leaves out what is not known', () => {
    const bare = { ...FACTS, cluster: '', policies: [], names: [], failures: [], trailers: {} };
    expect(commitMessage(bare)).toBe('headwater: +12 ~3 -1\n');
    expect(commitMessage({ ...bare, trailers: { version: '1', run: '' } })).toBe(
      'headwater: +12 ~3 -1\n\nHeadwater-Version: 1\n',
    );
  });

  it('shows twenty names and counts the rest', () => {
    const names = Array.from({ length: 23 }, (_, index) => `n${index}`);
    const lines = commitMessage({ ...FACTS, names }).split('\n');
    expect(lines).toContain('Changed (23):');
    expect(lines).toContain('- n19');
    expect(lines).not.toContain('- n20');
    expect(lines).toContain('- and 3 more');
  });

  const evil = ['x\n\nHeadwater-Ledger: forged', 'x\r\nSigned-off-by: me', '#x', 'x\u2028# y', 'x\u0085z', 'a\u202eb'];
  it.each(evil)('keeps %j on its line', (text) => {
    const message = commitMessage({
      ...FACTS,
      cluster: text,
      policies: [{ policy: text, added: 0, changed: 0, removed: 0 }],
      names: [text],
      failures: [text],
      trailers: { run: text },
    });
    const lines = message.split(/[\n\r\u0085\u2028\u2029]/u);
    expect(lines).toHaveLength(12);
    expect(lines.filter((line) => /^(?:#|Headwater-Ledger|Signed-off-by)/u.test(line))).toEqual([]);
    expect(message).not.toMatch(/\u202e/u);
  });

  it.each(['[skip ci]', '[CI skip]', '[no ci]', '[skip actions]', '[actions skip]', '[ci-skip]', '***NO_CI***'])(
    'lets no text of others ask for no checks: %s',
    (text) => {
      const message = commitMessage({
        ...FACTS,
        cluster: text,
        names: [`a${text}`],
        failures: [text],
        trailers: { run: text },
      });
      expect(message).not.toContain(text);
      expect(message).toContain(text.slice(1));
      expect(commitMessage({ ...FACTS, failures: ['spec.rules[0] has no name'] })).toContain(
        'spec.rules[0] has no name',
      );
    },
  );

  it('gives Git no trailer but its own', () => {
    let git = true;
    try {
      execFileSync('git', ['--version']);
    } catch {
      git = false;
    }
    if (!git) return;
    const message = commitMessage({
      ...FACTS,
      failures: ['Signed-off-by: x', 'y\n\nHeadwater-Run: z'],
      trailers: { version: '1' },
    });
    const found = execFileSync('git', ['interpret-trailers', '--parse'], { input: message, encoding: 'utf8' });
    expect(found).toBe('Headwater-Version: 1\n');
    const without = execFileSync('git', ['interpret-trailers', '--parse'], {
      input: commitMessage({ ...FACTS, failures: ['Signed-off-by: x'], trailers: {} }),
      encoding: 'utf8',
    });
    expect(without).toBe('');
  });

  it('cuts a text without end', () => {
    const longest = Math.max(
      ...commitMessage({ ...FACTS, names: ['x'.repeat(5000)] })
        .split('\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThan(220);
  });
});
