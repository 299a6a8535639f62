import { describe, expect, it } from 'vitest';
import {
  AddressValue,
  RESOURCE,
  RESOURCE_VALUE,
  resourceNamespaced,
  resourceNamespacedLenient,
} from '../../../src/cel/libraries/resource.ts';
import { CelRun, type CelHost } from '../../../src/cel/run.ts';
import { CelMap, type CelJson, type CelValue } from '../../../src/cel/value.ts';
import { call, codeOf } from './call-overload.ts';

const SECRET = { kind: 'Secret', metadata: { name: 'a', namespace: 'shop' } };

/** Answers with what it was asked for. */
function echo(): { readonly host: CelHost; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const host: CelHost = {
    getResource: (at, namespace, name) => {
      asked.push({ get: at, namespace, name });
      return { value: name === 'absent' ? null : SECRET };
    },
    listResources: (at, namespace, labels) => {
      asked.push({ list: at, namespace, labels: Object.fromEntries(labels) });
      return at.resource === 'nopes' ? { failure: 'unknown' } : { value: { kind: 'SecretList', items: [SECRET] } };
    },
    addressOfKind: (group, version, kind) =>
      kind === 'Secret' ? { group, version, resource: 'secrets' } : { failure: 'there is no such kind' },
  };
  return { host, asked };
}

const SECRETS = { group: '', version: 'v1', resource: 'secrets' };
const AT = new AddressValue(SECRETS);
const labels = (json: Record<string, CelJson>) => CelMap.ofJson(json);

describe('in cluster-wide policies', () => {
  it.each<[string, readonly CelValue[], unknown]>([
    ['get', ['v1', 'secrets', 'shop', 'a'], { get: { ...SECRETS, subresource: '' }, namespace: 'shop', name: 'a' }],
    ['Get', ['v1', 'secrets', '', 'a'], { get: { ...SECRETS, subresource: '' }, namespace: '', name: 'a' }],
    [
      'get',
      ['apps/v1', 'deployments/status', 'shop', 'a'],
      {
        get: { group: 'apps', version: 'v1', resource: 'deployments', subresource: 'status' },
        namespace: 'shop',
        name: 'a',
      },
    ],
    ['get', [AT, 'shop', 'a'], { get: { ...SECRETS, subresource: '' }, namespace: 'shop', name: 'a' }],
    ['list', ['v1', 'secrets', 'shop'], { list: SECRETS, namespace: 'shop', labels: {} }],
    ['List', [AT, ''], { list: SECRETS, namespace: '', labels: {} }],
    ['list', [AT, 'shop', labels({ a: 'b' })], { list: SECRETS, namespace: 'shop', labels: { a: 'b' } }],
    ['list', ['v1', 'secrets', '', labels({})], { list: SECRETS, namespace: '', labels: {} }],
  ])('%s asks the host', (name, args, expected) => {
    const { host, asked } = echo();
    expect(call(RESOURCE, name, [RESOURCE_VALUE, ...args], host)).toBeInstanceOf(CelMap);
    expect(asked).toEqual([expected]);
  });

  it.each<[string, readonly CelValue[], string]>([
    ['get', ['a/b/c', 'secrets', 'shop', 'a'], 'invalid-value'],
    ['get', ['v1', 'secrets', 'shop'], 'no-such-overload'],
    ['get', ['v1', 'secrets', 'shop', 1n], 'no-such-overload'],
    ['list', ['v1', 'secrets'], 'no-such-overload'],
    ['list', ['v1', 'nopes', ''], 'invalid-value'],
    ['list', ['v1', 'pods/status', ''], 'invalid-value'],
    ['list', ['v1', 'secrets', '', labels({ a: 1 })], 'no-such-overload'],
    ['toGVR', ['v1', 'Nope'], 'invalid-value'],
    ['post', ['v1', 'pods', labels({})], 'unavailable'],
    ['Post', ['v1', 'pods', 'shop', labels({})], 'unavailable'],
  ])('%s fails, case %#', (name, args, code) => {
    expect(codeOf(call(RESOURCE, name, [RESOURCE_VALUE, ...args], echo().host))).toBe(code);
  });

  it('gives the very object, null where there is none, and an address for a kind', () => {
    const { host } = echo();
    const got = call(RESOURCE, 'get', [RESOURCE_VALUE, 'v1', 'secrets', 'shop', 'a'], host);
    expect(got instanceof CelMap && got.json).toBe(SECRET);
    expect(call(RESOURCE, 'get', [RESOURCE_VALUE, 'v1', 'secrets', 'shop', 'absent'], host)).toBeNull();
    const address = call(RESOURCE, 'ToGVR', [RESOURCE_VALUE, 'v1', 'Secret'], host);
    expect(address instanceof AddressValue && address.equals(AT)).toBe(true);
  });

  it('waits where the host does not know yet, and is not available without one', () => {
    const args = [RESOURCE_VALUE, 'v1', 'secrets', 'shop', 'a'];
    const waiting: CelHost = { getResource: () => ({ pending: 'not read yet' }) };
    expect(codeOf(call(RESOURCE, 'get', args, waiting))).toBe('pending');
    expect(codeOf(call(RESOURCE, 'get', args))).toBe('unavailable');
  });
});

it('costs steps, so that reading in a loop comes to an end', () => {
  const run = new CelRun(echo().host, { steps: 20_000 });
  const list = RESOURCE.find(({ name, parameters }) => name === 'list' && parameters.length === 4)!;
  const codes = Array.from({ length: 5 }, () => codeOf(list.run([RESOURCE_VALUE, 'v1', 'secrets', ''], run)));
  expect(codes).toEqual([undefined, undefined, undefined, undefined, 'limit']);
});

describe('in policies of a namespace', () => {
  const table = resourceNamespaced('shop');
  const lenient = resourceNamespacedLenient('shop');

  it.each<[string, readonly CelValue[]]>([
    ['get', ['v1', 'secrets', 'a']],
    ['Get', [AT, 'a']],
    ['list', ['v1', 'secrets']],
    ['list', [AT]],
    ['List', ['v1', 'secrets', labels({ a: 'b' })]],
  ])('%s reads in the namespace of the policy', (name, args) => {
    for (const overloads of [table, lenient]) {
      const { host, asked } = echo();
      call(overloads, name, [RESOURCE_VALUE, ...args], host);
      expect(asked).toEqual([expect.objectContaining({ namespace: 'shop' })]);
    }
  });

  it.each<[string, readonly CelValue[], readonly CelValue[]]>([
    ['get', ['v1', 'secrets', 'shop', 'a'], ['v1', 'secrets', 'lab', 'a']],
    ['get', [AT, 'shop', 'a'], [AT, '', 'a']],
    ['list', ['v1', 'secrets', 'shop'], ['v1', 'secrets', '']],
    ['list', [AT, 'shop', labels({})], [AT, 'lab', labels({})]],
  ])('%s with a namespace does not check, and runs for the own one alone', (name, own, other) => {
    const { host } = echo();
    expect(codeOf(call(table, name, [RESOURCE_VALUE, ...own], host))).toBe('no-such-overload');
    expect(call(lenient, name, [RESOURCE_VALUE, ...own], host)).toBeInstanceOf(CelMap);
    expect(codeOf(call(lenient, name, [RESOURCE_VALUE, ...other], host))).toBe('invalid-value');
  });
});
