// The action where it pushes, against a server: what it tells the steps after it, and how a run that the deletion guard stopped is let through.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { ACTION, readRun, type ActionRan } from '../support/action.ts';
import { HAS_GIT, NEEDS_GIT, type GitProject } from '../support/git-project.ts';
import { cloneAs, publish, refresh, run, runnerEnv, serve } from '../support/published.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const NAMESPACES = ['team-a', 'team-b', 'team-c'].map((name) => namespaceText(name));
const FILES = {
  'policies/deny.yaml': DENY_ALL,
  'cluster-state/all.yaml': NAMESPACES.join('---\n'),
  'headwater.yaml': 'maxDeletions: 0\n',
};

/** As reconcile-committed.yml has it; the server is this process, so nothing waits for it here. */
async function runIn(clone: GitProject, maxDeletions: string): Promise<ActionRan> {
  const folder = mkdtempSync(join(clone.home, 'runner-'));
  const files = { output: join(folder, 'output'), summary: join(folder, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const ran = await run(clone.root, process.execPath, [ACTION], {
    ...runnerEnv(clone),
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: clone.root,
    GITHUB_EVENT_NAME: maxDeletions === '' ? 'schedule' : 'workflow_dispatch',
    GITHUB_REF_NAME: 'main',
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    RUNNER_TEMP: folder,
    INPUT_COMMAND: 'reconcile',
    INPUT_PUSH: 'true',
    'INPUT_MAX-DELETIONS': maxDeletions,
    INPUT_TOKEN: 'ghs_word',
  });
  return readRun(ran, readFileSync(files.output, 'utf8'), readFileSync(files.summary, 'utf8'));
}

describe.skipIf(!HAS_GIT)(`reconcile with push${NEEDS_GIT}`, () => {
  test('tells what was pushed, and nothing where there was nothing', async () => {
    const published = publish(FILES);
    const clone = await cloneAs(published, 'job', (await serve(published)).address);
    const { status, outputs, summary, stderr } = await runIn(clone, '');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(outputs).toMatchObject({ changed: 'true', added: '3', failed: '0', commit: published.tip() });
    expect(clone.id('HEAD')).toBe(published.tip());
    expect(summary).toMatch(/^### headwater reconcile: \+3 ~0 −0, 0 failed\n\nPushed to `main`\.\n/);

    const again = await runIn(clone, '');
    expect(again).toMatchObject({ status: 0, outputs: { changed: 'false', commit: '' } });
    expect(again.summary).not.toContain('Pushed');
    expect(published.tip()).toBe(outputs['commit']);
  });

  test('stops at the deletion guard, names the way through, and goes it', async () => {
    const published = publish(FILES);
    const clone = await cloneAs(published, 'job', (await serve(published)).address);
    await runIn(clone, '');
    const edited = published.edit({ 'cluster-state/all.yaml': NAMESPACES[0]! });
    await refresh(clone);

    const stopped = await runIn(clone, '');
    expect(stopped).toMatchObject({ status: 2, outputs: { failed: '1', commit: '' } });
    expect(stopped.commands.slice(1)).toEqual([
      expect.stringMatching(/^::error title=[^:]*::2 of 3 downstreams would be deleted/),
    ]);
    expect(stopped.summary).toContain('with the number that is named below');
    expect(stopped.summary).toContain('--max-deletions 2');
    expect(stopped.summary).not.toContain('Pushed');
    expect([published.tip(), clone.id('HEAD'), clone.git('status', '--porcelain')]).toEqual([edited, edited, '']);

    const through = await runIn(clone, '2');
    expect(through).toMatchObject({ status: 0, outputs: { removed: '2', commit: published.tip() } });
    expect(published.manifests()).toHaveLength(1);
    expect(`${through.stdout}${through.summary}`.replace('::add-mask::ghs_word', '')).not.toContain('ghs_word');
  });
});
