// Finds out what the expressions of a policy in CEL ask of its trigger, which sources they read and what they build. From their trees:
// variables are followed to their expressions, `dyn(…)` and `string(…)` are seen through.
import { CelFailure } from '../../src/cel/index.ts';
import { parseCel } from '../../src/cel/syntax/parser.ts';
import type { Node } from '../../src/cel/syntax/syntax-tree.ts';
import { child, textAt, type Json, type JsonObject } from '../../src/model/resource.ts';
import { listAt } from './drafts.ts';
import type { PathStep } from './paths.ts';

type Call = Extract<Node, { kind: 'call' }>;

/** A path of the trigger that is read, and the text or number it is compared to, where it is. */
export interface AskedPath {
  readonly path: readonly PathStep[];
  readonly value: Json | undefined;
  /** What the text there is split at. */
  readonly splitAt: string | undefined;
}

/** A call that reads sources. */
export interface SourceCall {
  readonly reads: 'one' | 'list';
  readonly args: readonly Node[];
}

/** A label that something other than the trigger has to have. */
export type WantedLabel = readonly [key: string, value: string];

/** What a policy's expressions say. */
export interface CelReads {
  readonly variables: ReadonlyMap<string, Node>;
  readonly paths: readonly AskedPath[];
  readonly sources: readonly SourceCall[];
  readonly labels: readonly WantedLabel[];
  /** The texts of lists that expressions look into. */
  readonly listed: readonly string[];
  /** The kinds of maps that have metadata: a `kind` in a map without is a reference, nothing that is generated. */
  readonly built: ReadonlySet<string>;
}

/** What the expressions of a policy say; one that does not parse says nothing. */
export function celReads(policy: JsonObject): CelReads {
  const spec = child(policy, 'spec');
  const variables = new Map(
    listAt(spec, 'variables').flatMap((one) => parsed(one).map((node) => [textAt(one, 'name'), node] as const)),
  );
  const others = [...listAt(spec, 'matchConditions'), ...listAt(spec, 'generate')].flatMap(parsed);
  const nodes = [...variables.values(), ...others].flatMap(nodesIn);
  return {
    variables,
    paths: pathsIn(nodes, variables),
    sources: nodes.flatMap(sourceCall),
    labels: nodes.flatMap((node) => wantedLabel(node, variables)),
    listed: nodes.flatMap(listedTexts),
    built: new Set(nodes.flatMap(builtKind)),
  };
}

/** The path below the trigger that a part of an expression means. */
export function triggerPath(node: Node, variables: ReadonlyMap<string, Node>): readonly PathStep[] | undefined {
  const plain = resolved(node, variables);
  if (plain.kind === 'identifier') return plain.name === 'object' ? [] : undefined;
  if (plain.kind !== 'select' && plain.kind !== 'has' && plain.kind !== 'index') return undefined;
  const above = triggerPath(plain.operand, variables);
  const step = plain.kind === 'index' ? literal(plain.index) : plain.field.text;
  return above && (typeof step === 'string' || typeof step === 'number') ? [...above, step] : undefined;
}

/** The part itself, or what it is a variable or a conversion of. */
export function resolved(node: Node, variables: ReadonlyMap<string, Node>): Node {
  if (node.kind === 'call' && node.target === undefined && ['dyn', 'string'].includes(node.name.text)) {
    const [inner] = node.args;
    return inner ? resolved(inner, variables) : node;
  }
  const isVariable = node.kind === 'select' && node.operand.kind === 'identifier' && node.operand.name === 'variables';
  const meant = isVariable ? variables.get(node.field.text) : undefined;
  return meant ? resolved(meant, variables) : node;
}

