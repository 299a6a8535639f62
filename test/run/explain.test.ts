// What explain says of manifests and of triggers, as people read it. The temporary folder of a project is left out of all places.
import { describe, expect, test } from 'vitest';
import { toText } from '../../src/report/index.ts';
import type { RunOptions } from '../../src/run/index.ts';
import { aProject, type Files, type Project } from '../support/project.ts';
import { COPY_TRUST, DENY_ALL, namespaceText, TRUST } from '../support/sample-policies.ts';

async function told(
  project: Project,
  name: string,
  changes: Partial<RunOptions> = {},
  verbose = false,
): Promise<string> {
  const { report, status } = await project.explain(name, changes);
  expect(report.kind).toBe('ExplainReport');
  expect(status, JSON.stringify(report.diagnostics)).toBe(0);
  return toText(report, { color: false, verbose }).replaceAll(`${project.root}/`, '');
}

async function verdicts(project: Project, name: string, changes: Partial<RunOptions> = {}) {
  const [explanation] = (await project.explain(name, changes)).report.explained ?? [];
  return (explanation?.rules ?? []).map(({ rule, outcome, because, detail }) => ({
    rule: rule.rule,
    outcome,
    ...(because ? { because } : {}),
    ...(detail === '' ? {} : { detail }),
  }));
}

async function refusal(project: Project, name: string) {
  const { report, status } = await project.explain(name);
  expect(status).toBe(2);
  return report.diagnostics.map(({ code, message, help }) => ({ code, message, help }));
}

/** One rule with this match, and these further fields. */
function rule(match: string, more = ''): Files {
  return {
    'policies/p.yaml': `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec:
  rules:
  - name: r
    match: ${match}
${more}    generate:
      synchronize: true
      apiVersion: v1
      kind: ConfigMap
      name: made
      namespace: "{{request.object.metadata.name}}"
      data: {data: {a: b}}
`,
  };
}

const ANY_NAMESPACE = '{any: [{resources: {kinds: [Namespace]}}]}';
const TRUSTED = namespaceText('team-a', '{trust: "true", tier: gold}');
const CLONES: Files = {
  'policies/trust.yaml': COPY_TRUST,
  'cluster-state/trust.yaml': TRUST,
  'cluster-state/a.yaml': TRUSTED,
};

