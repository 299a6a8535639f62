// What users are told of a policy in CEL that Kyverno takes and an inventory cannot serve, or the other way round: where it stands, and
// what to write instead.
import { describe, expect, test } from 'vitest';
import { aProject } from '../../support/project.ts';
import { namespaces } from '../../bad-input/inputs.ts';
import { aGeneratingPolicy, type PolicyParts } from './policies.ts';

const PODS = '{resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}';

function project(parts: PolicyParts): ReturnType<typeof aProject> {
  return aProject({
    'policies/policy.yaml': aGeneratingPolicy(parts),
    'cluster-state/namespaces.yaml': namespaces('team-a', 'team-b'),
    'cluster-state/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: team-a}\n',
  });
}

interface Said {
  readonly at: string;
  readonly message: string;
  readonly help: string | undefined;
  readonly expression: string | undefined;
}

async function said(parts: PolicyParts, command: 'reconcile' | 'validate'): Promise<readonly Said[]> {
  const { report } = await project(parts)[command]();
  return report.diagnostics.map(({ severity, field, line, column, message, help, expression }) => ({
    at: `${severity} ${field ?? ''} ${line ?? 0}:${column ?? 0}`,
    message,
    help,
    expression,
  }));
}

describe('who made a request', () => {
  const generate = '[{expression: "generator.apply(object.metadata.name, [{\'kind\': variables.who}])"}]';

  test('is not known to an inventory, which is said where a variable asks for it', async () => {
    const more = "variables:\n- name: who\n  expression: 'request.userInfo.username'";
    const told = await said({ generate, more }, 'reconcile');
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({
      at: 'error spec.variables.0.expression 9:35',
      expression: 'username',
      help: "An inventory does not know who made a request. Give a default, as in request.userInfo.?username.orValue('…').",
    });
  });

  test('another field that is missing is another matter', async () => {
    const more = "variables:\n- name: who\n  expression: 'object.metadata.annotations.owner'";
    const [first] = await said({ generate, more }, 'reconcile');
    expect(first?.message).toMatch(/no such key: annotations/);
    expect(first?.help).toMatch(/has\(\) or \.\?field\.orValue/);
  });
});

describe('the forms of a policy of the whole cluster in one of a namespace', () => {
  const parts: PolicyParts = {
    kind: 'NamespacedGeneratingPolicy',
    metadata: '{name: copies, namespace: team-a}',
    matchConstraints: PODS,
  };
  const read = {
    ...parts,
    generate: `[{expression: "generator.apply([resource.get('v1', 'secrets', 'team-a', 'pull')])"}]`,
  };
  const written = { ...parts, generate: `[{expression: "generator.apply('team-a', [object])"}]` };
  const help =
    'In a policy of a namespace leave the namespace out: its own is the only one that it reads from and writes to';

  test.each([
    { name: 'resource.get', of: read },
    { name: 'generator.apply', of: written },
  ])('are refused, and it is said what to leave out of $name', async ({ of }) => {
    const told = await said(of, 'validate');
    expect(told.map((one) => one.help)).toEqual([`${help}.`]);
    expect(told[0]?.at).toMatch(/^error spec\.generate\.0\.expression /);
  });

  test('are a warning in a run, which understands them', async () => {
    const told = await said(written, 'reconcile');
    expect(told.map((one) => one.help)).toEqual([`${help}; until then it is evaluated without the check.`]);
    expect(told[0]?.at).toMatch(/^warning /);
  });

  test('have nothing to do with what else is wrong', async () => {
    const [first] = await said(
      { ...parts, generate: '[{expression: "generator.apply([object.setField(1)])"}]' },
      'validate',
    );
    expect(first?.help).toBe('Correct the expression.');
  });
});
