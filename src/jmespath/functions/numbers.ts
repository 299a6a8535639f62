// Arithmetic over numbers, quantities and durations, and the base functions over numbers.
// A string operand is read as a quantity first, then as a duration: `'30m'` is 0.03.

import type { ExpressionError } from '../expression-error.ts';
import { isExpressionError } from '../expression-error.ts';
import type { Quantity } from '../../values/index.ts';
import {
  addQuantities,
  divideQuantity,
  durationFromSeconds,
  durationInSeconds,
  multiplyQuantities,
  parseDuration,
  parseQuantity,
  printDuration,
  printQuantity,
  quantityRatio,
  quantityRemainder,
  subtractQuantities,
} from '../../values/index.ts';
import type { JmesValue } from '../value.ts';
import type { Argument, CallContext, FunctionDefinition } from './definition.ts';
import { anyAt, listAt, numberAt } from './definition.ts';

type Result = JmesValue | ExpressionError;
type Operand =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'quantity'; readonly value: Quantity }
  | { readonly kind: 'duration'; readonly value: bigint };
type Operation = (left: Operand, right: Operand, context: CallContext) => Result;

function operandOf(value: JmesValue): Operand | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', value: Number(value) };
  if (typeof value !== 'string') return undefined;
  const quantity = parseQuantity(value);
  if (quantity !== undefined) return { kind: 'quantity', value: quantity };
  const duration = parseDuration(value);
  return duration === undefined ? undefined : { kind: 'duration', value: duration };
}

function operate(left: JmesValue, right: JmesValue, operation: Operation, context: CallContext): Result {
  const first = operandOf(left);
  const second = operandOf(right);
  if (first !== undefined && second !== undefined) return operation(first, second, context);
  return context.fail('argument-type', 'an operand is no number, quantity or duration');
}

function mixed(left: Operand, right: Operand, context: CallContext): ExpressionError {
  return context.fail('argument-type', `a ${left.kind} and a ${right.kind} do not go together here`);
}

function overflow(context: CallContext): ExpressionError {
  return context.fail('invalid-value', 'the duration is too long');
}

function duration(nanoseconds: bigint | undefined, context: CallContext): Result {
  const fits = nanoseconds !== undefined && BigInt.asIntN(64, nanoseconds) === nanoseconds;
  return fits ? printDuration(nanoseconds) : overflow(context);
}

const add: Operation = (left, right, context) => {
  if (left.kind === 'number' && right.kind === 'number') return left.value + right.value;
  if (left.kind === 'quantity' && right.kind === 'quantity')
    return printQuantity(addQuantities(left.value, right.value));
  if (left.kind === 'duration' && right.kind === 'duration') return duration(left.value + right.value, context);
  return mixed(left, right, context);
};

const subtract: Operation = (left, right, context) => {
  if (left.kind === 'number' && right.kind === 'number') return left.value - right.value;
  if (left.kind === 'quantity' && right.kind === 'quantity') {
    return printQuantity(subtractQuantities(left.value, right.value));
  }
  if (left.kind === 'duration' && right.kind === 'duration') return duration(left.value - right.value, context);
  return mixed(left, right, context);
};

const multiply: Operation = (left, right, context) => {
  if (right.kind !== 'number')
    return left.kind === 'number' ? multiply(right, left, context) : mixed(left, right, context);
  switch (left.kind) {
    case 'number':
      return left.value * right.value;
    case 'quantity': {
      const factor = quantityOf(right.value);
      return factor === undefined ? overflow(context) : printQuantity(multiplyQuantities(left.value, factor));
    }
    case 'duration':
      return duration(durationFromSeconds(durationInSeconds(left.value) * right.value), context);
  }
};

/** As the engine reads a number beside a quantity: from its shortest text, with an exponent when it is large. */
function quantityOf(value: number): Quantity | undefined {
  const large = Math.abs(value) >= 1e6 && Number.isInteger(value);
  return parseQuantity(large ? value.toExponential() : String(value));
}

const divide: Operation = (left, right, context) => {
  const zero = right.kind === 'quantity' ? right.value.unscaled === 0n : Number(right.value) === 0;
  if (zero) return context.fail('invalid-value', 'division by zero');
  if (left.kind === 'number') return right.kind === 'number' ? left.value / right.value : mixed(left, right, context);
  if (left.kind === 'quantity') return divideLeftQuantity(left.value, right) ?? mixed(left, right, context);
  if (right.kind === 'quantity') return mixed(left, right, context);
  const seconds = durationInSeconds(left.value);
  if (right.kind === 'duration') return seconds / durationInSeconds(right.value);
  return duration(durationFromSeconds(seconds / right.value), context);
};