describe('a manifest', () => {
  test('comes from a policy, a rule, a source and a trigger, each with its place', async () => {
    const project = aProject(CLONES);
    await project.reconcile();
    expect(await told(project, 'output/team-a/configmap_trust-gold.yaml')).toBe(`ConfigMap/team-a/trust-gold
  manifest  team-a/configmap_trust-gold.yaml
  state     managed by Headwater
  next run  leaves it as it is: it is as the rule wants it
  comes from
    policy   trust  policies/trust.yaml:1:1
    rule     copy  policies/trust.yaml:7:5
    content  clone, synchronize: true
    source   ConfigMap/default/trust  cluster-state/trust.yaml:1:1
    trigger  Namespace/team-a  cluster-state/a.yaml:1:1
`);
  });

  test.each([
    'ConfigMap/team-a/trust-gold',
    'configmap/TEAM-A/trust-gold',
    'cm/team-a/trust-gold',
    'configmaps/trust-gold',
    '/ConfigMap/team-a/trust-gold',
    'output/team-a/../team-a/configmap_trust-gold.yaml',
  ])('is found as %s, before it is there', async (name) => {
    const project = aProject(CLONES);
    const text = await told(project, name);
    expect(text).toContain('state     not in output yet\n  next run  creates it: a rule wants it for the first time');
    expect(project.manifests()).toEqual({});
  });

  test('that will go says which cause ended, and why', async () => {
    const project = aProject(CLONES);
    await project.reconcile();
    project.write({ 'cluster-state/a.yaml': namespaceText('team-a', '{trust: "false", tier: gold}') });
    const text = await told(project, 'output/team-a/configmap_trust-gold.yaml');
    expect(text).toContain('next run  deletes it: the trigger no longer matches');
    expect(text).toContain('stands   it wants it no more: the trigger does not match: label trust is not "true"');
    project.remove('cluster-state/a.yaml');
    expect(await told(project, 'cm/team-a/trust-gold')).toContain('it wants it no more: the trigger is gone');
    project.remove('policies/trust.yaml');
    expect(await told(project, 'cm/team-a/trust-gold')).toContain('it wants it no more: the policy is gone');
  });

  test('that is retained or held says so', async () => {
    const project = aProject(rule(ANY_NAMESPACE));
    project.write({ 'cluster-state/a.yaml': namespaceText('team-a') });
    project.write({
      'policies/p.yaml': project.read('policies/p.yaml').replace('synchronize: true', 'synchronize: false'),
    });
    await project.reconcile();
    project.remove('cluster-state/a.yaml');
    project.write({ 'cluster-state/b.yaml': namespaceText('team-b') });
    await project.reconcile();
    expect(await told(project, 'cm/team-a/made')).toContain('state     retained: it stays in output');

    const failing = aProject(CLONES);
    await failing.reconcile();
    failing.write({ 'cluster-state/a.yaml': namespaceText('team-a', '{trust: "true"}') });
    const text = await told(failing, 'cm/team-a/trust-gold');
    expect(text).toContain('next run  holds it as it is: something needed failed or could not be read');
    expect(text).toMatch(/stands {3}not decided: .*unknown key "tier"/);
  });

  test('with several causes names all of them, and who is outvoted', async () => {
    const other = (name: string, value: string) =>
      rule(ANY_NAMESPACE)['policies/p.yaml']!.replace('name: p}', `name: ${name}}`).replace('a: b', `a: ${value}`);
    const project = aProject({
      'policies/one.yaml': other('one', 'b'),
      'policies/two.yaml': other('two', 'b'),
      'policies/three.yaml': other('zzz', 'c'),
      'cluster-state/a.yaml': namespaceText('team-a'),
    });
    const { report } = await project.explain('cm/team-a/made');
    const causes = report.explained?.[0]?.downstream?.causes ?? [];
    expect(causes.map((cause) => [cause.rule.policy, cause.standing])).toEqual([
      ['one', 'wants'],
      ['two', 'wants'],
      ['zzz', 'outvoted'],
    ]);
    expect((await told(project, 'cm/team-a/made')).match(/comes from|and from/g)).toEqual([
      'comes from',
      'and from',
      'and from',
    ]);
  });

  test('that a chain made leads back to the first trigger', async () => {
    const project = aProject({
      ...rule(ANY_NAMESPACE),
      'policies/chain.yaml': `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: chain}
spec:
  rules:
  - name: again
    skipBackgroundRequests: false
    match: {any: [{resources: {kinds: [ConfigMap]}}]}
    generate:
      synchronize: true
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      name: of-{{request.object.metadata.name}}
      namespace: "{{request.object.metadata.namespace}}"
      data: {spec: {podSelector: {}}}
`,
      'cluster-state/a.yaml': namespaceText('team-a'),
    });
    expect(await told(project, 'netpol/team-a/of-made')).toBe(`NetworkPolicy/team-a/of-made
  manifest  team-a/networkpolicy.networking.k8s.io_of-made.yaml
  state     not in output yet
  next run  creates it: a rule wants it for the first time
  comes from
    policy   chain  policies/chain.yaml:1:1
    rule     again  policies/chain.yaml:6:5
    content  data, synchronize: true
    trigger  ConfigMap/team-a/made
      is generated itself
      manifest  team-a/configmap_made.yaml
      state     not in output yet
      next run  creates it: a rule wants it for the first time
      comes from
        policy   p  policies/p.yaml:1:1
        rule     r  policies/p.yaml:6:5
        content  data, synchronize: true
        trigger  Namespace/team-a  cluster-state/a.yaml:1:1
`);
    expect(await told(project, 'cm/team-a/made')).toMatch(/comes from[^]*as a trigger\n {4}chain\/again/);
  });

  test('of somebody else is foreign', async () => {
    const project = aProject({
      'cluster-state/a.yaml': namespaceText('team-a'),
      'output/team-a/own.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own, namespace: team-a}\n',
      'output/readme.txt': 'mine\n',
    });
    expect(await told(project, 'output/team-a/own.yaml')).toContain('state     foreign: it has no entry in the ledger');
    expect(await told(project, 'output/readme.txt')).toContain(
      'output/readme.txt is foreign: no object can be read from it',
    );
  });
});

