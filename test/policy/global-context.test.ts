import { describe, expect, it } from 'vitest';
import { evaluateTrigger, openWorld, indexInventory } from '../../src/evaluate/index.ts';
import type { Json } from '../../src/model/resource.ts';
import { readGlobalContext } from '../../src/policy/global-context.ts';
import { aNamespace, anInventory, aTrigger, aWorld } from '../support/a-world.ts';
import { aPolicy } from './checks/policies.ts';
import { documentsOf, rulesOf, someOptions } from './cluster-policy/rules.ts';

const OBJECTS = `apiVersion: v1
kind: ConfigMap
metadata: {name: b, namespace: team-b}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: z, namespace: team-a}
data: {color: red}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: team-b}
---
apiVersion: v1
kind: Namespace
metadata: {name: team-a, labels: {tier: gold}}
`;

const entry = (spec: string, name = 'e', version = 'v2'): string =>
  `apiVersion: kyverno.io/${version}\nkind: GlobalContextEntry\nmetadata:\n  name: ${name}\nspec:\n${spec
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;

const CONFIG_MAPS = 'kubernetesResource: {group: "", version: v1, resource: configmaps}';

function told(text: string): readonly string[] {
  return readGlobalContext(documentsOf(text), someOptions().kinds).diagnostics.map(
    ({ severity, code, at, message }) => `${severity} ${code} ${at?.line ?? 0} ${message}`,
  );
}

/** What a reference comes to, or `error: …` where it fails. */
function valueOf(text: string, reference = 'e'): Json {
  const { value } = readGlobalContext(documentsOf(text), someOptions({}, OBJECTS).kinds);
  const content = value.read(reference, aWorld({ objects: OBJECTS }));
  return 'failure' in content ? `error: ${content.failure}. ${content.help}` : content.value;
}

const NAMES = '\nprojections:\n- {name: names, jmesPath: "[].join(\'/\', [metadata.namespace, metadata.name])"}';

describe('what an entry holds', () => {
  it.each([
    { name: 'all objects of a kind, sorted', spec: CONFIG_MAPS, names: ['team-a/z', 'team-b/a', 'team-b/b'] },
    {
      name: 'those of one namespace',
      spec: 'kubernetesResource: {version: v1, resource: configmaps, namespace: team-b}',
      names: ['team-b/a', 'team-b/b'],
    },
    { name: 'none', spec: 'kubernetesResource: {group: apps, version: v1, resource: deployments}', names: [] },
  ])('a kubernetesResource: $name', ({ spec, names }) => {
    expect(valueOf(entry(spec + NAMES), 'e.names')).toEqual(names);
  });

  it('a kubernetesResource is a plain list of whole objects', () => {
    const spec = 'kubernetesResource: {version: v1, resource: configmaps, namespace: team-a}';
    expect(valueOf(entry(spec))).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'z', namespace: 'team-a' }, data: { color: 'red' } },
    ]);
  });

  it.each(['v2alpha1', 'v2beta1', 'v2'])('%s is read', (version) => {
    expect(valueOf(entry(CONFIG_MAPS, 'e', version))).toHaveLength(3);
  });

  it('an apiCall is the answer to its path', () => {
    expect(valueOf(entry('apiCall: {urlPath: /api/v1/namespaces/team-a, refreshInterval: 1h30m}'))).toMatchObject({
      kind: 'Namespace',
      metadata: { labels: { tier: 'gold' } },
    });
    expect(valueOf(entry('apiCall: {urlPath: "/api/v1/namespaces/team-b/configmaps?limit=1"}'))).toMatchObject({
      kind: 'ConfigMapList',
      items: [{ metadata: { name: 'a' } }],
    });
  });

  it('variables are not put in', () => {
    expect(valueOf(entry('apiCall: {urlPath: "/api/v1/namespaces/{{request.namespace}}"}'))).toMatch(/error: .*{{/);
  });

  it('more parts than entry and projection are left out', () => {
    expect(valueOf(entry(CONFIG_MAPS + NAMES), 'e.names.more')).toHaveLength(3);
  });

  it.each([
    { name: 'an entry that is not there', spec: CONFIG_MAPS, reference: 'other', why: /no GlobalContextEntry "other"/ },
    {
      name: 'a kind that nothing tells of',
      spec: 'kubernetesResource: {group: x.io, version: v1, resource: things}',
      why: /things\.x\.io is no kind that is known; add its CustomResourceDefinition/,
    },
    {
      name: 'an object that is missing',
      spec: 'apiCall: {urlPath: /api/v1/namespaces/gone}',
      why: /Namespace\/gone is not in the inventory/,
    },
    { name: 'no path of a resource', spec: 'apiCall: {urlPath: /version}', why: /not the path of a resource/ },
    { name: 'a path that goes up', spec: 'apiCall: {urlPath: /api/v1/namespaces/a/../b}', why: /goes up/ },
    { name: 'a POST', spec: 'apiCall: {urlPath: /api/v1/x, method: POST, data: [{key: a, value: b}]}', why: /POST/ },
    {
      name: 'a service',
      spec: 'apiCall: {service: {url: "https://x.example"}}',
      why: /it calls a service, .*--allow-http.*\. Ask the API by urlPath, allow the host/,
    },
    { name: 'no projection of that name', spec: CONFIG_MAPS, reference: 'e.x', why: /there is no projection "x"/ },
    { name: 'an empty projection', spec: CONFIG_MAPS, reference: 'e.', why: /there is no projection ""/ },
    {
      name: 'a projection that is null',
      spec: `${CONFIG_MAPS}\nprojections: [{name: p, jmesPath: "[0].data"}, {name: q, jmesPath: "[9]"}]`,
      reference: 'e.q',
      why: /projection "q" of GlobalContextEntry e has no data/,
    },
    {
      name: 'a projection that fails',
      spec: `${CONFIG_MAPS}\nprojections: [{name: p, jmesPath: "length(\`1\`)"}]`,
      reference: 'e.p',
      why: /projection "p" of GlobalContextEntry e: .*length/,
    },
  ])('fails: $name', ({ spec, reference = 'e', why }) => {
    const value = valueOf(entry(spec), reference);
    expect(value).toMatch(/^error: /);
    expect(value).toMatch(why);
  });
});

describe('what is wrong with an entry', () => {
  const call = (more: string): string => `apiCall: {urlPath: /api/v1/namespaces${more}}`;
  const projections = (list: string): string => `${CONFIG_MAPS}\nprojections:\n${list}`;

  it.each([
    { name: 'nothing to read', spec: 'projections: []', line: 5, why: 'neither kubernetesResource nor apiCall' },
    { name: 'both', spec: `${CONFIG_MAPS}\n${call('')}`, line: 5, why: 'both kubernetesResource and apiCall' },
    { name: 'no version', spec: 'kubernetesResource: {resource: pods}', line: 6, why: 'no version' },
    { name: 'no resource', spec: 'kubernetesResource: {version: v1}', line: 6, why: 'no resource' },
    { name: 'no group', spec: 'kubernetesResource: {version: v1beta1, resource: x}', line: 6, why: 'no group' },
    { name: 'a source of the wrong type', spec: 'kubernetesResource: text', line: 6, why: 'must be an object' },
    { name: 'no address', spec: 'apiCall: {method: GET}', line: 6, why: 'neither urlPath nor service' },
    { name: 'two addresses', spec: call(', service: {url: x}'), line: 6, why: 'both urlPath and service' },
    { name: 'data with GET', spec: call(', data: [{key: a, value: b}]'), line: 6, why: 'data, but its method is GET' },
    { name: 'an interval of 0', spec: call(', refreshInterval: 0s'), line: 6, why: '"0s" must be more than 0' },
    { name: 'a negative interval', spec: call(', refreshInterval: -1m'), line: 6, why: 'must be more than 0' },
    { name: 'no interval', spec: call(', refreshInterval: soon'), line: 6, why: '"soon" is no duration' },
    { name: 'a projection without a name', spec: projections('- {jmesPath: a}'), line: 8, why: 'has no name' },
    { name: 'a projection without jmesPath', spec: projections('- {name: a}'), line: 8, why: 'has no jmesPath' },
    {
      name: 'a projection named like the entry',
      spec: projections('- {name: a, jmesPath: a}\n- {name: e, jmesPath: a}'),
      line: 9,
      why: 'named like its entry',
    },
  ])('$name', ({ spec, line, why }) => {
    const [first = '', ...more] = told(entry(spec));
    expect(more).toEqual([]);
    expect(first).toMatch(new RegExp(`^error policy/(invalid|wrong-type) ${line} `));
    expect(first).toContain(why);
    expect(valueOf(entry(spec))).toMatch(/^error: GlobalContextEntry e has errors of its own/);
  });

  it('a projection that does not parse', () => {
    expect(told(entry(projections('- {name: a, jmesPath: "a["}')))).toEqual([
      expect.stringMatching(/^error policy\/expression 8 the projection a cannot be parsed/),
    ]);
  });

  it('no name', () => {
    const text = entry(CONFIG_MAPS).replace('  name: e', '  labels: {}');
    expect(told(text)).toEqual([expect.stringMatching(/^error policy\/invalid 3 a GlobalContextEntry has no name/)]);
  });

  it('projections of v2alpha1 are dropped, as a cluster does, and that is told', () => {
    const text = entry(CONFIG_MAPS + NAMES, 'e', 'v2alpha1');
    expect(told(text)).toEqual([expect.stringMatching(/^warning policy\/unknown-field 7 /)]);
    expect(valueOf(text)).toHaveLength(3);
    expect(valueOf(text, 'e.names')).toMatch(/there is no projection "names"/);
  });

  it('two of one name: neither is used, and others are', () => {
    const text = [entry(CONFIG_MAPS), entry(CONFIG_MAPS), entry(CONFIG_MAPS, 'f')].join('---\n');
    expect(told(text)).toEqual([
      'error policy/invalid 11 GlobalContextEntry e is given twice, also in policies/a.yaml:4; neither is used',
    ]);
    expect(valueOf(text)).toMatch(/has errors of its own/);
    expect(valueOf(text, 'f')).toHaveLength(3);
  });
});

describe('reads', () => {
  it('are the world’s, so that what is generated shows in them and a change of it asks again', () => {
    const inventory = anInventory(OBJECTS);
    const laid = anInventory('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new, namespace: team-a}\n');
    const world = openWorld({
      inventory: indexInventory(inventory),
      kinds: inventory.kinds,
      overlay: { objects: indexInventory(laid), gone: new Set(), causedOnlyBy: () => false },
      answers: new Map(),
      now: '2026-01-01T00:00:00Z',
      evaluation: 'test',
    });
    const context = readGlobalContext(documentsOf(entry(CONFIG_MAPS)), inventory.kinds).value;
    const content = context.read('e', world);
    expect('value' in content && content.value).toHaveLength(4);
    expect(world.taken()).toEqual(['list /ConfigMap/*']);
  });
});

describe('globalReference', () => {
  function tried(reference: string, value: string, entries: string, policy = '') {
    const rule = `context:\n- name: e\n  globalReference: ${reference}`;
    const text = aPolicy({ rule, data: `data: {data: {k: "${value}"}}` });
    const [one] = rulesOf(`${text}\n---\n${entries}${policy}`, someOptions({}, OBJECTS));
    if (one === undefined) throw new Error('the rule was set aside');
    const { evaluation } = evaluateTrigger(one, aTrigger(aNamespace('team-a')), aWorld({ objects: OBJECTS }));
    const diagnostics = evaluation?.diagnostics ?? [];
    return {
      made: evaluation?.desired.map(({ content }) => content['data']) ?? [],
      complete: evaluation?.complete,
      told: diagnostics.map(
        ({ code, about, message, help }) => `${code} ${about.field ?? ''} ${message}. ${help ?? ''}`,
      ),
    };
  }

  it.each([
    { name: 'an entry', reference: '{name: settings}', value: '{{ length(e) | to_string(@) }}', made: '3' },
    {
      name: 'an expression on it',
      reference: '{name: settings, jmesPath: "[].metadata.name"}',
      value: "{{ join(',', e) }}",
      made: 'z,a,b',
    },
    {
      name: 'a projection, and an expression on that',
      reference: '{name: settings.names, jmesPath: "[0]"}',
      value: '{{ e }}',
      made: 'team-a/z',
    },
    {
      name: 'a name with variables',
      reference: '{name: "{{ `\\"settings\\"` }}", jmesPath: "length(@)"}',
      value: '{{ to_string(e) }}',
      made: '3',
    },
    {
      name: 'an expression that gives null, which is stored',
      reference: '{name: settings, jmesPath: "[9]"}',
      value: "{{ e || 'nothing' }}",
      made: 'nothing',
    },
  ])('gives $name', ({ reference, value, made }) => {
    const result = tried(reference, value, entry(CONFIG_MAPS + NAMES, 'settings'));
    expect(result.told).toEqual([]);
    expect(result.made).toEqual([{ k: made }]);
  });

  it.each([
    { name: 'an unknown entry', reference: '{name: other}', why: /no GlobalContextEntry "other"\. Add the Global/ },
    {
      name: 'a broken one',
      reference: '{name: broken}',
      why: /has errors of its own\. Correct the GlobalContextEntry/,
    },
    { name: 'an unknown key', reference: '{name: settings, jmesPath: "[0].nope"}', why: /unknown key "nope"/ },
  ])('fails its rule and holds what it made: $name', ({ reference, why }) => {
    const entries = `${entry(CONFIG_MAPS, 'settings')}---\n${entry('projections: []', 'broken')}`;
    const result = tried(reference, '{{ to_string(e) }}', entries);
    expect(result).toMatchObject({ made: [], complete: false });
    expect(result.told).toHaveLength(1);
    expect(result.told[0]).toMatch(/^evaluate\/context spec\.rules\.0\.context\.0 /);
    expect(result.told[0]).toMatch(why);
  });

  it('that no expression names is never read', () => {
    expect(tried('{name: gone}', 'v', entry(CONFIG_MAPS, 'settings'))).toMatchObject({ told: [], complete: true });
  });
});
