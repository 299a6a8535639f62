// Reads a template: YAML whose values may hold placeholders. What a placeholder's text means is asked of the caller; what comes out is in
// render.ts.
import { parseNodes, type YamlLimits, type YamlNode, type YamlNodes, type YamlProblem } from '../../yaml/index.ts';
import { CelFailure, type Span } from '../failure.ts';
import type { CelJson } from '../value.ts';
import { scanPlaceholders } from './scan.ts';
import type { Part, Place, Placeholder, Template, TemplateFailure } from './template.ts';

/** Makes a program of the text of one placeholder; the spans of problems are in that text. Without a program the template is none. */
export type CompilePlaceholder<Program> = (text: string) => {
  readonly program?: Program;
  readonly problems: readonly CelFailure[];
};

/** A template, unless something keeps it from being one, and all that was found. */
export interface CompiledTemplate<Program> {
  readonly template?: Template<Program>;
  readonly problems: readonly TemplateFailure[];
}

/** How much a template may be; aliases may add `maxNodes`. */
const LIMITS: Partial<YamlLimits> = { maxBytes: 1024 * 1024, maxDocuments: 1000, maxNodes: 100_000 };

/** Problems beyond this number are not reported. */
const MOST_PROBLEMS = 100;

/**
 * Compiles a template.
 *
 * Shape   `none`: placeholders are texts like any other. `cel`: they are found in scalar values, not in keys.
 * Order   problems as they stand in the template.
 * Errors  codes `syntax` and `limit` for the template itself, and whatever `compile` finds.
 */
export function compileTemplate<Program>(
  value: string,
  interpolate: 'none' | 'cel',
  compile: CompilePlaceholder<Program>,
): CompiledTemplate<Program> {
  const nodes = parseNodes(value, LIMITS);
  if (nodes.problems.length > 0) return { problems: nodes.problems.map((problem) => yamlFailure(problem, value)) };
  const compiler = new Compiler(nodes, interpolate === 'cel' ? compile : undefined);
  const documents = compiler.documents();
  if (compiler.broken) return { problems: compiler.problems };
  const locate = (failure: CelFailure, place: Place): TemplateFailure => locateIn(nodes, failure, place);
  return { template: { documents, locate }, problems: compiler.problems };
}

function yamlFailure({ code, message, help, at }: YamlProblem, value: string): TemplateFailure {
  const text = help === undefined ? message : `${message}; ${help}`;
  const start = offsetOf(value, at);
  return { failure: new CelFailure(code.endsWith('-limit') ? 'limit' : 'syntax', text, { start, end: start }), at };
}

function offsetOf(value: string, at: { readonly line: number; readonly column: number }): number {
  const breaks = /\r\n?|\n/g;
  for (let line = 1; line < at.line && breaks.exec(value) !== null; line += 1);
  return at.line === 1 ? at.column - 1 : breaks.lastIndex + at.column - 1;
}

/** The failure with its span carried over from a text in the template to the template. */
function locateIn(nodes: YamlNodes, failure: CelFailure, { placeOf, length }: Place): TemplateFailure {
  const { start, end } = failure.span ?? { start: 0, end: length };
  const from = placeOf(start);
  const to = end > start ? placeOf(end - 1) + 1 : from;
  const span: Span = { start: from, end: Math.max(from, to) };
  return { failure: new CelFailure(failure.code, failure.message, span), at: nodes.positionOf(from) };
}

const NOTHING: Part<never> = { kind: 'fixed', json: null };

class Compiler<Program> {
  readonly problems: TemplateFailure[] = [];
  /** Whether something keeps the template from being one. */
  broken = false;
  readonly #nodes: YamlNodes;
  readonly #compile: CompilePlaceholder<Program> | undefined;
  readonly #parts = new Map<YamlNode, Part<Program>>();

  constructor(nodes: YamlNodes, compile: CompilePlaceholder<Program> | undefined) {
    this.#nodes = nodes;
    this.#compile = compile;
  }

