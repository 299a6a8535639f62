// `json`: values from JSON texts and back.
import { parseJson, printJson } from '../../yaml/index.ts';
import { CelFailure, invalid } from '../failure.ts';
import { anyAt, methodOverload, textAt, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { toJson } from '../text-of.ts';
import { DYN, opaque, STRING } from '../type.ts';
import { CelObject, fromJson, isJsonObject, type CelJson, type CelResult } from '../value.ts';
import { inBothSpellings } from './spelling.ts';

/** The type of the variable `json`. */
export const JSON_TYPE = opaque('json.Json');

/** The variable `json`: it has no content, only methods. */
export class JsonLibrary extends CelObject {
  readonly type = JSON_TYPE;

  equals(): boolean {
    return true;
  }
}

/** The value of the variable `json`. */
export const JSON_VALUE = new JsonLibrary();

/** The value of the text; all of its numbers are doubles, of equal keys the last wins. */
function unmarshal(text: string, run: CelRun): CelResult {
  const spent = run.spend(4 + (text.length >> 1));
  if (spent !== undefined) return spent;
  const parsed = parseJson(text);
  const isRepeated = parsed.problems.some(({ code }) => code === 'duplicate-key');
  const { documents, problems } = isRepeated ? parseJson(withoutRepeatedKeys(text)) : parsed;
  const [document, ...more] = documents;
  const [problem] = problems;
  if (problem !== undefined) return invalid('the text is no JSON');
  return document === undefined || more.length > 0
    ? invalid('the text is not exactly one value in JSON')
    : fromJson(document.value, 'double');
}

/** Our own reader takes a repeated key for a mistake; in JSON that is data the last one wins. */
function withoutRepeatedKeys(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return '';
  }
}

const HTML: ReadonlyMap<string, string> = new Map([
  ['<', '\\u003c'],
  ['>', '\\u003e'],
  ['&', '\\u0026'],
]);

/** Compact, keys sorted, and without the characters that mean something in HTML, as Go writes JSON. */
function marshal(run: CelRun, json: CelJson | CelFailure): CelResult {
  if (json instanceof CelFailure) return json;
  return spendOn(json, run) ?? asGoWrites(printJson(json));
}

/** Our own printer escapes some characters more, so that the text is YAML too. */
function asGoWrites(json: string): string {
  return json
    .replace(/[<>&]/g, (character) => HTML.get(character) ?? character)
    .replace(/\\(?:\\|u(00[789][0-9a-f]|feff|fff[ef]))/g, (escape, code?: string) =>
      code === undefined ? escape : String.fromCharCode(parseInt(code, 16)),
    );
}

/** Each is walked to be counted, sorted, printed and escaped. */
const STEPS_FOR_VALUE = 3;

/** What was unpacked from a manifest, and what stands in several places, is printed at each of them. */
function spendOn(root: CelJson, run: CelRun): CelFailure | undefined {
  const waiting: CelJson[] = [root];
  for (let json = waiting.pop(); json !== undefined; json = waiting.pop()) {
    const spent = run.spend(typeof json === 'string' ? STEPS_FOR_VALUE + (json.length >> 4) : STEPS_FOR_VALUE);
    if (spent !== undefined) return spent;
    if (typeof json !== 'object' || json === null) continue;
    const parts: readonly CelJson[] = isJsonObject(json) ? Object.values(json) : json;
    for (const part of parts) waiting.push(part);
  }
  return undefined;
}

const TABLE: readonly Overload[] = inBothSpellings([
  methodOverload('unmarshal', [JSON_TYPE, STRING], DYN, (args, run) => unmarshal(textAt(args, 1), run)),
  methodOverload('marshal', [JSON_TYPE, DYN], STRING, (args, run) => marshal(run, toJson(anyAt(args, 1), run))),
]);

/** The methods of `json`. Named so only for importers: in this file JSON is the host's. */
export { TABLE as JSON };
