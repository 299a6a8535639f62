// Reads YAML texts: limits first, then document by document, the fast parser where it can and the full one where it
// must. A broken document is a problem of its own; the others are still read.
import { composeDocument } from './compose.ts';
import type { Composed, Node } from './compose.ts';
import { readEvents } from './events.ts';
import type { LastLine, Trouble } from './events.ts';
import { GAVE_UP, NO_CONTENT, parseFast, readsFast } from './fast.ts';
import { makeLineMap } from './line-map.ts';
import type { LineMap } from './line-map.ts';
import { locate, locateWithin } from './locate.ts';
import { documentTrouble, findLongLine, findOversize, splitDocuments } from './split.ts';
import type { Chunk } from './split.ts';
import { DEFAULT_LIMITS } from './value.ts';
import type { YamlDocument, YamlLimits, YamlParse, YamlPosition, YamlProblem, YamlValue } from './value.ts';

/** Problems of one text beyond this number are not reported: the first ones show what is wrong. */
const MOST_PROBLEMS = 100;

interface Source {
  readonly text: string;
  readonly limits: YamlLimits;
  readonly lines: LineMap;
}

interface Reading {
  readonly documents: YamlDocument[];
  readonly problems: YamlProblem[];
}

/**
 * What a YAML text holds, as Kubernetes reads it.
 *
 * Shape   empty documents and those with only comments are left out; documents with a problem are not returned.
 * Order   as in the text.
 * Errors  every code of YamlProblem; one syntax problem for each document.
 * Source  sigs.k8s.io/yaml 1.4 (kubectl 1.32), but duplicate keys and unknown tags are refused.
 */
export function parseYaml(text: string, limits: Partial<YamlLimits> = {}): YamlParse {
  const source: Source = { text, limits: { ...DEFAULT_LIMITS, ...limits }, lines: makeLineMap(text) };
  const chunks = prepare(source);
  if ('code' in chunks) return { documents: [], problems: [problemAt(source, 0, chunks)] };
  const reading: Reading = { documents: [], problems: [] };
  const fast = readsFast(text);
  for (const chunk of chunks) readChunk(source, chunk, fast, reading);
  return reading;
}

/**
 * The value of the first document alone, null when the text has none; what follows it is not looked at.
 *
 * Shape   a block scalar on a last line without a line break ends without one. In files, which `parseYaml` reads, Kubernetes
 *         ends every line first.
 * Source  sigs.k8s.io/yaml Unmarshal, which reads one document.
 */
export function parseFirstDocument(
  text: string,
  limits: Partial<YamlLimits> = {},
): { readonly value: YamlValue } | { readonly problem: YamlProblem } {
  const source: Source = { text, limits: { ...DEFAULT_LIMITS, ...limits }, lines: makeLineMap(text) };
  const chunks = prepare(source);
  if ('code' in chunks) return { problem: problemAt(source, 0, chunks) };
  for (const chunk of chunks) {
    const composed = composeChunk(source, chunk, 'as-written');
    if ('code' in composed) return { problem: problemAt(source, chunk.start, composed) };
    const [first] = composed;
    if (first === undefined) continue;
    const [trouble] = first.troubles;
    return trouble === undefined ? { value: first.root.value } : { problem: problemAt(source, chunk.start, trouble) };
  }
  return { value: null };
}

function prepare({ text, limits }: Source): readonly Chunk[] | Trouble {
  return (
    findOversize(text, limits) ?? findLongLine(text, limits) ?? findBadCharacter(text) ?? splitDocuments(text, limits)
  );
}

/** The first character of `text` that no YAML text has, or undefined. */
export function findBadCharacter(text: string): Trouble | undefined {
  const nul = text.indexOf('\0');
  if (nul !== -1) return { code: 'encoding', message: 'a NUL character, which no YAML text has', at: nul };
  if (!/[\ud800-\udfff]/.test(text)) return undefined;
  const lone = /\p{Surrogate}/u.exec(text);
  if (lone === null) return undefined;
  return { code: 'surrogate', message: 'half of a surrogate pair, which is no character', at: lone.index };
}

