// The sample report with other texts in every place where a policy, an inventory or a forge can put one; equal texts stay equal.
import fc from 'fast-check';
import type { Report } from '../../src/report/index.ts';
import { SAMPLE_REPORT } from './sample-preview.ts';

/** Fields that only Headwater writes. */
const OUR_FIELDS = ['apiVersion', 'action', 'reason', 'level', 'code', 'severity', 'version', 'commit'];

/** Something of everything that has a text: also what the sample leaves out. */
export const FULL_REPORT: Report = fullReport();

/** The report with each text of others in it changed. */
export function withTexts(report: Report, change: (text: string) => string): Report {
  // The same shape with other texts is a report again.
  return { ...(mapped(report, '', change) as Report), kind: report.kind, version: report.version };
}

function mapped(value: unknown, field: string, change: (text: string) => string): unknown {
  if (typeof value === 'string') {
    if (value === '' || OUR_FIELDS.includes(field)) return value;
    return field === 'diff' ? value.replace(/.+/g, (line) => line.slice(0, 1) + change(line.slice(1))) : change(value);
  }
  if (Array.isArray(value)) return value.map((item) => mapped(item, field, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, key, change)]));
}

function fullReport(): Report {
  const { preview, diagnostics } = SAMPLE_REPORT;
  if (preview === undefined || diagnostics[0] === undefined) throw new Error('the sample has lost its parts');
  const [failure] = diagnostics;
  const warning = {
    ...failure,
    severity: 'warning' as const,
    downstream: 'apps/Deployment/a/b',
    field: 'f',
    expression: '{{ e }}',
  };
  const notice = {
    ...{
      severity: 'notice' as const,
      message: '0 of 1,204 Namespaces: rule r matched nothing',
      help: '`headwater explain` says why.',
    },
    ...{ policy: 'p', rule: 'r', file: 'policies/p.yaml', line: 3 },
  };
  // The code is of another stage, and may be younger than this file.
  const matchedNothing = { ...notice, code: 'plan/matched-nothing' } as unknown as typeof failure;
  return {
    ...SAMPLE_REPORT,
    cluster: 'prod',
    diagnostics: [failure, warning, matchedNothing],
    preview: {
      ...preview,
      pending: 3,
      ownEdits: 1,
      stopped: true,
      risks: preview.risks.map((risk) => ({
        ...risk,
        help: 'say `why`',
        command: 'headwater explain x',
        at: { file: 'a.yaml', line: 2 },
      })),
    },
  };
}

/** Texts that do something in Markdown, HTML, a terminal or a forge, where nobody stops them. */
export const HOSTILE_TEXTS: readonly string[] = [
  '@team',
  'a@b.example',
  '#12',
  'owner/repo#12',
  'GH-12',
  'gh-12',
  'ABC-12',
  '!12',
  '$12',
  '$x$',
  '$`x`$',
  '~label',
  '~~gone~~',
  '%milestone',
  '&12',
  '^alert#1',
  '*iteration:1',
  '[vulnerability:1]',
  '[[_TOC_]]',
  '{+in+} [-out-]',
  ':tada:',
  'group/project>',
  'deadbeef',
  'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef',
  'https://evil.example/x',
  'ftp://evil.example',
  'www.evil.example',
  'mailto:a@b.example',
  '](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '[x][y]\n\n[y]: https://evil.example',
  '<https://evil.example>',
  '<img src=x onerror=alert(1)>',
  '<!-- headwater:preview id=output -->',
  '<!--',
  '-->',
  '</summary></details>',
  '</code></summary>',
  '<script>',
  '&lt;b&gt; &#64;team &amp;',
  '`',
  '``',
  '```',
  '````\n</details>\n````',
  '~~~',
  '\n```\n# heading\n',
  '\r# heading',
  '\r\n- item',
  '/close',
  '\n/close\n',
  '|',
  '\\|',
  'a\\',
  '\\`',
  '**bold** _it_ __b__',
  '# heading',
  '- item',
  '1. item',
  '> quote',
  '===',
  '---',
  '| a | b |',
  '    code',
  '\t',
  ' ',
  '\u0000\u001b[2J\u009b',
  '\u202egnp.exe',
  '\u2066\u2069\u200b\u200d\ufeff\u00ad',
  '\u2028\u2029\u0085\u000b\u000c',
  '\ud800',
  '\udb40\udc41',
  '\u{1f600}',
  '%0A::set-output name=x::y',
  '::error::x',
  '$(reboot)',
  ';reboot',
];

/** Hostile texts, alone, together, and with anything between. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) }, fc.string({ unit: 'binary', maxLength: 12 })),
    {
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));