describe('a trigger', () => {
  test('names what each rule generates for it', async () => {
    const project = aProject({ ...CLONES, 'policies/deny.yaml': DENY_ALL });
    expect(await told(project, 'ns/team-a')).toBe(`Namespace/team-a
  in the inventory  cluster-state/a.yaml:1:1
  as a trigger
    default-deny/deny-all  policies/deny.yaml:7:5
      generates (operation CREATE)
      + NetworkPolicy/team-a/deny-all  team-a/networkpolicy.networking.k8s.io_deny-all.yaml  a rule wants it for the first time
    trust/copy  policies/trust.yaml:7:5
      generates (operation CREATE)
      + ConfigMap/team-a/trust-gold  team-a/configmap_trust-gold.yaml  a rule wants it for the first time
`);
  });

  test('a file of the inventory stands for all objects in it', async () => {
    const project = aProject({ 'cluster-state/all.yaml': `${namespaceText('a')}---\n${namespaceText('b')}` });
    const { report } = await project.explain('cluster-state/all.yaml');
    expect(report.explained?.map(({ id }) => id.name)).toEqual(['a', 'b']);
  });

  test.each<{ name: string; match: string; more?: string; expected: object }>([
    {
      name: 'another kind',
      match: '{any: [{resources: {kinds: [Pod]}}]}',
      expected: { outcome: 'other-kind' },
    },
    {
      name: 'another name',
      match: '{any: [{resources: {kinds: [Namespace], names: ["prod-*"]}}]}',
      expected: { outcome: 'does-not-match', because: 'match', detail: 'name "team-a" is not one of [prod-*]' },
    },
    {
      name: 'a selector, with the value of the label',
      match: '{any: [{resources: {kinds: [Namespace], selector: {matchLabels: {tier: silver}}}}]}',
      expected: { outcome: 'does-not-match', because: 'match', detail: expect.stringContaining('gold') as string },
    },
    {
      name: 'an operation',
      match: '{any: [{resources: {kinds: [Namespace], operations: [DELETE]}}]}',
      expected: { outcome: 'does-not-match', because: 'operation', detail: 'operation CREATE is not one of [DELETE]' },
    },
    {
      name: 'an exclude',
      match: ANY_NAMESPACE,
      more: '    exclude: {any: [{resources: {names: ["team-*"]}}]}\n',
      expected: { outcome: 'does-not-match', because: 'exclude', detail: 'names [team-*]' },
    },
    {
      name: 'an annotation, without the value that is there',
      match: '{any: [{resources: {kinds: [Namespace], annotations: {owner: me}}}]}',
      expected: { outcome: 'does-not-match', because: 'match' },
    },
    {
      name: 'an error',
      match: ANY_NAMESPACE,
      more: '    preconditions: {all: [{key: "{{ request.object.spec.size }}", operator: Equals, value: 1}]}\n',
      expected: { outcome: 'undecided' },
    },
  ])('tells $name', async ({ match, more, expected }) => {
    const project = aProject({ ...rule(match, more), 'cluster-state/a.yaml': TRUSTED });
    expect(await verdicts(project, 'ns/team-a')).toEqual([expect.objectContaining({ rule: 'r', ...expected })]);
  });

  test('a resource filter and the namespace of a policy', async () => {
    const project = aProject({ ...rule(ANY_NAMESPACE), 'cluster-state/a.yaml': namespaceText('kyverno') });
    expect(await verdicts(project, 'ns/kyverno')).toMatchObject([{ because: 'resource-filter' }]);
    const policy = rule('{any: [{resources: {kinds: [ConfigMap]}}]}')['policies/p.yaml']!;
    const inNamespace = policy
      .replace('kind: ClusterPolicy', 'kind: Policy')
      .replace('{name: p}', '{name: p, namespace: ops}')
      .replace('"{{request.object.metadata.name}}"', 'ops');
    const confined = aProject({ 'policies/p.yaml': inNamespace, 'cluster-state/trust.yaml': TRUST });
    expect(await verdicts(confined, 'cm/default/trust')).toMatchObject([
      { because: 'policy-namespace', detail: 'the policy is for namespace ops' },
    ]);
  });

  test('a precondition that does not hold is shown with its place and the values it compared', async () => {
    const conditions = `    preconditions:
      any:
      - {key: "{{ request.object.metadata.name }}", operator: Equals, value: team-a}
      - {key: "{{ request.object.metadata.name }}", operator: Equals, value: team-b}
      all:
      - {key: "{{ request.object.metadata.labels.tier }}", operator: AnyIn, value: [silver, "{{ request.operation }}"]}
`;
    const project = aProject({ ...rule(ANY_NAMESPACE, conditions), 'cluster-state/a.yaml': TRUSTED });
    expect(await told(project, 'ns/team-a')).toContain(`    p/r  policies/p.yaml:6:5
      does not match: preconditions: spec.rules.0.preconditions.all.0 (AnyIn) does not hold
      spec.rules.0.preconditions.all.0  policies/p.yaml:13:9
        key       "gold"
        operator  AnyIn
        value     ["silver","CREATE"]
`);
  });

  test('elements that conditions leave out are shown with their values', async () => {
    const policy = rule(ANY_NAMESPACE)['policies/p.yaml']!.replace(
      /generate:[^]*$/,
      `generate:
      foreach:
      - list: "['one', 'two']"
        preconditions: {all: [{key: "{{ element }}", operator: Equals, value: two}]}
        apiVersion: v1
        kind: ConfigMap
        name: "{{ element }}"
        namespace: "{{request.object.metadata.name}}"
        data: {data: {a: b}}
`,
    );
    const project = aProject({ 'policies/p.yaml': policy, 'cluster-state/a.yaml': TRUSTED });
    const [explanation] = (await project.explain('ns/team-a')).report.explained ?? [];
    expect(explanation?.rules).toMatchObject([
      {
        outcome: 'generates',
        conditions: [{ element: 'foreach[0]/0', key: 'one', operator: 'Equals', value: 'two' }],
        downstreams: [{ key: '/ConfigMap/team-a/two' }],
      },
    ]);
    expect(await told(project, 'cm/team-a/two')).toContain('element  foreach[0]/1');
  });

  test('older than the policy, in lifecycle kyverno', async () => {
    const project = aProject({ ...rule(ANY_NAMESPACE), 'cluster-state/a.yaml': TRUSTED });
    expect(await verdicts(project, 'ns/team-a', { lifecycle: 'kyverno' })).toMatchObject([{ outcome: 'older' }]);
    const text = await told(project, 'ns/team-a', { lifecycle: 'kyverno' });
    expect(text).toContain('the trigger was there before the policy, and generateExisting is not true');
  });

  test('that is being deleted, also where it does not match', async () => {
    const leaving = TRUSTED.replace('name: team-a', 'name: team-a\n  deletionTimestamp: "2026-01-01T00:00:00Z"');
    const project = aProject({
      ...rule('{any: [{resources: {kinds: [Namespace], names: [x]}}]}'),
      'cluster-state/a.yaml': leaving,
    });
    expect(await verdicts(project, 'ns/team-a')).toEqual([{ rule: 'r', outcome: 'being-deleted' }]);
    expect(await told(project, 'ns/team-a')).toContain('  being deleted: it has a deletionTimestamp;');
  });

  test('that is gone is remembered as long as the ledger knows it', async () => {
    const project = aProject({ ...rule(ANY_NAMESPACE), 'cluster-state/a.yaml': TRUSTED });
    await project.reconcile();
    project.remove('cluster-state/a.yaml');
    project.write({ 'cluster-state/b.yaml': namespaceText('team-b') });
    expect(await told(project, 'ns/team-a')).toBe(`Namespace/team-a
  gone: only the ledger remembers it
  as a trigger
    p/r  policies/p.yaml:6:5
      the trigger is gone
`);
  });

  test('of which an earlier rule applies', async () => {
    const policy = rule(ANY_NAMESPACE)['policies/p.yaml']!;
    const [head = '', body = ''] = policy.split('  rules:\n');
    const two = `${head}  applyRules: One\n  rules:\n${body}${body.replace('name: r', 'name: s').replace('name: made', 'name: too')}`;
    const project = aProject({ 'policies/p.yaml': two, 'cluster-state/a.yaml': TRUSTED });
    expect(await verdicts(project, 'ns/team-a')).toMatchObject([
      { rule: 'r', outcome: 'generates' },
      { rule: 's', because: 'apply-rules-one', detail: 'rule r applies first' },
    ]);
  });

  test('that a rule fails on hears why, and no operation, which is for what is generated', async () => {
    const files = rule(ANY_NAMESPACE);
    const policy = files['policies/p.yaml']!.replace('name: made', 'name: "{{ request.object.nothing }}"');
    const project = aProject({ 'policies/p.yaml': policy, 'cluster-state/a.yaml': TRUSTED });
    expect(await verdicts(project, 'ns/team-a')).toEqual([{ rule: 'r', outcome: 'undecided' }]);
    expect(await told(project, 'ns/team-a')).toContain('could not be decided, so what is there is held\n');
  });

  test('whose rule was set aside hears why', async () => {
    const project = aProject({ 'cluster-state/a.yaml': TRUSTED });
    project.write({
      'policies/p.yaml': rule(ANY_NAMESPACE)['policies/p.yaml']!.replace('name: made', 'nome: made'),
    });
    const [explanation] = (await project.explain('ns/team-a')).report.explained ?? [];
    expect(explanation?.rules).toMatchObject([{ outcome: 'set-aside', rule: { policy: 'p', rule: 'r' } }]);
    expect(explanation?.rules[0]?.remarks.join()).toContain('the name of what to generate is empty');
  });

  test('that Headwater made and was applied is passed over by rules that do not chain', async () => {
    const project = aProject({
      ...rule('{any: [{resources: {kinds: [Namespace, ConfigMap]}}]}'),
      'cluster-state/a.yaml': TRUSTED,
    });
    const policy = project.read('policies/p.yaml');
    project.write({ 'policies/p.yaml': policy.replace('Namespace, ConfigMap', 'Namespace') });
    await project.reconcile();
    project.write({
      'policies/p.yaml': policy,
      'cluster-state/made.yaml': project.read('output/team-a/configmap_made.yaml'),
    });
    expect(await verdicts(project, 'cm/team-a/made')).toEqual([{ rule: 'r', outcome: 'own-product' }]);
  });

  test('rules for other kinds are one line, unless all are asked for', async () => {
    const project = aProject({ ...rule('{any: [{resources: {kinds: [Pod]}}]}'), 'cluster-state/a.yaml': TRUSTED });
    expect(await told(project, 'ns/team-a')).toContain('    1 rule is for other kinds: --verbose names it\n');
    expect(await told(project, 'ns/team-a', {}, true)).toContain(
      'p/r  policies/p.yaml:6:5\n      is for other kinds\n',
    );
  });
});

