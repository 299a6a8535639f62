// How large an object is to those who store it, and which ones no API server takes.
import { canonicalJson, isSecret } from '../model/digest.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject, type Resource } from '../model/resource.ts';

/** Most bytes of the values of a ConfigMap or Secret together. */
const MOST_DATA = 1_048_576;
/** Most bytes of a request to the store behind the API server. */
const MOST_OBJECT = 1_572_864;
/** No character takes more bytes: a control character is written with six in JSON, any other takes at most three in UTF-8. */
const MOST_OF_CHARACTER = 6;

/**
 * Why no API server would take an object of this size, as the end of a sentence; undefined where one would.
 *
 * Source  Kubernetes: ConfigMap and Secret count the bytes of their values, decoded, and not the keys; etcd takes requests of 1.5 MiB.
 */
export function sizeProblem(resource: Resource): string | undefined {
  const characters = charactersOf(resource);
  if (characters * MOST_OF_CHARACTER <= MOST_DATA) return undefined;
  const data = dataBytes(resource);
  if (data > MOST_DATA) return `it holds ${mebibytes(data)} of data, and a ${resource.kind} may hold 1 MiB`;
  const bytes = bytesOf(canonicalJson(resource));
  return bytes > MOST_OBJECT ? `it is ${mebibytes(bytes)} as JSON, and an object may be 1.5 MiB` : undefined;
}

/** Tells whether a value is over this many bytes as JSON without blanks. Small ones are told by their length alone. */
export function jsonBytesOver(value: Json, most: number): boolean {
  return charactersOf(value) * MOST_OF_CHARACTER > most && bytesOf(canonicalJson(value)) > most;
}

/** At least as many characters as the JSON has where none is escaped: each value with room for quotes, comma and colon. */
function charactersOf(value: Json): number {
  if (typeof value === 'string') return value.length + 4;
  if (typeof value === 'bigint') return value.toString().length + 1;
  let sum = 3;
  if (isJsonList(value)) {
    for (const item of value) sum += charactersOf(item);
    return sum;
  }
  if (!isJsonObject(value)) return 26;
  for (const key of Object.keys(value)) sum += key.length + 4 + charactersOf(value[key] ?? null);
  return sum;
}

function dataBytes(resource: Resource): number {
  if (resource.apiVersion !== 'v1') return 0;
  const [data, other] = [mapAt(resource, 'data'), mapAt(resource, isSecret(resource) ? 'stringData' : 'binaryData')];
  if (resource.kind === 'ConfigMap') return sum(data, bytesOf) + sum(other, decodedBytes);
  // What stands in stringData replaces what stands in data.
  const left = Object.fromEntries(Object.entries(data).filter(([key]) => !Object.hasOwn(other, key)));
  return isSecret(resource) ? sum(left, decodedBytes) + sum(other, bytesOf) : 0;
}

function mapAt(resource: Resource, field: string): JsonObject {
  const map = resource[field];
  return isJsonObject(map) ? map : {};
}

function sum(map: JsonObject, bytes: (text: string) => number): number {
  return Object.values(map).reduce<number>((all, value) => all + (typeof value === 'string' ? bytes(value) : 0), 0);
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function decodedBytes(base64: string): number {
  const digits = base64.replace(/[\r\n=]/g, '').length;
  return Math.floor((digits * 3) / 4);
}

/** Rounded up, so that what is over a limit never reads as the limit. */
function mebibytes(bytes: number): string {
  return `${(Math.ceil((bytes / 1_048_576) * 100) / 100).toFixed(2)} MiB`;
}
