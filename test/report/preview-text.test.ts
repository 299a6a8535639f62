// The preview on a terminal.
import { describe, expect, test } from 'vitest';
import { toText, type Report, type TextOptions } from '../../src/report/index.ts';
import type { Preview } from '../../src/model/preview.ts';
import { FULL_REPORT } from '../support/hostile-report.ts';
import {
  aGroup,
  aPreview,
  aPreviewReport,
  SAMPLE_FAILURE,
  SAMPLE_GROUPS,
  SAMPLE_REPORT,
  teams,
} from '../support/sample-preview.ts';

function lines(report: Report, options: Partial<TextOptions> = {}): readonly string[] {
  return toText(report, { color: false, verbose: false, ...options }).split('\n');
}

function of(more: Partial<Preview>, groups = SAMPLE_GROUPS): readonly string[] {
  return lines(aPreviewReport(aPreview(groups, more)));
}

/** The line above the last one, and the last one; behind them the text ends. */
function end(shown: readonly string[]): readonly string[] {
  return shown.slice(-3, -1);
}

describe('a preview as text', () => {
  test('tells risks, groups in columns, errors, counts, and what to do next', () => {
    expect(lines(SAMPLE_REPORT)).toEqual([
      'blocker  A NetworkPolicy goes away: team-0007/allow-dns',
      'caution  Secret regcred changes in 12 namespaces',
      '',
      '- NetworkPolicy allow-dns               team-0007  tenant-defaults/allow-dns     no longer matches',
      '~ NetworkPolicy default-deny       200 namespaces  tenant-defaults/default-deny  rule changed',
      '~ Secret regcred                    12 namespaces  registry/sync-regcred         source changed',
      '+ ResourceQuota <namespace>-quota   12 namespaces  tenant-defaults/quota         new',
      '= LimitRange limits                  3 namespaces  tenant-defaults/limits        rule deleted',
      '',
      'error  policies/tenants.yaml:14:36  unknown key "lables" [evaluate/variable]',
      '  policy tenant-rbac, rule admins, trigger Namespace/team-0042',
      '  Did you mean "labels"?',
      '',
      '+12 added  ~212 changed  -1 removed  =3 retained  1 failed    in 200 namespaces',
      'Every difference: headwater preview --base main --html preview.html',
      '',
    ]);
  });

  test('tells help, command and place of a risk, warnings, rules that matched nothing, and what is not shown', () => {
    const shown = lines(FULL_REPORT);
    expect(shown.slice(0, 3)).toEqual([
      'blocker  a.yaml:2  A NetworkPolicy goes away: team-0007/allow-dns',
      '  say `why`',
      '  headwater explain x',
    ]);
    expect(shown).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^warning {2}policies\/tenants\.yaml:14:36 {2}unknown key/),
        'notice  policies/p.yaml:3:1  0 of 1,204 Namespaces: rule r matched nothing [plan/matched-nothing]',
        '3 resources would change at the next run without this change too, and are not shown.',
        'The change itself edits 1 file below output; what is shown is what the run makes of it.',
      ]),
    );
  });

  test('shows reasons, places and differences where all is asked for', () => {
    const shown = lines(SAMPLE_REPORT, { verbose: true });
    const start = shown.findIndex((line) => line.startsWith('~ NetworkPolicy'));
    expect(shown.slice(start - 1, start + 9)).toEqual([
      '',
      '~ NetworkPolicy default-deny       200 namespaces  tenant-defaults/default-deny  rule changed',
      '    the rule changed  policies/tenant-defaults.yaml:14',
      `    in ${teams(12).join(', ')} and 188 more`,
      '    @@ -9,3 +9,4 @@',
      '       podSelector: {}',
      '       policyTypes:',
      '       - Ingress',
      '    +  - Egress',
      '',
    ]);
    expect(shown.join('\n')).not.toContain('\n\n\n');
  });

  test('keeps rows within the width: names are cut in the middle, counts never, reasons are left out whole', () => {
    const long = aGroup(teams(1204), { name: 'n'.repeat(80), policy: 'p'.repeat(300), rule: 'the-end' });
    for (const width of [60, 70, 80, 100, 200]) {
      const rows = lines(aPreviewReport(aPreview([long, ...SAMPLE_GROUPS])), { width }).slice(0, 6);
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(width);
      expect(rows[0]).toContain('  1,204 namespaces  ');
      expect(rows[0]).toMatch(/^~ Network.*\.\.\.n+ .*p\.\.\..*the-end/);
    }
  });

  test('names places in a risk as in the list', () => {
    const risk = {
      level: 'blocker' as const,
      code: 'rbac-wildcard' as const,
      message: 'Role r-‹trigger› grows',
      count: 2,
    };
    expect(of({ risks: [{ ...risk, groups: [] }] })[0]).toBe('blocker  Role r-<trigger> grows');
  });

  test('stops at forty groups, twenty risks and twenty errors', () => {
    const groups = teams(52).map((name) => aGroup(['a', 'b'], { name }));
    const risk = { level: 'caution' as const, code: 'retained' as const, message: 'm', count: 1, groups: [] };
    const failures = teams(34).map((message) => ({ ...SAMPLE_FAILURE, message }));
    const report = aPreviewReport(aPreview(groups, { risks: Array.from({ length: 23 }, () => risk) }), failures);
    const shown = lines(report);
    expect(shown).toContain('and 12 more groups of 24 resources: --verbose shows all');
    expect(shown).toContain('and 3 more: --verbose shows all');
    expect(shown).toContain('and 14 more errors: --verbose shows all');
    expect(lines(report, { verbose: true }).join('\n')).not.toContain(' more');
  });

  test('says that the run would stop, and what would let it go on', () => {
    const risk = { level: 'blocker' as const, code: 'deletion-guard' as const, message: 'm', count: 5120, groups: [] };
    const command = 'headwater reconcile --max-deletions 5120';
    expect(of({ stopped: true, risks: [{ ...risk, command }] }).slice(-4, -1)).toEqual([
      'The run after the merge would stop at the deletion guard: nothing of this would happen.',
      '+12 added  ~212 changed  -1 removed  =3 retained    in 200 namespaces',
      `If all of it is meant: ${command}`,
    ]);
    expect(end(of({ stopped: true, risks: [risk] }))[1]).toBe(
      'Every difference: headwater preview --base main --html preview.html',
    );
  });

  test('says that there is no preview, and what to mend', () => {
    const shown = lines(aPreviewReport(aPreview([], { computed: false }), [SAMPLE_FAILURE]));
    expect(shown[0]).toMatch(/^error {2}/);
    expect(end(shown)).toEqual([
      'No preview: base or head cannot be used. 1 failed',
      'Mend what is said above (1 error), then run headwater preview again.',
    ]);
  });

  test('says that nothing changes, and what was compared', () => {
    expect(of({}, [])).toEqual([
      'Nothing changes for the 10,000 resources that these policies generate.',
      'Compared: the work tree on tighten-tenants at 4f2c9d1 against main at b07e6aa.',
      '',
    ]);
    const side = { name: '', workTree: false };
    expect(of({ managed: 0, base: side, head: { name: '', workTree: true } }, [])).toEqual([
      'Nothing changes.',
      'Compared: the work tree against an unnamed state.',
      '',
    ]);
  });

  test('tells failures that are there without the change from others', () => {
    const shown = lines(aPreviewReport(aPreview([], { failedBefore: 1 }), [SAMPLE_FAILURE]));
    expect(end(shown)[0]).toBe(
      'Nothing changes for the 10,000 resources that these policies generate.  1 failed (1 without this change too)',
    );
  });

  test('colours only where asked to, and changes nothing else', () => {
    const colored = lines(FULL_REPORT, { color: true, verbose: true }).join('\n');
    expect(colored).toContain('\u001b[31mblocker\u001b[0m');
    expect(colored).toContain('\u001b[32m+  - Egress\u001b[0m');
    // eslint-disable-next-line no-control-regex -- these are the colours
    expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(lines(FULL_REPORT, { verbose: true }).join('\n'));
    expect(lines(FULL_REPORT).join('')).not.toContain('\u001b');
  });
});
