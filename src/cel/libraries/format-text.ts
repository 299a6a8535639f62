// `format`: a text with clauses such as `%s` that are filled from a list. The other functions of strings are in strings.ts.
//
// Source  cel-go, `string.format` of version 2, without its habits of a locale.
import { textSteps } from '../cost.ts';
import { CelFailure, invalid } from '../failure.ts';
import { listAt, methodOverload, textAt, type Overload } from '../overload.ts';
import { CelRun } from '../run.ts';
import { typeName } from '../runtime-type.ts';
import { printDouble, printSeconds, printTimestamp } from '../text-of.ts';
import { DYN, listOf, STRING } from '../type.ts';
import {
  CelBytes,
  CelDuration,
  CelMap,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  isList,
  type CelResult,
  type CelValue,
} from '../value.ts';
import { printFixed, printScientific } from './decimal-text.ts';
import { quoteVisibly } from './quote-text.ts';

type Text = string | CelFailure;

const DEFAULT_PRECISION = 6;
const MAX_PRECISION = 1000;
const CLAUSES = '%s, %d, %f, %e, %b, %o, %x, %X and %%';
const STEPS_FOR_CLAUSE = 10;

/** What stands between the values of a format. */
interface Clause {
  readonly verb: string;
  readonly precision: number;
}

/** Texts and clauses in order. */
function parseFormat(format: string): readonly (string | Clause)[] | CelFailure {
  const parts: (string | Clause)[] = [];
  const clause = /%(?:(%)|(?:\.(\d*))?(.?))/gsu;
  let done = 0;
  for (const match of format.matchAll(clause)) {
    const [all, percent, precision, verb = ''] = match;
    parts.push(format.slice(done, match.index));
    done = match.index + all.length;
    if (percent !== undefined) parts.push('%');
    else if (precision === '') return invalid('a precision must be a number');
    else if (Number(precision ?? 0) > MAX_PRECISION) return invalid(`a precision must not be above ${MAX_PRECISION}`);
    else if (!PRINTERS.has(verb)) return invalid(`there is no such formatting clause; there are ${CLAUSES}`);
    else parts.push({ verb, precision: Number(precision ?? DEFAULT_PRECISION) });
  }
  return [...parts, format.slice(done)];
}

function wrongType(clause: string, wanted: string, value: CelValue): CelFailure {
  return invalid(`%${clause} takes ${wanted}, not a value of type ${typeName(value)}`);
}

/** The values as texts. What is built is paid for in pieces, since a value may stand in a list many times. */
class Printer {
  readonly #run: CelRun;

  constructor(run: CelRun) {
    this.#run = run;
  }

  /** As `%s` writes it. */
  text(value: CelValue): Text {
    if (value === null) return 'null';
    if (typeof value === 'string') return this.#paid(value);
    if (typeof value === 'number') return printDouble(value);
    if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
    if (isList(value)) return this.#list(value);
    if (value instanceof CelMap) return this.#map(value);
    if (value instanceof CelUint) return String(value.value);
    if (value instanceof CelTimestamp) return printTimestamp(value);
    if (value instanceof CelDuration) return printSeconds(value.nanoseconds);
    if (value instanceof CelTypeValue) return value.name;
    if (value instanceof CelBytes) return this.#bytes(value);
    return wrongType('s', 'a value with a text', value);
  }

  #paid(text: string): Text {
    return this.#run.spend(textSteps(text.length)) ?? text;
  }

  #bytes({ bytes }: CelBytes): Text {
    try {
      return this.#paid(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch {
      return invalid('the bytes are no UTF-8');
    }
  }

  /** As it is written within a list or a map: so that it could stand in an expression. */
  #inside(value: CelValue): Text {
    if (typeof value === 'number') return Number.isFinite(value) ? printFixed(value, 6) : `"${printFixed(value, 6)}"`;
    const text = this.text(value);
    if (text instanceof CelFailure) return text;
    if (typeof value === 'string') return quoteVisibly(text);
    if (value instanceof CelBytes) return `b${quoteVisibly(text)}`;
    if (value instanceof CelTimestamp) return `timestamp("${text}")`;
    return value instanceof CelDuration ? `duration("${text}")` : text;
  }

  #list(items: readonly CelValue[]): Text {
    const texts: string[] = [];
    for (const item of items) {
      const text = this.#run.spend(1) ?? this.#inside(item);
      if (text instanceof CelFailure) return text;
      texts.push(text);
    }
    return this.#paid(`[${texts.join(', ')}]`);
  }

  #map(map: CelMap): Text {
    const entries: { readonly key: string; readonly text: string }[] = [];
    for (const name of map.keys()) {
      const value = map.get(name) ?? null;
      const key = this.#run.spend(1) ?? this.#inside(name);
      const text = value instanceof CelFailure ? value : this.#inside(value);
      if (key instanceof CelFailure) return key;
      if (text instanceof CelFailure) return text;
      entries.push({ key, text: `${key}:${text}` });
    }
    entries.sort((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key)));
    return this.#paid(`{${entries.map(({ text }) => text).join(', ')}}`);
  }
}

