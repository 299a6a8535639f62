import { describe, expect, it } from 'vitest';
import type { JmesValue, RenderMode } from '../../src/jmespath/index.ts';
import { compileTemplate, isTemplateError } from '../../src/jmespath/index.ts';
import { evaluate } from './evaluate.ts';

const DATA: JmesValue = {
  name: 'ann',
  key: 'name',
  number: 3,
  none: null,
  empty: '',
  map: { b: [1], a: '<x>' },
  braces: '{{ name }}',
  open: '{{',
  escaped: '\\{{ name }}',
  reference: '$(/a)',
  nested: { '{{ key }}': ['{{ name }}!', '\\{{ x }}'] },
  self: '{{ self }}.',
  loop: { again: '{{ loop }}' },
  request: { object: { name: 'new' }, oldObject: { name: 'old' } },
};

function render(document: JmesValue, mode: Partial<RenderMode> = {}): unknown {
  const result = compileTemplate(document).render((expression) => evaluate(expression, DATA), {
    substitution: 'once',
    operation: 'CREATE',
    ...mode,
  });
  return isTemplateError(result) ? result.code : result;
}

describe('in both modes', () => {
  const same: readonly (readonly [JmesValue, unknown])[] = [
    ['plain', 'plain'],
    ['{{ name }}', 'ann'],
    ['{{name}}-{{ name }}', 'ann-ann'],
    ['{{name}}{{name}}', 'annann'],
    ['{{ number }}', 3],
    ['n{{ number }}', 'n3'],
    ['{{ none }}', null],
    ['x{{ none }}', 'xnull'],
    ['{{ map }}', { b: [1], a: '<x>' }],
    ['m={{ map }}', 'm={"a":"\\u003cx\\u003e","b":[1]}'],
    ["{{ zz || 'd' }}", 'd'],
    ["{{ empty || 'd' }}", 'd'],
    ['{{ {a: name} }}', { a: 'ann' }],
    ['{{ {a: {b: name}} }}', '{{ {a: {b: name}} }}'],
    ['{{ {a: name}}}', { a: 'ann' }],
    ['{{ name', '{{ name'],
    ['{ name }', '{ name }'],
    ['\\{{ name }}', '{{ name }}'],
    ['\\{{ name }} {{ name }}', '{{ name }} ann'],
    ['\\{{ {{ name }} }}', '{{ ann }}'],
    ['{{ {{ key }} }}', 'ann'],
    ["{{ map.{{ 'b' }} }}", [1]],
    ["<{{ '{{ key }}' }}>", '<name>'],
    ['{{- name }}', 'ann'],
    ['x{{ - name }}', 'xann'],
    ['${HOME} $ {{ name }}', '${HOME} $ ann'],
    [
      { '{{ name }}': '{{ key }}', b: ['{{ number }}'] },
      { ann: 'name', b: [3] },
    ],
    [{ '{{ none }}': 1 }, { '{{ none }}': 1 }],
    [{ 'x{{ none }}': 1 }, { xnull: 1 }],
    ['{{ escaped }}', '\\{{ name }}'],
    [{ '__proto__x{{ number }}': 1 }, { __proto__x3: 1 }],
  ];
  it.each(
    same.flatMap(([document, result]) =>
      (['once', 'kyverno'] as const).map((mode) => [mode, document, result] as const),
    ),
  )('%s: %j', (substitution, document, result) => {
    expect(render(document, { substitution })).toEqual(result);
  });

  it.each([
    ['{{ zz }}', 'unresolved'],
    ['x{{ zz }}', 'unresolved'],
    ['{{}}', 'empty-expression'],
    ['x{{ - }}', 'empty-expression'],
    ['{{ name[ }}', 'expression'],
    ['{{{name}}}', 'expression'],
    ['x{{- number }}', 'not-text'],
    [{ '{{ number }}': 1 }, 'key-not-text'],
    [{ '{{ map }}': 1 }, 'key-not-text'],
    [{ ann: 1, '{{ name }}': 2 }, 'key-collision'],
    ['$(/zz)', 'reference'],
    [`${'{{'.repeat(300)}name${'}}'.repeat(300)}`, 'limit'],
  ] as const)('%j ends in %s', (document, code) => {
    expect([render(document), render(document, { substitution: 'kyverno' })]).toEqual([code, code]);
  });
});

describe('text that came from data', () => {
  it.each([
    ['x{{ braces }}', 'x{{ name }}', 'xann'],
    ['{{ braces }}', '{{ name }}', '{{ name }}'],
    ['x{{- braces }}', 'x{{ name }}', 'x{{ name }}'],
    ['x{{ escaped }}', 'x\\{{ name }}', 'x{{ name }}'],
    ['{{ nested }}', { '{{ key }}': ['{{ name }}!', '\\{{ x }}'] }, { name: ['ann!', '{{ x }}'] }],
    ['x{{ open }} name }}', 'x{{ name }}', 'xann'],
    ['{{- name }}{{ name }}', 'annann', 'ann{{ name }}'],
    ['x{{ self }}', 'x{{ self }}.', 'limit'],
    ['{{ loop }}', { again: '{{ loop }}' }, 'limit'],
    ['x{{ reference }}', 'x$(/a)', 'x$(/a)'],
  ])('%j: once gives %j, kyverno %j', (document, once, kyverno) => {
    expect(render(document)).toEqual(once);
    expect(render(document, { substitution: 'kyverno' })).toEqual(kyverno);
  });
});

