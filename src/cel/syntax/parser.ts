// The grammar of the language: turns tokens into a tree, with bounds that let everything after it recurse without fear. What macros are is
// in macros.ts; whether names and types fit is for the checker.
import { CelFailure, type Span } from '../failure.ts';
import { outOfRange } from './literals.ts';
import { expandMacro } from './macros.ts';
import type { Name, Node, NodeForm } from './syntax-tree.ts';
import { TokenCursor } from './token-cursor.ts';
import { tokenize } from './tokens.ts';
import { fitsInt, type CelValue } from '../value.ts';

/** How long the text of an expression may be, in UTF-16 units. */
export const MAX_LENGTH = 100_000;

/** How deep parentheses, arguments, indexes and literals may stand in one another. */
export const MAX_NESTING = 250;

/** How deep the tree may be: chains such as `a + b + c` and `a.b.c` make it deep too. */
export const MAX_TREE_DEPTH = 1000;

/**
 * The tree of an expression.
 *
 * Shape   chains of `&&` and `||` are balanced. A node's span takes in the parentheses around it.
 * Errors  the first one only: `syntax`, or `limit` for a text that is too long or too deep; all have a span.
 * Source  the grammar and macros of cel-go, with its words that are reserved.
 */
export function parseCel(text: string): Node | CelFailure {
  if (text.length > MAX_LENGTH) {
    const message = `the expression is longer than ${MAX_LENGTH} characters`;
    return new CelFailure('limit', message, { start: MAX_LENGTH, end: text.length });
  }
  return new Parser(new TokenCursor(tokenize(text))).parse();
}

const OPERATORS: readonly ReadonlySet<string>[] = [
  new Set(['<', '<=', '>', '>=', '==', '!=', 'in']),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
];

const RESERVED: ReadonlySet<string> = new Set(['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']); // prettier-ignore

