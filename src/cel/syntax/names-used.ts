// Which names an expression uses, so that callers can tell what it looks at without evaluating it.
import { dottedName } from './qualified-name.ts';
import type { Node } from './syntax-tree.ts';

/** The names in an expression. */
export interface NamesUsed {
  /** Identifiers that no macro binds; of `a.b.c` it is `a`. The first part of a called name is among them: `time` of `time.now()`. */
  readonly identifiers: ReadonlySet<string>;
  /**
   * What is called: `random`, `time.now`, with all parts where the target is a chain of names that no macro binds, else with a dot before
   * it (`.startsWith`). Operators and macros are not among them.
   */
  readonly calls: ReadonlySet<string>;
}

/** The free identifiers of an expression. */
export function identifiersUsed(node: Node): ReadonlySet<string> {
  return namesUsed(node).identifiers;
}

/** The free identifiers and the calls of an expression. */
export function namesUsed(node: Node): NamesUsed {
  const found = { identifiers: new Set<string>(), calls: new Set<string>() };
  visit(node, new Set(), found);
  return found;
}

interface Found {
  readonly identifiers: Set<string>;
  readonly calls: Set<string>;
}

function visit(node: Node, bound: ReadonlySet<string>, found: Found): void {
  const go = (part: Node, variable?: string): void => {
    visit(part, variable === undefined ? bound : new Set([...bound, variable]), found);
  };
  switch (node.kind) {
    case 'identifier':
      if (node.absolute || !bound.has(node.name)) found.identifiers.add(node.name);
      return;
    case 'walk':
      go(node.range);
      if (node.where !== undefined) go(node.where, node.variable.text);
      go(node.body, node.variable.text);
      return;
    case 'bind':
      go(node.value);
      go(node.body, node.variable.text);
      return;
    case 'optional-map':
      go(node.operand);
      go(node.body, node.variable.text);
      return;
    case 'call':
      addCall(node, bound, found);
      break;
    default:
  }
  for (const part of partsOf(node)) go(part);
}

function addCall({ name, target }: Extract<Node, { kind: 'call' }>, bound: ReadonlySet<string>, found: Found): void {
  if (target !== undefined) found.calls.add(`${chainOf(target, bound) ?? ''}.${name.text}`);
  else if (isWritten(name.text)) found.calls.add(name.text);
}

/** Whether the name is one that was written, not an operator's. */
function isWritten(name: string): boolean {
  return name !== '_in_' && /^\w+$/.test(name);
}

/** The dotted name that the node is, or undefined. */
function chainOf(node: Node, bound: ReadonlySet<string>): string | undefined {
  const name = dottedName(node);
  return name === undefined || (!name.root.absolute && bound.has(name.root.name)) ? undefined : name.text;
}

/** The parts of a node that binds nothing. */
export function partsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'select':
    case 'has':
      return [node.operand];
    case 'index':
      return [node.operand, node.index];
    case 'call':
      return node.target === undefined ? node.args : [node.target, ...node.args];
    case 'and':
    case 'or':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.yes, node.no];
    case 'list':
      return node.elements.map((element) => element.value);
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'message':
      return node.fields.map((field) => field.value);
    default:
      return [];
  }
}
