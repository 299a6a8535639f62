import { describe, expect, it } from 'vitest';
import type { Capabilities, JmesValue } from '../../src/jmespath/index.ts';
import { FUNCTION_NAMES } from '../../src/jmespath/index.ts';
import { codeOf, evaluate } from './evaluate.ts';

const INPUT: JmesValue = {
  object: { b: 2, a: 1 },
  list: [
    { n: 3, s: 'c' },
    { n: 1, s: 'a' },
    { n: 2, s: 'b' },
  ],
  labels: { app: 'web', tier: 'front' },
  markup: { x: '<&>\u2028' },
  empty: [],
};

const CAPABILITIES: Capabilities = {
  now: '2024-05-06T07:08:09+02:00',
  seed: 'rule and trigger',
  parseYaml: (text) => (text === 'bad' ? { problem: { message: 'not YAML' } } : { value: { read: text } }),
};

/** An expression and its value, or the code of its error in a list of one. */
type Case = readonly [text: string, value: JmesValue] | readonly [text: string, error: 'fails', code: string];

/** One block for each function. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  abs: [['abs(`-1.5`)', 1.5], ["abs('1')", 'fails', 'argument-type']],
  add: [
    ['add(`1`, `2`)', 3],
    ["add('1Gi', '512Mi')", '1536Mi'],
    ["add('1h', '90s')", '1h1m30s'],
    ["add('1', '2')", '3'],
    ["add('1h', '30m')", 'fails', 'argument-type'],
    ["add(`1`, '1')", 'fails', 'argument-type'],
    ["add('x', 'y')", 'fails', 'argument-type'],
    ["add('2000000h', '2000000h')", 'fails', 'invalid-value'],
  ],
  avg: [['avg(`[1, 2, 6]`)', 3], ['avg(`[]`)', 'fails', 'invalid-value'], ["avg(['a'])", 'fails', 'argument-type']],
  base64_decode: [["base64_decode('w6k=')", 'é'], ["base64_decode('w6k')", 'fails', 'invalid-value']],
  base64_encode: [["base64_encode('é')", 'w6k=']],
  ceil: [['ceil(`-1.5`)', -1]],
  compare: [["compare('b', 'a')", 1], ["compare('a', 'a')", 0], ["compare('B', 'a')", -1]],
  contains: [
    ["contains('team-a', 'm-')", true],
    ["contains('1', `1`)", false],
    ['contains(`[1, null]`, `1.0`)', true],
    ["contains(`[1]`, '1')", false],
    ['contains(`[[1]]`, `[1]`)', 'fails', 'argument-type'],
    ["contains(object, 'a')", 'fails', 'argument-type'],
  ],
  divide: [
    ['divide(`1`, `4`)', 0.25],
    ["divide('1Gi', '256Mi')", 4],
    ["divide('1Gi', `2`)", '512Mi'],
    ["divide('1h', `2`)", '30m0s'],
    ["divide('1h', '1m0s')", 60],
    ["divide('1k', `3`)", '333'],
    ['divide(`1`, `0`)', 'fails', 'invalid-value'],
    ["divide('1h', '0s')", 'fails', 'invalid-value'],
    ["divide(`1`, '1')", 'fails', 'argument-type'],
    ["divide('1', '1s')", 'fails', 'argument-type'],
  ],
  ends_with: [["ends_with('team-a', '-a')", true]],
  equal_fold: [["equal_fold('Ünit', 'üNIT')", true], ["equal_fold('a', 'b')", false]],
  floor: [['floor(`-1.5`)', -2]],
  image_normalize: [["image_normalize('busybox')", 'docker.io/busybox:latest'], ["image_normalize('')", 'fails', 'invalid-value']],
  is_external_url: [
    ["is_external_url('http://1.1.1.1')", true],
    ["is_external_url('http://10.0.0.1')", false],
    ["is_external_url('http://example.org')", 'fails', 'invalid-value'],
    ["is_external_url('x')", 'fails', 'invalid-value'],
  ],
  items: [
    ["items(object, 'k', 'v')", [{ k: 'a', v: 1 }, { k: 'b', v: 2 }]],
    ["items(`[\"x\"]`, 'i', 'v')", [{ i: 0, v: 'x' }]],
    ["items('x', 'k', 'v')", 'fails', 'argument-type'],
  ],
  join: [["join('-', list[*].s)", 'c-a-b'], ["join('-', `[]`)", ''], ["join('-', `[1]`)", 'fails', 'argument-type']],
  keys: [['keys(object)', ['a', 'b']], ['keys(list)', 'fails', 'argument-type']],
  label_match: [
    ["label_match({app: 'web'}, labels)", true],
    ["label_match({app: '*'}, labels)", false],
    ["label_match({other: 'web'}, labels)", false],
    ['label_match(`{}`, labels)', true],
  ],
  length: [["length('a😀')", 2], ['length(object)', 2], ['length(list)', 3], ['length(`1`)', 'fails', 'argument-type']],
  lookup: [
    ["lookup(object, 'a')", 1],
    ["lookup(object, 'toString')", null],
    ['lookup(list, `1`).n', 1],
    ['lookup(list, `-1`)', null],
    ['lookup(list, `0.5`)', 'fails', 'invalid-value'],
    ["lookup(list, '0')", 'fails', 'argument-type'],
    ['lookup(object, `0`)', 'fails', 'argument-type'],
  ],
  map: [['map(&n, list)', [3, 1, 2]], ['map(&zz, list)', [null, null, null]], ['map(&nope(@), list)', 'fails', 'unknown-function']],
  max: [['max(list[*].n)', 3], ['max(list[*].s)', 'c'], ['max(empty)', null], ["max(`[1, \"a\"]`)", 'fails', 'argument-type']],
  max_by: [
    ['max_by(list, &n).s', 'c'],
    ['max_by(empty, &n)', null],
    ['max_by(list[:1], &zz).s', 'c'],
    ['max_by(list, &@)', 'fails', 'argument-type'],
    ['max_by(list, &zz)', 'fails', 'unknown-key'],
  ],
  md5: [["md5('abc')", '900150983cd24fb0d6963f7d28e17f72']],
  merge: [['merge(object, `{"b": 3}`, `{"c": 4}`)', { a: 1, b: 3, c: 4 }], ['merge(object, zz)', 'fails', 'argument-type']],
  min: [['min(list[*].n)', 1], ['min(empty)', null]],
  min_by: [['min_by(list, &s).n', 1]],
  modulo: [
    ['modulo(`-7`, `2`)', -1],
    ["modulo('7', '4')", '3'],
    ["modulo('1h', '25s')", '0s'],
    ['modulo(`1`, `0`)', 'fails', 'invalid-value'],
    ['modulo(`1.5`, `1`)', 'fails', 'invalid-value'],
    ["modulo('1500m', '1')", 'fails', 'invalid-value'],
  ],
  multiply: [
    ['multiply(`2`, `3`)', 6],
    ["multiply('1Gi', `1.5`)", '1536Mi'],
    ["multiply(`2`, '45s')", '1m30s'],
    ["multiply('1Ki', `1000000`)", '1000000Ki'],
    ["multiply('1', '1')", 'fails', 'argument-type'],
    ["multiply('100000h', `1000000`)", 'fails', 'invalid-value'],
  ],
  not_null: [['not_null(zz, object.zz, `null`, `0`)', 0], ['not_null(zz)', null]],
  object_from_lists: [
    ["object_from_lists(['a', 'b', 'a'], [`1`])", { a: null, b: null }],
    ['object_from_lists(`[1.5, true]`, `["x", "y", "z"]`)', { '1.5': 'x', true: 'y' }],
    ['object_from_lists(`[[]]`, `[1]`)', 'fails', 'argument-type'],
  ],
  parse_json: [['parse_json(\'{"a": [1.0]}\')', { a: [1] }], ["parse_json('')", 'fails', 'invalid-value'], ["parse_json('1e400')", 'fails', 'invalid-value']],
  parse_yaml: [["parse_yaml('x')", { read: 'x' }], ["parse_yaml('bad')", 'fails', 'invalid-value']],
  path_canonicalize: [
    ["path_canonicalize('/a//b/./c/../d/')", '/a/b/d'],
    ["path_canonicalize('../a/../..')", '../..'],
    ["path_canonicalize('/../a')", '/a'],
    ["path_canonicalize('a/..')", '.'],
    ["path_canonicalize('')", ''],
  ],
  pattern_match: [["pattern_match('team-?', 'team-a')", true], ["pattern_match('1*', `1.5`)", true], ["pattern_match('a', 'A')", false]],
  random: [["regex_match('^[a-z]{5}$', random('[a-z]{5}'))", true], ["random('')", 'fails', 'invalid-value']],
  regex_match: [["regex_match('^t.*a$', 'team-a')", true], ["regex_match('5', `15`)", true], ["regex_match('(', '')", 'fails', 'invalid-value']],
  regex_replace_all: [["regex_replace_all('(\\w)-(\\w)', 'a-b', '$2$1')", 'ba'], ["regex_replace_all('1', `11`, `2`)", '22']],
  regex_replace_all_literal: [["regex_replace_all_literal('a', 'banana', '$0')", 'b$0n$0n$0']],
  replace: [
    ["replace('aaa', 'a', 'b', `2`)", 'bba'],
    ["replace('aaa', 'a', 'b', `-1`)", 'bbb'],
    ["replace('ab', '', '.', `2`)", '.a.b'],
    ["replace('ab', 'x', '.', `2`)", 'ab'],
    ["replace('ab', 'a', 'x', `0.9`)", 'ab'],
  ],
  replace_all: [["replace_all('a.b.', '.', '-')", 'a-b-'], ["replace_all('ab', '', '.')", '.a.b.']],
  reverse: [["reverse('a😀')", '😀a'], ['reverse(`[1, 2]`)', [2, 1]]],
  round: [
    ['round(`2.5`, `0`)', 3],
    ['round(`-2.345`, `1`)', -2.3],
    ['round(`7`, `3`)', 7],
    ['round(`1`, `-1`)', 'fails', 'invalid-value'],
  ],
  semver_compare: [
    ["semver_compare('1.5.0', '>=1.0.0 <2.0.0')", true],
    ["semver_compare('v1', '0.0.0')", true],
    ["semver_compare('1.0.0', '^1.0.0')", 'fails', 'invalid-value'],
  ],
  sha1: [["sha1('abc')", 'a9993e364706816aba3e25717850c26c9cd0d89d']],
  sha256: [["sha256('abc')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'], ['sha256(`1`)', 'fails', 'argument-type']],
  sort: [['sort(list[*].n)', [1, 2, 3]], ["sort(['b', 'B', 'a'])", ['B', 'a', 'b']], ['sort(`[1, "a"]`)', 'fails', 'argument-type']],
  sort_by: [['sort_by(list, &n)[*].s', ['a', 'b', 'c']], ['sort_by(list, &@)', 'fails', 'argument-type'], ['sort_by(list[:1], &zz)[*].s', ['c']]],
  split: [["split('a,b,', ',')", ['a', 'b', '']], ["split('', ',')", ['']], ["split('a😀', '')", ['a', '😀']]],
  starts_with: [["starts_with('team-a', 'team')", true]],
  subtract: [['subtract(`1`, `3`)', -2], ["subtract('1Gi', '1Mi')", '1023Mi'], ["subtract('1s', '1m0s')", '-59s'], ["subtract('1', '1s')", 'fails', 'argument-type']],
  sum: [
    ['sum(`[1, 2, 3]`)', 6],
    ["sum(['1Ki', '1Ki', '2'])", '2050'],
    ["sum(['x'])", 'x'],
    ["sum(['1Ki', `1`])", 'fails', 'argument-type'],
    ['sum(`[]`)', 'fails', 'invalid-value'],
  ],
  time_add: [["time_add('2024-01-01T00:00:00+01:00', '-1h')", '2023-12-31T23:00:00+01:00'], ["time_add('2024-01-01T00:00:00Z', '1d')", 'fails', 'invalid-value'], ["time_add('9999-12-31T23:00:00Z', '1h')", 'fails', 'invalid-value']],
  time_after: [["time_after('2024-01-02T00:00:00Z', '2024-01-02T00:30:00+01:00')", true]],
  time_before: [["time_before('2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z')", true], ["time_before('x', 'y')", 'fails', 'invalid-value']],
  time_between: [
    ["time_between('2024-01-02T00:00:00Z', '2024-01-01T00:00:00Z', '2024-01-03T00:00:00Z')", true],
    ["time_between('2024-01-03T00:00:00Z', '2024-01-01T00:00:00Z', '2024-01-03T00:00:00Z')", false],
  ],
  time_diff: [["time_diff('2024-01-01T00:00:00Z', '2024-01-02T00:00:00.5Z')", '24h0m0.5s']],
  time_now: [['time_now()', '2024-05-06T07:08:09+02:00']],
  time_now_utc: [['time_now_utc()', '2024-05-06T05:08:09Z']],
  time_parse: [["time_parse('02.01.2006', '03.04.2024')", '2024-04-03T00:00:00Z'], ["time_parse('0', '-1')", '1969-12-31T23:59:59Z'], ["time_parse('0', 'x')", 'fails', 'invalid-value']],
  time_since: [["time_since('', '2024-05-06T05:00:00Z', '')", '8m9s'], ["time_since('2006', '2023', '2024')", '8760h0m0s'], ["time_since('2006', '23', '2024')", 'fails', 'invalid-value']],
  time_to_cron: [["time_to_cron('2024-05-05T07:08:09+02:00')", '8 7 5 5 0']],
  time_truncate: [["time_truncate('2024-05-06T07:08:09+02:00', '24h')", '2024-05-06T02:00:00+02:00']],
  time_utc: [["time_utc('2024-05-06T01:08:09+02:00')", '2024-05-05T23:08:09Z']],
  to_array: [['to_array(`1`)', [1]], ['to_array(empty)', []]],
  to_boolean: [["to_boolean('TRUE')", true], ["to_boolean('false')", false], ["to_boolean('yes')", 'fails', 'invalid-value']],
  to_lower: [["to_lower('ÄB')", 'äb']],
  to_number: [["to_number('1e3')", 1000], ["to_number('x')", null], ["to_number('Infinity')", null], ['to_number(`[]`)', null], ['to_number(`2`)', 2]],
  to_string: [["to_string('a')", 'a'], ['to_string(object)', '{"a":1,"b":2}'], ['to_string(markup)', '{"x":"\\u003c\\u0026\\u003e\\u2028"}'], ['to_string(`1.50`)', '1.5']],
  to_upper: [["to_upper('äß')", 'Äß']],
  trim: [["trim('--a-b--', '-')", 'a-b'], ["trim('abcba', 'ba')", 'c'], ["trim('aa', 'a')", '']],
  trim_prefix: [["trim_prefix('aab', 'a')", 'ab'], ["trim_prefix('b', 'a')", 'b']],
  truncate: [["truncate('a😀b', `2.9`)", 'a😀'], ["truncate('ab', `-1`)", '']],
  type: [["[type(`1`), type('a'), type(`[]`), type(`{}`), type(`true`), type(zz)]", ['number', 'string', 'array', 'object', 'boolean', 'null']]],
  values: [['values(object)', [1, 2]]],
  x509_decode: [["x509_decode('x')", 'fails', 'invalid-value']],
}; // prettier-ignore

it('has a block for every function of the language', () => {
  expect(Object.keys(CASES).sort()).toEqual(FUNCTION_NAMES);
});

describe.each(Object.entries(CASES))('%s', (_name, cases) => {
  it.each(cases)('%s', (text, ...expected) => {
    const [value, code] = expected;
    if (code !== undefined) expect(codeOf(text, INPUT, CAPABILITIES)).toBe(code);
    else expect(evaluate(text, INPUT, CAPABILITIES)).toEqual(value);
  });
});

describe('what the caller may offer', () => {
  it.each([
    'time_now()',
    'time_now_utc()',
    "time_since('', '2024-05-06T05:00:00Z', '')",
    "random('a')",
    "parse_yaml('')",
  ])('%s fails without it', (text) => {
    expect(codeOf(text, INPUT)).toBe('missing-capability');
  });

  it('random is the same for the same seed and call, and another otherwise', () => {
    const drawn = (text: string, seed: string) => evaluate(text, null, { seed });
    expect(drawn("random('[a-z]{12}')", 'one')).toBe(drawn("random('[a-z]{12}')", 'one'));
    expect(drawn("random('[a-z]{12}')", 'one')).not.toBe(drawn("random('[a-z]{12}')", 'two'));
    expect(drawn("random('[a-z]{12}')", 'one')).not.toBe(drawn("random('[a-z]{12}' )", 'one'));
  });
});
