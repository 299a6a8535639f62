// Templates: what is found when one is compiled, and what comes out when it is filled in. Placeholders are names here, which a table answers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CelFailure, invalid } from '../../src/cel/failure.ts';
import { parseCel } from '../../src/cel/syntax/parser.ts';
import { compileTemplate, type CompiledTemplate } from '../../src/cel/template/compile.ts';
import { renderTemplate } from '../../src/cel/template/render.ts';
import { scanPlaceholders } from '../../src/cel/template/scan.ts';
import {
  CelBytes,
  CelDuration,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelUint,
  NONE,
  type CelJson,
  type CelResult,
} from '../../src/cel/value.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';

const ANSWERS: Readonly<Record<string, CelResult>> = {
  name: 'team-a',
  port: 8080n,
  ratio: 1.5,
  whole: 2.0,
  million: 1_000_000.0,
  on: true,
  none: null,
  small: new CelUint(2n),
  large: new CelUint(2n ** 63n),
  exact: 2n ** 53n + 1n,
  labels: CelMap.ofFields([['team', 'dev']]),
  empty: CelMap.ofFields([]),
  list: ['a', 1n, [new CelUint(3n)]],
  deepLarge: [CelMap.ofFields([['n', new CelUint(2n ** 64n - 1n)]])],
  time: new CelTimestamp(0n),
  hour: new CelDuration(3_600_000_000_000n),
  bytes: new CelBytes(Uint8Array.of(104, 105)),
  some: new CelOptional('x'),
  absent: NONE,
  nan: NaN,
  proto: CelMap.ofJson(JSON.parse('{"__proto__": {"a": 1}}') as { readonly [key: string]: CelJson }),
  long: 'x'.repeat(1_000_000),
  fail: new CelFailure('invalid-value', 'division by zero', { start: 1, end: 5 }),
  later: new CelFailure('pending', 'not known yet'),
};

function compileName(text: string): { readonly program?: string; readonly problems: readonly CelFailure[] } {
  const node = parseCel(text);
  if (node instanceof CelFailure) return { problems: [node] };
  return { program: node.kind === 'identifier' ? node.name : 'name', problems: [] };
}

function answer(program: string): CelResult {
  const known = ANSWERS[program];
  return known === undefined ? invalid(`${program} has no answer`) : known;
}

function compiled(value: string, interpolate: 'none' | 'cel' = 'cel'): CompiledTemplate<string> {
  return compileTemplate(value, interpolate, compileName);
}

function rendered(value: string, interpolate: 'none' | 'cel' = 'cel'): readonly CelJson[] {
  const { template, problems } = compiled(value, interpolate);
  expect(problems).toEqual([]);
  if (template === undefined) throw new Error('there is no template');
  const result = renderTemplate(template, answer);
  if ('failure' in result) throw new Error(result.failure.message);
  return result.documents;
}

function failing(value: string): { readonly code: string; readonly message: string; readonly at: object } {
  const { template } = compiled(value);
  if (template === undefined) throw new Error('there is no template');
  const result = renderTemplate(template, answer);
  if (!('failure' in result)) throw new Error(JSON.stringify(result.documents));
  return { code: result.failure.code, message: result.failure.message, at: result.at };
}

describe('without interpolation', () => {
  test('placeholders and escapes stay as they are', () => {
    expect(rendered('a: (( name ))\n(( b )): \\(( c\n', 'none')).toEqual([{ a: '(( name ))', '(( b ))': '\\(( c' }]);
  });

  test('scalars are those of YAML 1.2', () => {
    expect(rendered('a: yes\nb: 0x10\nc: 1.5\nd: ~\ne: "3"\nf: true\n', 'none')).toEqual([
      { a: 'yes', b: 16, c: 1.5, d: null, e: '3', f: true },
    ]);
  });

  test('merge keys are followed', () => {
    expect(rendered('a: &a {k: 1, l: 1}\nb:\n  l: 2\n  <<: *a\n', 'none')).toEqual([
      { a: { k: 1, l: 1 }, b: { k: 1, l: 2 } },
    ]);
  });
});