  documents(): Template<Program>['documents'] {
    const documents: { part: Part<Program>; place: Place }[] = [];
    for (const root of this.#nodes.documents) {
      if (root.kind === 'scalar' && root.value === null) continue;
      const part = this.#part(root);
      const place = { placeOf: () => root.at, length: 0 };
      if (root.kind === 'map' || part.kind === 'whole') documents.push({ part, place });
      else if (!this.broken)
        this.#refuse('a document of a template must be a map, or a placeholder that gives one', root.at);
    }
    if (documents.length === 0 && !this.broken) this.#refuse('the template has no document', 0);
    return documents;
  }

  #refuse(message: string, at: number): void {
    this.#found(new CelFailure('syntax', message), { placeOf: () => at, length: 0 });
    this.broken = true;
  }

  #found(failure: CelFailure, place: Place): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(locateIn(this.#nodes, failure, place));
  }

  #part(node: YamlNode): Part<Program> {
    const known = this.#parts.get(node);
    if (known !== undefined) return known;
    const part = this.#newPart(node);
    this.#parts.set(node, part);
    return part;
  }

  #newPart(node: YamlNode): Part<Program> {
    switch (node.kind) {
      case 'scalar':
        return typeof node.value === 'string' && this.#compile !== undefined
          ? this.#text(node, node.value, this.#compile)
          : { kind: 'fixed', json: node.value };
      case 'list':
        return this.#list(node.items.map((item) => this.#part(item)));
      case 'map':
        return this.#map(node);
    }
  }

  #list(items: readonly Part<Program>[]): Part<Program> {
    const fixed: CelJson[] = [];
    for (const item of items) if (item.kind === 'fixed') fixed.push(item.json);
    return fixed.length === items.length ? { kind: 'fixed', json: fixed } : { kind: 'list', items };
  }

  #map(node: Extract<YamlNode, { kind: 'map' }>): Part<Program> {
    const entries: (readonly [string, Part<Program>])[] = [];
    const fixed: [string, CelJson][] = [];
    for (const entry of node.entries) {
      if (this.#compile !== undefined) this.#checkKey(entry.key, entry.at);
      const part = this.#part(entry.node);
      entries.push([entry.key, part]);
      if (part.kind === 'fixed') fixed.push([entry.key, part.json]);
    }
    if (fixed.length === entries.length) return { kind: 'fixed', json: Object.fromEntries(fixed) };
    if (node.mergeAt !== undefined) {
      this.#refuse('a merge key cannot stand in a map with placeholders; write the entries out', node.mergeAt);
    }
    return { kind: 'map', entries };
  }

  #checkKey(key: string, at: number): void {
    const pieces = scanPlaceholders(key);
    if (!(pieces instanceof CelFailure) && pieces.every((piece) => typeof piece === 'string')) return;
    this.#refuse('placeholders are for values; a key cannot have one', at);
  }

  #text(
    node: Extract<YamlNode, { kind: 'scalar' }>,
    text: string,
    compile: CompilePlaceholder<Program>,
  ): Part<Program> {
    const scanned = text.includes('((') ? scanPlaceholders(text) : [text];
    if (scanned instanceof CelFailure) {
      this.#found(scanned, { placeOf: node.placeOf, length: text.length });
      this.broken = true;
      return NOTHING;
    }
    const pieces: (string | Placeholder<Program>)[] = [];
    for (const piece of scanned) {
      if (typeof piece === 'string') pieces.push(piece);
      else {
        const placeOf = (index: number): number => node.placeOf(piece.at + index);
        const program = this.#program(compile(piece.expression), { placeOf, length: piece.expression.length });
        if (program !== undefined) pieces.push(program);
      }
    }
    const [first] = pieces;
    if (pieces.length === 1 && typeof first === 'object') return { kind: 'whole', placeholder: first };
    if (pieces.every((piece) => typeof piece === 'string')) return { kind: 'fixed', json: pieces.join('') };
    return { kind: 'text', pieces };
  }

  #program(
    { program, problems }: ReturnType<CompilePlaceholder<Program>>,
    place: Place,
  ): Placeholder<Program> | undefined {
    for (const problem of problems) this.#found(problem, place);
    if (program !== undefined) return { program, ...place };
    this.broken = true;
    return undefined;
  }
}
