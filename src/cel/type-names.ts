// The types that have a name an expression may write: as values (`type(x) == int`), and as messages to make (`google.protobuf.Struct{…}`).
import type { CelEnvironment } from './environment.ts';
import {
  ANY,
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  message,
  STRING,
  TIMESTAMP,
  UINT,
  type Type,
} from './type.ts';
import { CelTypeValue } from './value.ts';

/** The names that stand for a type as a value in every environment. */
export const TYPE_NAMES: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'google.protobuf.Duration',
  'google.protobuf.Timestamp',
  'int',
  'list',
  'map',
  'null_type',
  'optional_type',
  'string',
  'type',
  'uint',
]);

/** The names of the types that functions of the environment take or give. */
export function libraryTypeNames(environment: CelEnvironment): ReadonlySet<string> {
  const names = new Set<string>();
  for (const overloads of environment.functions.values()) {
    for (const { parameters, result } of overloads) {
      for (const type of [result, ...parameters]) if (type.kind === 'opaque') names.add(type.name);
    }
  }
  return names;
}

/** The type that a name stands for: one of the language, or one that a function of the environment takes or gives. */
export function typeNamed(name: string, environment: CelEnvironment): CelTypeValue | undefined {
  return TYPE_NAMES.has(name) || libraryTypeNames(environment).has(name) ? new CelTypeValue(name) : undefined;
}

/** A message that can be made by its name: the type it then has, and the fields that can be set. */
export interface KnownMessage {
  readonly type: Type;
  readonly fields: ReadonlyMap<string, Type>;
}

const JSON_MAP = mapOf(STRING, DYN);
const TIME_FIELDS = { seconds: INT, nanos: INT };

function known(type: Type, fields: Readonly<Record<string, Type>>): KnownMessage {
  return { type, fields: new Map(Object.entries(fields)) };
}

/** A value or null, for which there is no type of its own. */
function wrapper(value: Type): KnownMessage {
  return known(DYN, { value });
}

/** The messages that every environment has; they become ordinary values. */
export const KNOWN_MESSAGES: ReadonlyMap<string, KnownMessage> = new Map([
  ['google.protobuf.Any', known(ANY, { type_url: STRING, value: BYTES })],
  ['google.protobuf.BoolValue', wrapper(BOOL)],
  ['google.protobuf.BytesValue', wrapper(BYTES)],
  ['google.protobuf.DoubleValue', wrapper(DOUBLE)],
  ['google.protobuf.Duration', known(DURATION, TIME_FIELDS)],
  ['google.protobuf.Empty', known(message('google.protobuf.Empty', {}), {})],
  ['google.protobuf.FloatValue', wrapper(DOUBLE)],
  ['google.protobuf.Int32Value', wrapper(INT)],
  ['google.protobuf.Int64Value', wrapper(INT)],
  ['google.protobuf.ListValue', known(listOf(DYN), { values: listOf(DYN) })],
  ['google.protobuf.StringValue', wrapper(STRING)],
  ['google.protobuf.Struct', known(JSON_MAP, { fields: JSON_MAP })],
  ['google.protobuf.Timestamp', known(TIMESTAMP, TIME_FIELDS)],
  ['google.protobuf.UInt32Value', wrapper(UINT)],
  ['google.protobuf.UInt64Value', wrapper(UINT)],
  [
    'google.protobuf.Value',
    known(DYN, {
      null_value: INT,
      number_value: DOUBLE,
      string_value: STRING,
      bool_value: BOOL,
      struct_value: JSON_MAP,
      list_value: listOf(DYN),
    }),
  ],
]);
