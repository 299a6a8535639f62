import { describe, expect, it } from 'vitest';
import { aNamespace, aTrigger } from '../../support/a-world.ts';
import { aPolicy } from '../checks/policies.ts';
import { tryRule } from './rules.ts';

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: queues.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Queue, plural: queues}
  versions: [{name: v1, served: true}]
---
apiVersion: example.com/v1
kind: Queue
metadata: {name: q, namespace: source, labels: {share: "yes"}}
`;

const SOURCES = `
apiVersion: v1
kind: ConfigMap
metadata: {name: b, namespace: source, labels: {share: "yes"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: source, labels: {share: "yes", tier: gold}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: private, namespace: source}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: elsewhere, namespace: other, labels: {share: "yes"}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: a, namespace: source, labels: {share: "yes"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: own, namespace: team-a, labels: {share: "yes"}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader, labels: {share: "yes"}}
---
${DEFINITION}`;

function tryList(
  cloneList: string,
  target = 'namespace: "{{ request.name }}"',
  trigger = aTrigger(aNamespace('team-a')),
) {
  return tryRule(aPolicy({ target, data: `cloneList: ${cloneList}` }), trigger, { objects: SOURCES });
}

describe('a cloneList', () => {
  it.each([
    {
      name: 'copies each source of a kind under its own name, in the order of names',
      list: '{namespace: source, kinds: [v1/ConfigMap]}',
      made: ['ConfigMap/team-a/a', 'ConfigMap/team-a/b', 'ConfigMap/team-a/private'],
    },
    {
      name: 'goes kind by kind in the order given',
      list: '{namespace: source, kinds: [v1/ServiceAccount, v1/ConfigMap], selector: {matchLabels: {share: "yes"}}}',
      made: ['ServiceAccount/team-a/a', 'ConfigMap/team-a/a', 'ConfigMap/team-a/b'],
    },
    {
      name: 'selects by matchLabels',
      list: '{namespace: source, kinds: [v1/ConfigMap], selector: {matchLabels: {tier: gold}}}',
      made: ['ConfigMap/team-a/a'],
    },
    {
      name: 'selects by matchExpressions',
      list: '{namespace: source, kinds: [v1/ConfigMap], selector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}',
      made: ['ConfigMap/team-a/b', 'ConfigMap/team-a/private'],
    },
    {
      name: 'takes a bare kind',
      list: '{namespace: source, kinds: [ServiceAccount]}',
      made: ['ServiceAccount/team-a/a'],
    },
    {
      name: 'takes a kind that is taught, with and without group and version',
      list: '{namespace: source, kinds: [example.com/v1/Queue, Queue], selector: {matchLabels: {share: "yes"}}}',
      made: ['Queue/team-a/q', 'Queue/team-a/q'],
    },
    {
      name: 'takes variables',
      list: '{namespace: "{{ `\\"source\\"` }}", kinds: ["{{ `\\"v1/ServiceAccount\\"` }}"]}',
      made: ['ServiceAccount/team-a/a'],
    },
    { name: 'of nothing that is there makes nothing', list: '{namespace: nowhere, kinds: [v1/ConfigMap]}', made: [] },
  ])('$name', ({ list, made }) => {
    const tried = tryList(list);
    expect(tried.told).toEqual([]);
    expect(tried.made).toEqual(made);
    expect(tried.evaluation?.complete).toBe(true);
  });

  it('ignores name and kind of the pattern', () => {
    const target = 'apiVersion: v1\nkind: Secret\nname: ignored\nnamespace: team-a';
    expect(tryList('{namespace: source, kinds: [v1/ServiceAccount]}', target).made).toEqual([
      'ServiceAccount/team-a/a',
    ]);
  });

  it('without a namespace copies cluster-scoped sources', () => {
    const list = '{kinds: [rbac.authorization.k8s.io/v1/ClusterRole]}';
    // A cluster-scoped copy has the name of its source, so that it is its own source.
    expect(tryList(list, '').evaluation).toMatchObject({
      desired: [],
      skipped: [{ because: 'self-clone' }],
      complete: true,
    });
  });

  it('leaves out sources in the target’s own namespace without a word', () => {
    const tried = tryList('{namespace: team-a, kinds: [v1/ConfigMap]}');
    expect(tried).toMatchObject({ made: [], told: [] });
    expect(tried.evaluation).toMatchObject({ complete: true, skipped: [{ because: 'self-clone' }] });
  });

  it('names each copy by its place in the list of kinds and its source', () => {
    const { evaluation } = tryList('{namespace: source, kinds: [v1/Secret, v1/ServiceAccount]}');
    expect(evaluation?.desired.map(({ element, source, mode }) => [element, source?.key, mode])).toEqual([
      ['cloneList[1]/a', '/ServiceAccount/source/a', 'clone'],
    ]);
  });

  it.each(['Queues', 'v1/secrets', 'x.io/v1/Thing'])('fails where its kind %s cannot be listed', (kind) => {
    const rule = `generate: {namespace: team-a, synchronize: true, cloneList: {namespace: source, kinds: ["{{ \`\\"${kind}\\"\` }}"]}}`;
    const tried = tryRule(aPolicy({ rule, target: '', data: '' }), aTrigger(aNamespace('team-a')), {
      objects: SOURCES,
    });
    expect(tried.told).toEqual(['error evaluate/kind-unknown spec.rules.0.generate.cloneList.kinds.0']);
    expect(tried.evaluation?.complete).toBe(false);
  });

  it('whose namespace comes out as no text fails at its place', () => {
    const tried = tryList('{namespace: "{{ `3` }}", kinds: [v1/ConfigMap]}');
    expect(tried.told).toEqual(['error evaluate/invalid-target spec.rules.0.generate.cloneList.namespace']);
  });
});
