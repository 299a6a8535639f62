// Message literals (`google.protobuf.Struct{fields: {…}}`): the well-known types, each of which is an ordinary value of the language.
import { CelFailure, invalid } from './failure.ts';
import { failing, type Planner, type Scope, type Step } from './plan.ts';
import { isOfType, typeName } from './runtime-type.ts';
import type { Node } from './syntax-tree.ts';
import { BOOL, DOUBLE, INT, listOf, mapOf, STRING, UINT, DYN, NULL, type Type } from './type.ts';
import { CelDuration, CelMap, CelOptional, CelTimestamp, CelUint, type CelResult, type CelValue } from './value.ts';

/** A type of message that expressions can write down: its fields, and what becomes of them. */
export interface MessageForm {
  readonly fields: ReadonlyMap<string, Type>;
  readonly build: (fields: ReadonlyMap<string, CelValue>) => CelResult;
}

type Fields = ReadonlyMap<string, CelValue>;

function form(fields: Readonly<Record<string, Type>>, build: MessageForm['build']): MessageForm {
  return { fields: new Map(Object.entries(fields)), build };
}

function wrapper(type: Type, zero: CelValue): MessageForm {
  return form({ value: type }, (fields) => fields.get('value') ?? zero);
}

function nanoseconds(fields: Fields): bigint {
  const [seconds, nanos] = [fields.get('seconds'), fields.get('nanos')];
  return (typeof seconds === 'bigint' ? seconds : 0n) * 1_000_000_000n + (typeof nanos === 'bigint' ? nanos : 0n);
}

const VALUE_FIELDS = {
  null_value: NULL,
  number_value: DOUBLE,
  string_value: STRING,
  bool_value: BOOL,
  struct_value: mapOf(STRING, DYN),
  list_value: listOf(DYN),
};

/** The messages expressions can write down, by name. */
export const MESSAGES: ReadonlyMap<string, MessageForm> = new Map([
  [
    'google.protobuf.Struct',
    form({ fields: mapOf(STRING, DYN) }, (fields) => fields.get('fields') ?? CelMap.ofFields([])),
  ],
  ['google.protobuf.ListValue', form({ values: listOf(DYN) }, (fields) => fields.get('values') ?? [])],
  ['google.protobuf.Value', form(VALUE_FIELDS, (fields) => [...fields.values()].at(-1) ?? null)],
  ['google.protobuf.Timestamp', form({ seconds: INT, nanos: INT }, (fields) => new CelTimestamp(nanoseconds(fields)))],
  ['google.protobuf.Duration', form({ seconds: INT, nanos: INT }, (fields) => new CelDuration(nanoseconds(fields)))],
  ['google.protobuf.BoolValue', wrapper(BOOL, false)],
  ['google.protobuf.StringValue', wrapper(STRING, '')],
  ['google.protobuf.DoubleValue', wrapper(DOUBLE, 0)],
  ['google.protobuf.Int64Value', wrapper(INT, 0n)],
  ['google.protobuf.UInt64Value', wrapper(UINT, new CelUint(0n))],
]);

/** A message literal, ready to run. */
export function planMessage(
  node: Node & { readonly kind: 'message' },
  scope: Scope | undefined,
  planner: Planner,
): Step {
  const message = MESSAGES.get(node.type.text.replace(/^\./, ''));
  if (message === undefined) {
    return failing(new CelFailure('no-such-name', `there is no type ${node.type.text}`, node.type.span));
  }
  const parts = node.fields.map(({ name, value, optional }) => ({ name, optional, step: planner.plan(value, scope) }));
  return (frame) => {
    const spent = frame.run.spend(1 + parts.length);
    if (spent !== undefined) return spent.at(node.span);
    const fields = new Map<string, CelValue>();
    for (const { name, optional, step } of parts) {
      const value = fieldOf(message, name.text, optional, step(frame));
      if (value instanceof CelFailure) return value.at(name.span);
      if (value !== undefined) fields.set(name.text, value);
    }
    const built = message.build(fields);
    return built instanceof CelFailure ? built.at(node.span) : built;
  };
}

function fieldOf(message: MessageForm, name: string, optional: boolean, value: CelResult): CelResult | undefined {
  const type = message.fields.get(name);
  if (type === undefined) return new CelFailure('no-such-field', `no such field: ${name}`);
  if (value instanceof CelFailure) return value;
  if (optional && !(value instanceof CelOptional)) return invalid('only an optional may stand behind ?');
  const content = optional && value instanceof CelOptional ? value.value : value;
  if (content === undefined || isOfType(content, type)) return content;
  return new CelFailure('no-such-overload', `the field ${name} is no ${typeName(content)}`);
}
