import { describe, expect, it } from 'vitest';
import { MAX_RANDOM_LENGTH, randomText } from '../../src/values/index.ts';

describe('randomText', () => {
  it.each(['[a-z]{8}', '[A-F0-9]{4}-x', '(foo|bar)+', '\\d{3}\\.\\w*', '[^a-z]{5}', '[[:alpha:]_]{6}', '(?:a|b){2,3}?', '^x?$', '(?P<n>[\\d-])', 'é{2}', '[]a]{4}', 'a|'])(
    'draws a text for %s, the same for the same seed',
    (pattern) => {
      const text = randomText(pattern, 'seed');
      expect(text).toEqual(expect.any(String));
      expect(new RegExp(`^(?:${pattern.replace('[:alpha:]', 'A-Za-z').replace('?P<', '?<').replace('[]a]', '[\\]a]')})$`, 'u').test(text as string)).toBe(true);
      expect(randomText(pattern, 'seed')).toBe(text);
    },
  ); // prettier-ignore

  it('draws another text for another seed', () => {
    const texts = new Set(Array.from({ length: 20 }, (_, seed) => randomText('[a-z]{10}', String(seed))));
    expect(texts.size).toBe(20);
  });

  it.each(['', '(', 'a(?=b)', '[^\\x00-\\x{10FFFF}]', `(a{1000}){5}`, '\\bx\\B'])(
    'says why there is none for %j',
    (pattern) => {
      expect(randomText(pattern, 'seed')).toHaveProperty('problem');
    },
  );

  it('bounds the length', () => {
    expect(randomText('(?:a{999}){5}', 'seed')).toHaveProperty('problem');
    expect((randomText('a{1000}', 'seed') as string).length).toBeLessThan(MAX_RANDOM_LENGTH);
  });
});
