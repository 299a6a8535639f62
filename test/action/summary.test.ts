// The summary of the job: under the runner's limit, with fences that their text cannot close; and outputs that values cannot forge.
import { describe, expect, test } from 'vitest';
import { outputsOf, outputText } from '../../src/action/outputs.ts';
import { fittingMarkdown, summaryText } from '../../src/action/summary.ts';

describe('the summary', () => {
  const long = Array.from({ length: 1000 }, (_, index) => `line ${index} ü`).join('\n');

  test.each([0, 50, 200, 1000, 5000, 50_000])(
    'of %d bytes is not larger, closes its fences and counts what is left out',
    (bytes) => {
      const blocks = [
        { language: 'text' as const, text: long },
        { language: 'diff' as const, text: '+a\n```\n-b' },
      ];
      const text = summaryText('headwater diff', blocks, bytes);
      if (bytes >= 50) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes);
      // The text of the difference has a fence of its own, which is shorter.
      const opened = text.match(/^`{3,}(text|diff)$/gm)?.length ?? 0;
      const closed = text.match(/^`{3,}$/gm)?.length ?? 0;
      expect(closed - opened).toBe(text.includes('````diff') ? 1 : 0);
      const [, left] = /^(\d+) more lines are in the log\.$/m.exec(text) ?? [];
      const shown = text.match(/^line \d+ ü$/gm)?.length ?? 0;
      if (shown > 0) expect(shown + Number(left ?? 0)).toBe(1000);
    },
  );

  test.each(['```', '``````', '~~~', 'a ```` b'])('has a fence longer than %s', (inside) => {
    const text = summaryText('headwater diff', [{ language: 'text', text: `x\n${inside}\n# forged` }], 1000);
    const [fence = ''] = /^`{3,}/m.exec(text) ?? [];
    expect(text.split(`\n${fence}`)).toHaveLength(3);
    expect(inside).not.toContain(fence);
  });

  test('takes a Markdown that fits as it is, and none that does not', () => {
    expect(fittingMarkdown('# a', 4)).toBe('# a\n');
    expect(fittingMarkdown('# ä', 3)).toContain('html-file');
  });
});

test('outputs are set with a delimiter of their own', () => {
  const text = outputText({ ...outputsOf(undefined, { 'json-file': '/tmp/a\nb=c' }), commit: 'x' }, 'WORD');
  expect(text).toContain('commit<<WORD\nx\nWORD\n');
  expect(text).toContain('json-file<<WORD\n/tmp/a\nb=c\nWORD\n');
  expect(text.match(/<<WORD/g)).toHaveLength(10);
  expect(text).toContain('changed<<WORD\n\nWORD\n');
});
