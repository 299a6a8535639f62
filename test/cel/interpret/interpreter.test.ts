import { describe, expect, it } from 'vitest';
import { functionTable } from '../../../src/cel/environment.ts';
import { equalValues } from '../../../src/cel/equality.ts';
import { CelFailure, invalid } from '../../../src/cel/failure.ts';
import { planEvaluation } from '../../../src/cel/interpret/interpreter.ts';
import { OPTIONAL } from '../../../src/cel/libraries/optional.ts';
import { STANDARD } from '../../../src/cel/libraries/standard.ts';
import { functionOverload, intAt } from '../../../src/cel/overload.ts';
import { CelRun } from '../../../src/cel/run.ts';
import type { Node } from '../../../src/cel/syntax/syntax-tree.ts';
import { INT, opaque } from '../../../src/cel/type.ts';
import {
  CelMap,
  CelOptional,
  CelTypeValue,
  CelUint,
  fromJson,
  NONE,
  type CelResult,
  type CelValue,
} from '../../../src/cel/value.ts';
import { at, bind, call, field, has, HERE, id, list, lit, logic, method, name, walk } from '../build-tree.ts';

const double = functionOverload('odd.double', [INT], INT, (args) => intAt(args, 0) * 2n);
const parcel = functionOverload('parcel', [], opaque('post.Parcel'), () => null);
const ENVIRONMENT = {
  variables: new Map(),
  functions: functionTable([...STANDARD, ...OPTIONAL, double, parcel]),
};

function evaluate(node: Node, variables: CelMap = CelMap.ofFields([]), steps = 100_000): CelResult {
  return planEvaluation(node, ENVIRONMENT)(new CelRun({}, { steps }), variables);
}

function expectValue(node: Node, value: CelValue, variables?: CelMap): void {
  const result = evaluate(node, variables);
  if (result instanceof CelFailure) throw new Error(`${result.code}: ${result.message}`);
  expect(
    equalValues(result, value),
    JSON.stringify(result, (_, part: unknown) => String(part)),
  ).toBe(true);
}

function expectFailure(node: Node, code: CelFailure['code'], part = '', variables?: CelMap): void {
  const result = evaluate(node, variables);
  expect(result).toBeInstanceOf(CelFailure);
  if (!(result instanceof CelFailure)) return;
  expect([result.code, result.span]).toEqual([code, HERE]);
  expect(result.message).toContain(part);
}

const ONE = lit(1n);
const TWO = lit(2n);
const BROKEN = call('_==_', call('_/_', ONE, lit(0n)), ONE);
const POD = CelMap.ofFields([['pod', fromJson({ name: 'a', labels: { app: 'web', none: null }, ports: [80, 443] })]]);
const LABELS = field(id('pod'), 'labels');

describe('names', () => {
  it('finds variables, and computes them where they are read', () => {
    expectValue(field(LABELS, 'app'), 'web', POD);
    const lazy = CelMap.lazy(['x'], () => invalid('not today'));
    expectValue(logic(lit(true), 'or', id('x')), true, lazy);
    expectFailure(id('x'), 'invalid-value', 'not today', lazy);
  });

  it('takes names of types for types, with dots too, those of libraries among them', () => {
    expectValue(id('int'), new CelTypeValue('int'));
    expectValue(field(field(id('google'), 'protobuf'), 'Timestamp'), new CelTypeValue('google.protobuf.Timestamp'));
    expectValue(field(id('post'), 'Parcel'), new CelTypeValue('post.Parcel'));
  });

  it('fails where a name is evaluated that does not exist', () => {
    expectFailure(id('nobody'), 'no-such-name', 'nobody');
    expectFailure(call('nothing', ONE), 'no-such-name', 'nothing');
    expectFailure(method(ONE, 'nothing'), 'no-such-name', 'nothing');
    expectValue(logic(lit(true), 'or', id('nobody')), true);
  });

  it('calls functions whose name has dots, whatever the prefix may be besides', () => {
    expectValue(method(id('odd'), 'double', TWO), 4n);
    expectValue(walk(list(ONE), 'map', 'odd', method(id('odd'), 'double', TWO)), [4n]);
  });

  it('calls methods of values that are no names', () => {
    expectValue(method(lit('text'), 'size'), 4n);
    expectValue(method(list(ONE, TWO), 'size'), 2n);
  });

  it('names function and types where no overload fits', () => {
    expectFailure(call('_+_', ONE, lit(1)), 'no-such-overload', '_+_ for (int, double)');
    expectFailure(method(lit('a'), 'size', ONE), 'no-such-overload', 'size for (string, int)');
  });
});

