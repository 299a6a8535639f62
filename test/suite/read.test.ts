// Strict reading: what is refused, where, and what older commands took.
import { describe, expect, test } from 'vitest';
import { suiteRun } from '../support/suite-run.ts';
import { aTest, sampleFiles } from './samples.ts';

describe('a test file', () => {
  test.each([
    {
      name: 'a field that there is not',
      lines: 'resource: [x]',
      line: 7,
      field: 'resource',
      message: 'resource is no field of the document',
    },
    {
      name: 'a text for a list',
      lines: 'exceptions: x',
      line: 7,
      field: 'exceptions',
      message: 'exceptions is no list of texts',
    },
    {
      name: 'values of another form',
      lines: 'values: {policies: [{rules: {}}]}',
      line: 7,
      field: 'values.policies.0.rules',
      message: 'values.policies[0].rules is no list',
    },
    {
      name: 'an answer with a text for a status',
      lines: 'apiCallResponses: [{response: {statusCode: "200"}}]',
      line: 7,
      field: 'apiCallResponses.0.response.statusCode',
      message: 'apiCallResponses[0].response.statusCode is no number',
    },
  ])('with $name is refused at its line', ({ lines, line, field, message }) => {
    const { rows, diagnostics } = suiteRun(sampleFiles({ 'kyverno-test.yaml': aTest('result: pass', lines) }));
    expect(rows).toEqual([]);
    expect(diagnostics).toMatchObject([
      { code: 'suite/invalid', severity: 'error', message, about: { field }, at: { file: 'kyverno-test.yaml', line } },
    ]);
  });

  test.each([
    { name: 'no result', result: 'operation: CREATE', message: /^result is none of pass/ },
    { name: 'a result that there is not', result: 'result: passed', message: /^result is none of pass/ },
    {
      name: 'an operation that there is not',
      result: 'result: pass\noperation: PATCH',
      message: /^operation is none of/,
    },
    {
      name: 'a field of a result that there is not',
      result: 'result: pass\nresults: x',
      message: /no field of results\[0\]/,
    },
  ])('with $name is refused', ({ result, message }) => {
    const { diagnostics } = suiteRun(sampleFiles({ 'kyverno-test.yaml': aTest(result) }));
    expect(diagnostics).toMatchObject([{ code: 'suite/invalid', severity: 'error' }]);
    expect(diagnostics[0]!.message).toMatch(message);
  });

  test('of another kind is refused', () => {
    const suite = aTest().replace('kind: Test', 'kind: Tests');
    expect(suiteRun(sampleFiles({ 'kyverno-test.yaml': suite })).diagnostics).toMatchObject([
      { message: 'kind is Tests, and not Test', at: { line: 2 } },
    ]);
  });

  test('of older commands is taken, with a notice', () => {
    const old = `name: sample
policies: [policy.yaml]
resources: [resource.yaml]
results:
  - {policy: sample, rule: make, resource: team-a, kind: Namespace, status: pass}
`;
    const { rows, diagnostics } = suiteRun(sampleFiles({ 'kyverno-test.yaml': old }));
    expect(rows).toMatchObject([{ status: 'passed', expected: 'pass' }]);
    expect(diagnostics).toMatchObject([{ code: 'suite/deprecated', severity: 'notice' }]);
  });

  test('with every field that has no effect is taken', () => {
    const lines = `targetResources: []
context: context.yaml
paramResources: [a]
jsonPayload: a
httpPayloads: [a]
envoyPayloads: [a]`;
    const result =
      'result: pass\nisGeneratingPolicy: false\nfailOnMissingResources: true\npatchedResources: a\nisValidatingPolicy: false';
    const context = 'apiVersion: cli.kyverno.io/v1alpha1\nkind: Context\nspec: {resources: [], images: []}\n';
    const files = { 'kyverno-test.yaml': aTest(result, lines), 'context.yaml': context };
    const { rows, diagnostics } = suiteRun(sampleFiles(files));
    expect(rows).toMatchObject([{ status: 'passed' }]);
    expect(diagnostics).toEqual([]);
  });
});
