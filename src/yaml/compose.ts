// Builds one document's tree from its events: values by the Kubernetes rules, offsets, aliases within a bound, merge keys
// and duplicate keys. It needs the whole document in memory; texts with many documents are cut up by parse.ts.
import { depthTrouble } from './events.ts';
import type { Properties, ReaderEvent, Scalar, Trouble } from './events.ts';
import { keyOfResolved, resolvePlain, valueOfResolved } from './scalar.ts';
import type { Resolved } from './scalar.ts';
import { fullTag, isMergeTag, resolveTagged, tagFitsCollection } from './tag.ts';
import type { YamlLimits, YamlValue } from './value.ts';

/** A node with its place. `size` counts the nodes in it with aliases expanded, `depth` the collections in one another. */
export interface Node {
  readonly at: number;
  readonly value: YamlValue;
  readonly size: number;
  readonly depth: number;
  readonly entries?: ReadonlyMap<string, Entry>;
  readonly items?: readonly Node[];
  /** Set where the value is a scalar, for the places inside its text. */
  readonly scalar?: Scalar;
  /** Set on what stands in for a refused alias, so that one mistake is one trouble. */
  readonly refused?: true;
}

/** A key's place and what it holds; `merged` entries came in through `<<`. */
export interface Entry {
  readonly at: number;
  readonly node: Node;
  readonly merged: boolean;
}

type ScalarEvent = Extract<ReaderEvent, { kind: 'scalar' }>;
type CollectionEvent = Extract<ReaderEvent, { kind: 'list' | 'map' }>;
type NodeEvent = Exclude<ReaderEvent, { kind: 'document' | 'end' }>;

interface Composer {
  readonly next: () => ReaderEvent | undefined;
  readonly limits: YamlLimits;
  readonly tagHandles: ReadonlyMap<string, string>;
  /** `open` is an anchor whose node is not complete yet: an alias to it would contain itself. */
  readonly anchors: Map<string, Node | 'open'>;
  readonly troubles: Trouble[];
  added: number;
}

/** A document as composed: `empty` ones have no content at all; `troubles` make the tree unusable. */
export interface Composed {
  readonly root: Node;
  readonly empty: boolean;
  readonly troubles: readonly Trouble[];
}

/** The next document of the events, or undefined at their end. */
export function composeDocument(next: () => ReaderEvent | undefined, limits: YamlLimits): Composed | undefined {
  const opening = next();
  if (opening?.kind !== 'document') return undefined;
  const composer: Composer = {
    next,
    limits,
    tagHandles: opening.tagHandles,
    anchors: new Map(),
    troubles: [],
    added: 0,
  };
  const first = expectNode(next());
  const root = composeNode(composer, first, 0);
  next();
  const empty = first.kind === 'scalar' && first.absent && first.tag === undefined && first.anchor === undefined;
  return { root, empty, troubles: composer.troubles };
}

function expectNode(event: ReaderEvent | undefined): NodeEvent {
  if (event === undefined || event.kind === 'document' || event.kind === 'end') {
    throw new Error('the parser events end inside a document');
  }
  return event;
}

function composeNode(composer: Composer, event: NodeEvent, depth: number): Node {
  if (event.kind === 'alias') return composeAlias(composer, event, depth);
  if (event.anchor !== undefined) composer.anchors.set(event.anchor, 'open');
  const node = event.kind === 'scalar' ? composeScalar(composer, event) : composeCollection(composer, event, depth + 1);
  if (event.anchor !== undefined) composer.anchors.set(event.anchor, node);
  return node;
}

function nothing(at: number): Node {
  return { at, value: null, size: 1, depth: 0, refused: true };
}

