// Names with dots: a chain of selections may be one name, and which names stand for types.
import type { CelEnvironment } from './environment.ts';
import type { Node } from './syntax-tree.ts';
import type { Type } from './type.ts';
import { CelTypeValue } from './value.ts';

/** The chain of names a node consists of, with dots; undefined where it is anything else. */
export function qualifiedName(node: Node): string | undefined {
  if (node.kind === 'identifier') return node.name;
  if (node.kind !== 'select' || node.optional) return undefined;
  const prefix = qualifiedName(node.operand);
  return prefix === undefined ? undefined : `${prefix}.${node.field.text}`;
}

/** The identifier such a chain starts with. */
export function rootName(node: Node): string | undefined {
  if (node.kind === 'identifier') return node.name;
  return node.kind === 'select' ? rootName(node.operand) : undefined;
}

const TYPE_NAMES: ReadonlySet<string> = new Set([
  'bool',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
  'optional_type',
  'google.protobuf.Timestamp',
  'google.protobuf.Duration',
]);

/** The type that a name stands for: one of the language, or one that a function of the environment takes or gives. */
export function typeNamed(name: string, environment: CelEnvironment): CelTypeValue | undefined {
  return TYPE_NAMES.has(name) || isLibraryType(name, environment) ? new CelTypeValue(name) : undefined;
}

function isLibraryType(name: string, environment: CelEnvironment): boolean {
  const isIt = (type: Type): boolean => type.kind === 'opaque' && type.name === name;
  for (const overloads of environment.functions.values()) {
    if (overloads.some(({ parameters, result }) => isIt(result) || parameters.some(isIt))) return true;
  }
  return false;
}