describe('a placeholder that is the whole value keeps its type', () => {
  test.each<[string, CelJson]>([
    ['(( name ))', 'team-a'],
    ['((name))', 'team-a'],
    ['"(( port ))"', 8080],
    ["'(( on ))'", true],
    ['(( ratio ))', 1.5],
    ['(( whole ))', 2],
    ['(( none ))', null],
    ['(( small ))', 2],
    ['(( labels ))', { team: 'dev' }],
    ['(( empty ))', {}],
    ['(( list ))', ['a', 1, [3]]],
    ['(( time ))', '1970-01-01T00:00:00Z'],
    ['(( hour ))', '3600s'],
    ['(( bytes ))', 'aGk='],
    ['(( some ))', 'x'],
    ['(( name ))   # a comment', 'team-a'],
    ['>-\n  ((\n  name\n  ))', 'team-a'],
  ])('%s', (text, expected) => {
    expect(rendered(`a: ${text}\n`)).toEqual([{ a: expected }]);
  });

  test('whole numbers beyond 2^53 are exact', () => {
    expect(rendered('a: (( exact ))\n')).toEqual([{ a: 9007199254740993n }]);
  });

  test('__proto__ is a key like any other', () => {
    const [document] = rendered('a: (( proto ))\n__proto__: (( port ))\n') as [{ readonly [key: string]: CelJson }];
    expect(Object.keys(document)).toEqual(['a', '__proto__']);
    expect(JSON.stringify(document)).toBe('{"a":{"__proto__":{"a":1}},"__proto__":8080}');
  });
});

describe('placeholders within text', () => {
  test.each<[string, CelJson]>([
    ['pre-(( name ))-post', 'pre-team-a-post'],
    ['(( name ))(( name ))', 'team-ateam-a'],
    ['p(( port ))r(( ratio ))o(( on ))u(( small ))', 'p8080r1.5otrueu2'],
    ['x(( large ))', 'x9223372036854775808'],
    ['x(( million ))', 'x1e+06'],
    ['\\(( literal ))', '(( literal ))'],
    ['\\((-(( name ))', '((-team-a'],
    ['"\\\\((-(( name ))"', '((-team-a'],
    ['(( name )) )) (', 'team-a )) ('],
    ['|\n  line (( name ))\n  end\n', 'line team-a\nend\n'],
    ['|\n  (( port ))\n', '8080\n'],
  ])('%s', (text, expected) => {
    expect(rendered(`a: ${text}\n`)).toEqual([{ a: expected }]);
  });
});

describe('the scanner', () => {
  test.each([
    ['', []],
    ['a ( b ) c', ['a ( b ) c']],
    ['((a))', [{ expression: 'a', at: 2 }]],
    ['(( (a) ))', [{ expression: ' (a) ', at: 2 }]],
    ['((f(a)))', [{ expression: 'f(a)', at: 2 }]],
    ['(((a)+(b)))x', [{ expression: '(a)+(b)', at: 2 }, 'x']],
    ['(( ":))" ))', [{ expression: ' ":))" ', at: 2 }]],
    ["(( '\\')) (' ))", [{ expression: " '\\')) (' ", at: 2 }]],
    ["(( r'\\' ))", [{ expression: " r'\\' ", at: 2 }]],
    ["(( bar'\\'))' ))", [{ expression: " bar'\\'))' ", at: 2 }]],
    ['(( """a")) (""" ))', [{ expression: ' """a")) (""" ', at: 2 }]],
    ['a\\((b((c))', ['a((b', { expression: 'c', at: 7 }]],
  ])('%j', (text, expected) => {
    expect(scanPlaceholders(text)).toEqual(expected);
  });

  test.each([
    ['a (( ))', 'this placeholder is empty', 2, 7],
    ['(())', 'this placeholder is empty', 0, 4],
    ['a ((b', 'this placeholder has no "))" at its end', 2, 5],
    ['((b)', 'this ")" closes nothing; a placeholder ends with "))"', 3, 4],
    ['((f(a))', 'this ")" closes nothing; a placeholder ends with "))"', 6, 7],
    ['(( a ) b ))', 'this ")" closes nothing; a placeholder ends with "))"', 5, 6],
    ["((a 'b))", "unexpected end: expected ', which ends the string", 4, 8],
    ['(('.repeat(3), 'this placeholder has no "))" at its end', 0, 6],
  ])('%j is refused', (text, message, start, end) => {
    expect(scanPlaceholders(text)).toEqual(new CelFailure('syntax', message, { start, end }));
  });

  test('long runs take no time', () => {
    expect(scanPlaceholders('('.repeat(500_000))).toBeInstanceOf(CelFailure);
    expect(scanPlaceholders('\\(('.repeat(200_000))).toEqual(['(('.repeat(200_000)]);
  });
});

