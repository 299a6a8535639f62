// The files for other programs that reconcile, diff and validate write beside what they print.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { aProject } from '../support/project.ts';
import { DENY_ALL, namespaceText } from '../support/sample-policies.ts';

const FILES = { 'policies/deny.yaml': DENY_ALL, 'cluster-state/a.yaml': namespaceText('team-a') };
const BROKEN = 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: broken}\nspec: {rules: 5}\n';

interface Log {
  readonly runs: readonly { readonly results: readonly { readonly ruleId: string; readonly locations: unknown }[] }[];
}

test.each([['reconcile', '--no-commit'], ['diff'], ['validate']])('%s writes SARIF', (...args) => {
  const project = aProject({ ...FILES, 'policies/broken.yaml': BROKEN });
  expect(cli(project.root, [...args, '--sarif-file', 'found.sarif']).status).toBe(1);
  const { results } = (JSON.parse(project.read('found.sarif')) as Log).runs[0]!;
  expect(JSON.stringify(results[0]!.locations)).toContain('"uri":"policies/broken.yaml"');
});

test('places are those of the repository, also from a folder in it', () => {
  const project = aProject();
  mkdirSync(join(project.root, '.git'));
  project.write({ 'east/policies/broken.yaml': BROKEN });
  expect(cli(join(project.root, 'east'), ['validate', '--sarif-file', '../found.sarif']).status).toBe(1);
  expect(project.read('found.sarif')).toContain('"uri": "east/policies/broken.yaml"');
});

test('unusable input is told in the file as well', () => {
  const project = aProject({ ...FILES, 'policies/syntax.yaml': 'a: [\n' });
  expect(cli(project.root, ['diff', '--sarif-file', 'found.sarif']).status).toBe(2);
  expect(project.read('found.sarif')).toContain('"ruleId": "load/syntax"');
});

test('validate writes JUnit and code quality, and lists the policies in its report', () => {
  const project = aProject({ ...FILES, 'policies/broken.yaml': BROKEN });
  const files = ['--junit', 'results.xml', '--code-quality-file', 'quality.json'];
  const { status, stdout } = cli(project.root, ['validate', ...files, '--format', 'json']);
  expect(status).toBe(1);
  const { policies } = JSON.parse(stdout) as { policies: readonly unknown[] };
  expect(policies).toMatchObject([{ name: 'broken' }, { name: 'default-deny', file: 'policies/deny.yaml', line: 1 }]);
  expect(project.read('results.xml')).toContain('tests="2" failures="1"');
  expect(project.read('quality.json')).toContain('"path": "policies/broken.yaml"');
});

test('the same can stand in headwater.yaml, relative to it', () => {
  const project = aProject({ ...FILES, 'headwater.yaml': 'policies: policies\nsarifFile: made/found.sarif\n' });
  mkdirSync(join(project.root, 'made'));
  mkdirSync(join(project.root, 'elsewhere'));
  expect(cli(join(project.root, 'elsewhere'), ['validate', '--config', '../headwater.yaml']).status).toBe(0);
  expect((JSON.parse(project.read('made/found.sarif')) as Log).runs[0]!.results).toEqual([]);
});

test('a file that cannot be written fails the run, which is carried out', () => {
  const project = aProject(FILES);
  const ran = cli(project.root, ['reconcile', '--no-commit', '--sarif-file', 'nowhere/x.sarif', '--format', 'json']);
  expect(ran.status).toBe(1);
  const report = JSON.parse(ran.stdout) as { counts: Record<string, number>; diagnostics: unknown };
  expect(report).toMatchObject({
    counts: { created: 1, failed: 1 },
    diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'publish/failed' })]) as unknown,
  });
  expect(existsSync(join(project.root, 'nowhere'))).toBe(false);
  expect(readFileSync(join(project.root, 'output/.headwater/last.diff'), 'utf8')).toContain('deny-all');
});
