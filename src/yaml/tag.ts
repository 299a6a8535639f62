// What an explicit tag makes of a scalar, and which tags there are at all. Kubernetes ignores tags it does not know;
// here they are refused, since whoever wrote one expects it to do something.
import { resolvePlain } from './scalar.ts';
import type { Resolved } from './scalar.ts';

const CORE = 'tag:yaml.org,2002:';
const TIMESTAMP =
  /^[0-9]{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12][0-9]|3[01])(?:[Tt ](?:[01]?[0-9]|2[0-3]):[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})?)?$/;

/** The tag with its handle spelled out: `!!str` is `tag:yaml.org,2002:str`. */
export function fullTag(written: string, handles: ReadonlyMap<string, string>): string {
  if (written.startsWith('!<')) return written.slice(2, -1);
  const handle = /^!(?:[0-9A-Za-z-]*!)?/.exec(written)?.[0] ?? '!';
  const prefix = handles.get(handle) ?? (handle === '!!' ? CORE : handle);
  return prefix + written.slice(handle.length);
}

/** Whether a list or map may carry the tag: its own one, or the one that says nothing. */
export function tagFitsCollection(tag: string, kind: 'list' | 'map'): boolean {
  return tag === '!' || tag === (kind === 'list' ? `${CORE}seq` : `${CORE}map`);
}

/** Whether the tag makes `<<` a merge key, quoted or not. */
export function isMergeTag(tag: string): boolean {
  return tag === `${CORE}merge`;
}

/** What the scalar is with the tag, or why it is not. No part of the text is in the answer: it may be a secret. */
export function resolveTagged(tag: string, text: string): Resolved | string {
  const name = tag.startsWith(CORE) ? tag.slice(CORE.length) : tag;
  switch (name) {
    case '!':
    case 'str':
      return { kind: 'text', value: text };
    case 'binary':
      return resolveBinary(text);
    case 'timestamp':
      return TIMESTAMP.test(text) ? { kind: 'text', value: text } : 'this is not a timestamp';
    case 'null':
    case 'bool':
    case 'int':
    case 'float':
      return resolveAs(name, text);
    default:
      return 'this tag is unknown';
  }
}

function resolveAs(kind: 'null' | 'bool' | 'int' | 'float', text: string): Resolved | string {
  const resolved = resolvePlain(text);
  if (resolved.kind === kind) return resolved;
  if (kind === 'float' && resolved.kind === 'int') {
    return { kind: 'float', value: Number(resolved.value), negativeZero: false };
  }
  return `the value does not fit its tag !!${kind}`;
}

/** Kubernetes reads `!!binary` as the text the base64 stands for; bytes that are no text are refused. */
function resolveBinary(text: string): Resolved | string {
  const compact = text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) {
    return 'the value of !!binary is not base64';
  }
  const bytes = Uint8Array.from(atob(compact), (character) => character.charCodeAt(0));
  try {
    return { kind: 'text', value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return 'the bytes of !!binary are not UTF-8 text, which is all that JSON can hold';
  }
}
