// Files that the tests of suites share.

/** A test over policy.yaml and resource.yaml with one result for rule `make`; `lines` go at the top level, `result` into the result. */
export function aTest(result = 'result: pass', lines = ''): string {
  const indented = result.replaceAll('\n', '\n    ');
  return `apiVersion: cli.kyverno.io/v1alpha1
kind: Test
metadata:
  name: sample
policies: [policy.yaml]
resources: [resource.yaml]
${lines}
results:
  - policy: sample
    rule: make
    kind: Namespace
    resources: [team-a]
    ${indented}
`;
}

/** A policy whose rule makes a ConfigMap `made` in the Namespace that is its trigger, with `value` under `text`. */
export function aPolicy(value = 'x', more = '', match = ''): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: sample
spec:
  background: false
  rules:
    - name: make
      match:
        any:
          - resources:
              kinds: [Namespace]
${match.replaceAll(/^(?=.)/gm, '              ')}
${more.replaceAll(/^(?=.)/gm, '      ')}
      generate:
        apiVersion: v1
        kind: ConfigMap
        name: made
        namespace: "{{ request.object.metadata.name }}"
        synchronize: true
        data:
          data:
            text: "${value}"
`;
}

/** The trigger. */
export const TEAM = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-a\n  labels:\n    tier: gold\n';

/** The ConfigMap that is expected. */
export function made(value = 'x'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made\n  namespace: team-a\ndata:\n  text: "${value}"\n`;
}

/** All four files, with what is expected in made.yaml. */
export function sampleFiles(changes: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    'kyverno-test.yaml': aTest('result: pass\ngeneratedResource: made.yaml'),
    'policy.yaml': aPolicy(),
    'resource.yaml': TEAM,
    'made.yaml': made(),
    ...changes,
  };
}
