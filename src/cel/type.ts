// The types of the language and their printed form. What may stand where, the checker decides; which value is of which, runtime-type.ts.
/** Types without parts. `dyn` goes with everything; `any` is a value of unknown type that the checker lets do far less. */
export type SimpleTypeName =
  'dyn' | 'any' | 'null' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'timestamp' | 'duration';

/** A type. `parameter` stands for any type, the same wherever its name occurs in one overload. */
export type Type =
  | { readonly kind: SimpleTypeName }
  | { readonly kind: 'list'; readonly element: Type }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'optional'; readonly element: Type }
  /** The type of types. */
  | { readonly kind: 'type' }
  /** A library's own type, told apart by name. */
  | { readonly kind: 'opaque'; readonly name: string }
  /** A message: its fields are known, any other is a finding. */
  | { readonly kind: 'message'; readonly name: string; readonly fields: ReadonlyMap<string, Type> }
  | { readonly kind: 'parameter'; readonly name: string };

export const DYN: Type = { kind: 'dyn' };
export const ANY: Type = { kind: 'any' };
export const NULL: Type = { kind: 'null' };
export const BOOL: Type = { kind: 'bool' };
export const INT: Type = { kind: 'int' };
export const UINT: Type = { kind: 'uint' };
export const DOUBLE: Type = { kind: 'double' };
export const STRING: Type = { kind: 'string' };
export const BYTES: Type = { kind: 'bytes' };
export const TIMESTAMP: Type = { kind: 'timestamp' };
export const DURATION: Type = { kind: 'duration' };
export const TYPE: Type = { kind: 'type' };

/** A list of `element`. */
export function listOf(element: Type): Type {
  return { kind: 'list', element };
}

/** A map from `key` to `value`. */
export function mapOf(key: Type, value: Type): Type {
  return { kind: 'map', key, value };
}

/** An optional `element`. */
export function optionalOf(element: Type): Type {
  return { kind: 'optional', element };
}

/** A library's type of this name. */
export function opaque(name: string): Type & { readonly kind: 'opaque' } {
  return { kind: 'opaque', name };
}

/** A type parameter of an overload. */
export function parameter(name: string): Type {
  return { kind: 'parameter', name };
}

/** A message with these fields. */
export function message(name: string, fields: Readonly<Record<string, Type>>): Type {
  return { kind: 'message', name, fields: new Map(Object.entries(fields)) };
}

/** The type as messages print it: `map(string, list(int))`. */
export function printType(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `list(${printType(type.element)})`;
    case 'map':
      return `map(${printType(type.key)}, ${printType(type.value)})`;
    case 'optional':
      return `optional(${printType(type.element)})`;
    case 'opaque':
    case 'message':
    case 'parameter':
      return type.name;
    default:
      return type.kind;
  }
}