function wholeOf(value: CelValue): bigint | undefined {
  return value instanceof CelUint ? value.value : typeof value === 'bigint' ? value : undefined;
}

function inBase(clause: Clause, base: number, value: CelValue): Text {
  return wholeOf(value)?.toString(base) ?? wrongType(clause.verb, 'integers', value);
}

function binaryText(clause: Clause, value: CelValue): Text {
  return typeof value === 'boolean' ? String(Number(value)) : inBase(clause, 2, value);
}

function hexadecimal(clause: Clause, value: CelValue): Text {
  if (typeof value === 'string') return Buffer.from(value).toString('hex');
  if (value instanceof CelBytes) return Buffer.from(value.bytes).toString('hex');
  return wholeOf(value)?.toString(16) ?? wrongType(clause.verb, 'integers, texts and bytes', value);
}

/** The double, also of the texts that stand for those without digits. */
function doubleOf(clause: Clause, value: CelValue): number | CelFailure {
  const named = value === 'NaN' || value === 'Infinity' || value === '-Infinity';
  return typeof value === 'number' || named ? Number(value) : wrongType(clause.verb, 'doubles', value);
}

function ofDouble(print: (value: number, places: number) => string): Print {
  return (clause, value) => {
    const double = doubleOf(clause, value);
    return double instanceof CelFailure ? double : print(double, clause.precision);
  };
}

type Print = (clause: Clause, value: CelValue, printer: Printer) => Text;

const PRINTERS: ReadonlyMap<string, Print> = new Map<string, Print>([
  ['s', (_, value, printer) => printer.text(value)],
  ['d', (clause, value) => inBase(clause, 10, value)],
  ['f', ofDouble(printFixed)],
  ['e', ofDouble(printScientific)],
  ['b', binaryText],
  ['o', (clause, value) => inBase(clause, 8, value)],
  ['x', hexadecimal],
  [
    'X',
    (clause, value) => {
      const text = hexadecimal(clause, value);
      return typeof text === 'string' ? text.toUpperCase() : text;
    },
  ],
]);

function format(text: string, values: readonly CelValue[], run: CelRun): Text {
  const parts = run.spend(textSteps(text.length)) ?? parseFormat(text);
  if (parts instanceof CelFailure) return parts;
  const printer = new Printer(run);
  let result = '';
  let next = 0;
  for (const part of parts) {
    if (typeof part !== 'string') {
      const value = values[next];
      if (value === undefined) return invalid(`the format has more clauses than the ${values.length} values`);
      next += 1;
      const spent = run.spend(STEPS_FOR_CLAUSE + 2 * part.precision);
      if (spent !== undefined) return spent;
      const printed = PRINTERS.get(part.verb)?.(part, value, printer) ?? '';
      if (printed instanceof CelFailure) return printed;
      const refused = run.spend(textSteps(printed.length));
      if (refused !== undefined) return refused;
      result += printed;
    } else result += part;
  }
  return result;
}

/** What is wrong with a format, and with its values where these are known. */
function checkFormat([text, values]: readonly (CelValue | undefined)[]): string | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = parseFormat(text);
  if (parts instanceof CelFailure) return parts.message;
  if (values === undefined || !isList(values)) return undefined;
  const clauses = parts.filter((part) => typeof part !== 'string').length;
  if (values.length > clauses) return `the format has ${clauses} clauses for ${values.length} values`;
  const result: CelResult = format(text, values, new CelRun({}));
  return result instanceof CelFailure && !result.final ? result.message : undefined;
}

/** The method `format` of strings. */
export const FORMAT_TEXT: readonly Overload[] = [
  {
    ...methodOverload('format', [STRING, listOf(DYN)], STRING, (args, run) =>
      format(textAt(args, 0), listAt(args, 1), run),
    ),
    checkLiterals: checkFormat,
  },
];