function readChunk(source: Source, chunk: Chunk, fast: boolean, reading: Reading): void {
  const usual = fast || readsFast(source.text.slice(chunk.start, chunk.end));
  const quick = usual ? parseFast(source.text, chunk, source.limits.maxDepth) : GAVE_UP;
  if (quick === NO_CONTENT) return;
  if (quick !== GAVE_UP) {
    reading.documents.push(makeDocument(source, chunk, 0, quick));
    return;
  }
  const composed = composeChunk(source, chunk);
  if ('code' in composed) addProblems(source, chunk, [composed], reading);
  else for (const [index, document] of composed.entries()) addComposed(source, chunk, { document, index }, reading);
}

function addComposed(
  source: Source,
  chunk: Chunk,
  { document, index }: { readonly document: Composed; readonly index: number },
  reading: Reading,
): void {
  if (document.troubles.length > 0) addProblems(source, chunk, document.troubles, reading);
  else if (!document.empty) reading.documents.push(makeDocument(source, chunk, index, { value: document.root.value }));
}

function addProblems(source: Source, chunk: Chunk, troubles: readonly Trouble[], { problems }: Reading): void {
  const room = MOST_PROBLEMS - problems.length;
  for (const trouble of troubles.slice(0, room)) problems.push(problemAt(source, chunk.start, trouble));
}

/** All documents of the chunk: more than one only where `...` or directives are in it. */
function composeChunk(
  { text, limits }: Source,
  chunk: Chunk,
  lastLine: LastLine = 'ended',
): readonly Composed[] | Trouble {
  if (chunk.end - chunk.start > limits.maxDocumentLength) {
    const message = `a document of more than ${limits.maxDocumentLength} characters (limit maxDocumentLength)`;
    return { code: 'size-limit', message, at: 0 };
  }
  const events = readEvents(text.slice(chunk.start, chunk.end), limits.maxDepth, lastLine);
  if ('code' in events) return events;
  const documents: Composed[] = [];
  for (;;) {
    const document = composeDocument(events.next, limits);
    if (document === undefined) return documents;
    documents.push(document);
    if (documents.length > limits.maxDocuments) return documentTrouble(limits, document.root.at);
  }
}

function problemAt({ lines }: Source, base: number, { at, also, ...rest }: Trouble): YamlProblem {
  const position = lines.at(base + at);
  return also === undefined ? { ...rest, at: position } : { ...rest, at: position, also: lines.at(base + also) };
}

function makeDocument(
  source: Source,
  chunk: Chunk,
  index: number,
  { value }: { readonly value: YamlValue },
): YamlDocument {
  // Positions are rarely asked for, so the tree with offsets is made again when they are.
  let tree: Composed | undefined;
  const locateBy = (find: (root: Node) => number): YamlPosition => {
    tree ??= composeAgain(source, chunk, index);
    return source.lines.at(chunk.start + (tree === undefined ? 0 : find(tree.root)));
  };
  const positionOf = (path: readonly (string | number)[]) => locateBy((root) => locate(root, path));
  const within = finderWithin(() => source.text.slice(chunk.start, chunk.end));
  return {
    value,
    get at(): YamlPosition {
      const quick = index === 0 ? firstContent(source.text, chunk) : undefined;
      return quick === undefined ? positionOf([]) : source.lines.at(quick);
    },
    positionOf,
    positionWithin: (path, offset) => locateBy((root) => within(root, path)(offset)),
  };
}

type Path = readonly (string | number)[];

/** `locateWithin` that remembers the last scalar: findings in one come one after the other. */
function finderWithin(text: () => string): (root: Node, path: Path) => (offset: number) => number {
  let last: { readonly path: string; readonly places: (offset: number) => number } | undefined;
  return (root, path) => {
    const key = JSON.stringify(path);
    if (last?.path !== key) last = { path: key, places: locateWithin(text(), root, path) };
    return last.places;
  };
}

function composeAgain(source: Source, chunk: Chunk, index: number): Composed | undefined {
  const composed = composeChunk({ ...source, limits: { ...source.limits, maxDocumentLength: Infinity } }, chunk);
  return 'code' in composed ? undefined : composed[index];
}

/** Offset of the first content where that is a plain line's beginning, which needs no tree; undefined for any other form. */
function firstContent(text: string, { start, end }: Chunk): number | undefined {
  const leading = /(?:[ ]*(?:#[^\n\r]*)?\r?\n|---[ ]*\r?\n)*[ ]*/y;
  leading.lastIndex = start;
  leading.test(text);
  const offset = leading.lastIndex;
  return offset < end && /[A-Za-z{["']/.test(text.charAt(offset)) ? offset : undefined;
}