function composeAlias(composer: Composer, event: Extract<ReaderEvent, { kind: 'alias' }>, depth: number): Node {
  const { anchors, limits, troubles } = composer;
  const target = anchors.get(event.anchor);
  if (target === undefined) {
    const help = 'quote a text that starts with *';
    troubles.push({ code: 'syntax', message: 'this alias has no anchor before it', help, at: event.at });
    return nothing(event.at);
  }
  if (target === 'open') {
    troubles.push({ code: 'self-reference', message: 'this alias stands inside its own anchor', at: event.at });
    return nothing(event.at);
  }
  if (composer.added > limits.maxNodes) return nothing(event.at);
  composer.added += target.size;
  if (composer.added > limits.maxNodes) {
    const message = `the aliases up to here stand for more than ${limits.maxNodes} nodes (limit maxNodes)`;
    troubles.push({ code: 'alias-limit', message, at: event.at });
    return nothing(event.at);
  }
  if (depth + target.depth > limits.maxDepth) {
    troubles.push(depthTrouble(event.at, limits.maxDepth));
    return nothing(event.at);
  }
  return target;
}

function composeScalar(composer: Composer, event: ScalarEvent): Node {
  const resolved = resolveScalar(composer, event);
  const value = resolved === undefined ? null : valueOfResolved(resolved);
  if (value === undefined) {
    const message = 'infinity and not-a-number have no form in JSON, so no resource can hold them';
    composer.troubles.push({ code: 'number', message, at: event.at });
  }
  return { at: event.at, value: value ?? null, size: 1, depth: 0, scalar: event.scalar };
}

/** What the scalar is to Kubernetes; undefined when that became a trouble. */
function resolveScalar(composer: Composer, event: ScalarEvent): Resolved | undefined {
  const broken = brokenEscape(event.scalar);
  if (broken !== undefined) {
    composer.troubles.push({ ...broken, at: event.at });
    return undefined;
  }
  if (event.tag === undefined) {
    return event.scalar.plain ? resolvePlain(event.scalar.text) : { kind: 'text', value: event.scalar.text };
  }
  const tag = fullTag(event.tag, composer.tagHandles);
  if (isMergeTag(tag) && event.scalar.text === '<<') return { kind: 'text', value: '<<' };
  const resolved = resolveTagged(tag, event.scalar.text);
  if (typeof resolved !== 'string') return resolved;
  const help = 'quote a text that starts with !';
  composer.troubles.push({ code: 'tag', message: resolved, help, at: event.at });
  return undefined;
}

/** What is wrong with the escapes: the parser takes any `\U` and any half of a surrogate pair; neither is a character. */
export function brokenEscape(scalar: Scalar): Omit<Trouble, 'at'> | undefined {
  if (scalar.escapes === '') return undefined;
  for (const [, digits] of scalar.escapes.matchAll(/\\(?:U([0-9A-Fa-f]{8})|[^U])/gs)) {
    if (digits !== undefined && parseInt(digits, 16) > 0x10ffff) {
      return { code: 'syntax', message: 'an escape names a character beyond U+10FFFF' };
    }
  }
  if (!/\p{Surrogate}/u.test(scalar.text)) return undefined;
  return { code: 'surrogate', message: 'an escape names half of a surrogate pair, which is no character' };
}

function composeCollection(composer: Composer, event: CollectionEvent, depth: number): Node {
  if (depth > composer.limits.maxDepth) composer.troubles.push(depthTrouble(event.at, composer.limits.maxDepth));
  checkCollectionTag(composer, event);
  return event.kind === 'list' ? composeList(composer, event, depth) : composeMap(composer, event, depth);
}

function checkCollectionTag(composer: Composer, event: CollectionEvent & Properties): void {
  if (event.tag === undefined || tagFitsCollection(fullTag(event.tag, composer.tagHandles), event.kind)) return;
  composer.troubles.push({ code: 'tag', message: `a ${event.kind} cannot have this tag`, at: event.at });
}

function composeList(composer: Composer, event: CollectionEvent, depth: number): Node {
  const items: Node[] = [];
  let size = 1;
  let below = 0;
  for (let inner = composer.next(); inner !== undefined && inner.kind !== 'end'; inner = composer.next()) {
    const item = composeNode(composer, expectNode(inner), depth);
    items.push(item);
    size += item.size;
    below = Math.max(below, item.depth);
  }
  return { at: event.at, value: items.map((item) => item.value), size, depth: below + 1, items };
}

