// Cases that the properties found once, shrunk, and kept as examples.
import { describe, expect, test } from 'vitest';
import { memoryRun, type MemoryInput, type MemoryResult, type Texts } from '../support/memory-run.ts';

function policy(name: string, ...rules: readonly object[]): Texts {
  const document = { apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', metadata: { name }, spec: { rules } };
  return { [`${name}.json`]: JSON.stringify(document) };
}

function namespaceRule(name: string, resources: object, generate: object, more: object = {}): object {
  const target = { apiVersion: 'v1', kind: 'ConfigMap', namespace: '{{request.object.metadata.name}}' };
  return {
    name,
    match: { any: [{ resources: { kinds: ['Namespace'], ...resources } }] },
    ...more,
    generate: { ...target, ...generate },
  };
}

function namespaces(labels: Readonly<Record<string, object>>): Texts {
  const entries = Object.entries(labels).map(([name, value]) => [
    `${name}.json`,
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: value } }),
  ]);
  return Object.fromEntries(entries) as Texts;
}

/** Runs on what the run before left. */
function sequence(
  lifecycle: MemoryInput['lifecycle'],
  steps: readonly Omit<MemoryInput, 'output' | 'lifecycle'>[],
): MemoryResult {
  let last: MemoryResult | undefined;
  for (const step of steps) last = memoryRun({ ...step, output: last?.output ?? {}, lifecycle });
  if (last === undefined) throw new Error('a sequence has a step');
  return last;
}

const DATA = { synchronize: false, data: { data: { value: 'fixed' } } };

describe('a second run touches no byte', () => {
  test('after a rule that lists only UPDATE saw a change, in desired', () => {
    const policies = policy('alpha', namespaceRule('first', { operations: ['UPDATE'] }, { ...DATA, name: 'settings' }));
    const before = { policies, inventory: namespaces({ 'team-a': {} }) };
    const after = { policies, inventory: namespaces({ 'team-a': { tier: 'gold' } }) };
    const first = sequence('desired', [before, after]);
    expect(first.changes.map(({ path }) => path)).toEqual(['team-a/configmap_settings.yaml']);
    expect(memoryRun({ ...after, output: first.output, lifecycle: 'desired' }).output).toEqual(first.output);
  });

  test.each(['desired', 'kyverno'] as const)('after preconditions stopped an update, in %s', (lifecycle) => {
    const conditions = {
      all: [{ key: "{{request.object.metadata.labels.tier || ''}}", operator: 'NotEquals', value: 'off' }],
    };
    const rule = namespaceRule(
      'first',
      { operations: ['UPDATE'] },
      { ...DATA, name: 'settings' },
      { preconditions: conditions },
    );
    const policies = policy('alpha', rule);
    const after = { policies, inventory: namespaces({ 'team-a': { tier: 'off' } }) };
    const first = sequence(lifecycle, [{ policies, inventory: namespaces({ 'team-a': {} }) }, after]);
    expect(memoryRun({ ...after, output: first.output, lifecycle }).output).toEqual(first.output);
  });

  test.each([true, false])('where a cause that shares its target is held, synchronized or not (%s)', (synchronize) => {
    const made = { synchronize, name: 'settings', data: { data: { value: 'fixed' } } };
    const policies = {
      ...policy('alpha', namespaceRule('late', { operations: ['UPDATE'] }, made)),
      ...policy('beta', namespaceRule('always', {}, made)),
    };
    const after = { policies, inventory: namespaces({ 'team-a': { tier: 'gold' } }) };
    const first = sequence('desired', [{ policies, inventory: namespaces({ 'team-a': {} }) }, after]);
    expect(memoryRun({ ...after, output: first.output, lifecycle: 'desired' }).output).toEqual(first.output);
  });

  test('where a cause that is held comes after the one that wants its target', () => {
    const made = { name: 'settings', data: { data: { value: 'fixed' } } };
    const failing = { name: 'other', data: { data: { value: '{{request.object.metadata.labels.missing}}' } } };
    const inventory = namespaces({ 'team-a': {} });
    const before = { policies: policy('beta', namespaceRule('only', {}, made)), inventory };
    const policies = {
      ...policy('alpha', namespaceRule('now', {}, { ...made, synchronize: true })),
      ...policy('beta', namespaceRule('only', {}, failing)),
    };
    const first = sequence('desired', [before, { policies, inventory }]);
    expect(memoryRun({ policies, inventory, output: first.output, lifecycle: 'desired' }).output).toEqual(first.output);
  });

  test('where a namespace older than the policy shares the target of a newer one, in kyverno', () => {
    const policies = policy('alpha', namespaceRule('first', {}, { ...DATA, name: 'settings', namespace: 'shop' }));
    const before = { policies, inventory: namespaces({ shop: {} }) };
    const after = { policies, inventory: namespaces({ shop: {}, 'team-a': {} }) };
    const first = sequence('kyverno', [before, after]);
    expect(first.changes.map(({ path }) => path)).toEqual(['shop/configmap_settings.yaml']);
    expect(memoryRun({ ...after, output: first.output, lifecycle: 'kyverno' }).output).toEqual(first.output);
  });
});
