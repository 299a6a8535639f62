// What literals are: the type of one, and the value of an argument that consists of nothing else.
import { CelFailure } from '../failure.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import { BOOL, BYTES, DOUBLE, DYN, INT, NULL, STRING, UINT, type Type } from '../type.ts';
import { CelBytes, CelMap, CelUint, type CelValue } from '../value.ts';

/** The type of a literal's value. */
export function literalType(value: CelValue): Type {
  if (value === null) return NULL;
  switch (typeof value) {
    case 'boolean':
      return BOOL;
    case 'bigint':
      return INT;
    case 'number':
      return DOUBLE;
    case 'string':
      return STRING;
    default:
      if (value instanceof CelUint) return UINT;
      return value instanceof CelBytes ? BYTES : DYN;
  }
}

/** The value of a literal, or of a list or map of literals; undefined where anything has to be evaluated. */
export function literalValue(node: Node): CelValue | undefined {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'list':
      return listValue(node);
    case 'map':
      return mapValue(node);
    default:
      return undefined;
  }
}

function listValue(node: Extract<Node, { readonly kind: 'list' }>): CelValue | undefined {
  const items: CelValue[] = [];
  for (const element of node.elements) {
    const value = element.optional ? undefined : literalValue(element.value);
    if (value === undefined) return undefined;
    items.push(value);
  }
  return items;
}

function mapValue(node: Extract<Node, { readonly kind: 'map' }>): CelValue | undefined {
  const entries: [CelValue, CelValue][] = [];
  for (const entry of node.entries) {
    const key = entry.optional ? undefined : literalValue(entry.key);
    const value = key === undefined ? undefined : literalValue(entry.value);
    if (key === undefined || value === undefined) return undefined;
    entries.push([key, value]);
  }
  const map = CelMap.of(entries);
  return map instanceof CelFailure ? undefined : map;
}
