// Which tree each form of the language gives, and what is said, and where, of what is none.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CelFailure } from '../../../src/cel/failure.ts';
import { identifiersUsed, namesUsed } from '../../../src/cel/syntax/names-used.ts';
import { MAX_LENGTH, MAX_NESTING, MAX_TREE_DEPTH, parseCel } from '../../../src/cel/syntax/parser.ts';
import type { Node } from '../../../src/cel/syntax/syntax-tree.ts';
import { runs, SHOWN_SEED } from '../../support/property-runs.ts';
import { written } from '../written-tree.ts';

function tree(text: string): Node {
  const node = parseCel(text);
  if (node instanceof CelFailure) throw new Error(`${text}: ${node.message}`);
  return node;
}

function failure(text: string): CelFailure {
  const node = parseCel(text);
  if (node instanceof CelFailure) return node;
  throw new Error(`${text} was read as ${written(node)}`);
}

describe('numbers', () => {
  test.each([
    ['0', '0'],
    ['007', '7'],
    ['0x1F', '31'],
    ['-0xf', '-15'],
    ['7u', '7u'],
    ['0xFFU', '255u'],
    ['9223372036854775807', '9223372036854775807'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['- 9223372036854775808', '-9223372036854775808'],
    ['18446744073709551615u', '18446744073709551615u'],
    ['00000000000000000000000000000001', '1'],
    ['1.5', 'double(1.5)'],
    ['.5', 'double(0.5)'],
    ['1e3', 'double(1000)'],
    ['1.25E-2', 'double(0.0125)'],
    ['-1.5', 'double(-1.5)'],
    ['-0.0', 'double(-0)'],
    ['-x', '(-_ x)'],
    ['--x', 'x'],
    ['---x', '(-_ x)'],
    ['--1', '(-_ -1)'],
    ['-1.abs()', '(abs @-1)'],
    ['-x.abs()', '(-_ (abs @x))'],
    ['1-1', '(_-_ 1 1)'],
    ['1 - -1', '(_-_ 1 -1)'],
  ])('%s is %s', (text, expected) => {
    expect(written(tree(text))).toBe(expected);
  });

  test.each([
    ['9223372036854775808', 'this number is outside of the 64 bits of an int', 0, 19],
    ['x - -9223372036854775809', 'this number is outside of the 64 bits of an int', 4, 24],
    ['18446744073709551616u', 'this number is outside of the 64 bits of a uint', 0, 21],
    ['0x10000000000000000u', 'this number is outside of the 64 bits of a uint', 0, 20],
    ['1e999', 'this number is too large for a double', 0, 5],
    ['1.', 'unexpected end: expected the name of a field', 2, 2],
    ['1 2', 'unexpected number: expected an operator or the end', 2, 3],
    ['0X1', 'unexpected "X1": expected an operator or the end', 1, 3],
  ])('%s is refused', (text, message, start, end) => {
    expect(failure(text)).toEqual(new CelFailure('syntax', message, { start, end }));
  });

  test('a number of very many digits is refused at once', () => {
    expect(failure('9'.repeat(90_000)).message).toContain('outside of the 64 bits');
    expect(failure(`${'9'.repeat(90_000)}.0`).message).toContain('too large');
  });
});

describe('strings and bytes', () => {
  test.each([
    [`'a'`, 'a'],
    [`"a'b"`, "a'b"],
    [`''`, ''],
    [`''''''`, ''],
    [`"""a "quoted" b"""`, 'a "quoted" b'],
    [`'''it's\nhere'''`, "it's\nhere"],
    ["'''a\r\nb\rc'''", 'a\nb\nc'],
    [String.raw`'\a\b\f\n\r\t\v\\\'\"\?\`'`, '\u0007\b\f\n\r\t\v\\\'"?`'],
    [String.raw`'\x41\X42\101\u00e9\U0001F4A5'`, 'ABA\u00e9💥'],
    [String.raw`'\xff'`, '\u00ff'],
    [String.raw`r'\d+\'`, '\\d+\\'],
    [String.raw`R"\n"`, '\\n'],
    [String.raw`r"""a"\n"""`, 'a"\\n'],
    [`'// no comment'`, '// no comment'],
  ])('%s', (text, expected) => {
    const node = tree(text);
    expect(node).toEqual({ kind: 'literal', value: expected, span: { start: 0, end: text.length } });
  });

  test.each([
    [`b'a'`, 'b<97>'],
    [`B"é"`, 'b<195,169>'],
    [String.raw`b'\xff\377\n'`, 'b<255,255,10>'],
    [String.raw`br'\x'`, 'b<92,120>'],
    [`b''`, 'b<>'],
  ])('%s', (text, expected) => {
    expect(written(tree(text))).toBe(expected);
  });

  test.each([
    [String.raw`'ab\q'`, 'this escape does not exist', 3, 5],
    [String.raw`'\x4'`, 'this escape does not exist', 1, 3],
    [String.raw`'\400'`, 'this escape does not exist', 1, 3],
    [String.raw`'\18'`, 'this escape does not exist', 1, 3],
    [String.raw`'\ud800'`, 'this escape names half of a surrogate pair, which is no character', 1, 7],
    [String.raw`'\U00110000'`, 'this escape names a character beyond U+10FFFF', 1, 11],
    [String.raw`b'\u0041'`, 'bytes have no \\u and \\U escapes; write the character itself or its bytes as \\x', 2, 8],
    [`a == 'b`, `unexpected end: expected ', which ends the string`, 5, 7],
    [`"""a"`, `unexpected end: expected """, which ends the string`, 0, 5],
    [String.raw`'a\'`, `unexpected end: expected ', which ends the string`, 0, 4],
    [`'a\nb'`, `a string in ' ends on its own line; one with line breaks stands in '''`, 2, 3],
    [`rb'a'`, 'unexpected string: expected an operator or the end', 2, 5],
    [`a b'x'`, 'unexpected literal: expected an operator or the end', 2, 6],
    [`a 'secret'`, 'unexpected string: expected an operator or the end', 2, 10],
  ])('%s is refused', (text, message, start, end) => {
    expect(failure(text)).toEqual(new CelFailure('syntax', message, { start, end }));
  });
});

describe('operators', () => {
  test.each([
    ['a + b * c', '(_+_ a (_*_ b c))'],
    ['a - b - c', '(_-_ (_-_ a b) c)'],
    ['a * b / c % d', '(_%_ (_/_ (_*_ a b) c) d)'],
    ['(a + b) * c', '(_*_ (_+_ a b) c)'],
    ['a == b != c', '(_!=_ (_==_ a b) c)'],
    ['a < b in c', '(_in_ (_<_ a b) c)'],
    ['a in b in c', '(_in_ (_in_ a b) c)'],
    ['a <= b + 1 && c >= d || e > f', '(or (and (_<=_ a (_+_ b 1)) (_>=_ c d)) (_>_ e f))'],
    ['a && b && c', '(and (and a b) c)'],
    ['a || b || c || d', '(or (or a b) (or c d))'],
    ['!a && !!b', '(and (!_ a) b)'],
    ['!a.b(c)', '(!_ (b @a c))'],
    ['a ? b : c ? d : e', '(if a b (if c d e))'],
    ['(a ? b : c) ? d || e : f', '(if (if a b c) (or d e) f)'],
    ['a ?.b : .c', '(if a .b .c)'],
    ['a // rest of line\n + b // end', '(_+_ a b)'],
  ])('%s', (text, expected) => {
    expect(written(tree(text))).toBe(expected);
  });
});

describe('members and literals', () => {
  test.each([
    ['a.b.c', '(select (select a b) c)'],
    ['.a.b', '(select .a b)'],
    ['.f(a)', '(f a)'],
    ['a.?b.c', '(select (select? a b) c)'],
    ["a[0][?'k']", '(index? (index a 0) "k")'],
    ['a.`b-c/d.e f`', '(select a b-c/d.e f)'],
    ['a.if.for', '(select (select a if) for)'],
    ['a.if(b)', '(if @a b)'],
    ['math.greatest(1, 2)', '(greatest @math 1 2)'],
    ['[]', '[]'],
    ['[1, ?a, 2,]', '[1 ?a 2]'],
    ['{}', '{}'],
    ["{'a': 1, ?'b': c, 3: [true, false, null],}", '{"a":1 ?"b":c 3:[true false null]}'],
    ['a.b.C{}', 'a.b.C{}'],
    ['.a.C{f: 1, ?g: h, `x-y`: 2,}', 'a.C{f:1 ?g:h x-y:2}'],
    ['C{f: D{}}.f', '(select C{f:D{}} f)'],
  ])('%s', (text, expected) => {
    expect(written(tree(text))).toBe(expected);
  });
});

describe('macros', () => {
  test.each([
    ['has(a.b)', '(has a b)'],
    ['has(a.?b.c)', '(has (select? a b) c)'],
    ['has(a.`b-c`)', '(has a b-c)'],
    ['has((a.b))', '(has a b)'],
    ['x.all(i, i > 0)', '(walk all x i (_>_ i 0))'],
    ['x.exists(i, i)', '(walk exists x i i)'],
    ['x.exists_one(i, i)', '(walk exists_one x i i)'],
    ['x.filter(i, i)', '(walk filter x i i)'],
    ['x.map(i, i)', '(walk map x i i)'],
    ['x.map(i, a, b)', '(walk map x i where a b)'],
    ['x.sortBy(i, i.k)', '(walk sortBy x i (select i k))'],
    ['cel.bind(v, 1, v + v)', '(bind v 1 (_+_ v v))'],
    ['a.?b.optMap(v, v)', '(optMap (select? a b) v v)'],
    ['a.?b.optFlatMap(v, v)', '(optFlatMap (select? a b) v v)'],
    // What is near a macro but none is a call.
    ['has(a, b)', '(has a b)'],
    ['x.has(a.b)', '(has @x (select a b))'],
    ['x.existsOne(i, i)', '(existsOne @x i i)'],
    ['x.all(i, v, i < v)', '(all @x i v (_<_ i v))'],
    ['x.all(i)', '(all @x i)'],
    ['x.map(i, a, b, c)', '(map @x i a b c)'],
    ['x.sortBy(a, b, c)', '(sortBy @x a b c)'],
    ['all(x, i, i)', '(all x i i)'],
    ['cel.bind(v, 1)', '(bind @cel v 1)'],
    ['x.bind(v, 1, v)', '(bind @x v 1 v)'],
    ['.cel.bind(v, 1, v)', '(bind @.cel v 1 v)'],
    ['x.optMap(v)', '(optMap @x v)'],
  ])('%s', (text, expected) => {
    expect(written(tree(text))).toBe(expected);
  });

  test.each([
    ['1 + has(a)', 'has() takes the selection of a field, such as has(a.b)', 8, 9],
    ['has(a.?b)', 'has() takes the selection of a field, such as has(a.b)', 4, 8],
    ["has(a['b'])", 'has() takes the selection of a field, such as has(a.b)', 4, 10],
    ['has(a.b())', 'has() takes the selection of a field, such as has(a.b)', 4, 9],
    ['x.all(i.j, true)', 'the first argument of all() must be a simple name, the variable', 6, 9],
    ["x.map('i', true)", 'the first argument of map() must be a simple name, the variable', 6, 9],
    ['x.map(.i, true)', 'the first argument of map() must be a simple name, the variable', 6, 8],
    ['cel.bind(1, 2, 3)', 'the first argument of cel.bind() must be a simple name, the variable', 9, 10],
    ['x.optFlatMap(a.b, c)', 'the first argument of optFlatMap() must be a simple name, the variable', 13, 16],
  ])('%s is refused', (text, message, start, end) => {
    expect(failure(text)).toEqual(new CelFailure('syntax', message, { start, end }));
  });
});

describe('what is no expression', () => {
  test.each([
    ['', 'unexpected end: expected a value', 0, 0],
    ['  // nothing', 'unexpected end: expected a value', 12, 12],
    ['a +', 'unexpected end: expected a value', 3, 3],
    ['a + * b', 'unexpected "*": expected a value', 4, 5],
    ['(a', 'unexpected end: expected an operator or ")"', 2, 2],
    ['a)', 'unexpected ")": expected an operator or the end', 1, 2],
    ['f(a b)', 'unexpected "b": expected "," or ")"', 4, 5],
    ['f(a,)', 'unexpected ")": expected a value', 4, 5],
    ['[a b]', 'unexpected "b": expected "," or "]"', 3, 4],
    ['[,]', 'unexpected ",": expected a value', 1, 2],
    ['a[1', 'unexpected end: expected "]"', 3, 3],
    ['{a}', 'unexpected "}": expected ":" and the value of this key', 2, 3],
    ['C{1: 2}', 'unexpected number: expected the name of a field', 2, 3],
    ['a ? b', 'unexpected end: expected ":" and what holds otherwise', 5, 5],
    ['a.', 'unexpected end: expected the name of a field', 2, 2],
    ['a.in', 'unexpected "in": expected the name of a field', 2, 4],
    ['a.?b()', 'unexpected "(": expected an operator or the end', 4, 5],
    ['a.`b`()', 'unexpected "(": expected an operator or the end', 5, 6],
    ['f()()', 'unexpected "(": expected an operator or the end', 3, 4],
    ['`a`', 'unexpected "a": expected a value', 0, 3],
    ['!-a', 'unexpected "-": expected a value', 1, 2],
    ['a = b', 'a single "=" is no operator; equality is "=="', 2, 3],
    ['a & b', 'a single "&" is no operator; write "&&"', 2, 3],
    ['a ; b', 'the character ";" stands for nothing in an expression', 2, 3],
    ['a + 💥', 'the character "💥" stands for nothing in an expression', 4, 6],
    ['a + ) ;', 'unexpected ")": expected a value', 4, 5],
    ['1 + while', '"while" is a reserved word, which names nothing', 4, 9],
    ['if(a)', '"if" is a reserved word, which names nothing', 0, 2],
    ['x.map(for, 1)', '"for" is a reserved word, which names nothing', 6, 9],
  ])('%j is refused', (text, message, start, end) => {
    expect(failure(text)).toEqual(new CelFailure('syntax', message, { start, end }));
  });
});

describe('places', () => {
  test('each part knows its stretch of the text, parentheses included, and each name its own', () => {
    const text = ' (a.b) + f( c ) ';
    const node = tree(text);
    const shown: string[] = [];
    const show = ({ start, end }: { start: number; end: number }) => shown.push(text.slice(start, end));
    show(node.span);
    if (node.kind === 'call') {
      show(node.name.span);
      for (const arg of node.args) {
        show(arg.span);
        if (arg.kind === 'select') show(arg.field.span);
        if (arg.kind === 'call') show(arg.name.span);
      }
    }
    expect(shown).toEqual(['(a.b) + f( c )', '+', '(a.b)', 'b', 'f( c )', 'f']);
  });

  test('the variable of a macro and the type of a message too', () => {
    expect(tree('x.all(i, true)')).toMatchObject({ variable: { text: 'i', span: { start: 6, end: 7 } } });
    expect(tree('a . C{}')).toMatchObject({ type: { text: 'a.C', span: { start: 0, end: 5 } } });
  });
});

describe('bounds', () => {
  const MANY = 5000;

  test.each([
    ['parentheses', `${'('.repeat(MANY)}1${')'.repeat(MANY)}`],
    ['lists', `${'['.repeat(MANY)}1${']'.repeat(MANY)}`],
    ['open lists', '['.repeat(MANY)],
    ['maps', `${'{1:'.repeat(MANY)}1${'}'.repeat(MANY)}`],
    ['messages', `${'C{f:'.repeat(MANY)}1${'}'.repeat(MANY)}`],
    ['calls in one another', `${'f('.repeat(MANY)}1${')'.repeat(MANY)}`],
    ['negated parentheses', `${'!('.repeat(MANY)}a${')'.repeat(MANY)}`],
    ['conditions', `${'a ? b : '.repeat(MANY)}c`],
    ['sums', `1${'+1'.repeat(MANY)}`],
    ['relations', `1${'==1'.repeat(MANY)}`],
    ['fields', `a${'.b'.repeat(MANY)}`],
    ['method calls', `a${'.b()'.repeat(MANY)}`],
    ['macros after one another', `a${'.map(x, x)'.repeat(MANY)}`],
    ['indexes', `a${'[0]'.repeat(MANY)}`],
    ['a long text', `'${'a'.repeat(MAX_LENGTH)}'`],
  ])('%s beyond the bound are a failure', (_, text) => {
    const found = failure(text);
    expect(found.code).toBe('limit');
    expect(found.span).toBeDefined();
  });

  test('runs of signs are none, or one', () => {
    expect(written(tree(`${'!'.repeat(MANY)}a`))).toBe('a');
    expect(written(tree(`${'-'.repeat(MANY + 1)}a`))).toBe('(-_ a)');
  });

  test('what is just within them is read', () => {
    tree(`${'('.repeat(MAX_NESTING - 1)}1${')'.repeat(MAX_NESTING - 1)}`);
    tree(`1${'+1'.repeat(MAX_TREE_DEPTH - 1)}`);
    tree(`'${'a'.repeat(MAX_LENGTH - 2)}'`);
  });

  test('chains of && and || may be long', () => {
    expect(depth(tree(Array.from({ length: MANY }, () => 'a').join(' && ')))).toBeLessThan(15);
    expect(depth(tree(Array.from({ length: MANY }, () => 'a').join(' || ')))).toBeLessThan(15);
  });

  function depth(node: Node): number {
    return node.kind === 'and' || node.kind === 'or' ? 1 + Math.max(depth(node.left), depth(node.right)) : 1;
  }
});

describe('names used', () => {
  test.each([
    ['object.metadata.name', ['object'], []],
    ['a + b[c].d', ['a', 'b', 'c'], []],
    ['x.all(i, i > y)', ['x', 'y'], []],
    ['i.all(i, i > 0)', ['i'], []],
    ['x.map(i, i > y, .i)', ['i', 'x', 'y'], []],
    ['cel.bind(v, v, v + w)', ['v', 'w'], []],
    ['a.optMap(v, v.f(b))', ['a', 'b'], ['.f']],
    ['has(oldObject.a) ? b : c', ['b', 'c', 'oldObject'], []],
    ["{a: [b], 'c': C{d: e}}", ['a', 'b', 'e'], []],
    ["random('[a-z]') + string(time.now())", ['time'], ['random', 'string', 'time.now']],
    ['a in [1] && -b == c', ['a', 'b', 'c'], []],
    ['a.b.c.d() || f().g()', ['a'], ['.g', 'a.b.c.d', 'f']],
    ['x.map(time, time.now())', ['x'], ['.now']],
    ['x.filter(time, .time.now())', ['time', 'x'], ['time.now']],
  ])('%s', (text, identifiers, calls) => {
    const found = namesUsed(tree(text));
    expect([...found.identifiers].sort()).toEqual(identifiers);
    expect([...found.calls].sort()).toEqual(calls);
    expect(identifiersUsed(tree(text))).toEqual(found.identifiers);
  });
});

describe(`whatever is given (${SHOWN_SEED})`, () => {
  const PIECES = ['(', ')', '[', ']', '{', '}', '.', '?', ':', ',', '!', '-', '+', '*', '==', '&&', '||', ' in ', 'a', 'has(a.b)', '.map(x, ', '.all(x, ', 'cel.bind(v, ', "'x'", '"""', "r'", 'b"', '\\', '\\u12', '1', '0x', '1e', '9u', '.5', '//', '\n', '`b`', 'if', 'null', '💥', '\u0000', '\ud800'] as const; // prettier-ignore
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((pieces) => pieces.join('')),
  );

  test('the answer is a tree or a failure within the text', () => {
    fc.assert(
      fc.property(text, (given) => {
        const node = parseCel(given);
        if (node instanceof CelFailure) expect(node.message).not.toBe('');
        else namesUsed(node);
        const { start, end } = node.span ?? { start: -1, end: -1 };
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(given.length);
      }),
      runs(2000),
    );
  });
});
