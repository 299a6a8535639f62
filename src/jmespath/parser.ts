// Turns the text of an expression into a tree: the grammar and binding powers of the JMESPath library Kyverno uses.
// What the tree means is left to interpreter.ts; nesting is bounded here, so that nothing after it has to fear deep trees.

import type { ExpressionError, Span } from './expression-error.ts';
import { expressionError, isExpressionError } from './expression-error.ts';
import type { Comparison, Node, NodeContent, SliceBounds } from './syntax-tree.ts';
import type { Sign, Token } from './tokens.ts';
import { tokenize } from './tokens.ts';

/** How deep the parts of an expression may be nested. */
export const MAX_DEPTH = 400;

/** How long the text of an expression may be. */
export const MAX_EXPRESSION_LENGTH = 256 * 1024;

type Parsed = Node | ExpressionError;

const POWERS: Readonly<Partial<Record<Sign, number>>> = {
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '!': 45,
  '{': 50,
  '[': 55,
  '(': 60,
};

/** Whatever binds weaker than this ends a projection. */
const PROJECTION_STOP = 10;

/**
 * The tree of `text`.
 *
 * Errors  syntax, limit
 * Source  the Go JMESPath library as Kyverno 1.19 uses it; commas between arguments may be left out there, and so here.
 */
export function parseExpression(text: string): Parsed {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    return expressionError('limit', `the expression is longer than ${MAX_EXPRESSION_LENGTH} characters`, {
      start: 0,
      end: text.length,
    });
  }
  const tokens = tokenize(text);
  return isExpressionError(tokens) ? tokens : new Parser(tokens).whole();
}

/** A class, since the place in the tokens is a resource that all rules of the grammar share. */
class Parser {
  private readonly tokens: readonly Token[];
  private place = 0;
  private nesting = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Parsed {
    const tree = this.expression(0);
    if (isExpressionError(tree) || this.token().type === 'end') return tree;
    return this.unexpected('at the end of the expression');
  }

  private token(ahead = 0): Token {
    return this.tokens[this.place + ahead] ?? { type: 'end', start: 0, end: 0 };
  }

  private at(sign: Sign, ahead = 0): boolean {
    const token = this.token(ahead);
    return token.type === 'sign' && token.sign === sign;
  }

  private skip(sign: Sign): boolean {
    if (!this.at(sign)) return false;
    this.place++;
    return true;
  }

  private expect(sign: Sign): ExpressionError | undefined {
    return this.skip(sign) ? undefined : this.unexpected(`instead of ${sign}`);
  }

  private unexpected(where: string): ExpressionError {
    const token = this.token();
    const what = token.type === 'end' ? 'the expression ends' : 'unexpected token';
    return expressionError('syntax', `${what} ${where}`, token);
  }

  private end(): number {
    return this.tokens[this.place - 1]?.end ?? 0;
  }

  /** A node from `start` up to the latest token, one higher than its parts. */
  private node(start: number, parts: readonly Node[], content: NodeContent): Parsed {
    const span: Span = { start, end: this.end() };
    const depth = 1 + parts.reduce((highest, part) => Math.max(highest, part.depth), 0);
    return depth > MAX_DEPTH ? tooDeep(span) : { ...content, ...span, depth };
  }

  private power(): number {
    const token = this.token();
    return token.type === 'sign' ? (POWERS[token.sign] ?? 0) : 0;
  }

  private expression(power: number): Parsed {
    if (++this.nesting > MAX_DEPTH) return tooDeep(this.token());
    const tree = this.operators(power);
    this.nesting--;
    return tree;
  }

  private operators(power: number): Parsed {
    let left = this.operand();
    while (!isExpressionError(left) && power < this.power()) left = this.operator(left);
    return left;
  }

