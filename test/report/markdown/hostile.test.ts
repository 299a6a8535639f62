// Texts of others in the comment: none of them becomes markup, a mention, a link or a command.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownText, toMarkdown, toText, type MarkdownOptions, type Report } from '../../../src/report/index.ts';
import { FULL_REPORT, HOSTILE_TEXTS, hostileText, withTexts } from '../../support/hostile-report.ts';
import { markdownProblems, structureOf } from '../../support/markdown-structure.ts';
import { runs, SHOWN_SEED } from '../../support/property-runs.ts';

const MARKER = '<!-- headwater:preview id=output -->';
const OPTIONS: MarkdownOptions = {
  limit: 10_000_000,
  marker: MARKER,
  runAddress: 'https://forge.example/run/1',
  pageAddress: 'https://forge.example/page/1',
};

function around(start: string, end: string): Report {
  return withTexts(FULL_REPORT, (text) => `${start}${text}${end}`);
}

const HARMLESS = structureOf(toMarkdown(FULL_REPORT, OPTIONS));

test.each([
  ...[
    '@team',
    'o/r#12',
    '!12',
    '$x$',
    '~label',
    '%m',
    '&12',
    ':tada:',
    'a/b>',
    'deadbeef',
    'https://x',
    'www.x',
    'GH-12',
  ],
  ...[
    '&#64;team',
    '<b',
    '<img src=x>',
    '](https://x)',
    '`',
    '\\',
    '**b** _i_',
    '*i*',
    '[x]',
    '\n/close',
    '\n# x',
    '\n```\nx',
  ],
  ...['<!-- x -->', '</details>', '\u202e', '\n<details><summary>x</summary>', '^alert', '*iteration:1'],
])('what judges Markdown sees %j', (text) => {
  expect(markdownProblems(`Why: a ${text}`)).not.toEqual([]);
});

describe(`texts of others in Markdown, ${SHOWN_SEED}`, () => {
  test('harmless ones have every block there is', () => {
    const markdown = toMarkdown(FULL_REPORT, OPTIONS);
    expect(markdownProblems(markdown, MARKER)).toEqual([]);
    expect([...new Set(HARMLESS)].sort()).toEqual(
      ['comment', 'details', 'end of details', 'fence', 'h2', 'h3', 'item', 'row 5', 'row 7', 'rule', 'text'].sort(),
    );
  });

  test.each(HOSTILE_TEXTS.map((text) => ({ text, shown: shownText(text) })))('$shown does nothing', ({ text }) => {
    for (const [start, end] of [
      [text, ''],
      ['', text],
      [text, text],
      [`a ${text}`, ` ${text} b`],
    ] as const) {
      const markdown = toMarkdown(around(start, end), OPTIONS);
      expect(markdownProblems(markdown, MARKER)).toEqual([]);
      expect(structureOf(markdown)).toEqual(HARMLESS);
    }
  });

  test('any text leaves the structure as it is', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (start, end) => {
        const markdown = toMarkdown(around(start, end), OPTIONS);
        expect(markdownProblems(markdown, MARKER)).toEqual([]);
        expect(structureOf(markdown)).toEqual(HARMLESS);
      }),
      runs(300),
    );
  });

  test('any text as the whole of every field leaves nothing to act on', () => {
    fc.assert(
      fc.property(
        hostileText.filter((text) => text !== ''),
        (text) => {
          const markdown = toMarkdown(
            withTexts(FULL_REPORT, () => text),
            OPTIONS,
          );
          expect(markdownProblems(markdown, MARKER)).toEqual([]);
        },
      ),
      runs(300),
    );
  });

  test('any text acts on no terminal', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (start, end) => {
        const shown = toText(around(start, end), { color: false, verbose: false });
        const whole = toText(around(start, end), { color: false, verbose: true });
        expect(`${shown}${whole}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
        expect(shown.split('\n').length).toBe(toText(FULL_REPORT, { color: false, verbose: false }).split('\n').length);
      }),
      runs(200),
    );
  });

  test('addresses are links of the web or nothing', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const markdown = toMarkdown(FULL_REPORT, {
          ...OPTIONS,
          runAddress: `https://forge.example/${text}`,
          pageAddress: text,
        });
        expect(markdownProblems(markdown, MARKER)).toEqual([]);
      }),
      runs(200),
    );
  });
});
