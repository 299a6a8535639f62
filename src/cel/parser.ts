// The grammar of the language: turns tokens into a tree, with bounds that let everything after it recurse without fear. What macros are is
// in macros.ts; whether names and types fit is for the checker.
import { CelFailure, type Span } from './failure.ts';
import { outOfRange } from './literals.ts';
import { expandMacro } from './macros.ts';
import type { Name, Node, NodeForm } from './syntax-tree.ts';
import { tokenize, type Token } from './tokens.ts';
import { fitsInt, type CelValue } from './value.ts';

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
  return new Parser(tokenize(text)).parse();
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

/** After the first failure it stands at the end, so that all that is under way comes to its own end at once. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #last: Token;
  readonly #depths = new Map<Node, number>();
  #at = 0;
  #nesting = 0;
  #failure: CelFailure | undefined;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#last = tokens.at(-1) ?? { kind: 'end', start: 0, end: 0 };
  }

  parse(): Node | CelFailure {
    const node = this.#expression();
    if (this.#token().kind !== 'end') this.#unexpected('an operator or the end');
    return this.#failure ?? node;
  }

  #token(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? this.#last;
  }

  #is(text: string, ahead = 0): boolean {
    const token = this.#token(ahead);
    return (token.kind === 'symbol' || token.kind === 'keyword') && token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string, expected = `"${text}"`): void {
    if (!this.#take(text)) this.#unexpected(expected);
  }

  /** The stretch from `start` to the end of the token before this one. */
  #from(start: number): Span {
    return { start, end: this.#tokens[this.#at - 1]?.end ?? start };
  }

  #fail(failure: CelFailure): Node {
    this.#failure ??= failure;
    this.#at = this.#tokens.length;
    return { kind: 'literal', value: null, span: { start: 0, end: 0 } };
  }

  #unexpected(expected: string): Node {
    const token = this.#token();
    if (token.kind === 'bad') return this.#fail(token.failure);
    const { start, end } = token;
    const message = token.kind === 'end' ? 'unexpected end' : `unexpected ${wording(token)}`;
    return this.#fail(new CelFailure('syntax', `${message}: expected ${expected}`, { start, end }));
  }

  #make(form: NodeForm, start: number, ...parts: readonly (Node | undefined)[]): Node {
    return this.#spanning(form, this.#from(start), parts);
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
    const { start } = this.#token();
    if (this.#nesting >= MAX_NESTING) {
      const message = `the expression is nested more than ${MAX_NESTING} deep`;
      return this.#fail(new CelFailure('limit', message, { start, end: this.#token().end }));
    }
    this.#nesting += 1;
    const condition = this.#logical('or');
    const node = this.#take('?') ? this.#conditional(condition, start) : condition;
    this.#nesting -= 1;
    return node;
  }

  #conditional(condition: Node, start: number): Node {
    const yes = this.#logical('or');
    this.#expect(':', '":" and what holds otherwise');
    const no = this.#expression();
    return this.#make({ kind: 'conditional', condition, yes, no }, start, condition, yes, no);
  }

  #logical(kind: 'and' | 'or'): Node {
    const operands: Node[] = [];
    do operands.push(kind === 'or' ? this.#logical('and') : this.#binary(0));
    while (this.#take(kind === 'or' ? '||' : '&&'));
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
    const { start } = this.#token();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#token();
      if ((token.kind !== 'symbol' && token.kind !== 'keyword') || !operators.has(token.text)) return left;
      this.#at += 1;
      const right = this.#binary(level + 1);
      const name = { text: `_${token.text}_`, span: { start: token.start, end: token.end } };
      left = this.#make({ kind: 'call', name, args: [left, right] }, start, left, right);
    }
  }

  /** A run of `!` or of `-` before a member. As in cel-go two of them are none. */
  #unary(): Node {
    const { start, end } = this.#token();
    const sign = this.#is('!') ? '!' : this.#is('-') ? '-' : undefined;
    if (sign === undefined) return this.#member();
    let count = 0;
    while (this.#is(sign) && !this.#atSignedNumber()) {
      this.#at += 1;
      count += 1;
    }
    const operand = this.#member();
    if (count % 2 === 0) return operand;
    const name: Name = { text: sign === '!' ? '!_' : '-_', span: { start, end } };
    return this.#make({ kind: 'call', name, args: [operand] }, start, operand);
  }

  #atSignedNumber(): boolean {
    const number = this.#token(1);
    return this.#is('-') && (number.kind === 'int' || (number.kind === 'literal' && typeof number.value === 'number'));
  }

  #member(): Node {
    const { start } = this.#token();
    let node = this.#primary();
    for (;;) {
      if (this.#take('.')) node = this.#afterDot(node, start);
      else if (this.#take('[')) node = this.#index(node, start);
      else return node;
    }
  }

  #afterDot(operand: Node, start: number): Node {
    const optional = this.#take('?');
    const quoted = this.#token().kind === 'quoted-name';
    const field = this.#fieldName();
    if (!optional && !quoted && this.#take('(')) return this.#call(operand, field, start);
    return this.#make({ kind: 'select', operand, field, optional }, start, operand);
  }

  #fieldName(): Name {
    const token = this.#token();
    if (token.kind !== 'name' && token.kind !== 'quoted-name') {
      this.#unexpected('the name of a field');
      return { text: '', span: { start: token.start, end: token.end } };
    }
    this.#at += 1;
    return { text: token.text, span: { start: token.start, end: token.end } };
  }

  #index(operand: Node, start: number): Node {
    const optional = this.#take('?');
    const index = this.#expression();
    this.#expect(']');
    return this.#make({ kind: 'index', operand, index, optional }, start, operand, index);
  }

  /** A call whose opening parenthesis is behind. */
  #call(target: Node | undefined, name: Name, start: number): Node {
    const args: Node[] = [];
    if (!this.#is(')')) {
      do args.push(this.#expression());
      while (this.#take(','));
    }
    this.#expect(')', '"," or ")"');
    const macro = this.#failure === undefined ? expandMacro({ target, name, args }) : undefined;
    if (macro instanceof CelFailure) return this.#fail(macro);
    const call: NodeForm = target === undefined ? { kind: 'call', name, args } : { kind: 'call', name, target, args };
    return this.#make(macro ?? call, start, target, ...args);
  }

  #primary(): Node {
    const token = this.#token();
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
    this.#at += 1;
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
        return this.#token(1).kind === 'name' ? this.#named(true) : this.#unexpected('a value');
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
    this.#at += 1;
    const number = this.#token();
    if (number.kind === 'int') return this.#integer(start, -number.size);
    return this.#literal(start, number.kind === 'literal' ? -Number(number.value) : null);
  }

  #parenthesised(start: number): Node {
    this.#at += 1;
    const node = this.#expression();
    this.#expect(')', 'an operator or ")"');
    const wider: Node = { ...node, span: this.#from(start) };
    this.#depths.set(wider, this.#depths.get(node) ?? 0);
    return wider;
  }

  /** A name with or without a dot before it: a variable, the call of a function, or a message. */
  #named(absolute: boolean): Node {
    const { start } = this.#token();
    if (absolute) this.#at += 1;
    if (this.#messageAhead()) return this.#message(start);
    const name = this.#fieldName();
    if (RESERVED.has(name.text)) {
      return this.#fail(new CelFailure('syntax', `"${name.text}" is a reserved word, which names nothing`, name.span));
    }
    if (this.#take('(')) return this.#call(undefined, name, start);
    return this.#make({ kind: 'identifier', name: name.text, absolute }, start);
  }

  #messageAhead(): boolean {
    let ahead = 1;
    while (this.#is('.', ahead) && this.#token(ahead + 1).kind === 'name') ahead += 2;
    return this.#is('{', ahead);
  }

  #message(start: number): Node {
    const parts = [this.#fieldName().text];
    while (this.#take('.')) parts.push(this.#fieldName().text);
    const type: Name = { text: parts.join('.'), span: this.#from(start) };
    this.#expect('{');
    const fields = this.#items('}', () => {
      const optional = this.#take('?');
      const name = this.#fieldName();
      this.#expect(':');
      return { name, value: this.#expression(), optional };
    });
    return this.#make({ kind: 'message', type, fields }, start, ...fields.map((field) => field.value));
  }

  #list(start: number): Node {
    this.#at += 1;
    const elements = this.#items(']', () => ({ optional: this.#take('?'), value: this.#expression() }));
    return this.#make({ kind: 'list', elements }, start, ...elements.map((element) => element.value));
  }

  #map(start: number): Node {
    this.#at += 1;
    const entries = this.#items('}', () => {
      const optional = this.#take('?');
      const key = this.#expression();
      this.#expect(':', '":" and the value of this key');
      return { key, value: this.#expression(), optional };
    });
    return this.#make({ kind: 'map', entries }, start, ...entries.flatMap(({ key, value }) => [key, value]));
  }

  /** What stands between commas up to `closing`, which is taken too; a last comma is allowed. */
  #items<T>(closing: string, read: () => T): readonly T[] {
    const items: T[] = [];
    while (!this.#is(closing)) {
      items.push(read());
      if (!this.#take(',')) break;
    }
    this.#expect(closing, `"," or "${closing}"`);
    return items;
  }
}

/** The token as messages call it: never with the content of a literal. */
function wording(token: Token): string {
  switch (token.kind) {
    case 'int':
      return 'number';
    case 'literal':
      return typeof token.value === 'string' ? 'string' : 'literal';
    case 'bad':
    case 'end':
      return 'end';
    default:
      return JSON.stringify(token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text);
  }
}