describe('names that stand for nothing, or for too much', () => {
  test('an unknown name is told with those that are near', async () => {
    const project = aProject({ 'cluster-state/a.yaml': `${namespaceText('payments')}---\n${namespaceText('shop')}` });
    expect(await refusal(project, 'ns/paymnts')).toEqual([
      {
        code: 'cli/usage',
        message: 'Nothing is called ns/paymnts in inventory, output or ledger, and no rule makes it',
        help: 'Did you mean Namespace/payments?',
      },
    ]);
    expect((await refusal(project, 'zzz'))[0]?.help).toContain('Give a file, or a name like');
  });

  test('a name without a namespace has to be the only one', async () => {
    const project = aProject({
      ...rule(ANY_NAMESPACE),
      'cluster-state/a.yaml': `${namespaceText('a')}---\n${namespaceText('b')}`,
    });
    expect(await refusal(project, 'cm/made')).toEqual([
      {
        code: 'cli/usage',
        message: 'cm/made stands for 2 objects: ConfigMap/a/made, ConfigMap/b/made',
        help: 'Name one of them.',
      },
    ]);
  });

  test('input that cannot be used is told as by diff', async () => {
    const project = aProject({ 'policies/broken.yaml': 'a: [\n' });
    expect((await refusal(project, 'ns/a')).map(({ code }) => code)).toEqual(['load/syntax']);
  });
});

