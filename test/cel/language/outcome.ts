// What an expression comes to in the environment of a generating policy, in one line of text: what a table test can hold hundreds of.
import { expect, test } from 'vitest';
import {
  compileCel,
  CelFailure,
  CelMap,
  CelOptional,
  CelRun,
  fromJson,
  generatingEnvironment,
  libraryValues,
  typeName,
  type CelHost,
  type CelJson,
  type CelResult,
  type CelValue,
} from '../../../src/cel/index.ts';
import { printDouble, printSeconds, printTimestamp } from '../../../src/cel/text-of.ts';
import {
  CelBytes,
  CelDuration,
  CelObject,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  isList,
} from '../../../src/cel/value.ts';

/** What an expression finds around it. */
export interface Around {
  /** `object`, `oldObject`, `request` … */
  readonly bindings?: Readonly<Record<string, CelJson>>;
  readonly namespace?: string;
  readonly host?: CelHost;
}

/** An expression and what comes of it. */
export type Row = readonly [expression: string, outcome: string];

const ABSENT: Readonly<Record<string, CelJson>> = {
  object: null,
  oldObject: null,
  namespaceObject: null,
  request: {},
  exceptions: { allowedImages: [], allowedValues: [] },
};

/**
 * The outcome of an expression.
 *
 * Shape   `refused` where the checker refuses it, `fails` where the evaluation does; else the value as an expression would write it: `1`,
 *         `1u`, `1.0`, `"a"`, `b"00ff"` (hexadecimal), `timestamp(…)`, `duration(…)`, `optional(…)`, `type(…)`, `<a library's type>`.
 */
export function outcomeOf(expression: string, around: Around = {}): string {
  const environments = generatingEnvironment({
    variables: new Map(),
    ...(around.namespace === undefined ? {} : { namespace: around.namespace }),
  });
  const { program, problems } = compileCel(expression, environments);
  if (program === undefined || problems.length > 0) return 'refused';
  const result = evaluated(program, around);
  return result instanceof CelFailure ? 'fails' : written(result);
}

function evaluated(
  program: { evaluate(run: CelRun, variables: CelMap): CelResult },
  { bindings = {}, host = {} }: Around,
): CelResult {
  const libraries = libraryValues();
  const names = [...Object.keys(ABSENT), ...libraries.keys(), 'variables'];
  const variables = CelMap.lazy(
    names,
    (name) => libraries.get(name) ?? fromJson(bindings[name] ?? ABSENT[name] ?? (name === 'variables' ? {} : null)),
  );
  return program.evaluate(new CelRun({ seed: 'language', now: '2026-01-02T03:04:05Z', ...host }), variables);
}

function written(value: CelResult): string {
  if (value instanceof CelFailure) return 'fails';
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return /^-?\d+$/.test(printDouble(value)) ? `${printDouble(value)}.0` : printDouble(value);
    case 'object':
      return isList(value) ? `[${value.map(written).join(', ')}]` : instance(value);
    default:
      return String(value);
  }
}

function instance(value: Exclude<CelValue & object, readonly CelValue[]>): string {
  if (value instanceof CelMap) {
    return `{${value
      .keys()
      .map((key) => `${written(key)}: ${written(value.get(key) ?? null)}`)
      .join(', ')}}`;
  }
  if (value instanceof CelUint) return `${value.value}u`;
  if (value instanceof CelBytes) return `b"${Buffer.from(value.bytes).toString('hex')}"`;
  if (value instanceof CelTimestamp) {
    const text = printTimestamp(value);
    return text instanceof CelFailure ? 'fails' : `timestamp(${text})`;
  }
  if (value instanceof CelDuration) return `duration(${printSeconds(value.nanoseconds)})`;
  if (value instanceof CelTypeValue) return `type(${value.name})`;
  if (value instanceof CelOptional) return value.value === undefined ? 'none' : `optional(${written(value.value)})`;
  return value instanceof CelObject ? `<${typeName(value)}>` : '?';
}

/** One test for a table of expressions; the report of a failure shows those that differ. */
export function holdTable(name: string, rows: readonly Row[], around: Around = {}): void {
  test(name, () => {
    const found = rows.map(([expression]): Row => [expression, outcomeOf(expression, around)]);
    const wrong = found.filter((row, at) => row[1] !== rows[at]?.[1]);
    expect(wrong).toEqual(rows.filter((row, at) => row[1] !== found[at]?.[1]));
    expect(rows.length).toBeGreaterThan(0);
  });
}
