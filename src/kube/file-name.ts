// Where the manifest of an object lies, below the output root: a function of its identity alone, so that a file never moves because of
// its neighbours. Different objects get different paths, also where the file system folds case.
import { digestOf } from '../model/digest.ts';
import { resourceKey, type ResourceId } from '../model/resource.ts';
import { BUILT_IN_KINDS } from './built-in-kinds.ts';

/** The folder of cluster-scoped objects. No namespace is written like this: '_' is escaped in one. */
export const CLUSTER_FOLDER = '_cluster';

const MAX_BYTES = 200;
const PLAIN = /^[a-z0-9.-]$/;
const ALL_PLAIN = /^[a-z0-9.-]*$/;
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
// «Widget» is how kinds are written; «widget» and «WIDGET» would fold onto it.
const USUAL_KIND = /^[A-Z](?:[A-Za-z0-9-]*[a-z][A-Za-z0-9-]*)?$/;

const BUILT_IN_SPELLING: ReadonlyMap<string, string> = new Map(
  BUILT_IN_KINDS.map(({ group, kind }) => [`${group}/${kind.toLowerCase()}`, kind]),
);

/**
 * The path of an object's manifest: `<namespace>/<kind>[.<group>]_<name>.yaml`, or below `_cluster/`.
 *
 * Shape   only `a-z 0-9 . - _ % +` and '/'; the kind in lower case. A kind spelled in an unusual case begins with '+', so that it does
 *         not fall together with the usual spelling; of two unknown kinds in one group that differ only in inner capitals (`WebHook`,
 *         `Webhook`) nobody can tell which is usual, so these two share paths. A name over 200 bytes is cut and ends in `__` and eight hex digits of a digest.
 * Source  the output tree of the command-line contract.
 */
export function manifestPath(id: ResourceId): string {
  const group = id.group === '' ? '' : `.${escapeText(id.group)}`;
  const stem = `${kindSegment(id)}${group}_${escapeName(id.name)}`;
  return `${folderOf(id.namespace)}/${shorten(stem, resourceKey(id))}.yaml`;
}

/**
 * A text as one segment of a path that every file system takes for the same one: injective up to the digest of what is over 200 bytes.
 *
 * Shape   never empty, '.', '..', hidden, a Windows device or ending in a dot.
 */
export function encodeSegment(text: string): string {
  return shorten(escapeName(text), text);
}

function folderOf(namespace: string): string {
  // A namespace has no dots; if one comes anyway, it must not look like a file that tools look for.
  return namespace === '' ? CLUSTER_FOLDER : encodeSegment(namespace).replaceAll('.', '%2e');
}

function kindSegment({ group, kind }: ResourceId): string {
  const builtIn = BUILT_IN_SPELLING.get(`${group}/${kind.toLowerCase()}`);
  const isUsual = builtIn === undefined ? USUAL_KIND.test(kind) : builtIn === kind;
  // The dot ends the kind, so one inside it is escaped.
  return isUsual ? escapeDevice(kind.toLowerCase()) : `+${escapeText(kind).replaceAll('.', '%2e')}`;
}

/** Escaped, and without the forms that some system treats specially at either end. */
function escapeName(text: string): string {
  if (text === '') return '%';
  const escaped = escapeDevice(escapeText(text));
  const withoutDot = escaped.startsWith('.') ? `%2e${escaped.slice(1)}` : escaped;
  return withoutDot.endsWith('.') ? `${withoutDot.slice(0, -1)}%2e` : withoutDot;
}

/** `con`, also before a dot, with its first letter escaped. */
function escapeDevice(text: string): string {
  const [base = ''] = text.split('.');
  return DEVICE.test(base) ? `${percent(text.charCodeAt(0))}${text.slice(1)}` : text;
}

function escapeText(text: string): string {
  if (ALL_PLAIN.test(text)) return text;
  return Array.from(text, (char) => (PLAIN.test(char) ? char : escapeChar(char))).join('');
}

/** UTF-8 bytes in percent form; a lone surrogate gets the three bytes that UTF-8 would have for it, so that no two texts fall together. */
function escapeChar(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  if (point < 0x80) return percent(point);
  const tail = [point & 0x3f, (point >> 6) & 0x3f, (point >> 12) & 0x3f].map((bits) => bits | 0x80);
  const [last = 0, third = 0, second = 0] = tail;
  if (point < 0x800) return [0xc0 | (point >> 6), last].map(percent).join('');
  if (point < 0x10000) return [0xe0 | (point >> 12), third, last].map(percent).join('');
  return [0xf0 | (point >> 18), second, third, last].map(percent).join('');
}

function percent(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}

/** Two underscores stand in no text that was not cut. */
function shorten(text: string, whole: string): string {
  if (text.length <= MAX_BYTES) return text;
  const digest = digestOf(whole).slice(0, 8);
  const cut = text.slice(0, MAX_BYTES - digest.length - 2).replace(/%[0-9a-f]?$/, '');
  return `${cut}__${digest}`;
}
