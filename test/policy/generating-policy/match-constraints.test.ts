// Which triggers matchConstraints mean: every part of a resource rule, selectors, exclusions, and the reason where one is not meant.
import { describe, expect, it } from 'vitest';
import type { Match } from '../../../src/model/policy.ts';
import type { Operation, Trigger } from '../../../src/model/trigger.ts';
import { kindMatches } from '../../../src/match/index.ts';
import { versionOf } from '../../../src/model/resource.ts';
import { compileMatchConstraints } from '../../../src/policy/generating-policy/match-constraints.ts';
import { aNamespace, anInventory, aTrigger, aWorld } from '../../support/a-world.ts';
import { soundPolicy, told } from './policies.ts';

const ANYTHING = { groups: '["*"]', versions: '["*"]', operations: '["*"]', resources: '["*"]' };
type RuleText = Partial<typeof ANYTHING> & { readonly rest?: string };

function rule(parts: RuleText = {}): string {
  const { groups, versions, operations, resources, rest = '' } = { ...ANYTHING, ...parts };
  return `{apiGroups: ${groups}, apiVersions: ${versions}, operations: ${operations}, resources: ${resources}${rest && `, ${rest}`}}`;
}

function constraints(rules: readonly string[], rest = ''): string {
  return `{resourceRules: [${rules.join(', ')}]${rest && `, ${rest}`}}`;
}

function compiled(matchConstraints: string, objects = '', own = '') {
  const identity =
    own === '' ? {} : { kind: 'NamespacedGeneratingPolicy', metadata: `{name: quotas, namespace: ${own}}` };
  const policy = soundPolicy({ matchConstraints, ...identity });
  return compileMatchConstraints(policy.matchConstraints, anInventory(objects).kinds, policy);
}

function tried(text: string, trigger: Trigger, { objects = '', own = '' } = {}): string {
  const { test, kinds } = compiled(text, objects, own);
  const match = test(trigger, aWorld({ objects }));
  const { group, kind } = trigger.id;
  const exact = { group, kind, version: versionOf(trigger.object.apiVersion), subresource: '' };
  // Whoever never asks about a trigger must not miss one.
  if (match.outcome === 'yes') expect(kindMatches(kinds, exact)).toBe(true);
  return shown(match);
}

function shown(match: Match): string {
  return match.outcome === 'no' ? match.because : match.outcome;
}

