import { describe, expect, it } from 'vitest';
import { compileExpression, isExpressionError } from '../../src/jmespath/index.ts';
import { codeOf, evaluate } from './evaluate.ts';

const INPUT = {
  a: { b: { c: 1 }, list: [1, 2, 3, 4], none: null, 'with-dash': 'd' },
  people: [
    { name: 'ann', age: 30, tags: ['x', 'y'] },
    { name: 'bob', tags: [] },
    { name: 'cyd', age: 20 },
  ],
  s: 'text',
  n: 7,
  zero: 0,
  empty: {},
};

describe('values', () => {
  it.each([
    ['a.b.c', 1],
    ['a."with-dash"', 'd'],
    ['"a"."b"', { c: 1 }],
    ['a.list[0]', 1],
    ['a.list[-1]', 4],
    ['a.list[9]', null],
    ['a.list[1:3]', [2, 3]],
    ['a.list[::-1]', [4, 3, 2, 1]],
    ['a.list[-2:]', [3, 4]],
    ['a.list[::2]', [1, 3]],
    ['a.list[5:]', []],
    ['a.list[2:0:-1]', [3, 2]],
    ['s[0]', null],
    ['s.x', null],
    ['people[*].name', ['ann', 'bob', 'cyd']],
    ['people[].age', [30, 20]],
    ['people[*].tags[]', ['x', 'y']],
    ['people[*].tags[0]', ['x']],
    ['people[?age].name', ['ann', 'cyd']],
    ['people[?age > `25`].name | [0]', 'ann'],
    ["people[?name == 'bob' || age == `20`].name", ['bob', 'cyd']],
    ["people[?!(name == 'bob')].name", ['ann', 'cyd']],
    ['people[?age][]', [INPUT.people[0], INPUT.people[2]]],
    ['empty.*', []],
    ['a.b.*', [1]],
    ['*.b', [{ c: 1 }]],
    ['[s, n]', ['text', 7]],
    ['{x: s, "y z": n}', { x: 'text', 'y z': 7 }],
    ['a.[b.c, list[0]]', [1, 1]],
    ['a.{c: b.c}', { c: 1 }],
    ['s && n', 7],
    ['zero && n', 7],
    ['zero || n', 0],
    ['!zero', false],
    ['n == `7` && !empty', true],
    ['`{"k": [1, "\\`"]}`', { k: [1, '`'] }],
    ["'it\\'s \\n'", "it's \\n"],
    ['@.s', 'text'],
    ['(a).b', { c: 1 }],
    ['[[0]]', [null]],
    ['`1` < `2`', true],
    ["'a' != 'b'", true],
    ["`1` == '1'", false],
    ['`[1,{"a":2}]` == `[1.0,{"a":2}]`', true],
    ['n >= s', null],
    ["length(  'x'  )", 1],
    ['a.b\n.\r\n\tc', 1],
    ['not_null(a.zz s)', 'text'],
  ])('%s', (text, value) => {
    expect(evaluate(text, INPUT)).toEqual(value);
  });
});

describe('a key that is not there', () => {
  it.each(['zz', 'a.zz', 'a.zz.yy', 'zz[0]', 's && a.zz', '(zz)', 'zz.length(@)', '(s && zz).x'])(
    'is an error in %s',
    (text) => {
      expect(codeOf(text, INPUT)).toBe('unknown-key');
    },
  );

  it.each([
    ["zz || 'd'", 'd'],
    ["zz.yy.xx || 'd'", 'd'],
    ['zz || a.zz', null],
    ['zz == `null`', true],
    ['zz && s', null],
    ['!zz', true],
    ['zz[*]', null],
    ['zz[]', null],
    ['zz.*', null],
    ['zz[?a]', null],
    ['zz[1:]', null],
    ['[zz, s]', [null, 'text']],
    ['{x: zz}', { x: null }],
    ['s | zz', null],
    ['zz | @', null],
    ['type(zz)', 'null'],
    ['people[*].age', [30, 20]],
    ['map(&age, people)', [30, null, 20]],
  ])('%s swallows it', (text, value) => {
    expect(evaluate(text, INPUT)).toEqual(value);
  });

  it('names the key, the path that leads to it and its place', () => {
    expect(evaluate('s == a.b.zz || a.b.zz && a . b.zz', INPUT)).toBe(null);
    expect(evaluate('a . b.zz', INPUT)).toMatchObject({
      code: 'unknown-key',
      message: 'unknown key "zz" in a . b.zz',
      start: 6,
      end: 8,
    });
  });

  it('is told apart from a key whose value is null, and from inherited properties', () => {
    expect(evaluate('a.none', INPUT)).toBe(null);
    expect(codeOf('toString', INPUT)).toBe('unknown-key');
    expect(codeOf('__proto__', INPUT)).toBe('unknown-key');
    expect(evaluate('__proto__', JSON.parse('{"__proto__": 1}') as never)).toBe(1);
  });
});

