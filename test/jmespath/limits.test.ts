import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JmesValue } from '../../src/jmespath/index.ts';
import {
  compileExpression,
  compileTemplate,
  isExpressionError,
  isTemplateError,
  MAX_EXPRESSION_LENGTH,
} from '../../src/jmespath/index.ts';
import { runs } from '../support/property-runs.ts';
import { codeOf, evaluate } from './evaluate.ts';

describe('what is too large ends in the error limit', () => {
  it.each([
    ['parentheses', '('.repeat(20_000) + 'a' + ')'.repeat(20_000)],
    ['lists', '['.repeat(20_000)],
    ['negations', `${'!'.repeat(20_000)}a`],
    ['a path', `a${'.a'.repeat(20_000)}`],
    ['alternatives', `a${'||a'.repeat(20_000)}`],
    ['calls', `${'f('.repeat(20_000)}a`],
    ['projections', `a${'[]'.repeat(20_000)}`],
    ['text', `'${'x'.repeat(MAX_EXPRESSION_LENGTH)}'`],
    ['forty doublings of a list', `[@,@]${' | [@,@]'.repeat(40)}`],
    ['forty doublings of a hash', `{a:@,b:@}${' | {a:@,b:@}'.repeat(40)}`],
    ['forty doublings of a text', `'xx'${" | join('',[@,@])".repeat(40)}`],
    ['forty doublings by flattening', `[@,@]${' | [@,@][]'.repeat(40)}`],
    ['a replacement that multiplies', "replace_all(big, 'x', big)"],
    ['a regular replacement that multiplies', "regex_replace_all_literal('x', big, big)"],
    ['a split into characters', "split(join('', [big, big, big, big]), '')"],
    ['JSON nested too deep', 'parse_json(deep)'],
  ])('%s', (_name, text) => {
    const input = { a: 1, big: 'x'.repeat(600_000), deep: '['.repeat(100_000) + ']'.repeat(100_000) };
    expect(codeOf(text, input)).toBe('limit');
  });

  it('input deeper than the stack', () => {
    let deep: JmesValue = 1;
    for (let level = 0; level < 200_000; level++) deep = [deep];
    expect(codeOf('to_string(@)', deep)).toBe('limit');
  });

  it('limits that the caller sets', () => {
    expect(codeOf('[@, @]', 'xxx', { limits: { outputSize: 5 } })).toBe('limit');
    expect(codeOf('@[*].a', [{}, {}, {}], { limits: { steps: 2 } })).toBe('limit');
    expect(codeOf('@[*].a', [{}, {}, {}], { limits: { steps: 3 } })).toEqual({ value: [] });
  });
});

it('a regular expression takes linear time', () => {
  expect(evaluate("regex_match('(a+)+$', @)", `${'a'.repeat(50_000)}b`)).toBe(false);
});

describe('fuzzing', () => {
  const parts = ['a', 'b.c', '@', '*', '[', ']', '[?', '[]', '(', ')', '{', '}', ':', ',', '.', '|', '||', '&&', '&', '!', '==', '<', '`1`', "'x'", '"q"', '0', '-1', ' ', 'length(', 'map(', 'join(', 'sort_by(', '$', '{{', '}}', '\\', '$(', '/a']; // prettier-ignore
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...parts), { maxLength: 20 }).map((pieces) => pieces.join('')),
  );
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JmesValue>;

  it('any text gives a value or an error with a place in the text', () => {
    fc.assert(
      fc.property(text, json, (expression, input) => {
        const result = evaluate(expression, input);
        if (isExpressionError(result)) {
          expect(result.start).toBeGreaterThanOrEqual(0);
          expect(result.end).toBeGreaterThanOrEqual(result.start);
          expect(result.end).toBeLessThanOrEqual(expression.length);
        } else expect(() => JSON.stringify(result)).not.toThrow();
      }),
      runs(2000),
    );
  });

  it('any document gives a document or an error, in both modes and on every operation', () => {
    const document = fc.oneof(text, fc.array(text), fc.dictionary(text, text));
    const operation = fc.constantFrom('CREATE', 'DELETE', '' as const);
    fc.assert(
      fc.property(document, json, operation, (template, input, on) => {
        for (const substitution of ['once', 'kyverno'] as const) {
          const result = compileTemplate(template).render(
            (expression) => {
              const compiled = compileExpression(expression);
              return isExpressionError(compiled) ? compiled : compiled.evaluate(input);
            },
            { substitution, operation: on },
          );
          expect(isTemplateError(result) ? result.message : JSON.stringify(result)).toEqual(expect.any(String));
        }
      }),
      runs(1000),
    );
  });
});
