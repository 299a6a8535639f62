// Which texts are values of Secrets: as they are written, decoded, and what is secret within those that are JSON, base64 or lines of
// `name=value`. Where they are looked for is hidden-values.ts.
import { isSecret } from '../model/digest.ts';
import { child, isJsonList, isJsonObject, type Json, type Resource } from '../model/resource.ts';

/** Shorter texts occur everywhere by chance. */
const SHORTEST = 6;
/** JSON in base64 in JSON is usual; more than that nobody writes. */
const MOST_DEPTH = 4;
const MOST_LINES = 2000;

/** The values that these objects have, as far as they are Secrets, from six characters on. */
export function secretTexts(resources: Iterable<Resource>): ReadonlySet<string> {
  const data = new Set<string>();
  const plain = new Set<string>();
  for (const resource of resources) {
    if (!isSecret(resource)) continue;
    for (const text of textsOf(child(resource, 'data'))) data.add(text);
    for (const text of textsOf(child(resource, 'stringData'))) plain.add(text);
  }
  const found = new Set<string>();
  for (const text of data) addAll(found, [text, ...within(decoded(text) ?? '', MOST_DEPTH)]);
  for (const text of plain) addAll(found, [btoa(utf8(text)), ...within(text, MOST_DEPTH)]);
  return found;
}

/** The bytes of a text in UTF-8, one to a character. */
export function utf8(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

function addAll(found: Set<string>, texts: readonly string[]): void {
  for (const text of texts) {
    const trimmed = text.trim();
    if (trimmed.length >= SHORTEST) found.add(trimmed);
  }
}

/** The text, and the secret texts in it: of a registry's credentials it is the password that is copied. */
function within(text: string, depth: number): readonly string[] {
  if (depth === 0 || text.trim().length < SHORTEST) return [text];
  const json = parsed(text);
  if (json !== undefined) return [text, ...textsOf(json).flatMap((inner) => within(inner, depth - 1))];
  const encoded = decoded(text.trim());
  const inner = encoded !== undefined && isReadable(encoded) ? within(encoded, depth - 1) : [];
  return [text, ...inner, ...secretParts(text)];
}

/** Passwords in addresses and in `user:password`, and what stands behind names as secrets have them. */
function secretParts(text: string): readonly string[] {
  if (text.startsWith('-----BEGIN ')) return [];
  return text
    .split('\n', MOST_LINES)
    .flatMap((line) => [inAddress(line), behindName(line)])
    .filter((part) => part !== '');
}

function inAddress(line: string): string {
  const [, password = ''] = /:\/\/[^\s/:@]{0,200}:([^\s/@]{1,500})@/.exec(line) ?? [];
  return password;
}

function behindName(line: string): string {
  const [, name = '', value = ''] =
    /^\s{0,100}(?:- )?["']?([\w.-]{1,100})["']?\s{0,10}[:=]\s{0,10}(\S.*)$/.exec(line) ?? [];
  if (!/pass|pwd|token|secret|key|cred|auth|user/i.test(name) && /\s|\/\//.test(line)) return '';
  return value.trim().replace(/^(["'])(.*)\1$/, '$2');
}

function textsOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)];
  if (isJsonList(value)) return value.flatMap(textsOf);
  return isJsonObject(value) ? Object.values(value).flatMap(textsOf) : [];
}

function parsed(text: string): Json | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json; // what JSON.parse gives is JSON
  } catch {
    return undefined;
  }
}

function decoded(text: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** What was no base64 becomes bytes of no text. */
function isReadable(text: string): boolean {
  return !/[^\P{Cc}\t\n\r]|\ufffd/u.test(text);
}