describe('Secrets', () => {
  const SECRET = `apiVersion: v1
kind: Secret
metadata: {name: token, namespace: team-a}
data: {password: aHVudGVyMi1pcy1sb25n}
`;
  const VALUES = /hunter2-is-long|aHVudGVyMi1pcy1sb25n/;
  const onSecrets = (key: string) =>
    rule(
      '{any: [{resources: {kinds: [Secret]}}]}',
      `    preconditions: {all: [{key: "${key}", operator: Equals, value: "{{ request.name }}!"}]}\n`,
    );

  test.each([
    '{{ request.object.data.password }}',
    '{{ request.object.data.password | base64_decode(@) }}',
    '{{ request.object.data.password | base64_decode(@) | to_upper(@) }}',
    '{{ length(request.object.data.password) }}',
    'it is {{ request.object.data.password | base64_decode(@) }}.',
  ])('the values of a trigger are masked: %s', async (key) => {
    const project = aProject({ ...onSecrets(key), 'cluster-state/a.yaml': SECRET });
    const result = await project.explain('secret/team-a/token');
    expect(JSON.stringify(result)).not.toMatch(VALUES);
    expect(JSON.stringify(result).toLowerCase()).not.toContain('hunter2');
    expect(result.report.explained?.[0]?.rules[0]?.conditions).toMatchObject([{ key: '‹secret›', value: 'token!' }]);
  });

  test('the values of a Secret that the context reads are masked, and others are not', async () => {
    const context = `    context:
    - {name: found, apiCall: {urlPath: "/api/v1/namespaces/team-a/secrets/token"}}
    preconditions:
      all:
      - {key: "{{ found.data.password | base64_decode(@) | to_upper(@) }}", operator: Equals, value: x}
      - {key: "{{ found.metadata.name }}", operator: Equals, value: x}
`;
    const project = aProject({ ...rule(ANY_NAMESPACE, context), 'cluster-state/a.yaml': `${TRUSTED}---\n${SECRET}` });
    const { report } = await project.explain('ns/team-a');
    expect(report.explained?.[0]?.rules[0]?.conditions).toMatchObject([{ key: '‹secret›' }, { key: 'token' }]);
  });

  test('a copy of a value that lies elsewhere is masked too', async () => {
    const leak = `    preconditions: {all: [{key: "{{ request.object.metadata.labels.copy }}", operator: Equals, value: x}]}\n`;
    const project = aProject({
      ...rule(ANY_NAMESPACE, leak),
      'cluster-state/a.yaml': `${namespaceText('team-a', '{copy: hunter2-is-long}')}---\n${SECRET}`,
    });
    const result = await project.explain('ns/team-a');
    expect(JSON.stringify(result)).not.toMatch(VALUES);
  });

  test('a Secret is explained although the run would refuse it, and that is said', async () => {
    const policy = COPY_TRUST.replace('kind: ConfigMap', 'kind: Secret');
    const project = aProject({
      'policies/trust.yaml': policy,
      'cluster-state/trust.yaml': SECRET.replace('name: token, namespace: team-a', 'name: trust, namespace: default'),
      'cluster-state/a.yaml': TRUSTED,
    });
    expect(await told(project, 'secret/team-a/trust-gold')).toContain(
      'creates it: a rule wants it for the first time; but Secrets are refused',
    );
    expect(await told(project, 'secret/team-a/trust-gold', { secrets: 'plain' })).not.toContain('refused');
    expect(JSON.stringify(await project.explain('secret/team-a/trust-gold'))).not.toMatch(VALUES);
  });
});