  private operand(): Parsed {
    const token = this.token();
    const { start } = token;
    switch (token.type) {
      case 'literal':
        this.place++;
        return this.node(start, [], { type: 'literal', value: token.value });
      case 'name':
        this.place++;
        return this.node(start, [], { type: 'field', name: token.name });
      case 'quoted-name':
        this.place++;
        if (this.at('(')) return expressionError('syntax', 'a quoted name cannot be a function', token);
        return this.node(start, [], { type: 'field', name: token.name });
      case 'sign':
        return this.signOperand(token.sign, start);
      case 'number':
      case 'end':
        return this.unexpected('where a value should be');
    }
  }

  private signOperand(sign: Sign, start: number): Parsed {
    switch (sign) {
      case '@':
        this.place++;
        return this.current(start);
      case '*':
        this.place++;
        return this.values(start, this.current(start), 20);
      case '!':
      case '&':
        this.place++;
        return this.prefix(sign, start);
      case '(':
        this.place++;
        return this.group();
      case '{':
        this.place++;
        return this.hash(start);
      case '[':
        return this.bracketOperand(start);
      case '[?':
      case '[]':
        return this.chain(this.current(start), (left) => this.operator(left));
      default:
        return this.unexpected('where a value should be');
    }
  }

  /** The current value, as an empty stretch: what a leading `[`, `*` or filter applies to. */
  private current(start: number): Parsed {
    return { type: 'current', start, end: Math.max(start, this.end()), depth: 1 };
  }

  private chain(part: Parsed, next: (node: Node) => Parsed): Parsed {
    return isExpressionError(part) ? part : next(part);
  }

  private prefix(sign: '!' | '&', start: number): Parsed {
    return this.chain(this.expression(sign === '!' ? 45 : 0), (operand) =>
      this.node(start, [operand], { type: sign === '!' ? 'not' : 'reference', operand }),
    );
  }

  private group(): Parsed {
    return this.chain(this.expression(0), (inner) => this.expect(')') ?? inner);
  }

  private bracketOperand(start: number): Parsed {
    const next = this.token(1);
    const indexed = next.type === 'number' || this.at(':', 1) || (this.at('*', 1) && this.at(']', 2));
    if (indexed) return this.chain(this.current(start), (left) => this.operator(left));
    this.place++;
    return this.list(start);
  }

  private operator(left: Node): Parsed {
    const token = this.token();
    if (token.type !== 'sign') return this.unexpected('where an operator should be');
    this.place++;
    switch (token.sign) {
      case '.':
        return this.dot(left);
      case '|':
        return this.binary('pipe', left, 1);
      case '||':
        return this.binary('or', left, 2);
      case '&&':
        return this.binary('and', left, 3);
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.comparison(left, token.sign);
      case '(':
        return this.call(left, token);
      case '[?':
        return this.filter(left);
      case '[]':
        return this.chain(this.node(left.start, [left], { type: 'flatten', operand: left }), (flat) =>
          this.projection(left.start, flat, 9),
        );
      case '[':
        return this.bracket(left);
      default:
        this.place--;
        return this.unexpected('where an operator should be');
    }
  }

  private binary(type: 'pipe' | 'or' | 'and', left: Node, power: number): Parsed {
    return this.chain(this.expression(power), (right) => this.node(left.start, [left, right], { type, left, right }));
  }

  private comparison(left: Node, sign: Comparison): Parsed {
    return this.chain(this.expression(5), (right) =>
      this.node(left.start, [left, right], { type: 'comparison', sign, left, right }),
    );
  }

  private dot(left: Node): Parsed {
    if (this.skip('*')) return this.values(left.start, left, 40);
    return this.chain(this.afterDot(40), (right) =>
      this.node(left.start, [left, right], { type: 'subexpression', left, right }),
    );
  }

  private afterDot(power: number): Parsed {
    const token = this.token();
    if (token.type === 'name' || token.type === 'quoted-name' || this.at('*')) return this.expression(power);
    if (this.skip('[')) return this.list(token.start);
    if (this.skip('{')) return this.hash(token.start);
    return this.unexpected('after a point');
  }

