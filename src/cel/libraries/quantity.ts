// Kubernetes' quantities. Their grammar and arithmetic is known to src/values; here is which of them count as integers.
//
// Source  Kubernetes, CEL library `quantity`.
import {
  addQuantities,
  compareQuantities,
  parseQuantity,
  subtractQuantities,
  type Quantity,
} from '../../values/index.ts';
import { invalid } from '../failure.ts';
import { anyAt, functionOverload, methodOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import { BOOL, DOUBLE, INT, opaque, STRING, type Type } from '../type.ts';
import { CelObject, fitsInt, type CelResult, type CelValue } from '../value.ts';

const QUANTITY_TYPE = opaque('kubernetes.Quantity');

/** A quantity. `small` tells whether Kubernetes keeps it as a 64-bit integer with a power of ten: others never count as integers. */
export class CelQuantity extends CelObject {
  readonly type = QUANTITY_TYPE;
  readonly amount: Quantity;
  readonly small: boolean;

  constructor(amount: Quantity, small: boolean) {
    super();
    this.amount = amount;
    this.small = small;
  }

  equals(other: CelObject): boolean {
    return other instanceof CelQuantity && compareQuantities(this.amount, other.amount) === 0;
  }
}

/** How many decimal digits Kubernetes keeps in 64 bits when it reads a quantity. */
const SMALL_DIGITS = 18;
const SMALL_BINARY_DIGITS = 15;
const FINEST_SCALE = 9;

function parse(text: string): CelQuantity | undefined {
  const amount = parseQuantity(text);
  return amount === undefined ? undefined : new CelQuantity(amount, isSmall(text, amount));
}

function isSmall(text: string, amount: Quantity): boolean {
  const [, whole = '', fraction = '', suffix = ''] = /^[+-]?0*(\d*)(?:\.(\d*))?(.*)$/s.exec(text) ?? [];
  const digits = Math.max(whole.length, 1) + fraction.length;
  if (!suffix.endsWith('i')) return digits <= SMALL_DIGITS && writtenScale(fraction, suffix) <= FINEST_SCALE;
  const bits = 10 * ('KMGTPE'.indexOf(suffix.charAt(0)) + 1);
  return fraction === '' && SMALL_BINARY_DIGITS - digits - Math.trunc((bits * 3) / 10) - 1 >= 0 && fits(amount);
}

/** The scale the text asks for, before it is rounded to what is the finest. */
function writtenScale(fraction: string, suffix: string): number {
  const finer = { n: 9, u: 6, m: 3 }[suffix] ?? 0;
  const exponent = /^[eE]/.test(suffix) && suffix.length > 1 ? Number(suffix.slice(1)) : 0;
  return fraction.length + finer - exponent;
}

function fits(amount: Quantity): boolean {
  return fitsInt(amount.unscaled);
}

/** The integer it is, where Kubernetes sees one: not in `1.0` nor in `1000m`. */
function integerOf({ amount, small }: CelQuantity): bigint | undefined {
  if (!small || amount.scale > 0) return undefined;
  const value = amount.unscaled * 10n ** BigInt(-amount.scale);
  return fitsInt(value) ? value : undefined;
}

function asDouble({ unscaled, scale }: Quantity): number {
  return scale === 0 ? Number(unscaled) : Number(unscaled) * Number(`1e${-scale}`);
}

function ofInt(value: bigint): CelQuantity {
  return new CelQuantity({ unscaled: value, scale: 0, format: 'decimal' }, true);
}

type Operation = (left: Quantity, right: Quantity) => Quantity;

/** A zero on one side leaves the other as it is written. */
function combine(operation: Operation, left: CelQuantity, right: CelQuantity): CelQuantity {
  const small = left.small && right.small;
  if (small && right.amount.unscaled === 0n) return left;
  const result = operation(left.amount, right.amount);
  if (small && left.amount.unscaled === 0n) {
    const unscaled = operation(ofInt(0n).amount, { ...right.amount, scale: 0 }).unscaled;
    return new CelQuantity({ unscaled, scale: right.amount.scale, format: right.amount.format }, fitsInt(unscaled));
  }
  return new CelQuantity(result, small && fits(result));
}

function quantityAt(args: readonly CelValue[], index: number): CelQuantity | undefined {
  const value = anyAt(args, index);
  return value instanceof CelQuantity ? value : undefined;
}

/** The overload of one quantity: a method, or for `sign` a function. */
function unary(style: Overload['style'], name: string, result: Type, read: (one: CelQuantity) => CelResult): Overload {
  const run: Overload['run'] = (args) => {
    const quantity = quantityAt(args, 0);
    return quantity === undefined ? noSuchOverload(name) : read(quantity);
  };
  return { name, style, parameters: [QUANTITY_TYPE], result, run };
}

function binary(name: string, result: Type, read: (left: CelQuantity, right: CelQuantity) => CelResult): Overload {
  return methodOverload(name, [QUANTITY_TYPE, QUANTITY_TYPE], result, (args) => {
    const [left, right] = [quantityAt(args, 0), quantityAt(args, 1)];
    return left === undefined || right === undefined ? noSuchOverload(name) : read(left, right);
  });
}

function arithmetic(name: string, operation: Operation): readonly Overload[] {
  return [
    binary(name, QUANTITY_TYPE, (left, right) => combine(operation, left, right)),
    methodOverload(name, [QUANTITY_TYPE, INT], QUANTITY_TYPE, (args) => {
      const [left, right] = [quantityAt(args, 0), anyAt(args, 1)];
      if (left === undefined || typeof right !== 'bigint') return noSuchOverload(name);
      return combine(operation, left, ofInt(right));
    }),
  ];
}

function comparison(name: string, result: Type, read: (order: -1 | 0 | 1) => CelResult): Overload {
  return binary(name, result, (left, right) => read(compareQuantities(left.amount, right.amount)));
}

/** The functions of quantities. */
export const QUANTITY: readonly Overload[] = [
  functionOverload('quantity', [STRING], QUANTITY_TYPE, (args) => {
    return parse(textAt(args, 0)) ?? invalid('the text is no quantity');
  }),
  functionOverload('isQuantity', [STRING], BOOL, (args) => parse(textAt(args, 0)) !== undefined),
  comparison('isGreaterThan', BOOL, (order) => order > 0),
  comparison('isLessThan', BOOL, (order) => order < 0),
  comparison('compareTo', INT, (order) => BigInt(order)),
  unary('method', 'isInteger', BOOL, (one) => integerOf(one) !== undefined),
  unary('method', 'asInteger', INT, (one) => integerOf(one) ?? invalid('the quantity is no integer')),
  unary('method', 'asApproximateFloat', DOUBLE, (one) => asDouble(one.amount)),
  unary('function', 'sign', INT, ({ amount }) => BigInt(compareQuantities(amount, ofInt(0n).amount))),
  ...arithmetic('add', addQuantities),
  ...arithmetic('sub', subtractQuantities),
];
