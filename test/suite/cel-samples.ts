// Files that the tests of policies in CEL share.
import { made, sampleFiles, TEAM } from './samples.ts';

/** What a result says beside its policy. */
export const COMPARED = 'result: pass\ngeneratedResource: made.yaml';

/** A test over policy.yaml and resource.yaml with one result; `lines` go at the top level, `result` into the result. */
export function aCelTest(result = COMPARED, lines = ''): string {
  return `apiVersion: cli.kyverno.io/v1alpha1
kind: Test
metadata:
  name: sample
policies: [policy.yaml]
resources: [resource.yaml]
${lines}
results:
  - policy: sample
    isGeneratingPolicy: true
    kind: Namespace
    resources: [team-a]
    ${result.replaceAll('\n', '\n    ')}
`;
}

/** A policy that fires on Namespaces; `spec` has what it generates. */
export function celPolicy(spec: string, operations = 'CREATE, UPDATE'): string {
  return `apiVersion: policies.kyverno.io/v1
kind: GeneratingPolicy
metadata:
  name: sample
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [""], apiVersions: [v1], resources: [namespaces], operations: [${operations}]}
${spec.replaceAll(/^(?=.)/gm, '  ')}
`;
}

/** A spec that generates a ConfigMap `made`, with the value of an expression under `text`. */
export function writing(expression: string, namespace = 'object.metadata.name'): string {
  return `variables:
  - name: text
    expression: ${JSON.stringify(expression)}
generate:
  - expression: >-
      generator.apply(${namespace}, [{
        "apiVersion": dyn("v1"), "kind": dyn("ConfigMap"),
        "metadata": dyn({"name": "made"}), "data": dyn({"text": variables.text})
      }])`;
}

/** All four files, with what is expected in made.yaml. */
export function celFiles(changes: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return sampleFiles({
    'kyverno-test.yaml': aCelTest(),
    'policy.yaml': celPolicy(writing("'x'")),
    'resource.yaml': TEAM,
    'made.yaml': made(),
    ...changes,
  });
}