  private values(start: number, left: Parsed, power: number): Parsed {
    return this.chain(left, (source) =>
      this.chain(this.at(']') ? this.current(this.end()) : this.projectionRight(power), (right) =>
        this.node(start, [source, right], { type: 'value-projection', left: source, right }),
      ),
    );
  }

  private projection(start: number, left: Node, power: number): Parsed {
    return this.chain(this.projectionRight(power), (right) =>
      this.node(start, [left, right], { type: 'list-projection', left, right }),
    );
  }

  private projectionRight(power: number): Parsed {
    if (this.power() < PROJECTION_STOP) return this.current(this.end());
    if (this.at('[') || this.at('[?')) return this.expression(power);
    if (this.skip('.')) return this.afterDot(power);
    return this.unexpected('after a projection');
  }

  private filter(left: Node): Parsed {
    return this.chain(this.expression(0), (condition) => {
      const missing = this.expect(']');
      if (missing !== undefined) return missing;
      return this.chain(this.at('[]') ? this.current(this.end()) : this.projectionRight(21), (right) =>
        this.node(left.start, [left, condition, right], { type: 'filter', left, condition, right }),
      );
    });
  }

  private bracket(left: Node): Parsed {
    if (this.token().type === 'number' || this.at(':')) return this.indexOrSlice(left);
    const missing = this.expect('*') ?? this.expect(']');
    return missing ?? this.projection(left.start, left, 20);
  }

  private indexOrSlice(left: Node): Parsed {
    const token = this.token();
    if (this.at(':') || this.at(':', 1)) return this.slice(left);
    if (token.type !== 'number') return this.unexpected('where an index should be');
    this.place++;
    return this.expect(']') ?? this.node(left.start, [left], { type: 'index', left, index: token.value });
  }

  private slice(left: Node): Parsed {
    const parts: (number | undefined)[] = [undefined, undefined, undefined];
    let part = 0;
    while (!this.at(']') && part < 3) {
      const token = this.token();
      if (token.type === 'number') parts[part] = token.value;
      else if (this.at(':')) part++;
      else return this.unexpected('in a slice');
      this.place++;
    }
    const bounds: SliceBounds = { from: parts[0], to: parts[1], step: parts[2] };
    const missing = this.expect(']');
    if (missing !== undefined) return missing;
    return this.chain(this.node(left.start, [left], { type: 'slice', left, ...bounds }), (sliced) =>
      this.projection(left.start, sliced, 20),
    );
  }

  private call(callee: Node, open: Span): Parsed {
    if (callee.type !== 'field') return expressionError('syntax', 'only a name can be called', open);
    const args: Node[] = [];
    while (!this.at(')')) {
      const argument = this.expression(0);
      if (isExpressionError(argument)) return argument;
      args.push(argument);
      this.skip(',');
    }
    this.place++;
    return this.node(callee.start, args, { type: 'call', name: callee.name, args });
  }

  private list(start: number): Parsed {
    const items: Node[] = [];
    do {
      const item = this.expression(0);
      if (isExpressionError(item)) return item;
      items.push(item);
    } while (this.skip(','));
    return this.expect(']') ?? this.node(start, items, { type: 'list', items });
  }

  private hash(start: number): Parsed {
    const entries: (readonly [string, Node])[] = [];
    do {
      const key = this.token();
      if (key.type !== 'name' && key.type !== 'quoted-name') return this.unexpected('where a key should be');
      this.place++;
      const missing = this.expect(':');
      if (missing !== undefined) return missing;
      const value = this.expression(0);
      if (isExpressionError(value)) return value;
      entries.push([key.name, value]);
    } while (this.skip(','));
    return (
      this.expect('}') ??
      this.node(
        start,
        entries.map(([, value]) => value),
        { type: 'hash', entries },
      )
    );
  }
}

function tooDeep(span: Span): ExpressionError {
  return expressionError('limit', `the expression is nested deeper than ${MAX_DEPTH} levels`, span);
}
