// The page as text: what it says in each state, that it works by itself, and that no text of a report becomes markup.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { toHtml, type Report } from '../../../src/report/index.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import {
  aGroup,
  aPreview,
  aPreviewReport,
  SAMPLE_FAILURE,
  SAMPLE_GROUPS,
  SAMPLE_REPORT,
  teams,
} from '../../support/sample-preview.ts';
import {
  FAILURES_REPORT,
  FULL_REPORT,
  IMPOSSIBLE_REPORT,
  manyChangesReport,
  NOTHING_REPORT,
  ONE_REPORT,
  STATES,
} from '../../support/many-previews.ts';
import { madeHostile } from '../../support/hostile-preview.ts';

/** What one reads between the tags of the first element of this name. */
function read(html: string, name: string): string {
  const [, inside = ''] = new RegExp(`<${name}[^>]*>(.*?)</${name}>`, 's').exec(html) ?? [];
  return plain(inside);
}

function plain(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function heading(report: Report): string {
  return read(toHtml(report), 'h1');
}

function under(report: Report): string {
  return plain(/<p class="under">(.*?)<\/p>/s.exec(toHtml(report))?.[1] ?? '');
}

describe('the sentence', () => {
  const add = (count: number) => aGroup(teams(count), { action: 'create' });
  const remove = (count: number) => aGroup(teams(count), { action: 'delete' });
  const cases: readonly (readonly [string, Report, string])[] = [
    ['three parts', SAMPLE_REPORT, 'This change adds 12 resources, changes 212 and removes 1.'],
    ['two parts', aPreviewReport(aPreview([add(12), remove(1)])), 'This change adds 12 resources and removes 1.'],
    ['one part, one resource', aPreviewReport(aPreview([add(1)])), 'This change adds 1 resource.'],
    ['many', aPreviewReport(aPreview([remove(1200)])), 'This change removes 1\u202f200 resources.'],
    ['nothing', NOTHING_REPORT, 'Nothing changes for the 10\u202f000 resources that these policies generate.'],
    [
      'nothing of nothing',
      aPreviewReport(aPreview([], { managed: 0 })),
      'Nothing changes: these policies generate nothing.',
    ],
    [
      'one of one',
      aPreviewReport(aPreview([], { managed: 1 })),
      'Nothing changes for the one resource that these policies generate.',
    ],
    ['only kept', aPreviewReport(aPreview(SAMPLE_GROUPS.slice(4))), 'This change adds, changes and removes nothing.'],
    ['failures only', FAILURES_REPORT, '3 triggers failed; the rest of this change changes nothing.'],
    ['impossible', IMPOSSIBLE_REPORT, 'The preview could not be made'],
    ['no preview', { ...SAMPLE_REPORT, preview: undefined } as unknown as Report, 'The preview could not be made'],
  ];
  test.each(cases)('%s', (_, report, text) => {
    expect(heading(report)).toBe(text);
  });

  test('the line under it counts what is touched, kept and failed', () => {
    expect(under(SAMPLE_REPORT)).toBe(
      '200 namespaces, 5 rules in 2 policies. 3 manifests are kept but no longer managed. 1 failure.',
    );
    expect(under(aPreviewReport(aPreview([add(1)])))).toBe('1 namespace, 1 rule in 1 policy. Nothing failed.');
    expect(under(aPreviewReport(aPreview([aGroup(teams(2), { action: 'hold', diff: '' })])))).toContain(
      '2 resources are left as they were.',
    );
    expect(under(FAILURES_REPORT)).toBe(
      'Compared: tighten-tenants with main. 3 failures, 1 of them without this change too.',
    );
    expect(under(NOTHING_REPORT)).toBe('Compared: tighten-tenants with main, 1 rule in 1 policy. Nothing failed.');
    expect(under(IMPOSSIBLE_REPORT)).toBe('1 error. Nothing can be said of the changes until it is mended.');
  });

  test('the crumb names both sides, their commits, and the request', () => {
    const html = toHtml(FULL_REPORT);
    expect(plain(/<p class="crumb">(.*?)<\/p>/s.exec(html)?.[1] ?? '')).toBe(
      'Headwater preview · #12, tighten-tenants into main · 4f2c9d1 against b07e6aa · work tree',
    );
    expect(read(html, 'title')).toBe('Headwater preview: tighten-tenants into main');
    const nameless = aPreview([], {
      base: { name: '', commit: 'b07e6aa00', workTree: false },
      head: { name: '', workTree: true },
    });
    expect(read(toHtml(aPreviewReport(nameless)), 'title')).toBe('Headwater preview: the work tree into b07e6aa');
  });
});

describe('what stands on the page', () => {
  test('nothing: no picture, no filters, no list, no script, no praise', () => {
    const html = toHtml(NOTHING_REPORT);
    expect(html).not.toMatch(/<svg|id="search"|<ol|<script|Look at these first/);
    expect(html).toContain('2 changes are pending on main anyway and are not shown.');
  });

  test('impossible: the errors in place of the list', () => {
    const html = toHtml(IMPOSSIBLE_REPORT);
    expect(html).not.toMatch(/<svg|id="search"|<ol|Look at these first/);
    expect(read(html, 'main')).toBe(
      'What failederror policies/tenant-defaults.yaml:14:3 bad indentation of a mapping entry load/syntaxCorrect the file at the line named.',
    );
  });

  test('a failure has its place, its rule, its trigger and what helps', () => {
    const [, text = ''] =
      /<section class="diagnostics" id="failures".*?>(.*?)<\/section>/s.exec(toHtml(SAMPLE_REPORT)) ?? [];
    expect(plain(text)).toBe(
      'What failederror policies/tenants.yaml:14:36 unknown key "lables" evaluate/variablepolicy tenant-rbac, rule admins, trigger Namespace/team-0042Did you mean "labels"?',
    );
  });

  test('the guard comes first, then blockers, cautions and failures; eight of them at once', () => {
    const [, section = ''] = /<section class="first".*?>(.*?)<\/section>/s.exec(toHtml(FULL_REPORT)) ?? [];
    const [atOnce = '', rest = ''] = section.split('<details');
    const levels = [...atOnce.matchAll(/<li class="(\w+)"/g)].map(([, level]) => level);
    expect(levels).toEqual(['blocker', 'blocker', ...Array.from({ length: 6 }, () => 'caution')]);
    expect(plain(atOnce)).toContain('After the merge the scheduled run would stop: 5 120 deletions are over the limit');
    expect(plain(atOnce)).toContain(
      'Nothing below would happen. Run it by hand with the limit raised. headwater reconcile --max-deletions 5120',
    );
    expect(atOnce).toContain('<a href="#risks=yes">and 26 more</a>');
    expect(rest.match(/<li /g)).toHaveLength(26);
    expect([...rest.matchAll(/<li class="(\w+)"/g)].at(-1)?.[1]).toBe('failed');
  });

  test('a run that would stop says so without a risk too', () => {
    expect(toHtml(aPreviewReport(aPreview(SAMPLE_GROUPS, { stopped: true })))).toContain(
      'After the merge the scheduled run would stop at the deletion guard',
    );
  });

  test('the foot tells of rules without a match, of edits of output, and how to make the page again', () => {
    // The code is one of those that other stages give.
    const notice = {
      code: 'plan/matched-nothing',
      severity: 'notice',
      message: '0 of 1,204 Namespaces match',
      help: '`headwater explain` says why',
      about: { policy: 'p', rule: 'r' },
      at: { file: 'policies/p.yaml', line: 3, column: 1 },
    } as unknown as Diagnostic;
    const other: Diagnostic = { ...SAMPLE_FAILURE, severity: 'notice', message: 'worth knowing' };
    const preview = aPreview(SAMPLE_GROUPS, { ownEdits: 1, head: { name: "it's", workTree: false } });
    const text = read(toHtml(aPreviewReport(preview, [notice, other])), 'footer');
    expect(text).toContain(
      '1 rule matched nothingpolicies/p.yaml:3 0 of 1,204 Namespaces match · policy p, rule r`headwater explain` says why',
    );
    expect(text).toContain('1 notice');
    expect(text).toContain(
      'The change edits 1 file below output/ itself; what the run after the merge makes of it is shown.',
    );
    expect(text).toContain(
      `headwater preview --base b07e6aa0000000000000000000000000000000aa --head 'it'\\''s' --html preview.html`,
    );
  });

  test('one change is open, more are not', () => {
    expect(toHtml(aPreviewReport(aPreview(SAMPLE_GROUPS.slice(0, 1))))).toContain('<details data-row="0" open>');
    expect(toHtml(SAMPLE_REPORT)).not.toMatch(/<details data-row="\d+" open>/);
  });

  test('a row says what, where, from which rule and why', () => {
    const items = [...toHtml(SAMPLE_REPORT).matchAll(/<li><details data-row="\d+"><summary>(.*?)<\/summary>/gs)].map(
      ([, item = '']) => plain(item),
    );
    expect(items).toEqual([
      '−removed NetworkPolicy allow-dnsblocker team-0007tenant-defaults / allow-dns · Namespace/team-0007 no longer matches: label tier changed from gold to none · cluster-state/team-0007.yaml line 5',
      '~changed NetworkPolicy default-deny200 namespacestenant-defaults / default-deny · The rule changed: policies/tenant-defaults.yaml line 14',
      '~changed Secret regcredcaution 12 namespacesregistry / sync-regcred · Its source Secret/default/regcred changed: cluster-state/regcred.yaml line 1',
      '+added ResourceQuota ‹namespace›-quota12 namespacestenant-defaults / quota · A rule wants it for the first time: policies/tenant-defaults.yaml line 14',
      '=retained LimitRange limits3 namespacestenant-defaults / limits · The rule was deleted: policies/tenant-defaults.yaml line 14',
    ]);
  });

  test('places are counted as what they are', () => {
    const place = (group: Parameters<typeof aGroup>): string =>
      plain(/<span class="place">(.*?)<\/span>/s.exec(toHtml(aPreviewReport(aPreview([aGroup(...group)]))))?.[1] ?? '');
    const member = (namespace: string, name: string) => ({ namespace, name, path: 'p', trigger: '' });
    expect(place([['']])).toBe('cluster');
    expect(place([[], { members: [member('', 'a'), member('', 'b')] }])).toBe('2 resources');
    expect(place([[], { members: [member('n', 'a'), member('n', 'b')] }])).toBe('2 in n');
    expect(place([[], { members: [member('n', 'a'), member('n', 'b'), member('m', 'a')] }])).toBe('3 in 2 namespaces');
  });

  test('many changes: the first 200 rows, and all of them as data', () => {
    const report = manyChangesReport(1_000);
    const html = toHtml(report);
    expect(html.match(/<details data-row=/g)).toHaveLength(200);
    expect(html).toContain('The first 200 of 1\u202f000 groups; the others need scripts.');
    const [, packed = ''] = /<script id="data" type="application\/octet-stream">([\w+/=]*)<\/script>/.exec(html) ?? [];
    const data: unknown = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
    expect(data).toEqual({ groups: report.preview?.groups, risks: [] });
  });

  test('rows that are very long are fewer', () => {
    const diff = `@@ -0,0 +1,900 @@\n${'+  some: line with a text that makes it long, and longer than that by some more words\n'.repeat(900)}`;
    const html = toHtml(
      aPreviewReport(aPreview(Array.from({ length: 50 }, () => aGroup(['a'], { action: 'create', diff })))),
    );
    const rows = html.match(/<details data-row=/g)?.length ?? 0;
    expect(rows).toBeGreaterThan(5);
    expect(rows).toBeLessThan(40);
  });
});

describe('by itself', () => {
  test.each(Object.keys(STATES).filter((state) => state !== 'many'))(
    '%s: lets in its own style and script, and names no other address',
    (state) => {
      const html = toHtml(STATES[state]!());
      const policy = plain(/Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '');
      const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
      const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
      expect(policy).toContain(`style-src ${hashOf(style)}`);
      expect(policy.startsWith("default-src 'none'; ")).toBe(true);
      const script = /<script>(.*?)<\/script>/s.exec(html)?.[1];
      if (script !== undefined) expect(policy).toContain(`script-src ${hashOf(script)}`);
      expect(html).not.toMatch(/https?:|\ssrc=|url\(|@import|\sstyle=|\son\w+=/i);
    },
  );

  test('the same report is the same page', () => {
    expect(toHtml(SAMPLE_REPORT)).toBe(toHtml(structuredClone(SAMPLE_REPORT)));
  });
});

describe('hostile text', () => {
  const html = toHtml(madeHostile(FULL_REPORT));
  test('becomes no element, attribute or comment', () => {
    expect(html).not.toMatch(/<img|<!--|alert\(1\)<\/script>/);
    expect(html.match(/<script/g)).toHaveLength(2);
    const attributes = new Set([...html.matchAll(/\s([\w-]+)="/g)].map(([, name]) => name));
    expect([...attributes].filter((name) => name?.startsWith('on') === true)).toEqual([]);
  });
  test('holds no character that hides, moves or turns', () => {
    const shown = html.replace(/<script.*?<\/script>/gs, '');
    expect(shown).not.toMatch(/(?!\n)[\p{Cc}\p{Surrogate}\u202e]/u);
    expect(shown).toContain('\\u202e\\u0000\\u001b');
  });
  test('stands in the data without a way out of it', () => {
    const one = madeHostile(ONE_REPORT);
    const [, json = ''] = /<script id="data" type="application\/json">(.*?)<\/script>/s.exec(toHtml(one)) ?? [];
    expect(json).not.toContain('<');
    expect(JSON.parse(json)).toEqual({
      groups: one.preview?.groups,
      risks: one.preview?.risks,
    });
  });
});