describe('documents', () => {
  test('several, empty ones left out', () => {
    expect(rendered('---\na: 1\n---\n# nothing\n---\nnull\n---\nb: (( name ))\n')).toEqual([{ a: 1 }, { b: 'team-a' }]);
  });

  test('one may come from a placeholder', () => {
    expect(rendered('(( labels ))\n---\n(( empty ))\n')).toEqual([{ team: 'dev' }, {}]);
  });

  test('an alias to a part with a placeholder, which is evaluated once', () => {
    const { template } = compiled('a: &x\n  k: (( name ))\nb: *x\nc: [*x]\n');
    const asked: string[] = [];
    const result = template && renderTemplate(template, (program) => (asked.push(program), answer(program)));
    expect(result).toEqual({ documents: [{ a: { k: 'team-a' }, b: { k: 'team-a' }, c: [{ k: 'team-a' }] }] });
    expect(asked).toEqual(['name']);
  });

  test('keys are texts, with placeholders beside them and without', () => {
    expect(rendered('a: {3: (( name )), 0x1: 1}\nb: {4: 1}\n')).toEqual([
      { a: { 3: 'team-a', '0x1': 1 }, b: { 4: 1 } },
    ]);
  });

  test('a merge key away from placeholders', () => {
    expect(rendered('a: &a {k: 1}\nb: {<<: *a}\nc: (( name ))\n')).toEqual([{ a: { k: 1 }, b: { k: 1 }, c: 'team-a' }]);
  });
});

describe('what is found when compiling', () => {
  test.each([
    ['a: 1\nb: (( name', 'this placeholder has no "))" at its end', 2, 4],
    ['a: 1\nb: "x (( ))"\n', 'this placeholder is empty', 2, 7],
    ['a:\n  b:\n  - x (( 1 + ))\n', 'unexpected end: expected a value', 3, 14],
    ['a: |\n  one\n    two (( a + * b ))\n', 'unexpected "*": expected a value', 3, 16],
    ["a: '(( x[''] ))'\n", "unexpected end: expected ', which ends the string", 1, 10],
    ['a: "\\t(( x y ))"\n', 'unexpected "y": expected an operator or the end', 1, 12],
    ['a:\n  (( name )): x\n', 'placeholders are for values; a key cannot have one', 2, 3],
    ['a:\n  ((: x\n', 'placeholders are for values; a key cannot have one', 2, 3],
    ['a: {b: {(( x )): 1}}\n', 'placeholders are for values; a key cannot have one', 1, 9],
    ['- a\n', 'a document of a template must be a map, or a placeholder that gives one', 1, 1],
    ['a: 1\n---\nx (( name ))\n', 'a document of a template must be a map, or a placeholder that gives one', 3, 1],
    ['', 'the template has no document', 1, 1],
    ['---\n# nothing\n', 'the template has no document', 1, 1],
    [
      'a: &d {k: v}\nb:\n  <<: *d\n  z: (( name ))\n',
      'a merge key cannot stand in a map with placeholders; write the entries out',
      3,
      3,
    ],
    [
      'a: &d {k: (( name ))}\nb:\n  <<: *d\n',
      'a merge key cannot stand in a map with placeholders; write the entries out',
      3,
      3,
    ],
    ['a: 1\na: 2\n', 'the key "a" is there twice', 2, 1],
    ['a: *x\n', 'this alias has no anchor before it; quote a text that starts with *', 1, 4],
  ])('%j', (value, message, line, column) => {
    const { template, problems } = compiled(value);
    expect(template).toBeUndefined();
    expect(problems.map(({ failure, at }) => [failure.code, failure.message, at])).toEqual([
      ['syntax', message, { line, column }],
    ]);
  });

  test('the span is in the template', () => {
    const value = 'a: 1\nb: "x (( one two ))"\n';
    const [problem] = compiled(value).problems;
    const { start, end } = problem?.failure.span ?? { start: 0, end: 0 };
    expect(value.slice(start, end)).toBe('two');
  });

  test('a finding beside a program does not keep it from being a template', () => {
    const remark = new CelFailure('check', 'a remark', { start: 1, end: 2 });
    const found = compileTemplate('a: ((x))\n', 'cel', () => ({ program: 1, problems: [remark] }));
    expect(found.template).toBeDefined();
    expect(found.problems).toMatchObject([{ failure: { code: 'check', message: 'a remark' }, at: { line: 1 } }]);
  });

  test('all placeholders are looked at, up to a bound', () => {
    expect(compiled('a: (( 1 + ))\nb: (( 2 + ))\n').problems.map((problem) => problem.at.line)).toEqual([1, 2]);
    expect(compiled(`a:\n${'- ((+))\n'.repeat(1000)}`).problems).toHaveLength(100);
  });
});

