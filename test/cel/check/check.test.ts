// Expressions with the type they are of, or with what is wrong with them and where.
import { describe, expect, test } from 'vitest';
import { checkExpression } from '../../../src/cel/check/check.ts';
import { functionTable, type CelEnvironment } from '../../../src/cel/environment.ts';
import { CelFailure } from '../../../src/cel/failure.ts';
import { functionOverload, methodOverload, type Overload } from '../../../src/cel/overload.ts';
import { parseCel } from '../../../src/cel/syntax/parser.ts';
import type { Node } from '../../../src/cel/syntax/syntax-tree.ts';
import {
  ANY,
  BOOL,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  message,
  opaque,
  optionalOf,
  parameter,
  printType,
  STRING,
  TIMESTAMP,
  TYPE,
  UINT,
  type Type,
} from '../../../src/cel/type.ts';
import { isList, type CelValue } from '../../../src/cel/value.ts';

const [A, B] = [parameter('A'), parameter('B')];
const STORE = opaque('test.Store');

function func(name: string, parameters: readonly Type[], result: Type): Overload {
  return functionOverload(name, parameters, result, () => null);
}

function method(name: string, parameters: readonly Type[], result: Type): Overload {
  return methodOverload(name, parameters, result, () => null);
}

/** Refuses the text `bad` in second place, and lists that are known and longer than one. */
function checkLiterals([, second]: readonly (CelValue | undefined)[]): string | undefined {
  if (second === 'bad') return "the pattern 'bad' does not compile";
  return second !== undefined && isList(second) && second.length > 1 ? 'too many arguments' : undefined;
}

const ORDERED = [INT, UINT, DOUBLE, STRING, BOOL];

const OVERLOADS: readonly Overload[] = [
  func('_==_', [A, A], BOOL),
  func('_!=_', [A, A], BOOL),
  func('_in_', [A, listOf(A)], BOOL),
  func('_in_', [A, mapOf(A, B)], BOOL),
  ...[INT, UINT, DOUBLE, STRING].map((type) => func('_+_', [type, type], type)),
  func('_+_', [listOf(A), listOf(A)], listOf(A)),
  func('_+_', [TIMESTAMP, DURATION], TIMESTAMP),
  ...[INT, DOUBLE].map((type) => func('_*_', [type, type], type)),
  ...ORDERED.map((type) => func('_<_', [type, type], BOOL)),
  func('_<_', [INT, DOUBLE], BOOL),
  func('!_', [BOOL], BOOL),
  func('-_', [INT], INT),
  func('dyn', [A], DYN),
  func('type', [A], TYPE),
  func('size', [STRING], INT),
  func('size', [listOf(A)], INT),
  method('size', [STRING], INT),
  method('size', [listOf(A)], INT),
  func('string', [INT], STRING),
  func('timestamp', [STRING], TIMESTAMP),
  func('math.greatest', [INT, INT], INT),
  func('math.greatest', [DOUBLE, DOUBLE], DOUBLE),
  func('optional.of', [A], optionalOf(A)),
  func('optional.none', [], optionalOf(A)),
  method('orValue', [optionalOf(A), A], A),
  method('orValue', [DYN, DYN], DYN),
  method('value', [optionalOf(A)], A),
  method('first', [listOf(A)], optionalOf(A)),
  method('split', [STRING, STRING], listOf(STRING)),
  method('get', [STORE, STRING], mapOf(STRING, ANY)),
  method('get', [STORE, STRING, mapOf(STRING, STRING)], ANY),
  method('get', [mapOf(A, B), A], B),
  method('put', [STORE, listOf(mapOf(STRING, ANY))], BOOL),
  { ...method('find', [STRING, STRING], STRING), checkLiterals },
  { ...method('format', [STRING, listOf(DYN)], STRING), checkLiterals },
];

const ENVIRONMENT: CelEnvironment = {
  variables: new Map<string, Type>([
    ['object', DYN],
    ['store', STORE],
    ['config.name', STRING],
    ['user', message('test.User', { name: STRING, groups: listOf(STRING), age: INT })],
    ['labels', mapOf(STRING, STRING)],
    ['anything', ANY],
  ]),
  functions: functionTable(OVERLOADS),
};

