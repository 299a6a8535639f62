// Which type a value is of when an expression runs.
import type { Type } from './type.ts';
import {
  CelBytes,
  CelDuration,
  CelMap,
  CelObject,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  isList,
  type CelValue,
} from './value.ts';

/** The name `type(x)` gives: `int`, `list`, `null_type`, `optional_type`, `google.protobuf.Timestamp`, a library's name … */
export function typeName(value: CelValue): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
    default:
      return isList(value) ? 'list' : nameOfInstance(value);
  }
}

function nameOfInstance(
  value: CelUint | CelBytes | CelTimestamp | CelDuration | CelTypeValue | CelOptional | CelMap | CelObject,
): string {
  if (value instanceof CelMap) return 'map';
  if (value instanceof CelUint) return 'uint';
  if (value instanceof CelOptional) return 'optional_type';
  if (value instanceof CelBytes) return 'bytes';
  if (value instanceof CelTimestamp) return 'google.protobuf.Timestamp';
  if (value instanceof CelDuration) return 'google.protobuf.Duration';
  return value instanceof CelTypeValue ? 'type' : value.type.name;
}

/** Whether a value may be handed to a parameter of this type at run time. Elements of lists and maps are not looked at. */
export function isOfType(value: CelValue, type: Type): boolean {
  switch (type.kind) {
    // The commonest come first.
    case 'string':
      return typeof value === 'string';
    case 'int':
      return typeof value === 'bigint';
    case 'dyn':
    case 'any':
    case 'parameter':
      return true;
    case 'null':
      return value === null;
    case 'bool':
      return typeof value === 'boolean';
    case 'uint':
      return value instanceof CelUint;
    case 'double':
      return typeof value === 'number';
    case 'bytes':
      return value instanceof CelBytes;
    case 'timestamp':
      return value instanceof CelTimestamp;
    case 'duration':
      return value instanceof CelDuration;
    case 'list':
      return isList(value);
    case 'map':
    case 'message':
      return value instanceof CelMap;
    case 'optional':
      return value instanceof CelOptional;
    case 'type':
      return value instanceof CelTypeValue;
    case 'opaque':
      return value instanceof CelObject && value.type.name === type.name;
  }
}

/** Whether a value may be of both types when an expression runs. */
export function mayShareValues(left: Type, right: Type): boolean {
  const [one, other] = [familyOf(left), familyOf(right)];
  return one === undefined || other === undefined || one === other;
}

/** Undefined: of any value. */
function familyOf(type: Type): string | undefined {
  switch (type.kind) {
    case 'dyn':
    case 'any':
    case 'parameter':
      return undefined;
    case 'message':
      return 'map';
    case 'opaque':
      return `opaque ${type.name}`;
    default:
      return type.kind;
  }
}
