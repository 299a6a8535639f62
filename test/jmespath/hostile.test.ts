// Expressions and documents written to take a machine down: each ends in a value or in an error that names a limit. No clock is read
// here; a test that would run away is ended by its timeout.
import { describe, expect, it } from 'vitest';
import type { Capabilities, JmesValue } from '../../src/jmespath/index.ts';
import { compileExpression, compileTemplate, isExpressionError, isTemplateError } from '../../src/jmespath/index.ts';
import { parseFirstDocument } from '../../src/yaml/index.ts';
import { codeOf, evaluate } from './evaluate.ts';

const SECONDS = { timeout: 2_000 };

const CAPABILITIES: Capabilities = { now: '2026-01-01T00:00:00Z', seed: 'hostile', parseYaml: parsed };

function parsed(text: string): { readonly value: JmesValue } | { readonly problem: string } {
  const result = parseFirstDocument(text);
  return 'problem' in result ? { problem: result.problem.message } : { value: result.value };
}

/** The message of the error that `text` ends in; '' for a value. */
function messageOf(text: string, input: JmesValue): string {
  const result = evaluate(text, input, CAPABILITIES);
  return isExpressionError(result) ? result.message : '';
}

const MEGABYTE = 'x'.repeat(1_000_000);

describe('a regular expression', SECONDS, () => {
  const long = `${'a'.repeat(100_000)}b`;

  it.each(['(a+)+$', '(a|aa)+$', '([a-z]+)*!', '(.*)(.*)(.*)(.*)(.*)=$'])('%s takes linear time', (pattern) => {
    expect(evaluate(`regex_match('${pattern}', @)`, long)).toBe(false);
  });

  it.each([
    'a{1000}{1000}',
    '((a{100}){100}){100}',
    '(a{1,1000}){1,1000}',
    'a{1001}',
    '(a)\\1',
    '(?=a)',
    '('.repeat(3_000),
  ])('%s is none that is compiled', (pattern) => {
    expect(codeOf(`regex_match('${pattern}', @)`, long)).toBe('invalid-value');
  });

  it.each(['[[:alpha:]]{1,1000}$', '((.{1,30}){1,30})$', '(a|b)*a(a|b){60}$'])(
    '%s over a megabyte takes more steps than there are',
    (pattern) => {
      expect(messageOf(`regex_match('${pattern}', @)`, MEGABYTE)).toContain('more than 20000000 steps');
    },
  );

  it('that is small has steps enough for a megabyte', () => {
    expect(evaluate("regex_match('^[a-z]+$', @)", MEGABYTE)).toBe(true);
  });

  it('spends the steps of the whole expression', () => {
    const texts = Array.from({ length: 20 }, () => 'x'.repeat(100));
    const limits = { steps: 100_000 };
    expect(codeOf("[?regex_match('[[:alpha:]]{1,400}$', @)]", texts, { limits })).toBe('limit');
    expect(codeOf("[?regex_match('[[:alpha:]]{1,4}$', @)] | length(@)", texts, { limits })).toEqual({ value: 20 });
  });
});

describe('forty doublings', SECONDS, () => {
  it.each([
    ['in a projection', `[\`1\`,\`1\`]${' | [*].[@,@]'.repeat(40)}`],
    ['by map', `[\`1\`,\`1\`]${' | map(&[@,@], @)'.repeat(40)}`],
    ['by to_string', `'"'${' | to_string([@,@])'.repeat(40)}`],
    ['by quoting alone', `'\\\\"'${' | to_string(@) | to_string({a:@})'.repeat(40)}`],
    ['by replace_all', `'xx'${" | replace_all(@,'x','xx')".repeat(40)}`],
    ['by regex_replace_all', `'xx'${" | regex_replace_all('x',@,'xx')".repeat(40)}`],
    ['by regex_replace_all with groups', `'xx'${" | regex_replace_all('(x+)',@,'$1$1')".repeat(40)}`],
    ['by base64_encode, twice as often', `'xx'${' | base64_encode(@)'.repeat(80)}`],
    ['by merge', `{a:@}${' | merge({a:@},{b:@})'.repeat(40)}`],
    ['by object_from_lists', `'x'${" | object_from_lists(['a','b'],[@,@])".repeat(40)}`],
  ])('%s', (_name, expression) => {
    expect(messageOf(expression, 1)).toMatch(/more than \d+ steps|larger than \d+|too large/);
  });
});

