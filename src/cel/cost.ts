// What work on values costs, in steps of an evaluation.
import { CelFailure } from './failure.ts';
import type { CelRun } from './run.ts';
import { CelBytes, CelMap, CelOptional, isList, type CelValue } from './value.ts';

/** How many steps it takes to copy or compare a text or bytes of this length. */
export function lengthCost(length: number): number {
  return length >> 4;
}

/** The steps that copying or searching so many characters takes. */
export function textSteps(length: number): number {
  return 1 + Math.ceil(length / 16);
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
