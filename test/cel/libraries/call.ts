// Calls a library's functions without parser and interpreter: the first overload whose parameters take the arguments.
import { CelFailure } from '../../../src/cel/failure.ts';
import type { Overload } from '../../../src/cel/overload.ts';
import { CelRun } from '../../../src/cel/run.ts';
import { isOfType } from '../../../src/cel/runtime-type.ts';
import { printType } from '../../../src/cel/type.ts';
import { CelDuration, CelMap, CelUint } from '../../../src/cel/value.ts';
import type { CelResult, CelValue } from '../../../src/cel/value.ts';

function taking(table: readonly Overload[], name: string, args: readonly CelValue[]): Overload | undefined {
  return table.find(
    (overload) =>
      overload.name === name &&
      overload.parameters.length === args.length &&
      overload.parameters.every((type, index) => isOfType(args[index]!, type)),
  );
}

/** What the function gives, with at most so many steps. */
export function call(table: readonly Overload[], name: string, args: readonly CelValue[], steps?: number): CelResult {
  const overload = taking(table, name, args);
  if (overload === undefined) return new CelFailure('no-such-overload', name);
  return overload.run(args, new CelRun({}, steps === undefined ? undefined : { steps }));
}

/** The code of the failure the function ends with, undefined where it gives a value. */
export function failureOf(
  table: readonly Overload[],
  name: string,
  args: readonly CelValue[],
  steps?: number,
): string | undefined {
  const result = call(table, name, args, steps);
  return result instanceof CelFailure ? result.code : undefined;
}

/** The forms of the function as text: `list(A), int -> list(A)`. */
export function forms(table: readonly Overload[], name: string): readonly string[] {
  return table
    .filter((overload) => overload.name === name)
    .map(({ parameters, result }) => `${parameters.map(printType).join(', ')} -> ${printType(result)}`);
}

/** What the literal arguments are found to be wrong with. */
export function literalProblem(
  table: readonly Overload[],
  name: string,
  args: readonly (CelValue | undefined)[],
): string | undefined {
  return table
    .find((overload) => overload.name === name && overload.parameters.length === args.length)
    ?.checkLiterals?.(args);
}

/** A uint. */
export function uint(value: bigint): CelUint {
  return new CelUint(value);
}

/** A duration of so many seconds. */
export function seconds(count: bigint): CelDuration {
  return new CelDuration(count * 1_000_000_000n);
}

/** A map of texts. */
export function map(fields: Readonly<Record<string, CelValue>>): CelMap {
  return CelMap.ofFields(Object.entries(fields));
}