describe('fields and elements', () => {
  it('fails for what is not there, and on what has no fields', () => {
    expectFailure(field(LABELS, 'tier'), 'no-such-field', 'no such key: tier', POD);
    expectFailure(field(field(LABELS, 'none'), 'x'), 'no-such-field', 'null_type', POD);
    expectFailure(field(field(id('pod'), 'name'), 'x'), 'no-such-field', 'string', POD);
  });

  it('keeps null apart from absent', () => {
    expectValue(field(LABELS, 'none'), null, POD);
    expectValue(at(LABELS, lit('none')), null, POD);
    expectValue(field(LABELS, 'none', true), new CelOptional(null), POD);
    expectValue(bind('n', lit(null), call('_==_', id('n'), lit(null))), true);
  });

  it.each([
    ['an int', lit(1n), 443n],
    ['a uint', lit(new CelUint(0n)), 80n],
    ['a whole double', lit(1), 443n],
  ])('takes %s for the index of a list', (_, index, value) => {
    expectValue(at(field(id('pod'), 'ports'), index), value, POD);
  });

  it.each([
    ['beyond the end', lit(2n), 'invalid-value'],
    ['below 0', lit(-1n), 'invalid-value'],
    ['a fraction', lit(0.5), 'no-such-overload'],
    ['a text', lit('0'), 'no-such-overload'],
  ] as const)('refuses an index that is %s', (_, index, code) => {
    expectFailure(at(field(id('pod'), 'ports'), index), code, '', POD);
  });

  it('chains optionals', () => {
    expectValue(field(field(id('pod'), 'labels', true), 'app'), new CelOptional('web'), POD);
    expectValue(field(field(id('pod'), 'nope', true), 'app'), NONE, POD);
    expectValue(at(field(id('pod'), 'labels', true), lit('nope')), NONE, POD);
    expectValue(at(field(id('pod'), 'ports'), lit(9n), true), NONE, POD);
    expectValue(field(lit(null), 'x', true), NONE);
    expectFailure(field(field(id('pod'), 'nope'), 'x', true), 'no-such-field', 'nope', POD);
  });

  it('tells with has() whether a field is there, not whether the way to it is', () => {
    expectValue(has(LABELS, 'app'), true, POD);
    expectValue(has(LABELS, 'tier'), false, POD);
    expectValue(has(lit(null), 'x'), false);
    expectFailure(has(field(id('pod'), 'status'), 'x'), 'no-such-field', 'status', POD);
  });

  it('looks at the alternative of an optional only where it is needed', () => {
    expectValue(method(lit(new CelOptional(1n)), 'orValue', BROKEN), 1n);
    expectValue(method(lit(NONE), 'orValue', TWO), 2n);
    expectValue(method(lit('plain'), 'orValue', BROKEN), 'plain');
    expectFailure(method(BROKEN, 'orValue', ONE), 'invalid-value');
  });
});