function parsed(text: string): Node {
  const node = parseCel(text);
  if (node instanceof CelFailure) throw new Error(`${text}: ${node.message}`);
  return node;
}

/** The printed type; or each finding with the stretch of text it is about. */
function outcome(text: string): string | readonly string[] {
  const { type, problems } = checkExpression(parsed(text), ENVIRONMENT);
  for (const problem of problems) expect(problem.code).toBe('check');
  if (problems.length === 0) return printType(type);
  return problems.map(({ message, span }) => `${text.slice(span?.start, span?.end)} → ${message}`);
}

const TYPES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  literals: [
    ['1', 'int'],
    ['1u', 'uint'],
    ['1.5', 'double'],
    ["b'x'", 'bytes'],
    ['null', 'null'],
    ['[]', 'list(dyn)'],
    ['{}', 'map(dyn, dyn)'],
    ['[1, 2]', 'list(int)'],
    ["[1, 'a']", 'list(dyn)'],
    ['[[], [1]]', 'list(list(int))'],
    ["{'a': [], 'b': {}}", 'map(string, dyn)'],
    ["{'a': 1, 'b': 2}", 'map(string, int)'],
    ["{'a': {1: 'x'}}", 'map(string, map(int, string))'],
    ['[?optional.of(1), 2]', 'list(int)'],
    ["{?'a': optional.of('x')}", 'map(string, string)'],
    ["{?'a': object.?x}", 'map(string, dyn)'],
  ],
  names: [
    ['user', 'test.User'],
    ['config.name', 'string'],
    ['config.name.size()', 'int'],
    ['int', 'type'],
    ['type(1) == google.protobuf.Timestamp', 'bool'],
    ['optional_type', 'type'],
    ['type(store) == test.Store', 'bool'],
    ['.user.name', 'string'],
    ['[1].map(user, .user.name)', 'list(string)'],
    ['[1].map(labels, labels)', 'list(int)'],
    ["labels.map(labels, labels + 'x')", 'list(string)'],
  ],
  fields: [
    ['user.name', 'string'],
    ['user.?age', 'optional(int)'],
    ['labels.app', 'string'],
    ['object.a.b', 'dyn'],
    ['object.?a.b', 'optional(dyn)'],
    ['optional.of(user).name', 'optional(string)'],
    ['anything.a', 'dyn'],
    ["store.get('x').data", 'any'],
    ["store.get('x').data.key", 'dyn'],
    ['has(user.name)', 'bool'],
    ['has(object.a.b)', 'bool'],
  ],
  indexes: [
    ['[1, 2][0]', 'int'],
    ["labels['a']", 'string'],
    ["labels[?'a']", 'optional(string)'],
    ['[1][?0]', 'optional(int)'],
    ['optional.of([1])[0]', 'optional(int)'],
    ["optional.of(labels)[?'x']", 'optional(string)'],
    ["object['a']", 'dyn'],
    ['object[0]', 'dyn'],
    ["store.get('x').items[0]", 'dyn'],
  ],
  calls: [
    ['1 + 2', 'int'],
    ['object.x + 1', 'int'],
    ['object.x + object.y', 'dyn'],
    ['[] + [1]', 'list(int)'],
    ['size([])', 'int'],
    ['math.greatest(1, 2)', 'int'],
    ['math.greatest(object.x, object.y)', 'dyn'],
    ['1 < 1.5', 'bool'],
    ["'a' in ['a']", 'bool'],
    ["'a' in {'a': 1}", 'bool'],
    ["'a' in object", 'bool'],
    ['object == null', 'bool'],
    ['user == null', 'bool'],
    ['store == null', 'bool'],
    ['timestamp(object.t) == null', 'bool'],
    ['optional.none() == null', 'bool'],
    ['anything == null', 'bool'],
    ['anything + 1', 'int'],
    ["'a'.split(anything)", 'list(string)'],
    ["store.put([{'a': 1}])", 'bool'],
    ["store.put([store.get('x')])", 'bool'],
    ["store.put(store.get('x').items)", 'bool'],
    ['store.put([])', 'bool'],
    ['store.put([object])', 'bool'],
    ["store.get('x', {})", 'any'],
    ['optional.none().value()', 'dyn'],
    ['optional.of(1).orValue(2)', 'dyn'],
    ["user.name.orValue('x')", 'dyn'],
    ["store.get('x').items.orValue([]).map(x, x.y)", 'list(dyn)'],
    ['[1].first()', 'optional(int)'],
    ["'x'.find('good')", 'string'],
    ["'x'.format(['a'])", 'string'],
    ["'x'.format([object, object])", 'string'],
  ],
  logic: [
    ['true && object.x', 'bool'],
    ['true ? 1 : 2', 'int'],
    ['true ? object : 2', 'dyn'],
    ['true ? [] : [1]', 'list(int)'],
    ['true ? null : user', 'null'],
  ],
  macros: [
    ['[1].all(x, x < 2)', 'bool'],
    ["labels.exists(k, k == 'a')", 'bool'],
    ['object.exists_one(x, x.ready)', 'bool'],
    ['[1].filter(x, x == 1)', 'list(int)'],
    ['labels.filter(k, true)', 'list(string)'],
    ['object.filter(x, x)', 'list(dyn)'],
    ['[1].map(x, string(x))', 'list(string)'],
    ['[1].map(x, x == 1, string(x))', 'list(string)'],
    ["dyn(store.get('x').items).map(x, x.name)", 'list(dyn)'],
    ['[].map(x, x)', 'list(dyn)'],
    ["['b', 'a'].sortBy(x, x.size())", 'list(string)'],
    ['object.sortBy(x, x.name)', 'dyn'],
    ['cel.bind(x, [1], x + x)', 'list(int)'],
    ['optional.of(1).optMap(x, string(x))', 'optional(string)'],
    ["optional.none().optMap(y, y + 'z')", 'optional(string)'],
    ['object.?a.optMap(x, x.b)', 'optional(dyn)'],
    ['optional.of([1]).optFlatMap(x, x.first())', 'optional(int)'],
    ['[[1]].map(x, x.map(x, x + 1))', 'list(list(int))'],
  ],
  messages: [
    ["google.protobuf.Struct{fields: {'a': 1}}.a", 'dyn'],
    ['google.protobuf.Timestamp{seconds: 1}', 'timestamp'],
    ["google.protobuf.StringValue{value: 'a'} == null", 'bool'],
    ['google.protobuf.ListValue{values: [1]}', 'list(dyn)'],
  ],
};

