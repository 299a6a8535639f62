// Reads YAML into nodes with places, scalars by YAML 1.2, for texts that are filled in before they become values. Files of
// resources are read by parse.ts, which follows Kubernetes.
import { brokenEscape } from './compose.ts';
import { depthTrouble, readEvents } from './events.ts';
import type { ReaderEvent, Trouble } from './events.ts';
import { makeLineMap } from './line-map.ts';
import { findBadCharacter } from './parse.ts';
import { placeInScalar } from './scalar-place.ts';
import { resolvePlain, valueOfResolved } from './scalar.ts';
import type { Resolved } from './scalar.ts';
import { findLongLine, findOversize, documentTrouble } from './split.ts';
import { fullTag, isMergeTag, resolveTagged, tagFitsCollection } from './tag.ts';
import { DEFAULT_LIMITS } from './value.ts';
import type { YamlLimits, YamlPosition, YamlProblem, YamlValue } from './value.ts';

/** A node; `at` is its offset in the text. An alias is the very node it names, with the place of its anchor. */
export type YamlNode =
  | {
      readonly kind: 'scalar';
      readonly at: number;
      /** Decoded, before it becomes a value. */
      readonly text: string;
      readonly value: YamlValue;
      /** The offset in the whole text of the character at `index` of `text`. */
      readonly placeOf: (index: number) => number;
    }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly YamlNode[] }
  | {
      readonly kind: 'map';
      readonly at: number;
      /** Merged ones included. */
      readonly entries: readonly YamlNodeEntry[];
      /** Where a merge key stands. */
      readonly mergeAt: number | undefined;
    };

/** An entry of a map. The key is its decoded text: `0x10` is not 16 there. */
export interface YamlNodeEntry {
  readonly key: string;
  readonly at: number;
  readonly node: YamlNode;
}

/** What a text holds: no documents where there are problems. */
export interface YamlNodes {
  readonly documents: readonly YamlNode[];
  readonly problems: readonly YamlProblem[];
  readonly positionOf: (offset: number) => YamlPosition;
}

/**
 * The documents of a text as nodes.
 *
 * Shape   an empty document is a scalar whose value is null. A block scalar on a last line without a line break ends without one.
 * Order   as in the text.
 * Source  YAML 1.2 core, with the numbers and words of Go's YAML 3: `0644` is octal, `1_000` a number, `yes` a text.
 */
export function parseNodes(text: string, given: Partial<YamlLimits> = {}): YamlNodes {
  const limits: YamlLimits = { ...DEFAULT_LIMITS, ...given };
  const lines = makeLineMap(text);
  const read = readNodes(text, limits);
  const problems = read.troubles.map(({ at, also, ...rest }): YamlProblem => {
    const place = { ...rest, at: lines.at(at) };
    return also === undefined ? place : { ...place, also: lines.at(also) };
  });
  return {
    documents: problems.length > 0 ? [] : read.documents,
    problems,
    positionOf: (offset) => lines.at(offset),
  };
}

function readNodes(
  text: string,
  limits: YamlLimits,
): { readonly documents: readonly YamlNode[]; readonly troubles: readonly Trouble[] } {
  const trouble = findOversize(text, limits) ?? findLongLine(text, limits) ?? findBadCharacter(text);
  if (trouble !== undefined) return { documents: [], troubles: [trouble] };
  const events = readEvents(text, limits.maxDepth, 'as-written');
  if ('code' in events) return { documents: [], troubles: [events] };
  const documents: YamlNode[] = [];
  for (let opening = events.next(); opening?.kind === 'document'; opening = events.next()) {
    const reader = new NodeReader(text, limits, events.next, opening.tagHandles);
    const root = reader.read(events.next());
    if (reader.troubles.length > 0) return { documents: [], troubles: reader.troubles };
    documents.push(root);
    if (documents.length > limits.maxDocuments) return { documents: [], troubles: [documentTrouble(limits, root.at)] };
    events.next();
  }
  return { documents, troubles: [] };
}

