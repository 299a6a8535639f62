import { describe, expect, it } from 'vitest';
import { resolveTarget, type TargetText } from '../../src/policy/target.ts';
import { describeResource } from '../../src/model/resource.ts';
import { aWorld } from '../support/a-world.ts';
import { aPolicy } from './checks/policies.ts';
import { anEnvironment, someOptions } from './cluster-policy/rules.ts';

const DEFINITIONS = ['Tenant tenants Cluster', 'Queue queues Namespaced']
  .map((line) => line.split(' '))
  .map(
    ([kind, plural, scope]) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${plural}.example.com}
spec:
  group: example.com
  scope: ${scope}
  names: {kind: ${kind}, plural: ${plural}}
  versions: [{name: v1alpha1, served: true}, {name: v1, served: true}]
`,
  )
  .join('---\n');

const POLICY_OF_TEAM_A = aPolicy({
  head: 'apiVersion: kyverno.io/v1\nkind: Policy\nmetadata: {name: p, namespace: team-a}',
});

/** `apiVersion Kind/namespace/name` with the remarks, or `code field: message`. */
function targetOf(text: Partial<TargetText>, policy = aPolicy()): string {
  const environment = anEnvironment(policy, someOptions({}, DEFINITIONS));
  const whole = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'team-a', name: 'made', ...text };
  const result = resolveTarget(environment, whole, ['generate'], aWorld({ objects: DEFINITIONS }));
  if (!result.ok) return `${result.trouble.code} ${result.trouble.path.join('.')}: ${result.trouble.message}`;
  const remarks = result.value.remarks.map(({ severity, code }) => `, ${severity ?? 'error'} ${code}`);
  return `${result.value.apiVersion} ${describeResource(result.value.id)}${remarks.join('')}`;
}

describe('a target', () => {
  it.each([
    { name: 'of a namespaced kind', text: {}, target: 'v1 ConfigMap/team-a/made' },
    {
      name: 'without apiVersion, of a built-in kind',
      text: { apiVersion: '', kind: 'NetworkPolicy' },
      target: 'networking.k8s.io/v1 NetworkPolicy/team-a/made',
    },
    {
      name: 'without apiVersion, of a taught kind',
      text: { apiVersion: '', kind: 'Queue' },
      target: 'example.com/v1 Queue/team-a/made',
    },
    { name: 'of a cluster-scoped kind', text: { kind: 'Namespace', namespace: '' }, target: 'v1 Namespace/made' },
    {
      name: 'of a cluster-scoped kind with a namespace, which is dropped',
      text: { kind: 'Namespace' },
      target: 'v1 Namespace/made, notice evaluate/invalid-target',
    },
    {
      name: 'of a taught cluster-scoped kind',
      text: { apiVersion: 'example.com/v1', kind: 'Tenant', namespace: '' },
      target: 'example.com/v1 Tenant/made',
    },
    {
      name: 'of an unknown kind with a namespace',
      text: { apiVersion: 'x.io/v1', kind: 'Thing' },
      target: 'x.io/v1 Thing/team-a/made',
    },
    {
      name: 'an RBAC name with a colon',
      text: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', name: 'system:x' },
      target: 'rbac.authorization.k8s.io/v1 Role/team-a/system:x',
    },
  ])('$name', ({ text, target }) => {
    expect(targetOf(text)).toBe(target);
  });

  it.each([
    {
      name: 'a kind that nothing tells of, without apiVersion',
      text: { apiVersion: '', kind: 'Thing' },
      trouble: /^evaluate\/kind-unknown generate\.kind: Kind "Thing"/,
    },
    {
      name: 'a namespaced kind without a namespace',
      text: { namespace: '' },
      trouble: /^evaluate\/invalid-target generate\.namespace: ConfigMap made lives in a namespace/,
    },
    {
      name: 'an unknown kind without a namespace',
      text: { apiVersion: 'x.io/v1', kind: 'Thing', namespace: '' },
      trouble: /^evaluate\/kind-unknown generate\.namespace: Thing made/,
    },
    { name: 'an empty name', text: { name: '' }, trouble: /the name is empty/ },
    {
      name: 'a name that is a path',
      text: { name: '../../etc' },
      trouble: /^evaluate\/invalid-target generate: .*not a DNS subdomain/,
    },
    { name: 'a namespace that is a path', text: { namespace: '..' }, trouble: /^evaluate\/invalid-target/ },
    { name: 'a name in capitals', text: { name: 'Made' }, trouble: /^evaluate\/invalid-target/ },
    { name: 'a kind that is no kind', text: { kind: '../x' }, trouble: /^evaluate\/invalid-target/ },
  ])('is refused: $name', ({ text, trouble }) => {
    expect(targetOf(text)).toMatch(trouble);
  });

  it.each([
    { name: 'its own namespace', text: {}, outcome: /^v1 ConfigMap\/team-a\/made$/ },
    {
      name: 'another namespace',
      text: { namespace: 'team-b' },
      outcome: /^evaluate\/confined .*outside the policy's namespace team-a/,
    },
    { name: 'a cluster-scoped kind', text: { kind: 'Namespace', namespace: '' }, outcome: /^evaluate\/confined/ },
    {
      name: 'a cluster-scoped kind under its own namespace',
      text: { kind: 'Namespace' },
      outcome: /^evaluate\/confined/,
    },
  ])('of a Policy: $name', ({ text, outcome }) => {
    expect(targetOf(text, POLICY_OF_TEAM_A)).toMatch(outcome);
  });
});