const FINDINGS: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
  names: [
    ['foo.bar', "foo → undeclared reference to 'foo'"],
    ['1 == usr.name', "usr → undeclared reference to 'usr', did you mean 'user'?"],
    ['x + y', "x → undeclared reference to 'x'", "y → undeclared reference to 'y'"],
    ['[1].map(long, lung)', "lung → undeclared reference to 'lung', did you mean 'long'?"],
    ['dyn == int', "dyn → undeclared reference to 'dyn'"],
    ['[1].map(x, x) + [x]', "x → undeclared reference to 'x'"],
    ["['a'].map(config, config.name)", "name → type 'string' does not support field selection"],
    ['nowhere.is.here + 1', "nowhere → undeclared reference to 'nowhere'"],
  ],
  fields: [
    ['user.nme', "nme → undefined field 'nme', did you mean 'name'?; 'test.User' has name, groups, age"],
    ['user.roles + 1', "roles → undefined field 'roles'; 'test.User' has name, groups, age"],
    ['has(user.roles)', "roles → undefined field 'roles'; 'test.User' has name, groups, age"],
    [
      "'a'.size",
      "size → type 'string' does not support field selection; 'size' is a function, to be called as 'size(…)'",
    ],
    ['[1].x', "x → type 'list(int)' does not support field selection"],
    ['store.x', "x → type 'test.Store' does not support field selection"],
  ],
  indexes: [
    [
      "[1]['a']",
      "'a' → found no matching overload for '[]' applied to '(list(int), string)'; there is list(A)[int], map(A, B)[A] and the same within an optional",
    ],
    [
      "{'a': 1}[1]",
      "1 → found no matching overload for '[]' applied to '(map(string, int), int)'; there is list(A)[int], map(A, B)[A] and the same within an optional",
    ],
    [
      "user['name']",
      "'name' → found no matching overload for '[]' applied to '(test.User, string)'; there is list(A)[int], map(A, B)[A] and the same within an optional",
    ],
    [
      'labels[?1]',
      "1 → found no matching overload for '[?]' applied to '(map(string, string), int)'; there is list(A)[int], map(A, B)[A] and the same within an optional",
    ],
  ],
  calls: [
    ["1 * 'a'", "* → found no matching overload for '_*_' applied to '(int, string)'; there is int * int"],
    ['1 == 1.0', "== → found no matching overload for '_==_' applied to '(int, double)'; there is A == A"],
    ['1 == null', "== → found no matching overload for '_==_' applied to '(int, null)'; there is A == A"],
    [
      "[1] == ['a']",
      "== → found no matching overload for '_==_' applied to '(list(int), list(string))'; there is A == A",
    ],
    [
      "store.get('x') == null",
      "== → found no matching overload for '_==_' applied to '(map(string, any), null)'; there is A == A",
    ],
    [
      '1.0 in [1]',
      "in → found no matching overload for '_in_' applied to '(double, list(int))'; there is A in list(A), A in map(A, B)",
    ],
    ["!'a'", "! → found no matching overload for '!_' applied to '(string)'; there is !bool"],
    [
      'size(1)',
      "size → found no matching overload for 'size' applied to '(int)'; there is size(string), size(list(A)), string.size(), list(A).size()",
    ],
    ["'a'.string()", "string → found no matching overload for 'string' applied to 'string.()'; there is string(int)"],
    [
      "split('a', 'b')",
      "split → found no matching overload for 'split' applied to '(string, string)'; there is string.split(string)",
    ],
    [
      "math.greatest('a', 1)",
      "greatest → found no matching overload for 'math.greatest' applied to '(string, int)'; there is math.greatest(int, int), math.greatest(double, double)",
    ],
    ['math.graetest(1, 2)', "math.graetest → undeclared reference to 'math.graetest', did you mean 'math.greatest'?"],
    ["'a'.splitt('b')", "splitt → undeclared reference to 'splitt', did you mean 'split'?"],
    ['toLower(x.y)', "toLower → undeclared reference to 'toLower'", "x → undeclared reference to 'x'"],
    ['[1].transform(i, v, i < v)', "transform → undeclared reference to 'transform'"],
    ['[1].existsOne(x, x == 1)', "existsOne → undeclared reference to 'existsOne', did you mean 'exists_one'?"],
    [
      '[1].all(i, v, i < v)',
      "all → undeclared reference to 'all'; the macro 'all' takes the name of a variable and an expression",
    ],
    ['other.call()', "other → undeclared reference to 'other'"],
    [
      "store.put([{1: 'x'}])",
      "put → found no matching overload for 'put' applied to 'test.Store.(list(map(int, string)))'; there is test.Store.put(list(map(string, any)))",
    ],
    [
      "store.put([[{'a': 1}]])",
      "put → found no matching overload for 'put' applied to 'test.Store.(list(list(map(string, int))))'; there is test.Store.put(list(map(string, any)))",
    ],
    [
      "store.get('x', {'a': 1})",
      "get → found no matching overload for 'get' applied to 'test.Store.(string, map(string, int))'; there is test.Store.get(string), test.Store.get(string, map(string, string))",
    ],
    [
      "cel.bind(l, [], l == [1] || l == ['a'])",
      "== → found no matching overload for '_==_' applied to '(list(int), list(string))'; there is A == A",
    ],
    ["'x'.find('bad')", "find → the pattern 'bad' does not compile"],
    ["'x'.format(['a', {'b': 1}])", 'format → too many arguments'],
    [
      "(1 + 'a') + user.nope == 2",
      "+ → found no matching overload for '_+_' applied to '(int, string)'; there is int + int",
      "nope → undefined field 'nope'; 'test.User' has name, groups, age",
    ],
  ],
  logic: [
    ["'a' && 1", "'a' → expected type 'bool' but found 'string'", "1 → expected type 'bool' but found 'int'"],
    ["'a' ? 1 : 2", "'a' → expected type 'bool' but found 'string'"],
    ["true ? 1 : 'a'", "1 : 'a' → the results of '? :' need one type, these are 'int' and 'string'"],
  ],
  macros: [
    ["[1].all(x, 'a')", "'a' → expected type 'bool' but found 'string'"],
    ['[1].filter(x, x)', "x → expected type 'bool' but found 'int'"],
    [
      "'abc'.map(x, x)",
      "'abc' → expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
    [
      "store.get('x').items.exists(x, x.ok)",
      "store.get('x').items → expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic); 'dyn(…)' around it makes it one",
    ],
    [
      'user.map(x, x)',
      "user → expression of type 'test.User' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
    ['labels.sortBy(x, x)', "labels → 'sortBy' sorts lists, this is of type 'map(string, string)'"],
    [
      '[1].sortBy(x, [x])',
      "[x] → 'sortBy' needs a key of one of the types int, uint, double, bool, duration, timestamp, string, bytes, this is 'list(int)'",
    ],
    ['user.name.optMap(x, x)', "user.name → 'optMap' needs an optional, this is of type 'string'"],
    ['optional.of(1).optFlatMap(x, x)', "x → 'optFlatMap' needs a body that gives an optional, not 'int'"],
  ],
  literals: [
    ['[?1]', "1 → expected type 'optional(int)' but found 'int'"],
    ["{?'a': 'x'}", "'x' → expected type 'optional(string)' but found 'string'"],
    ['Pod{}', "Pod → undeclared reference to 'Pod'"],
    ['int{}', "int → 'int' is not a message type"],
    ['labels{}', "labels → 'labels' is not a type"],
    [
      'google.protobuf.Struct{field: {}}',
      "field → undefined field 'field', did you mean 'fields'?; 'google.protobuf.Struct' has fields",
    ],
    [
      "google.protobuf.Timestamp{seconds: 'a'}",
      "seconds → expected type of field 'seconds' is 'int' but provided type is 'string'",
    ],
  ],
};

describe.each(Object.entries(TYPES))('the types of %s', (_, cases) => {
  test.each(cases)('%s', (text, type) => {
    expect(outcome(text)).toBe(type);
  });
});

describe.each(Object.entries(FINDINGS))('what is wrong with %s', (_, cases) => {
  test.each(cases)('%s', (text, ...findings) => {
    expect(outcome(text)).toEqual(findings);
  });
});

describe('large expressions', () => {
  test.each([
    ['a chain of operators', `0${' + 1'.repeat(990)}`, 'int'],
    ['a chain of fields', `object${'.a'.repeat(990)}`, 'dyn'],
    ['a chain of calls', `[1]${'.map(x, x)'.repeat(490)}`, 'list(int)'],
    ['nested conditions', `${'true ? 1 : '.repeat(240)}2`, 'int'],
  ])('%s', (_, text, type) => {
    expect(outcome(text)).toBe(type);
  });

  test('trees as deep as anything may hand over', () => {
    let node = parsed('object');
    for (let depth = 0; depth < 1000; depth += 1) {
      node = { kind: 'list', elements: [{ value: node, optional: false }], span: node.span };
    }
    expect(checkExpression(node, ENVIRONMENT).problems).toEqual([]);
  });

  test('types that double at every level', () => {
    const depth = 100;
    const binds = Array.from({ length: depth }, (_, at) => `cel.bind(v${at + 1}, {v${at}: v${at}}, `);
    const text = `cel.bind(v0, 1, ${binds.join('')}v${depth} == v${depth}${')'.repeat(depth + 1)}`;
    expect(outcome(text)).toBe('bool');
  });
});
