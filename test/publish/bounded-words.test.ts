// What a program says, within bounds.
import { expect, test } from 'vitest';
import { boundedWords } from '../../src/publish/git-program/bounded-words.ts';

const said = (...chunks: readonly string[]): string => {
  const words = boundedWords();
  for (const chunk of chunks) words.add(Buffer.from(chunk));
  return words.text();
};

test('a little is kept as it is, also where a character comes in two parts', () => {
  const words = boundedWords();
  for (const byte of Buffer.from('one\ntwö')) words.add(Buffer.from([byte]));
  expect(words.text()).toBe('one\ntwö');
});

test('of much, the first and the last lines are kept, and no half of one', () => {
  const line = (at: number): string => `line ${at} https://me:s3cr3t@forge/x ${'x'.repeat(70)}\n`;
  const all = Array.from({ length: 100_000 }, (_, at) => line(at)).join('');
  const chunks = all.match(/[^]{1,1013}/g) ?? [];
  const kept = said(...chunks);
  expect(kept.length).toBeLessThan(1024 * 1024 + 3000);
  const lines = kept.split('\n');
  expect([`${lines[0]}\n`, `${lines.at(-2)}\n`, lines.at(-1)]).toEqual([line(0), line(99_999), '']);
  const whole = new Set(all.split('\n'));
  expect(lines.filter((one) => !whole.has(one))).toEqual([]);
});
