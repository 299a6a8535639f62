// The comment as a whole: its parts, their order and their words.
import { describe, expect, test } from 'vitest';
import { toMarkdown, type MarkdownOptions, type Report } from '../../../src/report/index.ts';
import type { Preview } from '../../../src/model/preview.ts';
import { FULL_REPORT } from '../../support/hostile-report.ts';
import {
  aGroup,
  aPreview,
  aPreviewReport,
  SAMPLE_FAILURE,
  SAMPLE_GROUPS,
  SAMPLE_REPORT,
  SAMPLE_RISKS,
  teams,
} from '../../support/sample-preview.ts';

const OPTIONS: MarkdownOptions = { limit: 60_000 };

function lines(report: Report, options: Partial<MarkdownOptions> = {}): readonly string[] {
  return toMarkdown(report, { ...OPTIONS, ...options }).split('\n');
}

function of(more: Partial<Preview>, groups = SAMPLE_GROUPS): readonly string[] {
  return lines(aPreviewReport(aPreview(groups, more)));
}

describe('toMarkdown', () => {
  test('has its parts in the order of what matters', () => {
    const options = { ...OPTIONS, marker: '<!-- m -->', runAddress: 'https://forge.example/1' };
    const shown = toMarkdown(FULL_REPORT, options).split('\n');
    expect(shown.filter((line) => /^(?:<!--|#|---)/.test(line))).toEqual([
      '<!-- m -->',
      '## Headwater preview of `output` for cluster `prod`',
      '### Look at these first',
      '### 1 failure',
      '### 1 warning',
      '### 1 rule matched nothing',
      '### By rule',
      '### By kind',
      '### Removed (1)',
      '### Changed (212)',
      '### Added (12)',
      '### Retained: kept in place and no longer managed (3)',
      '---',
    ]);
    expect(shown[4]).toBe(
      '**+12 added · 212 changed · −1 removed · 3 retained** — 228 resources in 200 namespaces, 2 policies · **1 failed**',
    );
  });

  test('tells risks and failures with place and advice on one line each', () => {
    expect(lines(FULL_REPORT)).toEqual(
      expect.arrayContaining([
        '- **Blocker:** A NetworkPolicy goes away: team-0007/allow-dns (`a.yaml` line 2)<br>To do: say `why`<br>Run `headwater explain x`',
        '- **Error:** unknown key "lables" (`policies/tenants.yaml` line 14) `evaluate/variable`<br>Policy `tenant-rbac`, rule `admins`, trigger `Namespace/team-0042`<br>To do: Did you mean "labels"?',
        '- **Notice:** 0 of 1,204 Namespaces: rule r matched nothing (`policies/p.yaml` line 3) · rule `p/r`',
        'To do: `headwater explain` says why.',
      ]),
    );
  });

  test('says the same of many triggers once', () => {
    const failures = teams(1204).map((name) => ({
      ...SAMPLE_FAILURE,
      about: { ...SAMPLE_FAILURE.about, trigger: `/Namespace//${name}` as never },
    }));
    const shown = lines(aPreviewReport(aPreview([], { failedBefore: 3 }), failures));
    expect(shown).toContain('### 1,204 failures');
    expect(shown).toContain('3 errors of these are there without this change too.');
    expect(shown.filter((line) => line.startsWith('- '))).toEqual([
      expect.stringContaining('trigger `Namespace/team-0000`, and 1,203 more of the same'),
    ]);
    expect(shown[2]).toBe('No generated resource changes · **1,204 failed** (3 of them without this change too)');
  });

  test('marks failures that are all there without the change', () => {
    const shown = lines(aPreviewReport(aPreview([], { failedBefore: 1 }), [SAMPLE_FAILURE]));
    expect(shown[2]).toBe('No generated resource changes · **1 failed** (without this change too)');
  });

  test('counts by rule and by kind, with what they come to together', () => {
    const shown = lines(SAMPLE_REPORT);
    expect(shown).toContain('| `tenant-defaults/default-deny` | 200 of 217 |  | 200 |  |  |  |');
    expect(shown).toContain('| **Together** |  | 12 | 212 | 1 | 3 |  |');
    expect(shown).toContain('| `NetworkPolicy.networking.k8s.io` |  | 200 | 1 |  |');
    expect(shown).toContain('| **Together** | 12 | 212 | 1 | 3 |');
  });

  test('leaves rules out of which nothing comes, and folds long tables', () => {
    const [rule] = aPreview(SAMPLE_GROUPS).rules;
    const rules = Array.from({ length: 20 }, (_, index) => ({
      ...rule!,
      rule: `r-${index}`,
      removed: index < 13 ? 1 : 0,
    }));
    const shown = of({ rules });
    expect(shown).toContain('<details><summary>By rule: 13 rules</summary>');
    expect(shown).toContain('7 other rules change nothing.');
    expect(shown.filter((line) => line.includes('/r-'))).toHaveLength(13);
    expect(of({ rules: rules.slice(0, 14) })).toContain('1 other rule changes nothing.');
  });

  test('cuts a table that is too long and keeps its sums', () => {
    const [rule] = aPreview(SAMPLE_GROUPS).rules;
    const rules = Array.from({ length: 131 }, (_, index) => ({ ...rule!, rule: `r-${index}`, removed: 2 }));
    const shown = of({ rules });
    expect(shown).toContain('| and 31 more rules |  |  |  |  |  |  |');
    expect(shown).toContain('| **Together** |  |  |  | 262 |  |  |');
  });

  test('shows a group with its reason, its places and its difference', () => {
    const shown = lines(SAMPLE_REPORT);
    const start = shown.indexOf(
      '<details><summary>~ NetworkPolicy <code>default-deny</code> in 200 namespaces</summary>',
    );
    expect(shown.slice(start + 2, start + 14)).toEqual([
      'Why: the rule changed (`policies/tenant-defaults.yaml` line 14) · rule `tenant-defaults/default-deny`',
      '',
      `The same in 200 namespaces: ${teams(12)
        .map((name) => `\`${name}\``)
        .join(', ')} and 188 more`,
      '',
      '```diff',
      '@@ -9,3 +9,4 @@',
      '   podSelector: {}',
      '   policyTypes:',
      '   - Ingress',
      '+  - Egress',
      '```',
      '',
    ]);
    expect(shown).toContain(
      '<details><summary>− NetworkPolicy <code>allow-dns</code> in <code>team-0007</code> · <b>blocker</b></summary>',
    );
    expect(shown).toContain(
      'File `output/team-0007/networkpolicy.networking.k8s.io_allow-dns.yaml` · trigger `Namespace/team-0007`',
    );
  });

  test('shows what is cluster-scoped, and many of one namespace, by whole names', () => {
    const alone = aGroup([''], { kind: 'ClusterRole', name: 'admin', diff: '' });
    const member = aGroup(['a']).members[0]!;
    const several = aGroup([], { members: ['x', 'y'].map((name) => ({ ...member, name })) });
    const shown = of({}, [alone, several]);
    expect(shown).toContain('<details><summary>~ ClusterRole <code>admin</code></summary>');
    expect(shown).toContain('There is no difference to show.');
    expect(shown).toContain('<details><summary>~ NetworkPolicy <code>default-deny</code> in 2 resources</summary>');
    expect(shown).toContain('The same in 2 resources: `a/x`, `a/y`');
  });

  test('gives a difference a fence that it cannot close', () => {
    const shown = of({}, [aGroup(['a'], { diff: '@@ -1 +1 @@\n+````\n ```` \n<!-- headwater:preview -->\n/close\n' })]);
    const start = shown.indexOf('`````diff');
    expect(shown.slice(start, start + 7)).toEqual([
      ...['`````diff', '@@ -1 +1 @@', '+````', ' ```` ', ' <!\u200b-- headwater:preview -->', ' /close', '`````'],
    ]);
  });

  test.each<{ name: string; more: Partial<Preview>; expected: string }>([
    {
      name: 'a run that would stop',
      more: { stopped: true },
      expected:
        '**The run after the merge would stop at the deletion guard**: nothing of what follows would happen until somebody lets it.',
    },
    {
      name: 'what is pending',
      more: { pending: 1200 },
      expected: '1,200 resources would change at the next run without this change too, and are not shown.',
    },
    {
      name: 'edits of the output',
      more: { ownEdits: 1 },
      expected: 'The change itself edits 1 file below `output`; what is shown is what the run makes of it.',
    },
  ])('says $name', ({ more, expected }) => {
    expect(of(more)).toContain(expected);
    expect(of({ ...more, computed: false })).not.toContain(expected);
  });

  test('has the errors in place of the list where there is no preview', () => {
    const shown = lines(aPreviewReport(aPreview([], { computed: false }), [SAMPLE_FAILURE]));
    expect(shown.filter((line) => line !== '').slice(0, 4)).toEqual([
      '## Headwater preview of `output`',
      '**The preview cannot be made**: 1 error',
      '### Why',
      expect.stringContaining('- **Error:** unknown key'),
    ]);
    expect(shown.join('\n')).not.toContain('Every difference');
  });

  test('says that nothing changes', () => {
    const shown = of({ head: { name: '', workTree: true } }, []);
    expect(shown.filter((line) => line !== '')).toEqual([
      '## Headwater preview of `output`',
      'No generated resource changes',
      '---',
      'Compared: the work tree against `main` at `b07e6aa` · Headwater 0.1.0',
    ]);
  });

  test.each([
    ['main', '--base main '],
    ['$(reboot)', '--base b07e6aa00000 '],
    ['-x', '--base b07e6aa00000 '],
    ['', '--base b07e6aa00000 '],
  ])('names base %j in the command only where a shell takes it for a name', (name, expected) => {
    const base = { name, commit: `b07e6aa${'0'.repeat(33)}`, workTree: false };
    expect(of({ base })).toContain(`Every difference: \`headwater preview ${expected}--html preview.html\``);
  });

  test('names a head in the command that is not the work tree', () => {
    const head = { name: 'my-branch', commit: `1c3d8f0${'0'.repeat(33)}`, workTree: false };
    expect(of({ head })).toContain(
      'Every difference: `headwater preview --base main --head my-branch --html preview.html`',
    );
    expect(of({ head: { ...head, name: '$(reboot)' } })).toContain(
      'Every difference: `headwater preview --base main --head 1c3d8f000000 --html preview.html`',
    );
  });

  test('links the page and the run, where these are of the web', () => {
    const shown = lines(SAMPLE_REPORT, {
      runAddress: 'https://forge.example/a_(b)',
      pageAddress: 'javascript:alert(1)',
    });
    expect(shown).toContain(
      'Compared: `tighten-tenants` at `4f2c9d1` (work tree) against `main` at `b07e6aa` · Headwater 0.1.0 · [the run](https://forge.example/a_%28b%29)',
    );
    expect(shown.join('\n')).not.toContain('javascript');
    expect(lines(SAMPLE_REPORT, { pageAddress: 'https://forge.example/p' })).toContain(
      'Every difference: [the page](https://forge.example/p), or `headwater preview --base main --html preview.html`',
    );
  });

  test('folds warnings that are many', () => {
    const warnings = teams(5).map((message) => ({ ...SAMPLE_FAILURE, severity: 'warning' as const, message }));
    const shown = lines(aPreviewReport(aPreview(SAMPLE_GROUPS, { risks: SAMPLE_RISKS }), warnings));
    expect(shown).toContain('<details><summary>5 warnings</summary>');
  });

  test('is empty for a report without a preview', () => {
    const { preview, ...rest } = SAMPLE_REPORT;
    expect(preview).toBeDefined();
    expect(toMarkdown(rest, OPTIONS)).toBe('');
  });
});
