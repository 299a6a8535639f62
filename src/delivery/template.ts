// The templates of an ApplicationSet, as far as names of values are put into them. Functions and conditions are not evaluated: a text with
// one of them stays as it is, and so shows that it cannot be told.
import { isJsonList, isJsonObject, type Json, type JsonObject } from '../model/resource.ts';

/** Values by name, those inside others with dots: `path.basename`. */
export type Values = ReadonlyMap<string, string>;

/** The longest text with a template that is filled in. */
const MOST_CHARACTERS = 4096;

const GO_FIELD = /^\.([A-Za-z_][\w.]*)$/;
const GO_SEGMENT = /^index \.((?:\w+\.)?path\.segments) (\d+)$/;
const PLAIN_FIELD = /^[A-Za-z_][\w.[\]-]*$/;

/** The texts in a value, filled in. */
export function fillIn<T extends Json>(value: T, values: Values, isGo: boolean): T {
  return fill(value, values, isGo) as T; // the form stays: texts become texts
}

function fill(value: Json, values: Values, isGo: boolean): Json {
  if (typeof value === 'string') return fillText(value, values, isGo);
  if (isJsonList(value)) return value.map((item) => fill(item, values, isGo));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, values, isGo)]));
}

function fillText(text: string, values: Values, isGo: boolean): string {
  if (text.length > MOST_CHARACTERS) return text;
  return text.replaceAll(/\{\{-?([^{}]*?)-?\}\}/g, (whole, inner: string) => {
    const name = nameIn(inner.trim(), isGo);
    return (
      (name === undefined ? undefined : (values.get(name) ?? (isGo ? undefined : values.get(`${name}.path`)))) ?? whole
    );
  });
}

/** The name of the value that a template asks for; undefined where it asks for more than one value. */
function nameIn(inner: string, isGo: boolean): string | undefined {
  if (!isGo) return PLAIN_FIELD.test(inner) ? inner.replaceAll(/\[(\d+)\]/g, '.segments.$1') : undefined;
  const segment = GO_SEGMENT.exec(inner);
  return segment ? `${segment[1] ?? ''}.${segment[2] ?? ''}` : GO_FIELD.exec(inner)?.[1];
}

/** What a generator says of a folder or of a file in it. */
export function valuesOfPath(folder: string, prefix: string, file?: string): Values {
  const parts = folder.split('/');
  const basename = parts.at(-1) ?? '';
  const start = prefix === '' ? 'path' : `${prefix}.path`;
  return new Map([
    [`${start}.path`, folder],
    [`${start}.basename`, basename],
    [`${start}.basenameNormalized`, normalized(basename)],
    ...(file === undefined ? [] : [[`${start}.filename`, file] as const]),
    ...parts.map((part, index) => [`${start}.segments.${index}`, part] as const),
  ]);
}

/** As a name of an object may be. */
function normalized(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-.]/g, '-')
    .replace(/^[-.]+/, '')
    .replace(/(?<![-.])[-.]+$/, '');
}

/** The values in an object, those inside others with dots. */
export function valuesOf(object: JsonObject, prefix = ''): Values {
  const entries = Object.entries(object).flatMap(([key, value]): (readonly [string, string])[] => {
    const name = `${prefix}${key}`;
    if (typeof value === 'string') return [[name, value]];
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
      return [[name, String(value)]];
    return isJsonObject(value) ? [...valuesOf(value, `${name}.`)] : [];
  });
  return new Map(entries);
}