describe('errors', () => {
  it.each([
    ['', 0],
    ['a b', 2],
    ['a.', 2],
    ['a..b', 2],
    ['a[', 2],
    ['a[b]', 2],
    ['a]', 1],
    ['a -b', 2],
    ['{a}', 2],
    ['{a: b,}', 6],
    ['[a,', 3],
    ['[]a', 2],
    ['foo(', 4],
    ['"f"(a)', 0],
    ['a.b.[c](d)', 7],
    ['=a', 0],
    ['a = b', 2],
    ['a ? b', 2],
    ['$', 0],
    ['😀', 0],
    ["'open", 0],
    ['"open', 0],
    ['"\\x"', 0],
    ['`open', 0],
    ['`{bad}`', 0],
    ['`01`', 0],
    ['a[1', 3],
    ['a[1:x]', 4],
    ['a[1:2:3:4]', 8],
    ['a || ', 5],
    ['&', 1],
  ])('%j is a syntax error at %d', (text, start) => {
    const result = compileExpression(text);
    expect(result).toMatchObject({ error: true, code: 'syntax', start });
    expect(isExpressionError(result) && result.end >= result.start).toBe(true);
  });

  it.each([
    ['nope(a)', 'unknown-function'],
    ["nope(a) || 'd'", 'unknown-function'],
    ['length(a, s)', 'argument-count'],
    ['length()', 'argument-count'],
    ['merge()', 'argument-count'],
    ['length(n)', 'argument-type'],
    ["length(zz) || 'd'", 'argument-type'],
    ['sort(&a)', 'argument-type'],
    ['sort_by(people, s)', 'argument-type'],
    ['&a', 'argument-type'],
    ['a.list[::0]', 'invalid-value'],
    ["regex_match('(', s)", 'invalid-value'],
    ['time_now()', 'missing-capability'],
  ])('%s is %s', (text, code) => {
    expect(codeOf(text, INPUT)).toBe(code);
  });

  it('are not data that looks like one', () => {
    const data = { error: true, code: 'syntax', message: 'x', start: 0, end: 0 };
    expect(isExpressionError(evaluate('@', data))).toBe(false);
    expect(evaluate('code', data)).toBe('syntax');
  });
});

it('whole numbers beyond 2^53 survive paths and compare by value', () => {
  const input = { id: 9_007_199_254_740_993n };
  expect(evaluate('id', input)).toBe(9_007_199_254_740_993n);
  expect(evaluate('[id][0]', input)).toBe(9_007_199_254_740_993n);
  expect(evaluate('id > `9007199254740992`', input)).toBe(true);
  expect(evaluate('to_string(id)', input)).toBe('9007199254740993');
  expect(evaluate('id == `1`', { id: 1n })).toBe(true);
});

it('tells the functions an expression calls and the variables it reads', () => {
  const compiled = compileExpression('length(a.b || x[?y == z]) | upper(w, @.v) && map(&k, l) && {p: q} && @ | m');
  expect(compiled).toMatchObject({
    calls: [{ name: 'length', start: 0 }, { name: 'upper' }, { name: 'map' }],
    roots: [{ name: 'a', start: 7, end: 8 }, { name: 'x' }],
  });
  expect(compileExpression('@ | a')).toMatchObject({ roots: [{ name: 'a' }] });
});

it('shares parts of the input instead of copying them', () => {
  expect(evaluate('a.b', INPUT)).toBe(INPUT.a.b);
});
