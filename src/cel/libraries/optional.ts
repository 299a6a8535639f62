// Functions of optionals. `.?`, `[?]` and the macros are forms of the language; `or` and `orValue` are evaluated by the interpreter, which
// does not look at their argument unless it is needed.
import { invalid } from '../failure.ts';
import { anyAt, functionOverload, listAt, methodOverload, noSuchOverload, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { BOOL, DYN, listOf, optionalOf, parameter } from '../type.ts';
import {
  CelBytes,
  CelDuration,
  CelMap,
  CelOptional,
  CelUint,
  isList,
  NONE,
  type CelResult,
  type CelValue,
} from '../value.ts';
import { optionalAt } from './arguments.ts';

const A = parameter('A');
const OPTIONAL_A = optionalOf(A);

/** 0, '', an empty list or map, false, null. */
function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === '') return true;
  if (typeof value !== 'object') return false;
  if (isList(value)) return value.length === 0;
  if (value instanceof CelMap) return value.size === 0;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelBytes) return value.bytes.length === 0;
  if (value instanceof CelDuration) return value.nanoseconds === 0n;
  return value instanceof CelOptional && value.value === undefined;
}

function unwrap(args: readonly CelValue[], run: CelRun): CelResult {
  const items = listAt(args, 0);
  const spent = run.spend(items.length);
  if (spent !== undefined) return spent;
  const values: CelValue[] = [];
  for (const item of items) {
    if (!(item instanceof CelOptional)) return noSuchOverload('unwrap');
    if (item.value !== undefined) values.push(item.value);
  }
  return values;
}

/** `null` is a value like any other. */
function contentOr(args: readonly CelValue[], otherwise: CelResult): CelResult {
  const { value } = optionalAt(args, 0);
  return value === undefined ? otherwise : value;
}

/** Functions of optionals. */
export const OPTIONAL: readonly Overload[] = [
  functionOverload('optional.of', [A], OPTIONAL_A, (args) => new CelOptional(anyAt(args, 0))),
  functionOverload('optional.none', [], OPTIONAL_A, () => NONE),
  functionOverload('optional.ofNonZeroValue', [A], OPTIONAL_A, (args) => {
    const value = anyAt(args, 0);
    return isZero(value) ? NONE : new CelOptional(value);
  }),
  functionOverload('optional.unwrap', [listOf(OPTIONAL_A)], listOf(A), unwrap),
  methodOverload('unwrapOpt', [listOf(OPTIONAL_A)], listOf(A), unwrap),
  methodOverload('hasValue', [OPTIONAL_A], BOOL, (args) => optionalAt(args, 0).value !== undefined),
  methodOverload('value', [OPTIONAL_A], A, (args) => contentOr(args, invalid('the optional has no value'))),
  methodOverload('or', [OPTIONAL_A, OPTIONAL_A], OPTIONAL_A, (args) => {
    const first = optionalAt(args, 0);
    return first.value === undefined ? anyAt(args, 1) : first;
  }),
  methodOverload('orValue', [OPTIONAL_A, A], A, (args) => contentOr(args, anyAt(args, 1))),
  methodOverload('orValue', [DYN, DYN], DYN, (args) => anyAt(args, 0)),
];
