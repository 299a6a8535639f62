// How well everything stands out of its ground, computed from the style sheet itself.
import { describe, expect, test } from 'vitest';
import { STYLE } from '../../../src/report/html/style.ts';

const SCHEMES = { light: /:root\{color-scheme:light;([^}]*)\}/, dark: /:root\{color-scheme:dark;([^}]*)\}/ };
const GROUNDS = ['ground', 'panel'];
const TINTS = ['added', 'changed', 'removed', 'retained'];

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  const colors = new Map(
    [...(SCHEMES[scheme].exec(STYLE)?.[1] ?? '').matchAll(/--([\w-]+):(#[0-9a-f]{6})/g)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  );
  const ratio = (front: string, back: string): number => contrast(colors.get(front)!, colors.get(back)!);

  test('has all its colours', () => {
    expect([...colors.keys()].filter((name) => !name.endsWith('-tint') && !name.endsWith('-strong'))).toEqual([
      ...['ground', 'panel', 'hairline', 'control', 'ink', 'soft', 'accent', ...TINTS],
    ]);
  });
  test.each(GROUNDS)('text on %s has 4.5', (ground) => {
    for (const text of ['ink', 'soft', 'accent', ...TINTS])
      expect(ratio(text, ground), text).toBeGreaterThanOrEqual(4.5);
  });
  test.each(GROUNDS)('the border of a control has 3 on %s', (ground) => {
    expect(ratio('control', ground)).toBeGreaterThanOrEqual(3);
  });
  test.each(TINTS)('%s has 4.5 on its tint, and so have ink and soft text', (name) => {
    for (const text of [name, 'ink', 'soft']) {
      expect(ratio(text, `${name}-tint`), text).toBeGreaterThanOrEqual(4.5);
    }
  });
  test.each(['added', 'removed'])('changed words of %s lines have 4.5', (name) => {
    expect(ratio('ink', `${name}-strong`)).toBeGreaterThanOrEqual(4.5);
  });
});

test('no colour stands outside of these', () => {
  const rest = STYLE.replace(/:root\{[^}]*\}/g, '');
  expect(rest.match(/#[0-9a-f]{3,8}\b(?![\w{>.[: -])/g)?.filter((color) => color !== '#fff') ?? []).toEqual([]);
});

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** As WCAG 2 defines it. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
