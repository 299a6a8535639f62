// What an evaluation costs depends on the expression and its values alone: not on what was evaluated before, and on nothing that is kept.
import { expect, it } from 'vitest';
import {
  CelFailure,
  CelMap,
  CelRun,
  compileCel,
  fromJson,
  generatingEnvironment,
  type CelJson,
  type CelValue,
} from '../../src/cel/index.ts';
import { planEvaluation } from '../../src/cel/interpret/interpreter.ts';
import { methodOverload } from '../../src/cel/overload.ts';
import { parseCel } from '../../src/cel/syntax/parser.ts';
import { DYN, INT, STRING } from '../../src/cel/type.ts';

const ENVIRONMENTS = generatingEnvironment({ variables: new Map() });
const LIMIT = 100_000;

function program(text: string): (object: CelJson) => readonly [value: CelValue, steps: number] {
  const compiled = compileCel(text, ENVIRONMENTS).program!;
  return (object) => {
    const run = new CelRun({}, { steps: LIMIT });
    const value = compiled.evaluate(run, CelMap.ofFields([['object', fromJson(object)]]));
    return [value instanceof CelFailure ? value.code : value, LIMIT - run.left];
  };
}

const OBJECTS: readonly CelJson[] = [
  { a: 1, b: 2 },
  { a: 'x', b: 'y' },
  { a: [1], b: [2, 3] },
  { a: 1, b: 'y' },
  { a: 1.5, b: 2.5 },
  { a: 'x', b: 'y' },
];

it.each([
  'object.a + object.b',
  'object.a < object.b',
  'object.a == object.b',
  'object.a in object.b',
  '[object.a].all(x, x < object.b)',
])('%s costs the same whatever was evaluated before', (text) => {
  const again = program(text);
  for (const object of [...OBJECTS, ...OBJECTS]) expect(again(object)).toEqual(program(text)(object));
});

it('a second evaluation on the same values costs the same', () => {
  const { program: compiled } = compileCel('object.a.filter(i, i.b.c == 1).map(i, i.b.c)', ENVIRONMENTS);
  const variables = CelMap.ofFields([['object', fromJson({ a: [{ b: { c: 1 } }, { b: { c: 2 } }] })]]);
  const costs = [1, 2, 3].map(() => {
    const run = new CelRun({}, { steps: LIMIT });
    expect(compiled!.evaluate(run, variables)).toEqual([1n]);
    return LIMIT - run.left;
  });
  expect(new Set(costs).size).toBe(1);
});

it('an overload for anything does not stand in for an earlier one that fits better', () => {
  const overloads = [
    methodOverload('what', [INT], STRING, () => 'int'),
    methodOverload('what', [DYN], STRING, () => 'anything'),
  ];
  const node = parseCel('[1, "a", 1, 1.5, 1].map(x, x.what()).join()');
  if (node instanceof CelFailure) throw new Error(node.message);
  const join = ENVIRONMENTS.running.functions.get('join')!;
  const functions = new Map([
    ['what', overloads],
    ['join', join],
  ]);
  const evaluate = planEvaluation(node, { variables: new Map(), functions });
  expect(evaluate(new CelRun({}), CelMap.ofFields([]))).toBe('intanythingintanythingint');
});
