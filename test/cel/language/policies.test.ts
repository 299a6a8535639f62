// Variables of policies, templates, and expressions as whole policies have them.
import { describe, expect, test } from 'vitest';
import {
  CelFailure,
  CelMap,
  CelRun,
  compileCel,
  compileTemplate,
  fromJson,
  generatingEnvironment,
  type CelJson,
  type CelProgram,
  type CelResult,
  type Type,
} from '../../../src/cel/index.ts';

type Declared = readonly (readonly [name: string, expression: string])[];

const OBJECT: CelJson = {
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web', tier: 'front' } },
  data: { namespaces: 'ns1,ns2', ports: [80, 443] },
};

interface Policy {
  readonly types: ReadonlyMap<string, Type>;
  readonly variables: CelMap;
}

/** The variables declared one after the other, or `refused`. */
function declare(declared: Declared, run: CelRun): Policy | 'refused' {
  const types = new Map<string, Type>();
  const programs = new Map<string, CelProgram>();
  for (const [name, expression] of declared) {
    const { program, problems } = compileCel(expression, generatingEnvironment({ variables: types }));
    if (program === undefined || problems.length > 0) return 'refused';
    types.set(name, program.type);
    programs.set(name, program);
  }
  const own: CelMap = CelMap.lazy(
    [...programs.keys()],
    (name): CelResult => programs.get(name)?.evaluate(run, variables) ?? null,
  );
  const variables: CelMap = CelMap.lazy(['object', 'variables'], (name) =>
    name === 'object' ? fromJson(OBJECT) : own,
  );
  return { types, variables };
}

