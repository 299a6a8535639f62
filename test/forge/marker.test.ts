// The hidden line that comments are found by, of keys that try to be something else.
import { describe, expect, test } from 'vitest';
import { commentMarker } from '../../src/forge/index.ts';

describe('the marker', () => {
  test.each([
    ['output', '<!-- headwater:preview id=output -->'],
    ['clusters/prod_1.eu', '<!-- headwater:preview id=clusters/prod_1.eu -->'],
    ['a -->\n<img src=x>', '<!-- headwater:preview id=a%20%2D-%3E%0A%3Cimg%20src%3Dx%3E -->'],
    ['über', '<!-- headwater:preview id=%C3%BCber -->'],
    ['', '<!-- headwater:preview id= -->'],
  ])('of %j', (key, marker) => {
    expect(commentMarker(key)).toBe(marker);
  });

  test('cannot be ended early, nor made to be that of another key', () => {
    const keys = [
      'a',
      'a-',
      'a--',
      'a-%2D',
      'a%2D',
      '-->',
      '--!>',
      '->',
      ...['x'.repeat(120), 'x'.repeat(121), 'x'.repeat(122)],
    ];
    const markers = keys.map(commentMarker);
    expect(new Set(markers).size).toBe(keys.length);
    for (const marker of markers) {
      expect(marker.slice(4, -3)).not.toContain('--');
      expect(marker.slice(4, -3)).not.toContain('>');
      expect(marker.length).toBeLessThan(200);
    }
  });
});
