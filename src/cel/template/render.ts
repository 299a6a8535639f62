// Fills in a template: evaluates its placeholders and gives its documents as JSON. What becomes of the documents (namespaces, labels) is left
// to the callers.
import { CelFailure, invalid } from '../failure.ts';
import { typeName } from '../runtime-type.ts';
import { printDouble, toJson } from '../text-of.ts';
import {
  CelMap,
  CelOptional,
  CelUint,
  fitsInt,
  isJsonObject,
  isList,
  type CelJson,
  type CelJsonObject,
  type CelResult,
  type CelValue,
} from '../value.ts';
import type { Part, Placeholder, Template, TemplateFailure } from './template.ts';

/** How large the documents may be together, in values and characters, what aliases repeat counted again. */
export const MAX_RENDERED = 16 * 1024 * 1024;

/**
 * The documents of a template.
 *
 * Shape   what an alias names is one shared object: copy before changing. Whole numbers are exact.
 * Order   as in the template; placeholders are evaluated in that order, each once.
 * Errors  the first failure of a placeholder, `pending` among them; results that have no form in JSON or, within a text, no form as text;
 *         a document that is no map; `limit` beyond MAX_RENDERED.
 */
export function renderTemplate<Program>(
  template: Template<Program>,
  evaluate: (program: Program) => CelResult,
): { readonly documents: readonly CelJsonObject[] } | TemplateFailure {
  const rendering: Rendering<Program> = { evaluate, done: new Map(), textLength: 0 };
  const documents: CelJsonObject[] = [];
  for (const { part, place } of template.documents) {
    const json = renderPart(rendering, part);
    if (json instanceof Unrendered) return template.locate(json.failure, json.placeholder);
    if (!isJsonObject(json)) {
      return template.locate(invalid('a placeholder that is a whole document must give a map'), place);
    }
    documents.push(json);
  }
  const [first] = template.documents;
  if (first === undefined || weigh(documents, new Map()) <= MAX_RENDERED) return { documents };
  return template.locate(tooLarge(), first.place);
}

interface Rendering<Program> {
  readonly evaluate: (program: Program) => CelResult;
  readonly done: Map<Part<Program>, CelJson>;
  /** Of all texts put together so far. */
  textLength: number;
}

/** A class, since data may have the very fields. */
class Unrendered<Program> {
  readonly failure: CelFailure;
  readonly placeholder: Placeholder<Program>;

  constructor(failure: CelFailure, placeholder: Placeholder<Program>) {
    this.failure = failure;
    this.placeholder = placeholder;
  }
}

type Rendered<Program> = CelJson | Unrendered<Program>;

function renderPart<Program>(rendering: Rendering<Program>, part: Part<Program>): Rendered<Program> {
  const done = rendering.done.get(part);
  if (done !== undefined) return done;
  const json = renderNew(rendering, part);
  if (!(json instanceof Unrendered)) rendering.done.set(part, json);
  return json;
}

function renderNew<Program>(rendering: Rendering<Program>, part: Part<Program>): Rendered<Program> {
  switch (part.kind) {
    case 'fixed':
      return part.json;
    case 'whole':
      return renderWhole(rendering, part.placeholder);
    case 'text':
      return renderText(rendering, part.pieces);
    case 'list':
      return renderList(rendering, part.items);
    case 'map':
      return renderMap(rendering, part.entries);
  }
}

function renderWhole<Program>(rendering: Rendering<Program>, placeholder: Placeholder<Program>): Rendered<Program> {
  const value = rendering.evaluate(placeholder.program);
  const json = value instanceof CelFailure ? value : templateJson(value);
  return json instanceof CelFailure ? new Unrendered(json, placeholder) : json;
}

function renderText<Program>(
  rendering: Rendering<Program>,
  pieces: readonly (string | Placeholder<Program>)[],
): Rendered<Program> {
  const texts: string[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      texts.push(piece);
      continue;
    }
    const value = rendering.evaluate(piece.program);
    const text = value instanceof CelFailure ? value : textOf(value);
    if (text instanceof CelFailure) return new Unrendered(text, piece);
    rendering.textLength += text.length;
    if (rendering.textLength > MAX_RENDERED) return new Unrendered(tooLarge(), piece);
    texts.push(text);
  }
  return texts.join('');
}

function renderList<Program>(rendering: Rendering<Program>, items: readonly Part<Program>[]): Rendered<Program> {
  const out: CelJson[] = [];
  for (const item of items) {
    const json = renderPart(rendering, item);
    if (json instanceof Unrendered) return json;
    out.push(json);
  }
  return out;
}

function renderMap<Program>(
  rendering: Rendering<Program>,
  entries: readonly (readonly [string, Part<Program>])[],
): Rendered<Program> {
  const out: [string, CelJson][] = [];
  for (const [key, part] of entries) {
    const json = renderPart(rendering, part);
    if (json instanceof Unrendered) return json;
    out.push([key, json]);
  }
  return Object.fromEntries(out);
}

/** A result within a text. */
function textOf(value: CelValue): string | CelFailure {
  if (value instanceof CelUint) return String(value.value);
  switch (typeof value) {
    case 'string':
      return value;
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'number':
      return printDouble(value);
    default:
      return invalid(`a value of type ${typeName(value)} cannot stand within a text; strings, bools and numbers can`);
  }
}

/** As `toJson`, but whole numbers are exact: they are not handed to the API of an expression here. */
function templateJson(value: CelValue): CelJson | CelFailure {
  if (typeof value === 'bigint') return exact(value);
  if (value instanceof CelUint) {
    return fitsInt(value.value) ? exact(value.value) : invalid('the uint is beyond the 64 bits of an int');
  }
  if (typeof value !== 'object' || value === null) return toJson(value);
  if (isList(value)) return listJson(value);
  if (value instanceof CelMap) return value.json ?? mapJson(value);
  if (value instanceof CelOptional && value.value !== undefined) return templateJson(value.value);
  return toJson(value);
}

function exact(value: bigint): CelJson {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

function listJson(items: readonly CelValue[]): CelJson | CelFailure {
  const out: CelJson[] = [];
  for (const item of items) {
    const json = templateJson(item);
    if (json instanceof CelFailure) return json;
    out.push(json);
  }
  return out;
}

function mapJson(map: CelMap): CelJson | CelFailure {
  const out: [string, CelJson][] = [];
  for (const key of map.keys()) {
    if (typeof key !== 'string') return invalid(`a key of type ${typeName(key)} has no form in JSON`);
    const value = map.get(key) ?? null;
    const json = value instanceof CelFailure ? value : templateJson(value);
    if (json instanceof CelFailure) return json;
    out.push([key, json]);
  }
  return Object.fromEntries(out);
}

function tooLarge(): CelFailure {
  return new CelFailure('limit', `the documents of the template are larger than ${MAX_RENDERED} characters and values`);
}

/** Values and characters in the JSON; a shared part is measured once and counted wherever it stands. */
function weigh(json: CelJson, known: Map<CelJson, number>): number {
  if (typeof json === 'string') return 1 + json.length;
  if (typeof json !== 'object' || json === null) return 1;
  const before = known.get(json);
  if (before !== undefined) return before;
  let weight = 1;
  if (isJsonObject(json)) for (const [key, value] of Object.entries(json)) weight += key.length + weigh(value, known);
  else for (const item of json) weight += weigh(item, known);
  known.set(json, weight);
  return weight;
}