describe('logic and macros', () => {
  it('lets a decision on either side stand against a failure on the other', () => {
    for (const [kind, decisive] of [
      ['or', true],
      ['and', false],
    ] as const) {
      expectValue(logic(BROKEN, kind, lit(decisive)), decisive);
      expectValue(logic(lit(decisive), kind, BROKEN), decisive);
      expectFailure(logic(BROKEN, kind, lit(!decisive)), 'invalid-value', 'division by zero');
      expectFailure(logic(lit(!decisive), kind, ONE), 'no-such-overload', 'int');
    }
  });

  it('lets all and exists absorb failures, but not exists_one and map', () => {
    const range = list(lit(0n), ONE);
    const isOne = call('_==_', call('_/_', lit(4n), id('x')), lit(4n));
    expectValue(walk(range, 'exists', 'x', isOne), true);
    expectValue(walk(range, 'all', 'x', call('!_', isOne)), false);
    expectFailure(walk(range, 'all', 'x', isOne), 'invalid-value');
    expectFailure(walk(range, 'exists_one', 'x', isOne), 'invalid-value');
    expectFailure(walk(range, 'map', 'x', isOne), 'invalid-value');
  });

  it('filters, sorts by keys and walks the keys of maps', () => {
    const numbers = list(lit(3n), ONE, TWO);
    expectValue(walk(numbers, 'filter', 'x', call('_>_', id('x'), ONE)), [3n, 2n]);
    expectValue(walk(numbers, 'sortBy', 'x', call('-_', id('x'))), [3n, 2n, 1n]);
    expectValue(walk(LABELS, 'map', 'k', id('k')), ['app', 'none'], POD);
    expectFailure(walk(list(ONE, lit('a')), 'sortBy', 'x', id('x')), 'invalid-value', 'one type');
    expectFailure(walk(ONE, 'map', 'x', id('x')), 'no-such-overload', 'int');
  });

  it('keeps bindings of the same name apart', () => {
    const inner = walk(list(TWO), 'map', 'x', call('_+_', id('x'), id('y')));
    expectValue(walk(list(ONE), 'map', 'x', bind('y', id('x'), list(inner, id('x')))), [[[3n], 1n]]);
  });

  it('computes what bind names once, and not at all where it is not read', () => {
    let calls = 0;
    const counted = functionOverload('counted', [], INT, () => BigInt((calls += 1)));
    const environment = { variables: new Map(), functions: functionTable([...STANDARD, counted]) };
    const twice = bind('x', call('counted'), call('_+_', id('x'), id('x')));
    expect(planEvaluation(twice, environment)(new CelRun({}), CelMap.ofFields([]))).toBe(2n);
    expectValue(bind('x', BROKEN, ONE), 1n);
  });
});

describe('literals', () => {
  const maybe = (value: Node) => ({ value, optional: true });

  it('leaves out elements and entries without a value', () => {
    const elements = [maybe(lit(NONE)), maybe(lit(new CelOptional(1n))), { value: TWO, optional: false }];
    expectValue({ kind: 'list', elements, span: HERE }, [1n, 2n]);
    const entries = [{ key: lit('a'), ...maybe(lit(NONE)) }];
    expectValue({ kind: 'map', entries, span: HERE }, CelMap.ofFields([]));
    expectFailure({ kind: 'list', elements: [maybe(ONE)], span: HERE }, 'no-such-overload', 'int');
  });

  it('refuses keys that are none', () => {
    const entries = [{ key: lit(1.5), value: ONE, optional: false }];
    expectFailure({ kind: 'map', entries, span: HERE }, 'no-such-overload', 'double');
  });

  it('builds the well-known messages and no others', () => {
    const of = (type: string, fieldName: string, value: Node): Node => ({
      kind: 'message',
      type: name(type),
      fields: [{ name: name(fieldName), value, optional: false }],
      span: HERE,
    });
    expectValue(of('google.protobuf.StringValue', 'value', lit('a')), 'a');
    expectFailure(of('google.protobuf.StringValue', 'value', ONE), 'no-such-overload', 'int');
    expectFailure(of('google.protobuf.StringValue', 'text', ONE), 'no-such-field', 'text');
    expectFailure(of('my.Own', 'value', ONE), 'no-such-name', 'my.Own');
  });
});

describe('bounds', () => {
  const many = lit(Array.from({ length: 400 }, (_, index) => BigInt(index)));

  it('ends nested walks at the limit, which nothing absorbs', () => {
    const deepest = call('_>=_', id('c'), lit(0n));
    const nested = walk(many, 'all', 'a', walk(many, 'all', 'b', walk(many, 'all', 'c', deepest)));
    expectFailure(logic(nested, 'or', lit(true)), 'limit');
    expectFailure(walk(list(ONE), 'exists', 'x', logic(nested, 'and', lit(false))), 'limit');
  });

  it('counts texts that double', () => {
    let text: Node = id('s');
    for (let times = 0; times < 40; times += 1) text = bind('s', call('_+_', id('s'), id('s')), text);
    expectFailure(bind('s', lit('0123456789abcdef'), text), 'limit');
  });

  it('counts comparisons of values that share their parts', () => {
    let [left, right]: [CelValue, CelValue] = [[1n], [1n]];
    for (let times = 0; times < 40; times += 1)
      [left, right] = [
        [left, left],
        [right, right],
      ];
    expectFailure(call('_==_', lit(left), lit(right)), 'limit');
  });

  it('takes trees as deep as a thousand', () => {
    let sum = ONE;
    for (let depth = 0; depth < 999; depth += 1) sum = call('_+_', sum, ONE);
    expectValue(sum, 1000n);
  });
});
