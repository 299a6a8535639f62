// Context entries that are built on one another and double each time: a named limit stops them, quickly, and what does not depend on them
// goes on.
import { expect, test } from 'vitest';
import { DEFAULT_EVALUATION_LIMITS } from '../../src/policy/index.ts';
import { aProject, type Files } from '../support/project.ts';
import { clusterPolicy, errorsOf, namespaces, wordsOf } from './inputs.ts';

/** A rule per Namespace with these context entries, each line at column 0, that puts `value` into a ConfigMap. */
function rule(name: string, context: readonly string[], value: string): string {
  return `
- name: ${name}
  match:
    any:
    - resources:
        kinds: [Namespace]
  context:
${context.map((line) => `  ${line}`).join('\n')}
  generate:
    synchronize: true
    apiVersion: v1
    kind: ConfigMap
    name: ${name}
    namespace: "{{ request.object.metadata.name }}"
    data:
      data:
        value: "${value}"
`;
}

/** Entries a0, a1, … ; `next` makes each from the name of the one before it. */
function chain(count: number, first: string, next: (before: string) => string): readonly string[] {
  const lines = Array.from({ length: count }, (_, index) => entry(`a${index + 1}`, next(`a${index}`)));
  return [...entry('a0', first), ...lines.flat()];
}

function entry(name: string, content: string): readonly string[] {
  return [`- name: ${name}`, '  variable:', ...content.split('\n').map((line) => `    ${line}`)];
}

const SOUND = rule('sound', entry('color', 'value: red'), '{{ color }}');
const SOUND_FILE = 'team-a/configmap_sound.yaml';

function files(...rules: readonly string[]): Files {
  return {
    'policies/tenants.yaml': clusterPolicy('tenants', ...rules),
    'cluster-state/namespaces.yaml': namespaces('team-a'),
  };
}

/** The file and line of an entry of the first rule's context. */
function lineOf(text: string | undefined, name: string): string {
  const line = (text ?? '').split('\n').findIndex((one) => one.trim() === `- name: ${name}`) + 1;
  return `policies/tenants.yaml:${line}`;
}

const DOUBLINGS = [
  {
    name: 'a text, by join',
    context: chain(40, 'value: x', (a) => `jmesPath: join('', [${a},${a}])`),
    value: '{{ a40 }}',
    entry: 'a20',
  },
  {
    name: 'a text, by substitution',
    context: chain(40, 'value: x', (a) => `value: "{{ ${a} }}{{ ${a} }}"`),
    value: '{{ a40 }}',
    entry: 'a20',
  },
  {
    name: 'a list, that shares its parts',
    context: chain(40, 'value: x', (a) => `jmesPath: "[${a},${a}]"`),
    value: '{{ to_string(a40) }}',
    entry: 'a18',
  },
  {
    name: 'a list, laid flat',
    context: chain(40, 'value: [x]', (a) => `jmesPath: "[${a},${a}][]"`),
    value: '{{ length(a40) }}',
    entry: 'a18',
  },
  {
    name: 'a map, where a default does not help',
    context: chain(40, 'value: x', (a) => `jmesPath: "{a: ${a}, b: ${a}}"\ndefault: none`),
    value: '{{ to_string(a40) }}',
    entry: 'a17',
  },
];

test.each(DOUBLINGS)('B43: forty doublings of $name end at the context size limit', async (one) => {
  const parts = files(rule('doubled', one.context, one.value), SOUND);
  const project = aProject(parts);
  const start = performance.now();
  const result = await project.reconcile();
  expect(performance.now() - start).toBeLessThan(2000);
  expect(result.status).toBe(1);
  expect(errorsOf(result)).toEqual([
    {
      code: 'evaluate/limit',
      at: lineOf(parts['policies/tenants.yaml'], one.entry),
      policy: 'tenants',
      rule: 'doubled',
      trigger: '/Namespace//team-a',
    },
  ]);
  expect(wordsOf(result)).toContain(
    `context entry ${one.entry}: with it the context entries hold more than the 2097152 bytes that limits.contextBytes allows`,
  );
  expect(wordsOf(result)).toContain('raise limits.contextBytes in headwater.yaml');
  expect(wordsOf(result).length).toBeLessThan(1000);
  expect(Object.keys(project.manifests())).toEqual([SOUND_FILE]);
});

