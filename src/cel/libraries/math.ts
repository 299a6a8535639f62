// The extension library of mathematics, all versions. Kyverno's rounding to decimal places is not here.
//
// Source  cel-go, `ext.Math()`.
import { compareValues } from '../equality.ts';
import { CelFailure, invalid } from '../failure.ts';
import { anyAt, doubleAt, functionOverload, intAt, listAt, noSuchOverload, type Overload } from '../overload.ts';
import { BOOL, DOUBLE, DYN, INT, listOf, UINT, type Type } from '../type.ts';
import { CelUint, fitsInt, type CelResult, type CelValue } from '../value.ts';

const MAX_ARGUMENTS = 10;
const NUMERIC: readonly Type[] = [INT, UINT, DOUBLE];

type Choice = 'math.greatest' | 'math.least';

function isNumeric(value: CelValue): value is bigint | number | CelUint {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof CelUint;
}

/** The first of the greatest, or least, whatever the types of the others. */
function choose(choice: Choice, values: readonly CelValue[]): CelResult {
  let best = values[0];
  if (best === undefined) return invalid(`${choice} needs at least one number`);
  for (const value of values) {
    if (!isNumeric(value)) return noSuchOverload(choice);
    const order = compareValues(value, best);
    if (order === undefined) return noSuchOverload(choice);
    if (order === 'unordered') return values.length === 1 ? value : invalid('NaN cannot be compared');
    if (choice === 'math.greatest' ? order > 0 : order < 0) best = value;
  }
  return best;
}

/** With more arguments than these, a mixture of types is only looked at when it runs. */
const MAX_MIXED = 3;

/** The lists of types of so many arguments. */
function mixtures(count: number): readonly (readonly Type[])[] {
  if (count > MAX_MIXED) return [...NUMERIC, DYN].map((type) => Array.from({ length: count }, () => type));
  if (count === 0) return [[]];
  return mixtures(count - 1).flatMap((types) => NUMERIC.map((type) => [...types, type]));
}

function choices(choice: Choice): readonly Overload[] {
  const ofList = NUMERIC.map((type) =>
    functionOverload(choice, [listOf(type)], type, (args, run) => {
      const items = listAt(args, 0);
      return run.spend(items.length) ?? choose(choice, items);
    }),
  );
  const counts = Array.from({ length: MAX_ARGUMENTS }, (_, index) => index + 1);
  return [...counts.flatMap((count) => mixtures(count).map((types) => variadic(choice, types))), ...ofList];
}

function variadic(choice: Choice, types: readonly Type[]): Overload {
  const [first = DYN] = types;
  const result = types.every((type) => type === first) ? first : DYN;
  const overload = functionOverload(choice, types, result, (args) => choose(choice, args));
  if (first !== DYN) return overload;
  return {
    ...overload,
    checkLiterals: (args) =>
      args.every((arg) => arg === undefined || isNumeric(arg)) ? undefined : `${choice} takes numbers only`,
  };
}

function ofDouble(name: string, result: Type, run: (value: number) => CelResult): Overload {
  return functionOverload(name, [DOUBLE], result, (args) => run(doubleAt(args, 0)));
}

function uintAt(args: readonly CelValue[], index: number): bigint {
  const value = anyAt(args, index);
  return value instanceof CelUint ? value.value : 0n;
}

/** Half away from zero. */
function round(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

function absolute(value: bigint): CelResult {
  const size = value < 0n ? -value : value;
  return fitsInt(size) ? size : invalid('the absolute value does not fit an int');
}

/** One overload for int and one for uint, both over the 64 bits. */
function bits(name: string, run: (left: bigint, right: bigint) => bigint): readonly Overload[] {
  return [
    functionOverload(name, [INT, INT], INT, (args) => BigInt.asIntN(64, run(intAt(args, 0), intAt(args, 1)))),
    functionOverload(
      name,
      [UINT, UINT],
      UINT,
      (args) => new CelUint(BigInt.asUintN(64, run(uintAt(args, 0), uintAt(args, 1)))),
    ),
  ];
}

/** Shifts of the 64 bits without regard to a sign; by 64 and more nothing is left. */
function shift(name: string, run: (value: bigint, by: bigint) => bigint): readonly Overload[] {
  const shifted = (value: bigint, by: bigint): bigint | CelFailure => {
    if (by < 0n) return invalid(`${name} by a negative number`);
    return by >= 64n ? 0n : BigInt.asUintN(64, run(BigInt.asUintN(64, value), by));
  };
  return [
    functionOverload(name, [INT, INT], INT, (args) => {
      const result = shifted(intAt(args, 0), intAt(args, 1));
      return result instanceof CelFailure ? result : BigInt.asIntN(64, result);
    }),
    functionOverload(name, [UINT, INT], UINT, (args) => {
      const result = shifted(uintAt(args, 0), intAt(args, 1));
      return result instanceof CelFailure ? result : new CelUint(result);
    }),
  ];
}

function sign(value: bigint): bigint {
  return value < 0n ? -1n : BigInt(value > 0n);
}

/** The functions of `math`. */
export const MATH: readonly Overload[] = [
  ...choices('math.greatest'),
  ...choices('math.least'),
  functionOverload('math.abs', [INT], INT, (args) => absolute(intAt(args, 0))),
  functionOverload('math.abs', [UINT], UINT, (args) => anyAt(args, 0)),
  ofDouble('math.abs', DOUBLE, Math.abs),
  ofDouble('math.ceil', DOUBLE, Math.ceil),
  ofDouble('math.floor', DOUBLE, Math.floor),
  ofDouble('math.round', DOUBLE, round),
  ofDouble('math.trunc', DOUBLE, Math.trunc),
  functionOverload('math.sign', [INT], INT, (args) => sign(intAt(args, 0))),
  functionOverload('math.sign', [UINT], UINT, (args) => new CelUint(sign(uintAt(args, 0)))),
  ofDouble('math.sign', DOUBLE, (value) => (value === 0 ? 0 : Math.sign(value))),
  ofDouble('math.isNaN', BOOL, Number.isNaN),
  ofDouble('math.isInf', BOOL, (value) => Math.abs(value) === Infinity),
  ofDouble('math.isFinite', BOOL, Number.isFinite),
  ofDouble('math.sqrt', DOUBLE, Math.sqrt),
  functionOverload('math.sqrt', [INT], DOUBLE, (args) => Math.sqrt(Number(intAt(args, 0)))),
  functionOverload('math.sqrt', [UINT], DOUBLE, (args) => Math.sqrt(Number(uintAt(args, 0)))),
  ...bits('math.bitAnd', (left, right) => left & right),
  ...bits('math.bitOr', (left, right) => left | right),
  ...bits('math.bitXor', (left, right) => left ^ right),
  functionOverload('math.bitNot', [INT], INT, (args) => ~intAt(args, 0)),
  functionOverload('math.bitNot', [UINT], UINT, (args) => new CelUint(BigInt.asUintN(64, ~uintAt(args, 0)))),
  ...shift('math.bitShiftLeft', (value, by) => value << by),
  ...shift('math.bitShiftRight', (value, by) => value >> by),
];
