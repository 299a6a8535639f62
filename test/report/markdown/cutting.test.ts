// What a comment leaves out where its room is small, and that what is left still says so.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toMarkdown, toMarkdownParts, type MarkdownOptions } from '../../../src/report/index.ts';
import type { PreviewGroup } from '../../../src/model/preview.ts';
import { FULL_REPORT } from '../../support/hostile-report.ts';
import { markdownProblems } from '../../support/markdown-structure.ts';
import { runs, SHOWN_SEED } from '../../support/property-runs.ts';
import { aGroup, aPreview, aPreviewReport, SAMPLE_REPORT, teams } from '../../support/sample-preview.ts';

const MARKER = '<!-- headwater:preview id=output -->';

/** Groups of one resource each, all different, of so many lines. */
function different(count: number, lines = 24): readonly PreviewGroup[] {
  return teams(count).map((name, index) =>
    aGroup([name], {
      name: `policy-${index}`,
      action: index < count / 2 ? 'update' : 'create',
      diff: `@@ -1,${lines} +1,${lines} @@\n${Array.from({ length: lines }, (_, line) => `+  key-${index}-${line}: ‹value›\n`).join('')}`,
    }),
  );
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function blocks(markdown: string): number {
  return markdown.split('\n').filter((line) => /^<details><summary>[−~+=!] /.test(line)).length;
}

const MANY = aPreviewReport(aPreview(different(10_000)));

describe(`Markdown with a limit, ${SHOWN_SEED}`, () => {
  test('holds ten thousand different changes with true counts, in a second', () => {
    const start = performance.now();
    const markdown = toMarkdown(MANY, { limit: 60_000, marker: MARKER });
    expect(performance.now() - start).toBeLessThan(1000);
    expect(markdown.length).toBeLessThanOrEqual(60_000);
    expect(markdown.length).toBeGreaterThan(50_000);
    expect(markdownProblems(markdown, MARKER)).toEqual([]);
    expect(markdown).toContain('**+5,000 added · 5,000 changed** — 10,000 resources in 10,000 namespaces, 1 policy');
    expect(markdown).toContain('### Changed (5,000)');
    const shown = blocks(markdown);
    expect(shown).toBeGreaterThan(20);
    const left = (10_000 - shown).toLocaleString('en');
    expect(markdown).toContain(
      `**Left out here: ${left} differences in ${left} resources** (${(5000 - shown).toLocaleString('en')} changed, 5,000 added). See \`headwater preview --base main --html preview.html\``,
    );
    expect(markdown).toContain('<details><summary>What is left out</summary>');
    expect(markdown).toMatch(/^- changed NetworkPolicy `policy-\d+` in `team-\d+`$/m);
  });

  test('leaves out a single enormous difference with its size, and shows the others', () => {
    const line = '+  x: ````\n';
    const diff = `@@ -0,0 +1 @@\n${line.repeat(500_000)}`;
    const enormous = aGroup(['a'], { name: 'big', diff, added: 500_000 });
    const report = aPreviewReport(aPreview([enormous, ...different(10)]));
    const markdown = toMarkdown(report, { limit: 60_000, pageAddress: 'https://forge.example/page' });
    expect(markdown.length).toBeLessThan(20_000);
    expect(markdown).toContain('The difference is left out here: it is 5.2 MiB long (500,000 lines added, 0 removed).');
    expect(blocks(markdown)).toBe(11);
    expect(markdownProblems(markdown)).toEqual([]);
  });

  test('stays below any limit, with whole blocks and whole counts', () => {
    const reports = [FULL_REPORT, SAMPLE_REPORT, aPreviewReport(aPreview(different(300)))];
    fc.assert(
      fc.property(
        fc.constantFrom(...reports),
        fc.oneof(fc.nat(6000), fc.nat(70_000)),
        fc.constantFrom<'characters' | 'bytes'>('characters', 'bytes'),
        fc.nat(10),
        (report, limit, unit, most) => {
          const options: MarkdownOptions = { limit, unit, marker: MARKER, runAddress: 'https://forge.example/1' };
          const parts = toMarkdownParts(report, options, most);
          expect(parts.length).toBeLessThanOrEqual(Math.max(1, most));
          for (const part of parts) {
            expect(unit === 'bytes' ? bytes(part) : part.length).toBeLessThanOrEqual(limit);
            if (part === '') continue;
            expect(part.startsWith(`${MARKER}\n`)).toBe(true);
            expect(markdownProblems(part, MARKER).filter((problem) => !problem.includes('There is no room'))).toEqual(
              [],
            );
          }
          const shown = parts.reduce((sum, part) => sum + blocks(part), 0);
          const left = /Left out here: ([\d,]+) diff/.exec(parts.at(-1) ?? '')?.[1]?.replaceAll(',', '');
          const all = report.preview?.groups.length ?? 0;
          if (!parts.join('').includes('no room') && (parts[0] ?? '').includes('Compared')) {
            expect(shown + Number(left ?? 0)).toBe(all);
          }
        },
      ),
      runs(300),
    );
  });

  test('counts bytes where bytes are limited', () => {
    const markdown = toMarkdown(MANY, { limit: 1_048_576, unit: 'bytes' });
    expect(bytes(markdown)).toBeLessThanOrEqual(1_048_576);
    expect(bytes(markdown)).toBeGreaterThan(1_000_000);
    expect(markdown.length).toBeLessThan(bytes(markdown));
  });

  test('says the counts only, where there is room for no more', () => {
    expect(toMarkdown(SAMPLE_REPORT, { limit: 300, marker: MARKER })).toBe(
      [
        MARKER,
        '## Headwater preview of `output`',
        '**+12 added · 212 changed · −1 removed · 3 retained** — 228 resources in 200 namespaces, 2 policies · **1 failed**',
        'There is no room for more here.\n',
      ].join('\n\n'),
    );
    expect(toMarkdown(SAMPLE_REPORT, { limit: 50, marker: MARKER })).toBe(`${MARKER}\n`);
    expect(toMarkdown(SAMPLE_REPORT, { limit: 10, marker: MARKER })).toBe('');
  });
});

describe('toMarkdownParts', () => {
  const report = aPreviewReport(aPreview(different(100)));

  test('is one part where one has room', () => {
    expect(toMarkdownParts(report, { limit: 1_000_000 }, 10)).toEqual([toMarkdown(report, { limit: 1_000_000 })]);
  });

  test('puts what has no room into numbered parts, each with the marker', () => {
    const parts = toMarkdownParts(report, { limit: 30_000, marker: MARKER }, 10);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map((part) => part.split('\n').slice(0, 3))).toEqual(
      parts.map((_, index) => [
        MARKER,
        '',
        `## Headwater preview of \`output\`${index === 0 ? '' : `, part ${index + 1} of ${parts.length}`}`,
      ]),
    );
    const names = parts.flatMap((part) =>
      [...part.matchAll(/<summary>. NetworkPolicy <code>(.*?)<\/code>/g)].map(([, name]) => name),
    );
    expect(names).toEqual(report.preview?.groups.map(({ name }) => name));
    expect(parts[0]).toContain(`The list goes on in part 2 of ${parts.length}.`);
    expect(parts.at(-1)).not.toContain('goes on');
    expect(parts.join('')).not.toContain('Left out here');
  });

  test('says in the last what is missing still', () => {
    const parts = toMarkdownParts(report, { limit: 30_000 }, 2);
    expect(parts).toHaveLength(2);
    expect(parts[0]).not.toContain('Left out here');
    const shown = blocks(parts.join(''));
    expect(parts[1]).toContain(`**Left out here: ${100 - shown} differences`);
  });
});
