import { describe, expect, it } from 'vitest';
import { expressionError, isExpressionError } from '../../../src/jmespath/index.ts';
import type { Json } from '../../../src/model/resource.ts';
import {
  entryError,
  isEntryError,
  namesEntry,
  type LazyEntry,
  type Scope,
} from '../../../src/policy/cluster-policy/scope.ts';
import { aScope } from './rules.ts';

/** An entry that counts how often it is loaded. */
function counting(name: string, value: Json, merges = false): LazyEntry & { loads: number } {
  const entry = {
    name,
    merges,
    loads: 0,
    load(): Json {
      entry.loads += 1;
      return value;
    },
  };
  return entry;
}

/** An entry that is an expression on what was declared before it. */
function following(name: string, expression: string): LazyEntry {
  return { name, merges: false, load: (before: Scope) => before.evaluate(expression) };
}

function failing(name: string): LazyEntry {
  const place = { path: ['context', 0], help: 'help' };
  return {
    name,
    merges: false,
    load: () => entryError(expressionError('invalid-value', `${name} failed`, { start: 0, end: 0 }), place),
  };
}

describe('expressions on the variables', () => {
  const request = { object: { metadata: { name: 'new' } }, oldObject: { metadata: { name: 'old' } } };

  it.each([
    { operation: 'CREATE', expression: 'request.object.metadata.name', value: 'new' },
    { operation: 'UPDATE', expression: 'request.object.metadata.name', value: 'new' },
    { operation: 'DELETE', expression: 'request.object.metadata.name', value: 'old' },
    {
      operation: 'DELETE',
      expression: "join('-', [request.object.metadata.name, request.object.metadata.name])",
      value: 'old-old',
    },
    { operation: 'DELETE', expression: 'request.oldObject.metadata.name', value: 'old' },
  ])('on $operation $expression is $value', ({ operation, expression, value }) => {
    expect(aScope({ request }, undefined, operation).evaluate(expression)).toBe(value);
  });

  it('an expression on a document does not see the variables', () => {
    expect(aScope({ a: 1 }).evaluateOn('a', { a: 2 })).toBe(2);
    expect(isExpressionError(aScope({ a: 1 }).evaluateOn('a', {}))).toBe(true);
  });

  it('an expression that does not parse is an error and no throw', () => {
    expect(isExpressionError(aScope({}).evaluate('a.['))).toBe(true);
    expect(isExpressionError(aScope({}).evaluateOn('a.[', {}))).toBe(true);
  });

  it('further variables hide those of the same name, inside only', () => {
    const outer = aScope({ a: 1, b: 1 });
    const inner = outer.withValues({ a: 2 });
    expect([inner.evaluate('a'), inner.evaluate('b'), outer.evaluate('a')]).toEqual([2, 1, 1]);
  });
});

describe('lazy entries', () => {
  it('are not loaded when no expression names them, so that their errors do not show', () => {
    const entry = counting('used', 1);
    const scope = aScope({ a: 1 }).withEntry(entry).withEntry(failing('broken'));
    expect(scope.evaluate('a')).toBe(1);
    expect(entry.loads).toBe(0);
  });

  it('are loaded once, however often they are named', () => {
    const entry = counting('used', { x: 1 });
    const scope = aScope({}).withEntry(entry);
    scope.evaluate('used.x');
    scope.evaluate('used');
    expect(entry.loads).toBe(1);
  });

  it('outer entries first used inside an inner scope are loaded once and kept', () => {
    const entry = counting('used', 1);
    const outer = aScope({}).withEntry(entry);
    for (const element of [1, 2, 3]) outer.withValues({ element }).evaluate('used');
    expect(outer.evaluate('used')).toBe(1);
    expect(entry.loads).toBe(1);
  });

  it('see what was declared before them and nothing that comes after', () => {
    const scope = aScope({ a: 1 }).withEntry(following('b', 'a')).withEntry(following('c', 'b'));
    expect(scope.evaluate('c')).toBe(1);
    const forward = aScope({}).withEntry(following('b', 'c')).withEntry(following('c', "'late'"));
    expect(isExpressionError(forward.evaluate('b'))).toBe(true);
    expect(forward.evaluate('c')).toBe('late');
  });

  it('an error is told to the expression that names the entry, and to no other after it', () => {
    const scope = aScope({ a: 1 }).withEntry(failing('broken'));
    const error = scope.evaluate('broken');
    expect(isExpressionError(error) && isEntryError(error) && error.entry.path).toEqual(['context', 0]);
    expect(scope.evaluate('a')).toBe(1);
  });

  it('the text is searched, so a name inside a literal loads its entry too', () => {
    const entry = counting('used', 1);
    aScope({}).withEntry(entry).evaluate("'used'");
    expect(entry.loads).toBe(1);
  });

  it('a later variable replaces an earlier one; maps of other entries are merged', () => {
    const first = counting('e', { a: 1 });
    expect(
      aScope({})
        .withEntry(first)
        .withEntry(counting('e', { b: 2 }))
        .evaluate('e'),
    ).toEqual({ b: 2 });
    expect(
      aScope({})
        .withEntry(first)
        .withEntry(counting('e', { b: 2 }, true))
        .evaluate('e'),
    ).toEqual({ a: 1, b: 2 });
    expect(
      aScope({})
        .withEntry(counting('e', [1]))
        .withEntry(counting('e', [2], true))
        .evaluate('e'),
    ).toEqual([2]);
  });

  it('a name with a dot is one key', () => {
    expect(aScope({}).withEntry(counting('a.b', 1)).evaluate('"a.b"')).toBe(1);
  });
});

describe('a name in the text of an expression', () => {
  it.each([
    ['x', true],
    ['x.y', true],
    ['f(x)', true],
    ['{{x}}', true],
    ['"x"', true],
    ['a.x', false],
    ['ax', false],
    ['xy', false],
    ['x1', false],
    ['_x', true],
  ])('%s', (text, found) => {
    expect(namesEntry('x').test(text)).toBe(found);
  });
});