function textOf(result: CelResult | readonly CelJson[]): string {
  if (result instanceof CelFailure) return 'fails';
  return JSON.stringify(result, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
}

function outcome(expression: string, declared: Declared): string {
  const run = new CelRun({});
  const policy = declare(declared, run);
  if (policy === 'refused') return policy;
  const { program, problems } = compileCel(expression, generatingEnvironment({ variables: policy.types }));
  return program === undefined || problems.length > 0 ? 'refused' : textOf(program.evaluate(run, policy.variables));
}

function filledIn(value: string, declared: Declared, interpolate: 'cel' | 'none' = 'cel'): string {
  const run = new CelRun({});
  const policy = declare(declared, run);
  if (policy === 'refused') return policy;
  const { template, problems } = compileTemplate(
    value,
    interpolate,
    generatingEnvironment({ variables: policy.types }),
  );
  if (template === undefined || problems.length > 0) return 'refused';
  return textOf(template.render(run, policy.variables));
}

describe('variables', () => {
  const cases: readonly (readonly [string, Declared, string])[] = [
    ['variables.a', [['a', '1 + 1']], '2'],
    [
      'variables.b',
      [
        ['a', '2'],
        ['b', 'variables.a * 3'],
      ],
      '6',
    ],
    [
      'variables.a',
      [
        ['a', 'variables.b'],
        ['b', '1'],
      ],
      'refused',
    ],
    ['variables.a', [['a', 'variables.a']], 'refused'],
    ['true', [['bad', '1 / 0']], 'true'],
    ['variables.bad == 1', [['bad', '1 / 0']], 'fails'],
    ['true || variables.bad == 1', [['bad', '1 / 0']], 'true'],
    ['variables.bad == 1 || true', [['bad', '1 / 0']], 'true'],
    ['false ? variables.bad : 3', [['bad', '1 / 0']], '3'],
    ["variables.n + 'x'", [['n', '1']], 'refused'],
    ["variables.n + 'x'", [['n', 'dyn(1)']], 'fails'],
    ['has(variables.x)', [['x', "{'a': 1}"]], 'true'],
    ['has(variables.x.b)', [['x', "{'a': 1}"]], 'false'],
    ['has(variables.y)', [['x', '1']], 'refused'],
    ["variables['a']", [['a', '1']], 'refused'],
    ['variables.?a', [], 'refused'],
    ["variables.l.map(n, n + '!').join(',')", [['l', "object.data.namespaces.split(',')"]], '"ns1!,ns2!"'],
    ['variables.l.map(n, variables.l.indexOf(n))', [['l', "object.data.namespaces.split(',')"]], '[0,1]'],
    ['variables.p.map(p, p + 1)', [['p', 'object.data.ports']], '[81,444]'],
    ['variables.o.orValue("x")', [['o', 'object.metadata.?annotations.?a']], '"x"'],
    ['variables.t', [['t', 'variables.size()']], 'refused'],
    ['[1].map(variables, variables)', [], '[1]'],
  ];
  test.each(cases)('%s of %j', (expression, declared, expected) => {
    expect(outcome(expression, declared)).toBe(expected);
  });
});

describe('templates', () => {
  const declared: Declared = [
    ['name', 'object.metadata.name'],
    ['port', '8080'],
    ['ratio', '1.5'],
    ['whole', '2.0'],
    ['large', '1000000.0'],
    ['long', '1234567.5'],
    ['on', 'true'],
    ['none', 'null'],
    ['labels', "{'a': 'b'}"],
    ['list', "['x', 1]"],
    ['u', '7u'],
  ];
  const cases: readonly (readonly [string, string])[] = [
    ['a: (( variables.name ))', '[{"a":"web"}]'],
    ['a: ((variables.name))', '[{"a":"web"}]'],
    ['a: "(( variables.port ))"', '[{"a":8080}]'],
    ["a: '(( variables.port ))'", '[{"a":8080}]'],
    ['a: (( variables.ratio ))', '[{"a":1.5}]'],
    ['a: (( variables.whole ))', '[{"a":2}]'],
    ['a: (( variables.u ))', '[{"a":7}]'],
    ['a: (( variables.on ))', '[{"a":true}]'],
    ['a: (( variables.none ))', '[{"a":null}]'],
    ['a: (( variables.labels ))', '[{"a":{"a":"b"}}]'],
    ['a: (( variables.list ))', '[{"a":["x",1]}]'],
    ['a: pre-(( variables.name ))-post', '[{"a":"pre-web-post"}]'],
    ['a: (( variables.name ))(( variables.port ))', '[{"a":"web8080"}]'],
    ['a: x(( variables.ratio ))', '[{"a":"x1.5"}]'],
    ['a: x(( variables.whole ))', '[{"a":"x2"}]'],
    ['a: x(( variables.on ))', '[{"a":"xtrue"}]'],
    ['a: x(( variables.u ))', '[{"a":"x7"}]'],
    ['a: x(( variables.none ))', 'fails'],
    ['a: x(( variables.labels ))', 'fails'],
    ['a: x(( variables.list ))', 'fails'],
    ["a: x(( timestamp('2024-01-01T00:00:00Z') ))", 'fails'],
    ["a: (( timestamp('2024-01-01T00:00:00.5Z') ))", '[{"a":"2024-01-01T00:00:00.5Z"}]'],
    ["a: (( duration('90m') ))", '[{"a":"5400s"}]'],
    ["a: (( b'hi' ))", '[{"a":"aGk="}]'],
    ['a: (( 9223372036854775807u ))', '[{"a":9223372036854776000}]'],
    ['a: (( 9223372036854775808u ))', 'fails'],
    ['a: \\(( literal ))', '[{"a":"(( literal ))"}]'],
    ['a: \'(( ":)" + variables.name ))\'', '[{"a":":)web"}]'],
    ['a: "(( (1 + 2) * 3 ))"', '[{"a":9}]'],
    ['a: (( ))', 'refused'],
    ['a: "(( variables.name"', 'refused'],
    ['a: (( a ) b ))', 'refused'],
    ['a: (( variables.nope ))', 'refused'],
    ['(( variables.name )): x', 'refused'],
    ['a: (( 1 / 0 ))', 'fails'],
    ['(( variables.labels ))', '[{"a":"b"}]'],
    ['(( variables.list ))', 'fails'],
    ['- a', 'refused'],
    ['x', 'refused'],
    ['', 'refused'],
    ['# nothing\n---\n', 'refused'],
    ['a: [', 'refused'],
    ['a: 1\n---\n---\nb: (( variables.port ))\n', '[{"a":1},{"b":8080}]'],
    ['3: (( variables.port ))', '[{"3":8080}]'],
    [
      'a: yes\nb: 0x10\nc: ~\nd: 1.5\ne: "3"\nf: (( variables.port ))',
      '[{"a":"yes","b":16,"c":null,"d":1.5,"e":"3","f":8080}]',
    ],
    ['a: |\n  line (( variables.name ))\n  end\n', '[{"a":"line web\\nend\\n"}]'],
    ['a: (( variables.name )) # comment', '[{"a":"web"}]'],
    ['a: &x\n  k: (( variables.name ))\nb: *x', '[{"a":{"k":"web"},"b":{"k":"web"}}]'],
    ['a: &x\n  k: v\nb:\n  <<: *x\n  z: (( variables.name ))', 'refused'],
    ['a: &x\n  k: v\nb:\n  <<: *x\n  z: 1', '[{"a":{"k":"v"},"b":{"z":1,"k":"v"}}]'],
    ["a: (( object.metadata.labels['app'] ))", '[{"a":"web"}]'],
    ['a:\n- static\n- (( variables.name ))\n- n: (( variables.port ))', '[{"a":["static","web",{"n":8080}]}]'],
    ['a: x(( variables.large ))', '[{"a":"x1e+06"}]'],
  ];
  test.each(cases)('%j', (value, expected) => {
    expect(filledIn(value, declared)).toBe(expected);
  });

  test('without interpolation are text', () => {
    expect(filledIn('a: (( variables.name ))\nb: \\((', declared, 'none')).toBe(
      '[{"a":"(( variables.name ))","b":"\\\\(("}]',
    );
  });
});