type EventOf<Kind extends ReaderEvent['kind']> = Extract<ReaderEvent, { kind: Kind }>;

/** How much a node is with its aliases expanded. */
interface Extent {
  readonly size: number;
  readonly depth: number;
}

const LEAF: Extent = { size: 1, depth: 0 };

/** Reads one document, whose opening event is behind. */
class NodeReader {
  readonly troubles: Trouble[] = [];
  readonly #text: string;
  readonly #limits: YamlLimits;
  readonly #next: () => ReaderEvent | undefined;
  readonly #handles: ReadonlyMap<string, string>;
  /** `open` is an anchor whose node is not complete yet. */
  readonly #anchors = new Map<string, YamlNode | 'open'>();
  readonly #extents = new Map<YamlNode, Extent>();
  #added = 0;

  constructor(
    text: string,
    limits: YamlLimits,
    next: () => ReaderEvent | undefined,
    handles: ReadonlyMap<string, string>,
  ) {
    this.#text = text;
    this.#limits = limits;
    this.#next = next;
    this.#handles = handles;
  }

  /** The node that begins with `event`; `depth` collections are around it. */
  read(event: ReaderEvent | undefined, depth = 0): YamlNode {
    if (event === undefined || event.kind === 'document' || event.kind === 'end') {
      throw new Error('the parser events end inside a document');
    }
    if (event.kind === 'alias') return this.#alias(event, depth);
    if (event.anchor !== undefined) this.#anchors.set(event.anchor, 'open');
    const node = event.kind === 'scalar' ? this.#scalar(event) : this.#collection(event, depth + 1);
    if (event.anchor !== undefined) this.#anchors.set(event.anchor, node);
    return node;
  }

