import { expect, it } from 'vitest';
import {
  DATA_VARIABLES,
  EXCEPTIONS_TYPE,
  LIBRARY_VARIABLES,
  NAMESPACE_OBJECT_TYPE,
  REQUEST_TYPE,
} from '../../../src/cel/libraries/variables.ts';
import { printType, type Type } from '../../../src/cel/type.ts';

function typeAt(type: Type | undefined, path: string): string | undefined {
  let at = type;
  for (const name of path.split('.')) {
    const inner: Type | undefined = at?.kind === 'list' ? at.element : at;
    at = inner?.kind === 'message' ? inner.fields.get(name) : undefined;
  }
  return at === undefined ? undefined : printType(at);
}

it.each<[Type, string, string | undefined]>([
  [REQUEST_TYPE, 'operation', 'string'],
  [REQUEST_TYPE, 'kind.kind', 'string'],
  [REQUEST_TYPE, 'requestResource.resource', 'string'],
  [REQUEST_TYPE, 'userInfo.groups', 'list(string)'],
  [REQUEST_TYPE, 'userInfo.extra', 'map(string, list(string))'],
  [REQUEST_TYPE, 'options', 'dyn'],
  [REQUEST_TYPE, 'nope', undefined],
  [REQUEST_TYPE, 'userInfo.roles', undefined],
  [NAMESPACE_OBJECT_TYPE, 'metadata.labels', 'map(string, string)'],
  [NAMESPACE_OBJECT_TYPE, 'metadata.UID', 'string'],
  [NAMESPACE_OBJECT_TYPE, 'metadata.uid', undefined],
  [NAMESPACE_OBJECT_TYPE, 'metadata.ownerReferences', undefined],
  [NAMESPACE_OBJECT_TYPE, 'status.conditions.type', 'string'],
  [EXCEPTIONS_TYPE, 'allowedImages', 'list(string)'],
  [EXCEPTIONS_TYPE, 'nope', undefined],
])('%o has %s', (type, path, expected) => {
  expect(typeAt(type, path)).toBe(expected);
});

it('has a type of its own for each library', () => {
  const names = [...LIBRARY_VARIABLES.values()].map((value) => value.type.name);
  expect(new Set(names).size).toBe(LIBRARY_VARIABLES.size);
  expect([...DATA_VARIABLES.keys()].some((name) => LIBRARY_VARIABLES.has(name))).toBe(false);
});
