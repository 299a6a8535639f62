// The summary of the job: under the runner's limit, with fences that their text cannot close; and outputs that values cannot forge.
import { describe, expect, test } from 'vitest';
import { outputsOf, outputText } from '../../src/action/outputs.ts';
import { buildReport, type ReportInput } from '../../src/report/index.ts';
import { fittingMarkdown, notesOf, summaryText } from '../../src/action/summary.ts';

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

describe('outside of fences', () => {
  const notes = (more: Partial<ReportInput>): readonly string[] =>
    notesOf(buildReport({ kind: 'ReconcileReport', version: '1', cluster: '', diagnostics: [], ...more }));
  const address = 'https://github.com/o/r/pull/7';

  test('stands where it was pushed to, and the pull request', () => {
    expect(
      notes({
        push: { remote: 'origin', branch: 'headwater/update', attempts: 2 },
        pullRequest: { address, number: 7, opened: true },
      }),
    ).toEqual(['Pushed to `headwater/update`.', `Opened pull request 7: <${address}>`]);
    expect(notes({ pullRequest: { address, number: 7, opened: false } })).toEqual([
      `Updated pull request 7: <${address}>`,
    ]);
    expect(notes({})).toEqual([]);
  });

  test('stands how a stopped run is let through', () => {
    const stopped = { code: 'plan/max-deletions', severity: 'error', message: 'x', about: {} } as const;
    expect(notes({ diagnostics: [stopped] }).join('')).toContain('with the number that is named below');
  });

  test.each(['a`b', 'a\n# forged', '@team', '<img src=x>'])('stands nothing of %j', (hostile) => {
    const told = notes({
      push: { remote: hostile, branch: hostile, attempts: 1 },
      pullRequest: { address: `https://host/${hostile}`, number: 1, opened: true },
    });
    expect(told).toEqual(['Pushed.', 'Opened pull request 1']);
  });

  test('stays within the size', () => {
    const note = 'x'.repeat(100);
    const text = summaryText('t', [{ language: 'text', text: 'y\n'.repeat(1000) }], 600, [note]);
    expect(text).toContain(`\n${note}\n`);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(600);
  });
});

test('outputs are set with a delimiter of their own', () => {
  const text = outputText({ ...outputsOf(undefined, { 'json-file': '/tmp/a\nb=c' }), commit: 'x' }, 'WORD');
  expect(text).toContain('commit<<WORD\nx\nWORD\n');
  expect(text).toContain('json-file<<WORD\n/tmp/a\nb=c\nWORD\n');
  expect(text.match(/<<WORD/g)).toHaveLength(11);
  expect(text).toContain('changed<<WORD\n\nWORD\n');
});