/** The text, number or truth value that a literal is. */
export function literal(node: Node): Json | undefined {
  if (node.kind !== 'literal') return undefined;
  const { value } = node;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function parsed(entry: Json): readonly Node[] {
  const template = textAt(child(entry, 'template'), 'value');
  const texts = [
    textAt(entry, 'expression'),
    ...[...template.matchAll(/\(\((.*?)\)\)/gs)].map(([, text = '']) => text),
  ];
  const trees = texts.filter((text) => text !== '').map(parseCel);
  return trees.filter((tree): tree is Node => !(tree instanceof CelFailure));
}

/** A part and all parts below it. */
function nodesIn(node: Node): readonly Node[] {
  const below = (value: unknown): readonly Node[] => {
    if (typeof value !== 'object' || value === null) return [];
    if (Array.isArray(value)) return value.flatMap(below);
    // Only nodes have both; names have a span alone.
    if ('kind' in value && 'span' in value) return nodesIn(value as Node);
    return Object.values(value).flatMap(below);
  };
  return node.kind === 'literal' ? [node] : [node, ...Object.values(node).flatMap(below)];
}

function pathsIn(nodes: readonly Node[], variables: ReadonlyMap<string, Node>): readonly AskedPath[] {
  const found = nodes.flatMap((node): readonly AskedPath[] => {
    const plain = triggerPath(node, variables);
    if (plain !== undefined && plain.length > 0) return [{ path: plain, value: undefined, splitAt: undefined }];
    if (node.kind !== 'call') return [];
    if (node.name.text === 'split' && node.target) return askedOf(node.target, variables, { splitAt: separator(node) });
    if (node.name.text !== '_==_') return [];
    const [left, right] = node.args;
    if (!left || !right) return [];
    return [
      ...askedOf(left, variables, { value: literal(resolved(right, variables)) }),
      ...askedOf(right, variables, { value: literal(resolved(left, variables)) }),
    ];
  });
  // What is said of a value comes before that it is there, and what is deeper before what holds it.
  const isPlain = ({ value, splitAt }: AskedPath): number => (value === undefined && splitAt === undefined ? 1 : 0);
  return found.toSorted((a, b) => isPlain(a) - isPlain(b) || b.path.length - a.path.length);
}

function separator(split: Call): string {
  const [first] = split.args;
  const text = first && literal(first);
  return typeof text === 'string' ? text : ',';
}

function askedOf(
  node: Node,
  variables: ReadonlyMap<string, Node>,
  asked: { readonly value?: Json | undefined; readonly splitAt?: string },
): readonly AskedPath[] {
  const path = triggerPath(node, variables);
  if (path === undefined || path.length === 0) return [];
  return [{ path, value: asked.value, splitAt: asked.splitAt }];
}

function sourceCall(node: Node): readonly SourceCall[] {
  if (node.kind !== 'call' || node.target?.kind !== 'identifier' || node.target.name !== 'resource') return [];
  if (/^[gG]et$/.test(node.name.text)) return [{ reads: 'one', args: node.args }];
  return /^[lL]ist$/.test(node.name.text) ? [{ reads: 'list', args: node.args }] : [];
}

/** `x.metadata.labels['key'] == 'value'` of something other than the trigger. */
function wantedLabel(node: Node, variables: ReadonlyMap<string, Node>): readonly WantedLabel[] {
  if (node.kind !== 'call' || node.name.text !== '_==_') return [];
  const [left, right] = node.args;
  if (left?.kind !== 'index' || !right || triggerPath(left, variables)) return [];
  const [key, value] = [literal(left.index), literal(right)];
  const isLabel = left.operand.kind === 'select' && left.operand.field.text === 'labels';
  return isLabel && typeof key === 'string' && typeof value === 'string' ? [[key, value]] : [];
}

function listedTexts(node: Node): readonly string[] {
  const list =
    node.kind === 'walk' ? node.range : node.kind === 'call' && node.name.text === '_in_' ? node.args[1] : undefined;
  if (list?.kind !== 'list') return [];
  return list.elements.map(({ value }) => literal(value)).filter((value): value is string => typeof value === 'string');
}

function builtKind(node: Node): readonly string[] {
  if (node.kind !== 'map') return [];
  const entry = (name: string): Node | undefined => node.entries.find(({ key }) => literal(key) === name)?.value;
  const kind = entry('kind');
  const text = kind && literal(resolved(kind, new Map()));
  return typeof text === 'string' && entry('metadata') ? [text] : [];
}