test('B43: what the rule made before is held', async () => {
  const project = aProject(files(rule('doubled', entry('a40', 'value: small'), '{{ a40 }}'), SOUND));
  expect((await project.reconcile()).status).toBe(0);
  const before = project.manifests();
  const doubled = chain(40, 'value: x', (a) => `value: "{{ ${a} }}{{ ${a} }}"`);
  project.write(files(rule('doubled', doubled, '{{ a40 }}'), SOUND));
  expect((await project.reconcile()).status).toBe(1);
  expect(project.manifests()).toEqual(before);
});

test('B43: one entry that is too large by itself is the one that is named', async () => {
  const text = 'x'.repeat(3 * 1024 * 1024);
  const inventory = {
    'cluster-state/big.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\n  namespace: team-a\ndata:\n  k: ${text}\n`,
  };
  const read = ['- name: big', '  configMap:', '    name: big', '    namespace: team-a'];
  const parts: Files = { ...files(rule('read', read, '{{ length(big.data.k) }}'), SOUND), ...inventory };
  const project = aProject(parts);
  const result = await project.reconcile();
  expect(errorsOf(result)).toMatchObject([
    { code: 'evaluate/limit', at: lineOf(parts['policies/tenants.yaml'], 'big'), rule: 'read' },
  ]);
  expect(Object.keys(project.manifests())).toEqual([SOUND_FILE]);
  const limits = { ...DEFAULT_EVALUATION_LIMITS, contextBytes: 4 * 1024 * 1024 };
  expect((await project.reconcile({ limits })).status).toBe(0);
  expect(project.manifests()['team-a/configmap_read.yaml']).toContain(String(text.length));
});

test('B43: what one foreach element holds is let go of before the next', async () => {
  const elements = 40;
  const foreach = `
- name: each
  match:
    any:
    - resources:
        kinds: [Namespace]
  generate:
    synchronize: true
    foreach:
    - list: "[${Array.from({ length: elements }, (_, index) => '`' + String(index) + '`').join(',')}]"
      context:
      - name: big
        variable:
          value: ${'x'.repeat(100_000)}
      apiVersion: v1
      kind: ConfigMap
      name: made-{{ elementIndex }}
      namespace: "{{ request.object.metadata.name }}"
      data:
        data:
          size: "{{ to_string(length(big)) }}"
`;
  const project = aProject(files(foreach));
  const result = await project.reconcile();
  expect(errorsOf(result)).toEqual([]);
  expect(Object.keys(project.manifests())).toHaveLength(elements);
});

const MILLIONS = [
  { name: 'split from a context entry', context: `value: "${'x,'.repeat(1_000_000)}"`, list: "split(a0, ',')" },
  {
    name: 'filtered out of one',
    context: `value: "${'x,'.repeat(1_000_000)}"`,
    list: "split(a0, ',')[?@ == 'x']",
  },
];

test.each(MILLIONS)('B47: a foreach over a million elements $name is refused quickly', async ({ context, list }) => {
  const each = rule('each', entry('a0', context), '{{ element }}').replace(
    /( {2}generate:\n {4}synchronize: true\n)([^]*)$/,
    (_, head: string, rest: string) =>
      `${head}    foreach:\n    - list: "${list}"\n${rest
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n')}\n`,
  );
  const parts = files(each, SOUND);
  const project = aProject(parts);
  const start = performance.now();
  const result = await project.reconcile();
  expect(performance.now() - start).toBeLessThan(2000);
  const line = (parts['policies/tenants.yaml'] ?? '').split('\n').findIndex((one) => one.includes('- list:')) + 1;
  expect(errorsOf(result)).toMatchObject([
    { code: 'evaluate/limit', at: `policies/tenants.yaml:${line}`, rule: 'each', trigger: '/Namespace//team-a' },
  ]);
  expect(wordsOf(result)).toMatch(/100000\d elements, more than the 10000 that limits\.foreachElements allows/);
  expect(Object.keys(project.manifests())).toEqual([SOUND_FILE]);
});