function divideLeftQuantity(left: Quantity, right: Operand): JmesValue | undefined {
  if (right.kind === 'duration') return undefined;
  if (right.kind === 'quantity') return quantityRatio(left, right.value);
  const divisor = quantityOf(right.value);
  const quotient = divisor === undefined ? undefined : divideQuantity(left, divisor);
  return quotient === undefined ? undefined : printQuantity(quotient);
}

const modulo: Operation = (left, right, context) => {
  if (left.kind === 'number' && right.kind === 'number') {
    if (!Number.isInteger(left.value) || !Number.isInteger(right.value) || right.value === 0) {
      return context.fail('invalid-value', 'modulo needs integers, the second not 0');
    }
    return left.value % right.value;
  }
  if (left.kind === 'quantity' && right.kind === 'quantity') {
    const rest = quantityRemainder(left.value, right.value);
    if (rest !== undefined) return printQuantity(rest);
    return context.fail('invalid-value', 'modulo needs integers, the second not 0');
  }
  if (left.kind !== 'duration' || right.kind !== 'duration') return mixed(left, right, context);
  return right.value === 0n
    ? context.fail('invalid-value', 'division by zero')
    : duration(left.value % right.value, context);
};

/** A single element is the sum as it is, whatever it is. */
function sum(args: readonly Argument[], context: CallContext): Result {
  const [first, ...rest] = listAt(args, 0);
  if (first === undefined) return context.fail('invalid-value', 'the list is empty');
  let total: JmesValue = first;
  for (const item of rest) {
    const next: Result = operate(total, item, add, context);
    if (isExpressionError(next)) return next;
    total = next;
  }
  return total;
}

/** Half away from zero, by the decimal digits the number is written with. */
function round(args: readonly Argument[], context: CallContext): Result {
  const value = numberAt(args, 0);
  const places = numberAt(args, 1);
  if (!Number.isInteger(places) || places < 0) {
    return context.fail('invalid-value', 'the number of places is negative or not an integer');
  }
  const shift = 10 ** places;
  const shifted = Math.abs(value) * shift;
  if (!Number.isFinite(shifted) || Number.isInteger(value)) return value;
  return (Math.sign(value) * Math.round(shifted)) / shift;
}

function average(args: readonly Argument[]): number {
  const numbers = listAt(args, 0).map(Number);
  return numbers.reduce((total, number) => total + number, 0) / numbers.length;
}

function arithmetic(name: string, about: string, operation: Operation): FunctionDefinition {
  const call = (args: readonly Argument[], context: CallContext) =>
    operate(anyAt(args, 0), anyAt(args, 1), operation, context);
  return { name, parameters: [['any'], ['any']], about, call };
}

/** Functions over numbers, quantities and durations. */
export const NUMBER_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'abs',
    parameters: [['number']],
    about: 'a number without its sign',
    call: (args) => Math.abs(numberAt(args, 0)),
  },
  arithmetic('add', 'the sum of two numbers, quantities or durations', add),
  { name: 'avg', parameters: [['numbers']], about: 'the mean of the numbers of a list', call: average },
  {
    name: 'ceil',
    parameters: [['number']],
    about: 'the next whole number upwards',
    call: (args) => Math.ceil(numberAt(args, 0)),
  },
  arithmetic('divide', 'the quotient of numbers, quantities or durations', divide),
  {
    name: 'floor',
    parameters: [['number']],
    about: 'the next whole number downwards',
    call: (args) => Math.floor(numberAt(args, 0)),
  },
  arithmetic('modulo', 'the remainder of whole numbers, quantities or durations', modulo),
  arithmetic('multiply', 'the product of a number with a number, quantity or duration', multiply),
  {
    name: 'round',
    parameters: [['number'], ['number']],
    about: 'a number rounded half away from zero to so many places',
    call: round,
  },
  arithmetic('subtract', 'the difference of two numbers, quantities or durations', subtract),
  {
    name: 'sum',
    parameters: [['array']],
    about: 'the sum of numbers, quantities or durations; an error for an empty list',
    call: sum,
  },
];