function composeMap(composer: Composer, event: CollectionEvent, depth: number): Node {
  const entries = new Map<string, Entry>();
  for (let inner = composer.next(); inner !== undefined && inner.kind !== 'end'; inner = composer.next()) {
    const keyEvent = expectNode(inner);
    const merge = isMergeKey(composer, keyEvent);
    const key = merge ? undefined : composeKey(composer, keyEvent, depth);
    const node = composeNode(composer, expectNode(composer.next()), depth);
    if (merge) mergeInto(composer, entries, node);
    else if (key !== undefined) addEntry(composer, entries, key, { at: keyEvent.at, node, merged: false });
  }
  return mapNode(event.at, entries);
}

function isMergeKey(composer: Composer, event: NodeEvent): boolean {
  if (event.kind !== 'scalar' || event.scalar.text !== '<<') return false;
  if (event.tag === undefined) return event.scalar.plain;
  return isMergeTag(fullTag(event.tag, composer.tagHandles));
}

/** The text of a key; undefined when it has none, which is then a trouble. An alias may stand for a scalar key. */
function composeKey(composer: Composer, event: NodeEvent, depth: number): string | undefined {
  const troubles = composer.troubles.length;
  if (event.kind === 'scalar') {
    const resolved = resolveScalar(composer, event);
    if (event.anchor !== undefined && resolved !== undefined) {
      const value = valueOfResolved(resolved) ?? null;
      composer.anchors.set(event.anchor, { at: event.at, value, size: 1, depth: 0, scalar: event.scalar });
    }
    const key = resolved === undefined ? undefined : keyOfResolved(resolved);
    if (key === undefined && troubles === composer.troubles.length) refuseKey(composer, event.at);
    return key;
  }
  const { value } = composeNode(composer, event, depth);
  if (troubles !== composer.troubles.length) return undefined;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return keyOfResolved(resolvePlain(String(value)));
  refuseKey(composer, event.at);
  return undefined;
}

function refuseKey(composer: Composer, at: number): void {
  const message = 'a map key must be a text, a boolean or a number within int64';
  composer.troubles.push({ code: 'key', message, help: 'quote the key', at });
}

/** A merged key gives way to a key written after it, as in Kubernetes; two written ones are refused. */
function addEntry(composer: Composer, entries: Map<string, Entry>, key: string, entry: Entry): void {
  const earlier = entries.get(key);
  if (earlier === undefined || earlier.merged) {
    entries.set(key, entry);
    return;
  }
  const shown = key.length > 64 ? `${key.slice(0, 64)}…` : key;
  const message = `the key ${JSON.stringify(shown)} is there twice`;
  composer.troubles.push({ code: 'duplicate-key', message, at: entry.at, also: earlier.at });
}

/** Source  sigs.k8s.io/yaml 1.4: a merge overwrites the keys before it; in a list of maps the first one wins. */
function mergeInto(composer: Composer, entries: Map<string, Entry>, source: Node): void {
  for (const map of [...(source.items ?? [source])].reverse()) {
    if (map.refused) continue;
    if (map.entries === undefined) {
      composer.troubles.push({ code: 'merge', message: '<< takes a map or a list of maps', at: map.at });
      continue;
    }
    for (const [key, entry] of map.entries) entries.set(key, { ...entry, merged: true });
  }
}

function mapNode(at: number, entries: ReadonlyMap<string, Entry>): Node {
  const value: Record<string, YamlValue> = {};
  let size = 1;
  let below = 0;
  for (const [key, { node }] of entries) {
    setOwn(value, key, node.value);
    size += node.size;
    below = Math.max(below, node.depth);
  }
  return { at, value, size, depth: below + 1, entries };
}

/** Sets an own key whatever its name: a plain assignment to `__proto__` would change the prototype. */
export function setOwn(map: Record<string, YamlValue>, key: string, value: YamlValue): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  } else map[key] = value;
}