  #trouble(trouble: Trouble): YamlNode {
    this.troubles.push(trouble);
    return { kind: 'scalar', at: trouble.at, text: '', value: null, placeOf: () => trouble.at };
  }

  #extent(node: YamlNode): Extent {
    return this.#extents.get(node) ?? LEAF;
  }

  #alias(event: EventOf<'alias'>, depth: number): YamlNode {
    const { at } = event;
    const target = this.#anchors.get(event.anchor);
    if (target === undefined) {
      const help = 'quote a text that starts with *';
      return this.#trouble({ code: 'syntax', message: 'this alias has no anchor before it', help, at });
    }
    if (target === 'open') {
      return this.#trouble({ code: 'self-reference', message: 'this alias stands inside its own anchor', at });
    }
    const extent = this.#extent(target);
    const before = this.#added;
    this.#added += extent.size;
    if (this.#added > this.#limits.maxNodes) {
      const message = `the aliases up to here stand for more than ${this.#limits.maxNodes} nodes (limit maxNodes)`;
      if (before <= this.#limits.maxNodes) this.#trouble({ code: 'alias-limit', message, at });
      return { kind: 'list', at, items: [] };
    }
    if (depth + extent.depth > this.#limits.maxDepth) return this.#trouble(depthTrouble(at, this.#limits.maxDepth));
    return target;
  }

  #scalar({ at, scalar, tag }: EventOf<'scalar'>): YamlNode {
    const broken = brokenEscape(scalar);
    if (broken !== undefined) return this.#trouble({ ...broken, at });
    const resolved = this.#resolve(scalar.plain, scalar.text, tag);
    if (typeof resolved === 'string') {
      return this.#trouble({ code: 'tag', message: resolved, help: 'quote a text that starts with !', at });
    }
    const value = valueOfResolved(resolved);
    if (value === undefined) {
      return this.#trouble({ code: 'number', message: 'infinity and not-a-number have no form in JSON', at });
    }
    const placed = { source: this.#text, start: at, quote: scalar.quote, text: scalar.text };
    const placeOf = (index: number): number => placeInScalar(placed, index);
    return { kind: 'scalar', at, text: scalar.text, value, placeOf };
  }

  /** What the scalar is, or why it does not fit its tag. */
  #resolve(plain: boolean, text: string, tag: string | undefined): Resolved | string {
    if (tag === undefined) return plain ? resolveCore(text) : { kind: 'text', value: text };
    const full = fullTag(tag, this.#handles);
    return isMergeTag(full) ? { kind: 'text', value: text } : resolveTagged(full, text);
  }

  #collection(event: EventOf<'list' | 'map'>, depth: number): YamlNode {
    if (depth > this.#limits.maxDepth) this.#trouble(depthTrouble(event.at, this.#limits.maxDepth));
    if (event.tag !== undefined && !tagFitsCollection(fullTag(event.tag, this.#handles), event.kind)) {
      this.#trouble({ code: 'tag', message: `a ${event.kind} cannot have this tag`, at: event.at });
    }
    return event.kind === 'list' ? this.#list(event.at, depth) : this.#map(event.at, depth);
  }

  #list(at: number, depth: number): YamlNode {
    const items: YamlNode[] = [];
    for (let event = this.#next(); event?.kind !== 'end'; event = this.#next()) items.push(this.read(event, depth));
    return this.#measured({ kind: 'list', at, items }, items);
  }

  #map(at: number, depth: number): YamlNode {
    const written = new Map<string, YamlNodeEntry>();
    const merges: YamlNode[] = [];
    let mergeAt: number | undefined;
    for (let event = this.#next(); event?.kind !== 'end'; event = this.#next()) {
      const merge = this.#isMerge(event);
      const key = this.read(event, depth);
      const node = this.read(this.#next(), depth);
      if (merge) {
        mergeAt ??= key.at;
        merges.push(node);
      } else this.#addEntry(written, key, event !== undefined && 'at' in event ? event.at : at, node);
    }
    for (const source of merges) this.#merge(written, source);
    const entries = [...written.values()];
    const parts = entries.map((entry) => entry.node);
    return this.#measured({ kind: 'map', at, entries, mergeAt }, parts);
  }

  #measured(node: YamlNode, parts: readonly YamlNode[]): YamlNode {
    let size = 1;
    let depth = 0;
    for (const part of parts) {
      const extent = this.#extent(part);
      size += extent.size;
      depth = Math.max(depth, extent.depth);
    }
    this.#extents.set(node, { size, depth: depth + 1 });
    return node;
  }

  #isMerge(event: ReaderEvent | undefined): boolean {
    if (event?.kind !== 'scalar' || event.scalar.text !== '<<') return false;
    return event.tag === undefined ? event.scalar.plain : isMergeTag(fullTag(event.tag, this.#handles));
  }

  #addEntry(written: Map<string, YamlNodeEntry>, key: YamlNode, at: number, node: YamlNode): void {
    if (key.kind !== 'scalar') {
      if (this.troubles.length > 0) return;
      this.#trouble({ code: 'key', message: 'a map key must be a scalar', help: 'quote the key', at });
      return;
    }
    const earlier = written.get(key.text);
    if (earlier === undefined) written.set(key.text, { key: key.text, at, node });
    else {
      const shown = key.text.length > 64 ? `${key.text.slice(0, 64)}…` : key.text;
      const message = `the key ${JSON.stringify(shown)} is there twice`;
      this.#trouble({ code: 'duplicate-key', message, at, also: earlier.at });
    }
  }

  /** Keys that are there already stay: written ones win, then the first map that has the key. */
  #merge(entries: Map<string, YamlNodeEntry>, source: YamlNode): void {
    for (const map of source.kind === 'list' ? source.items : [source]) {
      if (map.kind === 'map') {
        for (const entry of map.entries) if (!entries.has(entry.key)) entries.set(entry.key, entry);
      } else if (this.troubles.length === 0) {
        this.#trouble({ code: 'merge', message: '<< takes a map or a list of maps', at: map.at });
      }
    }
  }
}

/** A plain scalar: as Kubernetes reads it, but `yes`, `no`, `on`, `off`, `y` and `n` are texts. */
function resolveCore(text: string): Resolved {
  const resolved = resolvePlain(text);
  if (resolved.kind !== 'bool' || /^(?:true|false)$/i.test(text)) return resolved;
  return { kind: 'text', value: text };
}