function an(
  kind: string,
  { apiVersion = 'v1', name = 'a', namespace = 'team-a', labels = '', generateName = '' } = {},
) {
  const parts = [
    `name: ${name === '' ? '""' : name}`,
    ...(namespace === '' ? [] : [`namespace: ${namespace}`]),
    ...(labels === '' ? [] : [`labels: {${labels}}`]),
    ...(generateName === '' ? [] : [`generateName: ${generateName}`]),
  ];
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${parts.join(', ')}}\n`;
}

const POD = an('Pod');
const DEPLOYMENT = an('Deployment', { apiVersion: 'apps/v1' });
const NODE = an('Node', { namespace: '' });
const TEAM_A = aNamespace('team-a', 'labels: {team: a}');

describe('a resource rule', () => {
  it.each<{ entry: string; pod: string; deployment: string }>([
    { entry: 'pods', pod: 'yes', deployment: 'match' },
    { entry: 'pods/eviction', pod: 'match', deployment: 'match' },
    { entry: 'pods/exec', pod: 'match', deployment: 'match' },
    { entry: 'pods/*', pod: 'yes', deployment: 'match' },
    { entry: '*', pod: 'yes', deployment: 'yes' },
    { entry: '*/*', pod: 'yes', deployment: 'yes' },
    { entry: '*/scale', pod: 'match', deployment: 'match' },
    { entry: 'deployments', pod: 'match', deployment: 'yes' },
    { entry: 'pod*', pod: 'match', deployment: 'match' },
    { entry: 'Pod', pod: 'match', deployment: 'match' },
  ])('for $entry: Pod $pod, Deployment $deployment', ({ entry, pod, deployment }) => {
    const text = constraints([rule({ resources: `["${entry}"]` })]);
    expect(tried(text, aTrigger(POD))).toBe(pod);
    expect(tried(text, aTrigger(DEPLOYMENT))).toBe(deployment);
  });

  it.each<{ name: string; parts: RuleText; object: string; outcome: string }>([
    { name: 'the core group', parts: { groups: '[""]' }, object: POD, outcome: 'yes' },
    { name: 'the core group', parts: { groups: '[""]' }, object: DEPLOYMENT, outcome: 'match' },
    { name: 'one of several groups', parts: { groups: '[batch, apps]' }, object: DEPLOYMENT, outcome: 'yes' },
    { name: 'another group', parts: { groups: '[batch]' }, object: DEPLOYMENT, outcome: 'match' },
    { name: 'the version', parts: { versions: '[v1]' }, object: DEPLOYMENT, outcome: 'yes' },
    { name: 'another version', parts: { versions: '[v1beta1]' }, object: DEPLOYMENT, outcome: 'match' },
    {
      name: 'the version of the object, not the newest',
      parts: { versions: '[v1beta1]' },
      object: an('Deployment', { apiVersion: 'apps/v1beta1' }),
      outcome: 'yes',
    },
    { name: 'no group', parts: { groups: '[]' }, object: POD, outcome: 'match' },
    { name: 'no version', parts: { versions: '[]' }, object: POD, outcome: 'match' },
    { name: 'no resource', parts: { resources: '[]' }, object: POD, outcome: 'match' },
    { name: 'no operation', parts: { operations: '[]' }, object: POD, outcome: 'match' },
    { name: 'scope *', parts: { rest: 'scope: "*"' }, object: NODE, outcome: 'yes' },
    { name: 'scope Namespaced', parts: { rest: 'scope: Namespaced' }, object: POD, outcome: 'yes' },
    { name: 'scope Namespaced', parts: { rest: 'scope: Namespaced' }, object: NODE, outcome: 'match' },
    { name: 'scope Namespaced', parts: { rest: 'scope: Namespaced' }, object: TEAM_A, outcome: 'match' },
    { name: 'scope Cluster', parts: { rest: 'scope: Cluster' }, object: POD, outcome: 'match' },
    { name: 'scope Cluster', parts: { rest: 'scope: Cluster' }, object: NODE, outcome: 'yes' },
    { name: 'scope Cluster', parts: { rest: 'scope: Cluster' }, object: TEAM_A, outcome: 'yes' },
    { name: 'a scope that is none', parts: { rest: 'scope: namespaced' }, object: POD, outcome: 'match' },
    { name: 'no names', parts: { rest: 'resourceNames: []' }, object: POD, outcome: 'yes' },
    { name: 'its name', parts: { rest: 'resourceNames: [b, a]' }, object: POD, outcome: 'yes' },
    { name: 'other names', parts: { rest: 'resourceNames: [b, "*"]' }, object: POD, outcome: 'match' },
    {
      name: 'the beginning of its generateName',
      parts: { rest: 'resourceNames: [web]' },
      object: an('Pod', { name: '', generateName: 'web-' }),
      outcome: 'yes',
    },
    {
      name: 'more than its generateName',
      parts: { rest: 'resourceNames: [web-1]' },
      object: an('Pod', { name: '', generateName: 'web-' }),
      outcome: 'match',
    },
    {
      name: 'the beginning of the generateName of one that has a name',
      parts: { rest: 'resourceNames: [web]' },
      object: an('Pod', { name: 'web-x', generateName: 'web-' }),
      outcome: 'match',
    },
  ])('with $name: $outcome ($object)', ({ parts, object, outcome }) => {
    expect(tried(constraints([rule(parts)]), aTrigger(object))).toBe(outcome);
  });

  it.each<{ listed: string; operation: Operation; outcome: string }>([
    { listed: '[CREATE]', operation: 'CREATE', outcome: 'yes' },
    { listed: '[CREATE]', operation: 'UPDATE', outcome: 'operation' },
    { listed: '[CREATE]', operation: 'DELETE', outcome: 'operation' },
    { listed: '[UPDATE]', operation: 'CREATE', outcome: 'operation' },
    { listed: '[UPDATE, DELETE]', operation: 'DELETE', outcome: 'yes' },
    { listed: '["*"]', operation: 'DELETE', outcome: 'yes' },
    { listed: '[create]', operation: 'CREATE', outcome: 'match' },
  ])('for $listed on $operation: $outcome', ({ listed, operation, outcome }) => {
    const text = constraints([rule({ operations: listed })]);
    expect(tried(text, aTrigger(POD, operation))).toBe(outcome);
  });

  it('that is gone counts in the namespace that it was in', () => {
    const text = constraints([rule({ rest: 'scope: Namespaced' })]);
    expect(tried(text, aTrigger(POD, 'DELETE'))).toBe('yes');
  });

  it('is one of several, of which one is enough', () => {
    const text = constraints([rule({ resources: '[nodes]' }), rule({ groups: '[apps]' })]);
    expect([POD, DEPLOYMENT, NODE].map((object) => tried(text, aTrigger(object)))).toEqual(['match', 'yes', 'yes']);
  });

  it('has to hold as a whole: parts of two rules do not add up', () => {
    const text = constraints([
      rule({ resources: '[pods]', operations: '[UPDATE]' }),
      rule({ resources: '[nodes]', operations: '[CREATE]' }),
    ]);
    expect(tried(text, aTrigger(POD))).toBe('operation');
  });

  it('says what it saw where it means another resource', () => {
    const { test } = compiled(constraints([rule({ groups: '["", apps]', resources: '[pods, nodes]' })]));
    expect(test(aTrigger(DEPLOYMENT), aWorld())).toEqual({
      outcome: 'no',
      because: 'match',
      detail: 'resource deployments is not one of [pods, nodes]',
    });
  });
});

describe('an exclusion', () => {
  const excluding = (parts: RuleText, rules = [rule()]): string =>
    constraints(rules, `excludeResourceRules: [${rule(parts)}]`);

  it.each<{ name: string; text: string; operation: Operation; outcome: string }>([
    { name: 'of its resource', text: excluding({ resources: '[pods]' }), operation: 'CREATE', outcome: 'exclude' },
    { name: 'of another resource', text: excluding({ resources: '[nodes]' }), operation: 'CREATE', outcome: 'yes' },
    { name: 'of its name', text: excluding({ rest: 'resourceNames: [a]' }), operation: 'CREATE', outcome: 'exclude' },
    { name: 'of another name', text: excluding({ rest: 'resourceNames: [b]' }), operation: 'CREATE', outcome: 'yes' },
    { name: 'of subresources', text: excluding({ resources: '["*/status"]' }), operation: 'CREATE', outcome: 'yes' },
    {
      name: 'of the operation',
      text: excluding({ operations: '[UPDATE]' }),
      operation: 'UPDATE',
      outcome: 'operation',
    },
    { name: 'of another operation', text: excluding({ operations: '[UPDATE]' }), operation: 'CREATE', outcome: 'yes' },
    {
      name: 'of every operation that is listed',
      text: excluding({ operations: '[CREATE]' }, [rule({ operations: '[CREATE]' })]),
      operation: 'CREATE',
      outcome: 'exclude',
    },
  ])('$name on $operation: $outcome', ({ text, operation, outcome }) => {
    expect(tried(text, aTrigger(POD, operation))).toBe(outcome);
  });
});

describe('a namespaceSelector', () => {
  const text = (selector: string): string => constraints([rule()], `namespaceSelector: ${selector}`);
  const ofTeam = text('{matchLabels: {team: a}}');
  const world = { objects: `${TEAM_A}---\n${aNamespace('team-b', 'labels: {team: b}')}` };
  const named = text('{matchLabels: {kubernetes.io/metadata.name: nowhere}}');

  it.each<{ name: string; constraints: string; trigger: Trigger; outcome: string }>([
    { name: 'in a Namespace with the label', constraints: ofTeam, trigger: aTrigger(POD), outcome: 'yes' },
    {
      name: 'in a Namespace without it',
      constraints: ofTeam,
      trigger: aTrigger(an('Pod', { namespace: 'team-b' })),
      outcome: 'match',
    },
    { name: 'on a cluster-scoped trigger', constraints: ofTeam, trigger: aTrigger(NODE), outcome: 'yes' },
    { name: 'on a Namespace with the label', constraints: ofTeam, trigger: aTrigger(TEAM_A), outcome: 'yes' },
    {
      name: 'on a Namespace that has its label since now',
      constraints: ofTeam,
      trigger: aTrigger(TEAM_A, 'UPDATE', aNamespace('team-a')),
      outcome: 'yes',
    },
    {
      name: 'on a Namespace that has lost it',
      constraints: ofTeam,
      trigger: aTrigger(aNamespace('team-a'), 'UPDATE', TEAM_A),
      outcome: 'match',
    },
    { name: 'on a Namespace that is gone', constraints: ofTeam, trigger: aTrigger(TEAM_A, 'DELETE'), outcome: 'yes' },
    {
      name: 'on what is gone, by where it was',
      constraints: ofTeam,
      trigger: aTrigger(an('Pod', { namespace: 'team-b' }), 'DELETE'),
      outcome: 'match',
    },
    {
      name: 'in a Namespace that is not known',
      constraints: ofTeam,
      trigger: aTrigger(an('Pod', { namespace: 'nowhere' })),
      outcome: 'unknown',
    },
    {
      name: 'for the absence of a label, in a Namespace that is not known',
      constraints: text('{matchExpressions: [{key: team, operator: DoesNotExist}]}'),
      trigger: aTrigger(an('Pod', { namespace: 'nowhere' })),
      outcome: 'unknown',
    },
    {
      name: 'in a Namespace that is not known, and whose name decides',
      constraints: text(
        '{matchLabels: {team: a}, matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [nowhere]}]}',
      ),
      trigger: aTrigger(an('Pod', { namespace: 'nowhere' })),
      outcome: 'match',
    },
    {
      name: 'in a Namespace that is not known, where no rule means the trigger',
      constraints: constraints([rule({ resources: '[services]' })], 'namespaceSelector: {matchLabels: {team: a}}'),
      trigger: aTrigger(an('Pod', { namespace: 'nowhere' })),
      outcome: 'match',
    },
    {
      name: 'for the name of a Namespace whose manifest does not show it as a label',
      constraints: text('{matchLabels: {kubernetes.io/metadata.name: team-a}}'),
      trigger: aTrigger(POD),
      outcome: 'yes',
    },
    {
      name: 'for the name of a Namespace that is not known',
      constraints: named,
      trigger: aTrigger(an('Pod', { namespace: 'nowhere' })),
      outcome: 'yes',
    },
    {
      name: 'with an expression',
      constraints: text('{matchExpressions: [{key: team, operator: NotIn, values: [b]}]}'),
      trigger: aTrigger(an('Pod', { namespace: 'team-b' })),
      outcome: 'match',
    },
    { name: 'that is empty', constraints: text('{}'), trigger: aTrigger(POD), outcome: 'yes' },
  ])('$name: $outcome', ({ constraints: written, trigger, outcome }) => {
    expect(tried(written, trigger, world)).toBe(outcome);
  });

  it('reads the Namespace through the world, and only where it decides', () => {
    const asked: string[] = [];
    const inner = aWorld(world);
    const spy = { ...inner, get: (id: Parameters<typeof inner.get>[0]) => (asked.push(id.name), inner.get(id)) };
    compiled(ofTeam).test(aTrigger(POD), spy);
    compiled(ofTeam).test(aTrigger(TEAM_A), spy);
    compiled(text('{}')).test(aTrigger(POD), spy);
    expect(asked).toEqual(['team-a']);
  });
});

describe('what decides about a Namespace that is not there', () => {
  const text = (selector: string): string => constraints([rule()], `namespaceSelector: ${selector}`);
  const pod = aTrigger(an('Pod', { namespace: 'nowhere' }));
  const tested = (selector: string, objects = ''): string => {
    const policy = soundPolicy({ matchConstraints: text(selector) });
    const { kinds } = anInventory(objects);
    const { test } = compileMatchConstraints(policy.matchConstraints, kinds, policy, 'what a test supplies');
    return shown(test(pod, aWorld({ objects })));
  };

  it('is told with the trigger, in a run', () => {
    const match = compiled(text('{matchLabels: {team: a}}')).test(pod, aWorld());
    expect(match.outcome === 'unknown' && match.diagnostics).toMatchObject([
      {
        code: 'match/namespace-unknown',
        severity: 'error',
        about: { policy: 'quotas', rule: 'generate', trigger: '/Pod/nowhere/a' },
      },
    ]);
  });

  it('is its name alone, in a test', () => {
    expect(tested('{matchLabels: {team: a}}')).toBe('match');
    expect(tested('{matchLabels: {kubernetes.io/metadata.name: nowhere}}')).toBe('yes');
    expect(tested('{matchExpressions: [{key: team, operator: DoesNotExist}]}')).toBe('yes');
  });

  it('is what the test says, where it names the Namespace', () => {
    expect(tested('{matchLabels: {team: a}}', aNamespace('nowhere', 'labels: {team: a}'))).toBe('yes');
  });
});

describe('an objectSelector', () => {
  const text = (selector: string): string => constraints([rule()], `objectSelector: ${selector}`);
  const marked = an('Pod', { labels: 'copy: "yes"' });
  const wanted = text('{matchLabels: {copy: "yes"}}');
  const unwanted = text('{matchExpressions: [{key: copy, operator: DoesNotExist}]}');

  it.each<{ name: string; constraints: string; trigger: Trigger; outcome: string }>([
    { name: 'on the label', constraints: wanted, trigger: aTrigger(marked), outcome: 'yes' },
    { name: 'without the label', constraints: wanted, trigger: aTrigger(POD), outcome: 'match' },
    { name: 'on a new label', constraints: wanted, trigger: aTrigger(marked, 'UPDATE', POD), outcome: 'yes' },
    { name: 'on an old label only', constraints: wanted, trigger: aTrigger(POD, 'UPDATE', marked), outcome: 'match' },
    { name: 'on neither', constraints: wanted, trigger: aTrigger(POD, 'UPDATE', POD), outcome: 'match' },
    { name: 'with no old state', constraints: wanted, trigger: aTrigger(POD, 'UPDATE'), outcome: 'match' },
    { name: 'on what is gone', constraints: wanted, trigger: aTrigger(marked, 'DELETE'), outcome: 'yes' },
    {
      name: 'for the absence of a label, on what is created with it',
      constraints: unwanted,
      trigger: aTrigger(marked, 'CREATE', POD),
      outcome: 'match',
    },
    { name: 'that is empty', constraints: text('{}'), trigger: aTrigger(POD), outcome: 'yes' },
  ])('$name: $outcome', ({ constraints: written, trigger, outcome }) => {
    expect(tried(written, trigger)).toBe(outcome);
  });
});

describe('a selector that is not legal', () => {
  const policy = soundPolicy();
  const illegal = { matchExpressions: [{ key: 'team', operator: 'Like', values: ['a'] }] };
  const [podsOnly] = soundPolicy({ matchConstraints: constraints([rule({ resources: '[pods]' })]) }).matchConstraints
    .resourceRules;
  const { test } = compileMatchConstraints(
    { resourceRules: [podsOnly!], excludeResourceRules: [], namespaceSelector: illegal },
    anInventory('').kinds,
    policy,
  );

  it('is trouble only where everything else holds', () => {
    expect(shown(test(aTrigger(DEPLOYMENT), aWorld()))).toBe('match');
    const match = test(aTrigger(POD), aWorld());
    expect(match.outcome === 'unknown' && told(match.diagnostics)).toEqual([
      'error policy/invalid spec.matchConstraints.namespaceSelector: the namespaceSelector is invalid: "Like" is not an operator',
    ]);
  });
});

describe('the constraints of a namespaced policy', () => {
  const all = constraints([rule()]);
  it.each([
    { name: 'its own namespace', object: POD, outcome: 'yes' },
    { name: 'another namespace', object: an('Pod', { namespace: 'team-b' }), outcome: 'policy-namespace' },
    { name: 'its own Namespace', object: TEAM_A, outcome: 'yes' },
    { name: 'another Namespace', object: aNamespace('team-b'), outcome: 'policy-namespace' },
    { name: 'no namespace', object: NODE, outcome: 'policy-namespace' },
    {
      name: 'no namespace, though of that name',
      object: NODE.replace('name: a', 'name: team-a'),
      outcome: 'policy-namespace',
    },
  ])('are asked about $name: $outcome', ({ object, outcome }) => {
    expect(tried(all, aTrigger(object), { own: 'team-a' })).toBe(outcome);
  });
});

const WIDGETS = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgetry.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgetry}
  versions: [{name: v1, served: true}]
`;
const WIDGET = an('Widget', { apiVersion: 'example.com/v1' });