describe('what fails when filled in', () => {
  test.each([
    [
      'a: 1\nb: x(( none ))\n',
      'a value of type null_type cannot stand within a text; strings, bools and numbers can',
      2,
      7,
    ],
    ['a: x(( labels ))\n', 'a value of type map cannot stand within a text; strings, bools and numbers can', 1, 7],
    ['a: x(( list ))\n', 'a value of type list cannot stand within a text; strings, bools and numbers can', 1, 7],
    [
      'a: x(( time ))\n',
      'a value of type google.protobuf.Timestamp cannot stand within a text; strings, bools and numbers can',
      1,
      7,
    ],
    ['a: |\n  x\n  (( fail ))\n', 'division by zero', 3, 6],
    ['a: (( large ))\n', 'the uint is beyond the 64 bits of an int', 1, 6],
    ['a: (( deepLarge ))\n', 'the uint is beyond the 64 bits of an int', 1, 6],
    ['a: (( nan ))\n', 'NaN has no form in JSON', 1, 6],
    ['a: 1\n---\n(( list ))\n', 'a placeholder that is a whole document must give a map', 3, 1],
    ['(( none ))\n', 'a placeholder that is a whole document must give a map', 1, 1],
  ])('%j', (value, message, line, column) => {
    expect(failing(value)).toEqual({ code: 'invalid-value', message, at: { line, column } });
  });

  test('an optional without a value', () => {
    expect(failing('a: (( absent ))\n').code).toBe('invalid-value');
  });

  test('what is not known yet stays so', () => {
    expect(failing('a: (( later ))\n').code).toBe('pending');
  });
});

describe('bounds', () => {
  test('what aliases multiply', () => {
    const lines = ['a0: &a0 (( name ))'];
    for (let level = 1; level < 30; level += 1) lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`);
    expect(compiled(lines.join('\n')).problems[0]?.failure.code).toBe('limit');
  });

  test('a long result or text that aliases repeat', () => {
    const aliases = (text: string): string => `a: &a ${text}\nb: [${'*a, '.repeat(50_000)}]\n`;
    expect(failing(aliases('(( long ))')).code).toBe('limit');
    expect(failing(aliases('x'.repeat(500_000))).code).toBe('limit');
  });

  test('a text that becomes too long', () => {
    expect(failing(`a: "${'(( long ))'.repeat(50_000)}"\n`).code).toBe('limit');
  });

  test('nesting, and the size of the template', () => {
    expect(compiled(`a: ${'['.repeat(5000)}`).problems[0]?.failure.code).toBe('limit');
    expect(compiled(`a: ${'x'.repeat(2_000_000)}`).problems[0]?.failure.code).toBe('limit');
    expect(compiled(`a: ((${'('.repeat(5000)}1${')'.repeat(5000)}))`).problems[0]?.failure.code).toBe('limit');
  });

  test('very many placeholders in one text', () => {
    expect(rendered(`a: "${'((on))'.repeat(100_000)}"\n`)).toEqual([{ a: 'true'.repeat(100_000) }]);
  });
});

describe(`whatever is given (${SHOWN_SEED})`, () => {
  const PIECES = ['((', '))', '\\((', ' name ', 'fail', 'labels', '"', "'", ': ', '- ', '\n', '\n  ', '---\n', '&a ', '*a', '<<: ', '{', '}', '[', ']', '|\n', '>-\n', '!!str ', '~', '#', '\\', '💥', '\ud800', '\u0000', 'a'] as const; // prettier-ignore
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 16 }).map((pieces) => pieces.join('')),
  );

  test('the answer is documents or what is wrong', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('none', 'cel'), (value, interpolate) => {
        const { template, problems } = compiled(value, interpolate);
        if (template === undefined) expect(problems).not.toEqual([]);
        else renderTemplate(template, answer);
        for (const { failure, at } of problems) {
          expect(at.line).toBeGreaterThan(0);
          expect(failure.span?.start).toBeLessThanOrEqual(value.length);
          expect(failure.span?.end).toBeGreaterThanOrEqual(failure.span?.start ?? 0);
        }
      }),
      runs(2000),
    );
  });
});
