// Finding equal values in lists: by a text for numbers, texts and bools, one by one for the rest. What the functions over lists and sets have
// in common.
import { equalValues } from '../equality.ts';
import { CelFailure } from '../failure.ts';
import type { CelRun } from '../run.ts';
import { CelBytes, CelMap, CelOptional, CelUint, isList, type CelValue } from '../value.ts';
import { textSteps } from './code-points.ts';

/** A text that equal plain values share and others do not have; undefined for values that have to be compared. */
function plainKey(value: CelValue): string | undefined {
  switch (typeof value) {
    case 'string':
      return `s${value}`;
    case 'boolean':
      return `b${value}`;
    case 'bigint':
      return `n${value}`;
    case 'number':
      return doubleKey(value);
    default:
      return value instanceof CelUint ? `n${value.value}` : undefined;
  }
}

/** NaN has none: it equals nothing, and comparing finds that out. */
function doubleKey(value: number): string | undefined {
  if (Number.isInteger(value)) return `n${BigInt(value)}`;
  return Number.isNaN(value) ? undefined : `n${value}`;
}

/** How many steps comparing the value with another may take; more than are left counts as just more, since parts may be shared very often. */
export function weightOf(value: CelValue, run: CelRun): number {
  return sumOfWeights([value], run);
}

/** How many steps comparing each of the values once may take, counted in the same way. */
export function sumOfWeights(values: readonly CelValue[], run: CelRun): number {
  const most = run.left;
  const waiting: CelValue[] = [...values];
  let sum = 0;
  for (let value = waiting.pop(); value !== undefined && sum <= most; value = waiting.pop()) {
    sum += ownWeight(value);
    for (const part of partsOf(value)) waiting.push(part);
  }
  return sum;
}

function ownWeight(value: CelValue): number {
  if (typeof value === 'string') return textSteps(value.length);
  if (value instanceof CelBytes) return textSteps(value.bytes.length);
  return typeof value === 'object' && value !== null ? STEPS_FOR_PARTS : 1;
}

const STEPS_FOR_PARTS = 4;

const NO_PARTS: readonly CelValue[] = [];

function partsOf(value: CelValue): readonly CelValue[] {
  if (typeof value !== 'object' || value === null) return NO_PARTS;
  if (isList(value)) return value;
  if (value instanceof CelOptional) return value.value === undefined ? NO_PARTS : [value.value];
  return value instanceof CelMap ? entriesOf(value) : NO_PARTS;
}

function entriesOf(map: CelMap): readonly CelValue[] {
  return map.keys().flatMap((key) => {
    const item = map.get(key) ?? null;
    return item instanceof CelFailure ? [key] : [key, item];
  });
}

/** Values of which it can be asked whether they are there. */
export class ValueSet {
  readonly #plain = new Set<string>();
  readonly #others: CelValue[] = [];

  /** Puts the value in. */
  add(value: CelValue): void {
    const key = plainKey(value);
    if (key === undefined) this.#others.push(value);
    else this.#plain.add(key);
  }

  /** Whether an equal value is in, or that there are no steps left to find out. */
  has(value: CelValue, run: CelRun): boolean | CelFailure {
    const key = plainKey(value);
    if (key !== undefined) return this.#plain.has(key);
    const refused = run.spend(this.#others.length === 0 ? 0 : weightOf(value, run) * this.#others.length);
    return refused ?? this.#others.some((other) => equalValues(other, value));
  }
}

/** The values without those that equal an earlier one. */
export function distinctValues(values: readonly CelValue[], run: CelRun): readonly CelValue[] | CelFailure {
  const seen = new ValueSet();
  const out: CelValue[] = [];
  for (const value of values) {
    const known = seen.has(value, run);
    if (known instanceof CelFailure) return known;
    if (known) continue;
    seen.add(value);
    out.push(value);
  }
  return out;
}
