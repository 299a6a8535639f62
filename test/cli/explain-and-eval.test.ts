// explain and eval as processes: exit statuses, where what is printed, and that nothing is written.
import { describe, expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { aProject } from '../support/project.ts';
import { misfits, REPORT_SCHEMA } from '../support/report-schema.ts';
import { COPY_TRUST, namespaceText, TRUST } from '../support/sample-policies.ts';

const files = {
  'policies/trust.yaml': COPY_TRUST,
  'cluster-state/trust.yaml': TRUST,
  'cluster-state/a.yaml': namespaceText('team-a', '{trust: "true", tier: gold}'),
  'cluster-state/b.yaml': namespaceText('team-b', '{trust: "true"}'),
};
const ON_TEAM = ['--trigger', 'ns/team-a'];

/** Both forms of one run, which have to end alike and write nothing. */
function runs(args: readonly string[], input?: string) {
  const project = aProject(files);
  const before = project.files('.');
  const around = input === undefined ? {} : { input };
  const text = cli(project.root, args, around);
  const json = cli(project.root, [...args, '--format', 'json'], around);
  expect(project.files('.')).toEqual(before);
  expect({ status: json.status, stderr: json.stderr }).toEqual({ status: text.status, stderr: '' });
  const report = JSON.parse(json.stdout) as Record<string, unknown>;
  expect(misfits(report, REPORT_SCHEMA)).toEqual([]);
  return { text, report };
}

describe('explain', () => {
  test.each([
    { name: 'output/team-a/configmap_trust-gold.yaml', says: 'ConfigMap/team-a/trust-gold' },
    { name: 'ns/team-b', says: 'could not be decided' },
    { name: 'cluster-state/trust.yaml', says: 'ConfigMap/default/trust' },
  ])('$name is explained: 0, also where a trigger fails', ({ name, says }) => {
    // The manifest is not written yet, and no file of that name is there.
    const args = ['explain', name.startsWith('output/') ? 'cm/team-a/trust-gold' : name];
    const { text, report } = runs(args);
    expect({ status: text.status, stderr: text.stderr }).toEqual({ status: 0, stderr: '' });
    expect(text.stdout).toContain(says);
    expect(report).toMatchObject({ kind: 'ExplainReport', diagnostics: [] });
  });

  test('what nothing is called: 2, with names that are near', () => {
    const { text, report } = runs(['explain', 'ns/taem-a']);
    expect(text.status).toBe(2);
    expect(text.stdout).toContain('Did you mean Namespace/team-a');
    expect(report).toMatchObject({ kind: 'ExplainReport', diagnostics: [{ code: 'cli/usage' }] });
  });
});

describe('eval', () => {
  test('a value is all that is on standard output', () => {
    const { text, report } = runs(['eval', ...ON_TEAM, 'request.object.metadata.labels']);
    expect(text).toEqual({ status: 0, stdout: 'tier: gold\ntrust: "true"\n', stderr: '' });
    expect(report).toMatchObject({ kind: 'EvalReport', value: { tier: 'gold', trust: 'true' } });
  });

  test('an error is on standard error, with its place: 1', () => {
    const { text, report } = runs(['eval', ...ON_TEAM, 'request.nme']);
    expect({ status: text.status, stdout: text.stdout }).toEqual({ status: 1, stdout: '' });
    expect(text.stderr).toContain('\n  request.nme\n          ^^^\n');
    expect(report).toMatchObject({ error: { expression: 'request.nme', start: 8, end: 11 } });
  });

  test('--cel: the value and its type, or the error with line and column', () => {
    const { text, report } = runs(['eval', ...ON_TEAM, '--cel', 'object.metadata.labels.tier + "!"']);
    expect(text).toEqual({ status: 0, stdout: '"gold!"\n', stderr: '' });
    expect(report).toMatchObject({ value: 'gold!', type: 'string' });
    const failed = runs(['eval', ...ON_TEAM, '--cel', 'true &&\n  nothing']);
    expect(failed.text.status).toBe(1);
    expect(failed.text.stderr).toContain(' (line 2, column 3)\n\n    nothing\n    ^^^^^^^\n');
    expect(failed.report).toMatchObject({ error: { line: 2, column: 3, start: 10, end: 17 } });
  });

  test.each([
    { args: ['-', ...ON_TEAM], input: 'request.name', value: 'team-a' },
    { args: [...ON_TEAM, '-'], input: 'request.name', value: 'team-a' },
    { args: [...ON_TEAM, '--template', '-'], input: 'x: "{{ request.name }}"\n', value: { x: 'team-a' } },
    { args: [...ON_TEAM, '--precondition', '-'], input: '{key: a, operator: Equals, value: a}', value: true },
  ])('standard input as the expression: $args', ({ args, input, value }) => {
    const { text, report } = runs(['eval', ...args], input);
    expect(text.status).toBe(0);
    expect(report['value']).toEqual(value);
  });
});