const CONSTANTS: ReadonlyMap<string, CelValue> = new Map<string, CelValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Parser {
  readonly #tokens: TokenCursor;
  readonly #depths = new Map<Node, number>();
  #nesting = 0;

  constructor(tokens: TokenCursor) {
    this.#tokens = tokens;
  }

  parse(): Node | CelFailure {
    const node = this.#expression();
    if (this.#tokens.at().kind !== 'end') this.#unexpected('an operator or the end');
    return this.#tokens.failure ?? node;
  }

  #fail(failure: CelFailure): Node {
    this.#tokens.fail(failure);
    return { kind: 'literal', value: null, span: { start: 0, end: 0 } };
  }

  #unexpected(expected: string): Node {
    return this.#fail(this.#tokens.unexpected(expected));
  }

  #make(form: NodeForm, start: number, ...parts: readonly (Node | undefined)[]): Node {
    return this.#spanning(form, this.#tokens.from(start), parts);
  }

  #spanning(form: NodeForm, span: Span, parts: readonly (Node | undefined)[]): Node {
    const node: Node = { ...form, span };
    let depth = 0;
    for (const part of parts) if (part !== undefined) depth = Math.max(depth, this.#depths.get(part) ?? 0);
    if (depth >= MAX_TREE_DEPTH) {
      const message = `the expression is a chain or a nest of more than ${MAX_TREE_DEPTH} parts`;
      return this.#fail(new CelFailure('limit', message, span));
    }
    this.#depths.set(node, depth + 1);
    return node;
  }

  #expression(): Node {
    const { start } = this.#tokens.at();
    if (this.#nesting >= MAX_NESTING) {
      const message = `the expression is nested more than ${MAX_NESTING} deep`;
      return this.#fail(new CelFailure('limit', message, { start, end: this.#tokens.at().end }));
    }
    this.#nesting += 1;
    const condition = this.#logical('or');
    const node = this.#tokens.take('?') ? this.#conditional(condition, start) : condition;
    this.#nesting -= 1;
    return node;
  }

  #conditional(condition: Node, start: number): Node {
    const yes = this.#logical('or');
    this.#tokens.expect(':', '":" and what holds otherwise');
    const no = this.#expression();
    return this.#make({ kind: 'conditional', condition, yes, no }, start, condition, yes, no);
  }

  #logical(kind: 'and' | 'or'): Node {
    const operands: Node[] = [];
    do operands.push(kind === 'or' ? this.#logical('and') : this.#binary(0));
    while (this.#tokens.take(kind === 'or' ? '||' : '&&'));
    return this.#balanced(kind, operands, 0, operands.length);
  }

  #balanced(kind: 'and' | 'or', operands: readonly Node[], from: number, to: number): Node {
    const only = operands[from];
    if (only !== undefined && to - from === 1) return only;
    const middle = from + Math.ceil((to - from) / 2);
    const left = this.#balanced(kind, operands, from, middle);
    const right = this.#balanced(kind, operands, middle, to);
    return this.#spanning({ kind, left, right }, { start: left.span.start, end: right.span.end }, [left, right]);
  }

  /** Chains of the operators at `level`, and of all that bind tighter. */
  #binary(level: number): Node {
    const operators = OPERATORS[level];
    if (operators === undefined) return this.#unary();
    const { start } = this.#tokens.at();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#tokens.at();
      if ((token.kind !== 'symbol' && token.kind !== 'keyword') || !operators.has(token.text)) return left;
      this.#tokens.pass();
      const right = this.#binary(level + 1);
      const name = { text: `_${token.text}_`, span: { start: token.start, end: token.end } };
      left = this.#make({ kind: 'call', name, args: [left, right] }, start, left, right);
    }
  }

  /** A run of `!` or of `-` before a member. As in cel-go two of them are none. */
  #unary(): Node {
    const { start, end } = this.#tokens.at();
    const sign = this.#tokens.is('!') ? '!' : this.#tokens.is('-') ? '-' : undefined;
    if (sign === undefined) return this.#member();
    let count = 0;
    while (this.#tokens.is(sign) && !this.#atSignedNumber()) {
      this.#tokens.pass();
      count += 1;
    }
    const operand = this.#member();
    if (count % 2 === 0) return operand;
    const name: Name = { text: sign === '!' ? '!_' : '-_', span: { start, end } };
    return this.#make({ kind: 'call', name, args: [operand] }, start, operand);
  }

  #atSignedNumber(): boolean {
    const number = this.#tokens.at(1);
    return (
      this.#tokens.is('-') && (number.kind === 'int' || (number.kind === 'literal' && typeof number.value === 'number'))
    );
  }

  #member(): Node {
    const { start } = this.#tokens.at();
    let node = this.#primary();
    for (;;) {
      if (this.#tokens.take('.')) node = this.#afterDot(node, start);
      else if (this.#tokens.take('[')) node = this.#index(node, start);
      else return node;
    }
  }

  #afterDot(operand: Node, start: number): Node {
    const optional = this.#tokens.take('?');
    const quoted = this.#tokens.at().kind === 'quoted-name';
    const field = this.#fieldName();
    if (!optional && !quoted && this.#tokens.take('(')) return this.#call(operand, field, start);
    return this.#make({ kind: 'select', operand, field, optional }, start, operand);
  }

  #fieldName(): Name {
    const token = this.#tokens.at();
    if (token.kind !== 'name' && token.kind !== 'quoted-name') {
      this.#unexpected('the name of a field');
      return { text: '', span: { start: token.start, end: token.end } };
    }
    this.#tokens.pass();
    return { text: token.text, span: { start: token.start, end: token.end } };
  }

  #index(operand: Node, start: number): Node {
    const optional = this.#tokens.take('?');
    const index = this.#expression();
    this.#tokens.expect(']');
    return this.#make({ kind: 'index', operand, index, optional }, start, operand, index);
  }

  /** A call whose opening parenthesis is behind. */
  #call(target: Node | undefined, name: Name, start: number): Node {
    const args: Node[] = [];
    if (!this.#tokens.is(')')) {
      do args.push(this.#expression());
      while (this.#tokens.take(','));
    }
    this.#tokens.expect(')', '"," or ")"');
    const macro = this.#tokens.failure === undefined ? expandMacro({ target, name, args }) : undefined;
    if (macro instanceof CelFailure) return this.#fail(macro);
    const call: NodeForm = target === undefined ? { kind: 'call', name, args } : { kind: 'call', name, target, args };
    return this.#make(macro ?? call, start, target, ...args);
  }

  #primary(): Node {
    const token = this.#tokens.at();
    switch (token.kind) {
      case 'name':
        return this.#named(false);
      case 'int':
        return this.#integer(token.start, token.size);
      case 'literal':
        return this.#literal(token.start, token.value);
      case 'symbol':
      case 'keyword':
        return this.#marked(token.text, token.start);
      default:
        return this.#unexpected('a value');
    }
  }

  #literal(start: number, value: CelValue): Node {
    this.#tokens.pass();
    return this.#make({ kind: 'literal', value }, start);
  }

  #integer(start: number, value: bigint): Node {
    const node = this.#literal(start, value);
    return fitsInt(value) ? node : this.#fail(outOfRange('int', node.span));
  }

  /** What begins with a sign or a word of the language. */
  #marked(text: string, start: number): Node {
    const constant = CONSTANTS.get(text);
    if (constant !== undefined) return this.#literal(start, constant);
    switch (text) {
      case '-':
        return this.#atSignedNumber() ? this.#negative(start) : this.#unexpected('a value');
      case '.':
        return this.#tokens.at(1).kind === 'name' ? this.#named(true) : this.#unexpected('a value');
      case '(':
        return this.#parenthesised(start);
      case '[':
        return this.#list(start);
      case '{':
        return this.#map(start);
      default:
        return this.#unexpected('a value');
    }
  }

  #negative(start: number): Node {
    this.#tokens.pass();
    const number = this.#tokens.at();
    if (number.kind === 'int') return this.#integer(start, -number.size);
    return this.#literal(start, number.kind === 'literal' ? -Number(number.value) : null);
  }

  #parenthesised(start: number): Node {
    this.#tokens.pass();
    const node = this.#expression();
    this.#tokens.expect(')', 'an operator or ")"');
    const wider: Node = { ...node, span: this.#tokens.from(start) };
    this.#depths.set(wider, this.#depths.get(node) ?? 0);
    return wider;
  }

  /** A name with or without a dot before it: a variable, the call of a function, or a message. */
  #named(absolute: boolean): Node {
    const { start } = this.#tokens.at();
    if (absolute) this.#tokens.pass();
    if (this.#messageAhead()) return this.#message(start);
    const name = this.#fieldName();
    if (RESERVED.has(name.text)) {
      return this.#fail(new CelFailure('syntax', `"${name.text}" is a reserved word, which names nothing`, name.span));
    }
    if (this.#tokens.take('(')) return this.#call(undefined, name, start);
    return this.#make({ kind: 'identifier', name: name.text, absolute }, start);
  }

  #messageAhead(): boolean {
    let ahead = 1;
    while (this.#tokens.is('.', ahead) && this.#tokens.at(ahead + 1).kind === 'name') ahead += 2;
    return this.#tokens.is('{', ahead);
  }

  #message(start: number): Node {
    const parts = [this.#fieldName().text];
    while (this.#tokens.take('.')) parts.push(this.#fieldName().text);
    const type: Name = { text: parts.join('.'), span: this.#tokens.from(start) };
    this.#tokens.expect('{');
    const fields = this.#items('}', () => {
      const optional = this.#tokens.take('?');
      const name = this.#fieldName();
      this.#tokens.expect(':');
      return { name, value: this.#expression(), optional };
    });
    return this.#make({ kind: 'message', type, fields }, start, ...fields.map((field) => field.value));
  }

  #list(start: number): Node {
    this.#tokens.pass();
    const elements = this.#items(']', () => ({ optional: this.#tokens.take('?'), value: this.#expression() }));
    return this.#make({ kind: 'list', elements }, start, ...elements.map((element) => element.value));
  }

  #map(start: number): Node {
    this.#tokens.pass();
    const entries = this.#items('}', () => {
      const optional = this.#tokens.take('?');
      const key = this.#expression();
      this.#tokens.expect(':', '":" and the value of this key');
      return { key, value: this.#expression(), optional };
    });
    return this.#make({ kind: 'map', entries }, start, ...entries.flatMap(({ key, value }) => [key, value]));
  }

  /** What stands between commas up to `closing`, which is taken too; a last comma is allowed. */
  #items<T>(closing: string, read: () => T): readonly T[] {
    const items: T[] = [];
    while (!this.#tokens.is(closing)) {
      items.push(read());
      if (!this.#tokens.take(',')) break;
    }
    this.#tokens.expect(closing, `"," or "${closing}"`);
    return items;
  }
}
