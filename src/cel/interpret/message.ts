// Message literals (`google.protobuf.Struct{fields: {…}}`): the well-known types, each of which is an ordinary value of the language.
import { checkedDuration, checkedTimestamp } from '../time-range.ts';
import { CelFailure, invalid } from '../failure.ts';
import { failing, type Planner, type Scope, type Step } from './plan.ts';
import { isOfType, typeName } from '../runtime-type.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import { KNOWN_MESSAGES, type KnownMessage } from '../type-names.ts';
import { CelBytes, CelMap, CelOptional, CelTimestamp, CelUint, type CelResult, type CelValue } from '../value.ts';

type Fields = ReadonlyMap<string, CelValue>;
type Build = (fields: Fields) => CelResult;

/** What is in the wrapper, or the zero of its type. */
function wrapped(zero: CelValue): Build {
  return (fields) => fields.get('value') ?? zero;
}

function nanoseconds(fields: Fields): bigint {
  const [seconds, nanos] = [fields.get('seconds'), fields.get('nanos')];
  return (typeof seconds === 'bigint' ? seconds : 0n) * 1_000_000_000n + (typeof nanos === 'bigint' ? nanos : 0n);
}

/** One of the fields of a value is set, and `null_value` has a number of its own. */
function valueOf(fields: Fields): CelResult {
  const [name, value = null] = [...fields].at(-1) ?? [];
  return name === 'null_value' ? null : value;
}

/** What becomes of the fields of each message that type-names.ts knows. */
const BUILDERS: ReadonlyMap<string, Build> = new Map<string, Build>([
  ['google.protobuf.Struct', (fields) => fields.get('fields') ?? CelMap.ofFields([])],
  ['google.protobuf.ListValue', (fields) => fields.get('values') ?? []],
  ['google.protobuf.Value', valueOf],
  ['google.protobuf.Empty', () => CelMap.ofFields([])],
  ['google.protobuf.Timestamp', (fields) => checkedTimestamp(new CelTimestamp(nanoseconds(fields)))],
  ['google.protobuf.Duration', (fields) => checkedDuration(nanoseconds(fields))],
  ['google.protobuf.BoolValue', wrapped(false)],
  ['google.protobuf.BytesValue', wrapped(new CelBytes(new Uint8Array()))],
  ['google.protobuf.StringValue', wrapped('')],
  ['google.protobuf.FloatValue', wrapped(0)],
  ['google.protobuf.DoubleValue', wrapped(0)],
  ['google.protobuf.Int32Value', wrapped(0n)],
  ['google.protobuf.Int64Value', wrapped(0n)],
  ['google.protobuf.UInt32Value', wrapped(new CelUint(0n))],
  ['google.protobuf.UInt64Value', wrapped(new CelUint(0n))],
]);

/** A message literal, ready to run. */
export function planMessage(
  node: Node & { readonly kind: 'message' },
  scope: Scope | undefined,
  planner: Planner,
): Step {
  const type = node.type.text.replace(/^\./, '');
  const [message, build] = [KNOWN_MESSAGES.get(type), BUILDERS.get(type)];
  if (message === undefined || build === undefined) {
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
    const built = build(fields);
    return built instanceof CelFailure ? built.at(node.span) : built;
  };
}

function fieldOf(message: KnownMessage, name: string, optional: boolean, value: CelResult): CelResult | undefined {
  const type = message.fields.get(name);
  if (type === undefined) return new CelFailure('no-such-field', `no such field: ${name}`);
  if (value instanceof CelFailure) return value;
  if (optional && !(value instanceof CelOptional)) return invalid('only an optional may stand behind ?');
  const content = optional && value instanceof CelOptional ? value.value : value;
  if (content === undefined || isOfType(content, type)) return content;
  return new CelFailure('no-such-overload', `the field ${name} is no ${typeName(content)}`);
}
