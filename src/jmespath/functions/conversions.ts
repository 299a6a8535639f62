// Conversions between values and their texts: JSON, YAML, numbers, kinds.
// Reading YAML is a capability of the caller, since only one place of the program knows how Kubernetes reads it.

import { parseFloatText } from '../../values/index.ts';
import type { ExpressionError } from '../expression-error.ts';
import { parseJson } from '../tokens.ts';
import type { JmesValue } from '../value.ts';
import { jsonText, kindOf } from '../value.ts';
import type { Argument, CallContext, FunctionDefinition } from './definition.ts';
import { anyAt, textAt } from './definition.ts';

type Result = JmesValue | ExpressionError;

function toNumber(args: readonly Argument[]): JmesValue {
  const value = anyAt(args, 0);
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  const number = typeof value === 'string' ? parseFloatText(value) : undefined;
  return number !== undefined && Number.isFinite(number) ? number : null;
}

function toText(args: readonly Argument[]): JmesValue {
  const value = anyAt(args, 0);
  return typeof value === 'string' ? value : jsonText(value);
}

function fromJson(args: readonly Argument[], context: CallContext): Result {
  const value = parseJson(textAt(args, 0));
  return value === undefined ? context.fail('invalid-value', 'the text is not JSON') : value;
}

function fromYaml(args: readonly Argument[], context: CallContext): Result {
  const { parseYaml } = context.run.capabilities;
  if (parseYaml === undefined) return context.fail('missing-capability', 'reading YAML is not offered here');
  const result = parseYaml(textAt(args, 0));
  if ('value' in result) return result.value;
  const { problem } = result;
  return context.fail('invalid-value', typeof problem === 'string' ? problem : problem.message);
}

/** Conversions between values and texts. */
export const CONVERSION_FUNCTIONS: readonly FunctionDefinition[] = [
  { name: 'parse_json', parameters: [['string']], about: 'the value of a JSON text', call: fromJson },
  {
    name: 'parse_yaml',
    parameters: [['string']],
    about: 'the value of the first document of a YAML text',
    call: fromYaml,
  },
  {
    name: 'to_number',
    parameters: [['any']],
    about: 'the number written in a text, null when there is none',
    call: toNumber,
  },
  { name: 'to_string', parameters: [['any']], about: 'a text as it is, anything else as compact JSON', call: toText },
  {
    name: 'type',
    parameters: [['any']],
    about: 'the name of the kind of a value',
    call: (args) => kindOf(anyAt(args, 0)),
  },
];
