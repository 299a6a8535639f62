// The schema of reports, and a checker of what it says.
import { readFileSync } from 'node:fs';

/** The parts of JSON Schema that the schema of reports uses. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: string;
  readonly minimum?: number;
  readonly pattern?: string;
}

const path = new URL('../../schemas/report.schema.json', import.meta.url);

/** The schema that is promised to programs. */
export const REPORT_SCHEMA = JSON.parse(readFileSync(path, 'utf8')) as Schema;

function resolve(part: Schema): Schema {
  return part.$ref === undefined ? part : REPORT_SCHEMA.$defs![part.$ref.replace('#/$defs/', '')]!;
}

/** Where a value does not fit; stricter than the schema in one thing: a property that is not described does not fit. */
export function misfits(value: unknown, given: Schema, at = '$'): readonly string[] {
  const part = resolve(given);
  if (part.const !== undefined && value !== part.const) return [`${at} is not ${part.const}`];
  if (part.enum && !part.enum.includes(value)) return [`${at} is not listed`];
  switch (part.type) {
    case 'object':
      return isRecord(value) ? misfitsOfObject(value, part, at) : [`${at} is no object`];
    case 'array':
      if (!Array.isArray(value)) return [`${at} is no list`];
      return value.flatMap((item, index) => misfits(item, part.items!, `${at}[${index}]`));
    case 'string':
      if (typeof value !== 'string') return [`${at} is no text`];
      return part.pattern === undefined || new RegExp(part.pattern).test(value) ? [] : [`${at} has another form`];
    case 'integer':
      return Number.isInteger(value) && (value as number) >= part.minimum! ? [] : [`${at} is no count`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is neither true nor false`];
    case undefined:
  }
  return [];
}

function misfitsOfObject(value: Readonly<Record<string, unknown>>, part: Schema, at: string): readonly string[] {
  const missing = part.required!.filter((name) => !(name in value)).map((name) => `${at} has no ${name}`);
  return [
    ...missing,
    ...Object.entries(value).flatMap(([name, inner]) => {
      const described = part.properties?.[name];
      return described ? misfits(inner, described, `${at}.${name}`) : [`${at}.${name} is not described`];
    }),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