describe('kinds', () => {
  const ofWidgets = (plural: string): string =>
    constraints([rule({ groups: '[example.com]', versions: '[v1]', resources: `[${plural}]` })]);

  it('are those of the plurals, each pattern once, without subresources and CONNECT', () => {
    const text = constraints([
      rule({ groups: '[""]', versions: '[v1]', resources: '[pods, "pods/*", "pods/exec", configmaps]' }),
      rule({ groups: '[apps]', versions: '[v1, v1beta1]', resources: '[deployments]' }),
      rule({ groups: '[batch]', operations: '[CONNECT]' }),
    ]);
    expect(compiled(text).kinds.map(({ group, version, kind }) => `${group}/${version}/${kind}`)).toEqual([
      '/v1/Pod',
      '/v1/ConfigMap',
      'apps/v1/Deployment',
      'apps/v1beta1/Deployment',
    ]);
    expect(compiled(text).kinds.every(({ subresource }) => subresource === '')).toBe(true);
  });

  it('are learned from a CustomResourceDefinition', () => {
    const { kinds, diagnostics } = compiled(ofWidgets('widgetry'), WIDGETS);
    expect(diagnostics).toEqual([]);
    expect(kinds).toEqual([{ group: 'example.com', version: 'v1', kind: 'Widget', subresource: '' }]);
    expect(tried(ofWidgets('widgetry'), aTrigger(WIDGET), { objects: WIDGETS })).toBe('yes');
    expect(tried(ofWidgets('widgets'), aTrigger(WIDGET), { objects: WIDGETS })).toBe('match');
  });

  it('are guessed without one, which is said once', () => {
    const text = constraints([
      rule({ groups: '[example.com]', resources: '[widgets, gadgets]' }),
      rule({ groups: '[example.com]', resources: '[widgets]', operations: '[DELETE]' }),
    ]);
    expect(told(compiled(text).diagnostics)).toEqual([
      'warning evaluate/kind-unknown spec.matchConstraints.resourceRules.0.resources: No CustomResourceDefinition says which kind widgets, gadgets means: the plurals of such kinds are guessed from their names',
    ]);
    expect(tried(text, aTrigger(WIDGET))).toBe('yes');
    expect(tried(text, aTrigger(an('Gizmo', { apiVersion: 'example.com/v1' })))).toBe('match');
  });

  it.each([
    { name: 'as a kind', resources: '[Namespace]', help: /^Write namespaces instead of Namespace; else correct/ },
    { name: 'in the singular', resources: '[networkpolicy, pods]', help: /^Correct the name/ },
    {
      name: 'in the singular, twice',
      resources: '[pod, secret]',
      help: /^Write pods instead of pod, secrets instead of secret; else/,
    },
  ])('of the core group written $name are told apart from those that nobody knows', ({ resources, help }) => {
    const [first, ...more] = compiled(constraints([rule({ groups: '[""]', resources })])).diagnostics;
    expect(first).toMatchObject({ severity: 'warning', code: 'evaluate/kind-unknown' });
    expect(first?.help).toMatch(help);
    expect(more).toEqual([]);
  });

  it('of plurals that one of the groups listed crosswise has are known', () => {
    const text = constraints([rule({ groups: '["", apps]', resources: '[configmaps, deployments]' })]);
    expect(compiled(text).diagnostics).toEqual([]);
  });
});

