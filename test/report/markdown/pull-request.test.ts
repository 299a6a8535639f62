// The text of the pull request: what it tells, how it is cut, and that names of others stay names.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPullRequest, type PullRequestOptions, type Report, type ReportChange } from '../../../src/report/index.ts';
import { FULL_REPORT, HOSTILE_TEXTS, hostileText, withTexts } from '../../support/hostile-report.ts';
import { markdownProblems, structureOf } from '../../support/markdown-structure.ts';
import { runs } from '../../support/property-runs.ts';

const MARKER = '<!-- headwater:pull-request id=headwater/update -->';
const OPTIONS: PullRequestOptions = { limit: 60_000, marker: MARKER, head: 'headwater/update', base: 'main' };

function change(action: ReportChange['action'], name: string, policy = 'quota'): ReportChange {
  return {
    action,
    reason: action === 'delete' ? 'trigger-deleted' : 'trigger-changed',
    resource: { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'team', name },
    path: `${name}.yaml`,
    causes: [{ policy, rule: 'make', trigger: '/Namespace//team' }],
  };
}

function aReport(changes: readonly ReportChange[], more: Partial<Report> = {}): Report {
  const count = (action: ReportChange['action']): number => changes.filter((one) => one.action === action).length;
  return {
    apiVersion: 'headwater.dev/v1',
    kind: 'ReconcileReport',
    version: '1.2.3',
    cluster: 'prod-eu',
    counts: {
      created: count('create'),
      updated: count('update'),
      deleted: count('delete'),
      retained: count('retain'),
      held: count('hold'),
      unchanged: 0,
      failed: 0,
    },
    changes,
    rules: [],
    diagnostics: [],
    ...more,
  };
}

test('tells counts, policies, changes with their reasons, and how the branch is kept', () => {
  const report = aReport([change('create', 'new'), change('update', 'b', 'other'), change('delete', 'old')]);
  const { title, body } = toPullRequest(report, OPTIONS);
  expect(title).toBe('headwater: +1 ~1 -1 (cluster prod-eu)');
  expect(body.split('\n---\n')[0]).toBe(`${MARKER}

**+1 added · 1 changed · −1 removed** — cluster \`prod-eu\`

### By policy

| Policy | Added | Changed | Removed |
| --- | ---: | ---: | ---: |
| \`other\` |  | 1 |  |
| \`quota\` | 1 |  | 1 |
| **Together** | 1 | 1 | 1 |

### 3 resources

- removed ConfigMap \`team/old\`: the trigger was deleted · rule \`quota/make\`
- changed ConfigMap \`team/b\`: the trigger changed · rule \`other/make\`
- added ConfigMap \`team/new\`: the trigger changed · rule \`quota/make\`
`);
  expect(body).toContain('The branch `headwater/update` is kept up to date');
});

test('failures are in it, and nothing is said where there is nothing', () => {
  const [failure] = FULL_REPORT.diagnostics;
  if (failure === undefined) throw new Error('the sample has no failure');
  const counts = { ...aReport([]).counts, failed: 1 };
  const { title, body } = toPullRequest(aReport([], { diagnostics: [failure], counts, cluster: '' }), OPTIONS);
  expect(title).toBe('headwater: +0 ~0 -0');
  expect(body).toContain('**No generated resource changes** · **1 failed**\n');
  expect(body).toContain('### 1 failure\n');
  expect(body).toContain(`\`${failure.code}\``);
});

test('many changes are counted, and cut to the limit in whole lines', () => {
  const changes = Array.from({ length: 5000 }, (_, at) => change('create', `${'n'.repeat(200)}-${at}`));
  const { body } = toPullRequest(aReport(changes), { ...OPTIONS, limit: 10_000 });
  expect(body.length).toBeLessThanOrEqual(10_000);
  const shown = body.match(/^- added .* · rule `quota\/make`$/gm)?.length ?? 0;
  expect(shown).toBeGreaterThan(10);
  const left = /^- and ([\d,]+) more$/m.exec(body)?.[1] ?? '';
  expect(Number(left.replace(',', '')) + shown).toBe(5000);
  expect(toPullRequest(aReport(changes), OPTIONS).body.match(/^- added /gm)?.length).toBe(100);
  expect(body).toContain('**+5,000 added**');
});

const HARMLESS = structureOf(toPullRequest(FULL_REPORT, OPTIONS).body);

function judge(text: string): void {
  const { title, body } = toPullRequest(
    withTexts(FULL_REPORT, (own) => `${text}${own}${text}`),
    {
      ...OPTIONS,
      limit: 1_000_000,
      head: `${text}h`,
      base: `${text}b`,
    },
  );
  expect(body.startsWith(`${MARKER}\n`)).toBe(true);
  expect(markdownProblems(body, MARKER)).toEqual([]);
  expect(structureOf(body)).toEqual(HARMLESS);
  expect(title).toMatch(/^headwater: \+\d+ ~\d+ -\d+ \(cluster [^\n\r`]*\)$/);
  expect(title.slice(title.indexOf('('))).not.toMatch(/[@#!&~][\w"]|:\/\/|www\.|[0-9a-f]{7}|\p{Cc}/iu);
}

test.each(HOSTILE_TEXTS)('%j stays text', judge);

test('whatever names are, they stay text', () => {
  fc.assert(fc.property(hostileText, judge), runs(100));
});