describe('operations', () => {
  it('DELETE reads request.oldObject for request.object', () => {
    const text = '{{ request.object.name }}';
    const of = (operation: RenderMode['operation']) => render(text, { operation });
    expect([of('CREATE'), of('UPDATE'), of('DELETE'), of('')]).toEqual(['new', 'new', 'old', 'new']);
    expect(render('{{ request.oldObject.name }}', { operation: 'DELETE' })).toBe('old');
  });

  it('a lone @ is the place of the string below the trigger, without its first two steps', () => {
    const asked: string[] = [];
    compileTemplate({ data: { spec: [{ 'a-b': '{{@}}' }] } }).render(
      (expression) => {
        asked.push(expression);
        return 'x';
      },
      { substitution: 'once', operation: '' },
    );
    expect(asked).toEqual(['request.object[0]."a-b"']);
  });
});

describe('references', () => {
  it.each([
    [
      { a: 'x', b: '$(./../a)' },
      { a: 'x', b: 'x' },
    ],
    [
      { a: 'x', b: { c: 'p-$(../../a)-s' } },
      { a: 'x', b: { c: 'p-x-s' } },
    ],
    [{ a: ['x', '$(/a/0)'] }, { a: ['x', 'x'] }],
    [
      { a: '{{ name }}', b: '$(/a)' },
      { a: 'ann', b: 'ann' },
    ],
    [
      { a: 'x', '$(/a)': 'y' },
      { a: 'x', x: 'y' },
    ],
    [
      { '+(a)': 'x', b: '$(/a)' },
      { '+(a)': 'x', b: 'x' },
    ],
    [
      { 'a/b': 'x', b: '$(/a\\/b)' },
      { 'a/b': 'x', b: 'x' },
    ],
    [
      { a: 5, b: '$(>=/a)' },
      { a: 5, b: '>=5.000000' },
    ],
    [
      { a: 'x', b: '\\$(/a)' },
      { a: 'x', b: '$(/a)' },
    ],
    [
      { a: 'x', b: '\\$(/a)$(/a) \\$(' },
      { a: 'x', b: '$(/a)x \\$(' },
    ],
    [{ b: '$(date +%s)' }, { b: '$(date +%s)' }],
    [{ b: '$()' }, { b: '$()' }],
  ] as readonly (readonly [JmesValue, unknown])[])('%j', (document, result) => {
    expect(render(document)).toEqual(result);
  });

  it.each([{ a: 1, b: '$(/a)' }, { a: true, b: '$(/a)' }, { a: {}, b: '$(/a)' }, { b: 'echo $(date)' }])(
    '%j leads to no string',
    (document) => {
      expect(render(document)).toBe('reference');
      expect(compileTemplate(document).problems).toMatchObject([{ code: 'reference', path: ['b'] }]);
    },
  );

  it('takes linear time', () => {
    const text = '$('.repeat(100_000);
    expect(render(text)).toBe(text);
  });
});

it('shares what has no variables', () => {
  const fixed = { deep: ['x', { y: 1 }] };
  const document = { fixed, changed: '{{ name }}' };
  const result = render(document) as { fixed: unknown };
  expect(result.fixed).toBe(fixed);
  expect(render(fixed)).toBe(fixed);
});

it('lists its expressions with their places, inner ones first', () => {
  const { expressions } = compileTemplate({ a: '{{ x }}-{{ y.{{ z }} }}', '{{ k }}': ['\\{{ no }}', '{{ - v }}'] });
  expect(expressions).toEqual([
    { text: 'x', path: ['a'], complete: true },
    { text: 'z', path: ['a'], complete: true },
    { text: 'y.{{ z }}', path: ['a'], complete: false },
    { text: 'k', path: ['{{ k }}'], complete: true },
    { text: 'v', path: ['{{ k }}', 1], complete: true },
  ]);
});

it('an error names the expression, the key and the place', () => {
  const result = compileTemplate({ list: ['ok', 'x-{{ request.object.zz }}'] }).render(
    (expression) => evaluate(expression, DATA),
    { substitution: 'once', operation: 'CREATE' },
  );
  expect(result).toMatchObject({
    error: true,
    code: 'unresolved',
    path: ['list', 1],
    expression: 'request.object.zz',
    message: '{{ request.object.zz }}: unknown key "zz" in request.object.zz',
    cause: { code: 'unknown-key', start: 15, end: 17 },
  });
  expect(isTemplateError(result)).toBe(true);
});

it('evaluates each variable of a text once', () => {
  let count = 0;
  const template = compileTemplate({ a: '{{ x }} {{ y }}' });
  for (const substitution of ['once', 'kyverno'] as const) {
    count = 0;
    template.render(() => `v${++count}`, { substitution, operation: '' });
    expect(count).toBe(2);
  }
});