describe('text that unfolds', SECONDS, () => {
  it('an alias bomb in parse_yaml', () => {
    const levels = 'bcdefghij'.split('').map((name, index) => {
      const before = 'abcdefghij'.charAt(index);
      return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`;
    });
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...levels].join('\n');
    expect(messageOf('parse_yaml(@)', bomb)).toContain('maxNodes');
  });

  it.each([
    ['lists of YAML', '['.repeat(100_000), 'parse_yaml(@)', 'maxDepth'],
    ['items of YAML', `${'- '.repeat(100_000)}a`, 'parse_yaml(@)', 'maxDepth'],
    ['lists of JSON', '['.repeat(100_000) + ']'.repeat(100_000), 'parse_json(@)', 'deeper than 200 levels'],
  ])('%s inside one another', (_name, text, expression, limit) => {
    expect(messageOf(expression, text)).toContain(limit);
  });

  it.each([
    ['[a]{1000000000}', 'repeat count'],
    ['((a{1000}){1000}){1000}', 'repeat count'],
    [`${'('.repeat(1_000)}a${')'.repeat(1_000)}`, ''],
    ['[a-z]{1000}[a-z]{1000}[a-z]{1000}[a-z]{1000}[a-z]{1000}', ''],
  ])('random(%s)', (pattern, word) => {
    const result = evaluate(`random('${pattern}')`, null, CAPABILITIES);
    expect(isExpressionError(result) ? result.message : '').toContain(word);
    expect(typeof result === 'string' ? result.length : 0).toBeLessThanOrEqual(4096);
  });

  it.each([
    'truncate(@, `1e300`) | length(@) == `1000000`',
    "truncate(@, `-1`) == ''",
    "split(@, 'x') | length(@) == `1000001`",
    'path_canonicalize(@) == @',
  ])('%s', (expression) => {
    expect(evaluate(expression, MEGABYTE, CAPABILITIES)).toBe(true);
  });

  it.each([
    'x509_decode(@)',
    'image_normalize(@)',
    'semver_compare(@, @)',
    'time_parse(@, @)',
    'time_add(@, @)',
    'time_to_cron(@)',
    'parse_json(@)',
    'to_boolean(@)',
  ])('a megabyte that is nothing of the kind in %s', (expression) => {
    expect(codeOf(expression, MEGABYTE, CAPABILITIES)).toBe('invalid-value');
  });

  it('garbage that begins as a certificate', () => {
    const garbage = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(200_000)}\n-----END CERTIFICATE-----`;
    expect(codeOf('x509_decode(@)', garbage)).toBe('invalid-value');
    expect(codeOf('x509_decode(@)', '-----BEGIN A-----\n'.repeat(10_000))).toBe('invalid-value');
  });
});

describe('what is nested ten thousand deep', SECONDS, () => {
  const sides: readonly (readonly [string, string])[] = [
    ['(', ')'],
    ['[', ']'],
    ['{a:', '}'],
    ['a[?', ']'],
    ['length(', ')'],
    ['!', ''],
    ['@|', ''],
    ['a.', ''],
    ['a||', ''],
    ['a&&', ''],
    ['a==', ''],
    ['a[*].', ''],
    ['*.', ''],
  ];

  it.each(sides)('%s…%s in an expression', (open, close) => {
    const result = compileExpression(`${open.repeat(10_000)}a${close.repeat(10_000)}`);
    expect(isExpressionError(result) && result.code).toBe('limit');
  });

  it('a literal', () => {
    const literal = (depth: number): string => `\`${'['.repeat(depth)}${']'.repeat(depth)}\``;
    expect(codeOf(literal(100_000), 1)).toBe('limit');
    expect(codeOf(literal(202), 1)).toBe('limit');
    expect(codeOf(`${literal(100)} | length(@)`, 1)).toEqual({ value: 1 });
  });

  it('variables in a template, in both modes', () => {
    for (const substitution of ['once', 'kyverno'] as const) {
      const text = `${'{{ '.repeat(10_000)}a${' }}'.repeat(10_000)}`;
      expect(renderedAs(text, { a: 'a' }, substitution)).toBe('limit');
    }
  });
});

describe('a template that feeds on its data', SECONDS, () => {
  it('in once, data is not looked at again', () => {
    expect(renderedAs('{{ a }}!', { a: 'x{{ a }}' }, 'once')).toEqual({ value: 'x{{ a }}!' });
  });

  it.each([
    ['itself', { a: 'x{{ a }}' }],
    ['itself twice', { a: 'x{{ a }}{{ a }}' }],
    ['one another', { a: '{{ b }}{{ b }}', b: '{{ a }}{{ a }}' }],
    ['itself with a long tail', { a: `${'x'.repeat(100_000)}{{ a }}` }],
  ])('in kyverno, a text that names %s ends at a limit', (_name, data) => {
    expect(renderedAs('{{ a }}!', data, 'kyverno')).toBe('limit');
  });
});

describe('a great deal of input', SECONDS, () => {
  const wide = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`k${index}`, index]));
  const objects = Array.from({ length: 200_000 }, (_, index) => ({ name: `${index}`, at: index }));

  it.each([
    ['k199999', wide, 199_999],
    ["lookup(@, 'k7')", wide, 7],
    ['keys(@) | length(@)', wide, 200_000],
    ['[?at == `199999`].name | [0]', objects, '199999'],
    ['max_by(@, &at).name', objects, '199999'],
    ['sort_by(@, &name)[0].name', objects, '0'],
  ])('%s is found', (expression, input, value) => {
    expect(evaluate(expression, input as JmesValue)).toEqual(value);
  });
});

/** The value of a template, or the code of its error. */
function renderedAs(text: string, data: JmesValue, substitution: 'once' | 'kyverno'): unknown {
  const result = compileTemplate(text).render(
    (expression) => {
      const compiled = compileExpression(expression);
      return isExpressionError(compiled) ? compiled : compiled.evaluate(data);
    },
    { substitution, operation: 'CREATE' },
  );
  return isTemplateError(result) ? result.code : { value: result };
}