describe('operations', () => {
  it.each([
    { listed: '[DELETE, CREATE]', operations: ['CREATE', 'DELETE'] },
    { listed: '["*"]', operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] },
    { listed: '[]', operations: [] },
  ])('of $listed are $operations', ({ listed, operations }) => {
    expect(compiled(constraints([rule({ operations: listed })])).operations).toEqual(operations);
  });
});

describe('rules that cannot match are told of', () => {
  it.each<{ name: string; parts: RuleText; says: string }>([
    {
      name: 'only subresources',
      parts: { resources: '[pods/exec, "*/scale"]' },
      says: 'notice match/never spec.matchConstraints.resourceRules.0.resources: the rule is only for subresources (pods/exec, */scale), which are requests and in no inventory',
    },
    {
      name: 'only CONNECT',
      parts: { operations: '[CONNECT]' },
      says: 'notice match/never spec.matchConstraints.resourceRules.0.operations: the rule is only for CONNECT, which is a request that leaves nothing in an inventory',
    },
    {
      name: 'an empty list',
      parts: { versions: '[]' },
      says: 'warning match/never spec.matchConstraints.resourceRules.0.apiVersions: the rule lists no apiVersions, so it matches nothing',
    },
    {
      name: 'an operation that is none',
      parts: { operations: '[CREATE, Update]' },
      says: 'warning match/never spec.matchConstraints.resourceRules.0.operations: "Update" is no operation',
    },
    {
      name: 'a scope that is none',
      parts: { rest: 'scope: namespaced' },
      says: 'warning match/never spec.matchConstraints.resourceRules.0.scope: "namespaced" is no scope, so the rule matches nothing',
    },
  ])('$name', ({ parts, says }) => {
    expect(told(compiled(constraints([rule(parts)])).diagnostics)).toEqual([says]);
  });

  it('but not those of which a part can', () => {
    const text = constraints([rule({ resources: '[pods/exec, pods]', operations: '[CONNECT, CREATE]' })]);
    expect(compiled(text).diagnostics).toEqual([]);
  });
});
