// Reports of previews of every size and state, for tests and pictures of what shows them.
import type { PreviewGroup } from '../../src/model/preview.ts';
import type { Report } from '../../src/report/index.ts';
import {
  aGroup,
  aPreview,
  aPreviewReport,
  SAMPLE_FAILURE,
  SAMPLE_GROUPS,
  SAMPLE_REPORT,
  SAMPLE_RISKS,
} from './sample-preview.ts';

/** A report of `count` changes, each with a difference of its own of 24 lines. */
export function manyChangesReport(count = 10_000): Report {
  const groups = Array.from({ length: count }, (_, index) => differentGroup(index));
  const order = ['delete', 'update', 'create'];
  const sorted = groups.toSorted((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
  return aPreviewReport(aPreview(sorted, { managed: count }));
}

const KINDS = [
  ['networking.k8s.io', 'NetworkPolicy'],
  ['', 'ConfigMap'],
  ['', 'ResourceQuota'],
  ['rbac.authorization.k8s.io', 'RoleBinding'],
] as const;

function differentGroup(index: number): PreviewGroup {
  const [group, kind] = KINDS[index % KINDS.length]!;
  const namespace = `team-${String(index).padStart(5, '0')}`;
  const lines = Array.from(
    { length: 24 },
    (_, at) => `  setting-${at}: "value ${(index * 31 + at * 7) % 9973} of ${namespace}"`,
  );
  const diff = (lead: (at: number) => string): string => lines.map((line, at) => `${lead(at)}${line}\n`).join('');
  const actions = ['update', 'create', 'update', 'delete', 'update'] as const;
  const action = actions[index % actions.length]!;
  const texts = {
    update: `@@ -8,20 +8,22 @@\n${diff((at) => (at % 6 === 3 ? '-' : at % 6 === 4 ? '+' : ' '))}`,
    create: `@@ -0,0 +1,24 @@\n${diff(() => '+')}`,
    delete: `@@ -1,24 +0,0 @@\n${diff(() => '-')}`,
  };
  return aGroup([namespace], {
    action,
    reason: action === 'create' ? 'new' : action === 'delete' ? 'trigger-unmatched' : 'rule-changed',
    why: `the label tier of Namespace/${namespace} changed`,
    policy: `policy-${index % 12}`,
    rule: `rule-${index % 24}`,
    group,
    kind,
    name: `settings-${index}`,
    diff: texts[action],
  });
}

/** Nothing changes. */
export const NOTHING_REPORT: Report = aPreviewReport(
  aPreview([], {
    pending: 2,
    rules: [
      {
        policy: 'tenant-defaults',
        rule: 'quota',
        kinds: ['Namespace'],
        looked: 217,
        triggers: 12,
        added: 0,
        changed: 0,
        removed: 0,
        retained: 0,
        failed: 0,
      },
    ],
  }),
);

/** Nothing changes, and three triggers failed. */
export const FAILURES_REPORT: Report = aPreviewReport(
  aPreview([], { failedBefore: 1 }),
  ['team-0042', 'team-0043', 'team-0044'].map((name, at) => ({
    ...SAMPLE_FAILURE,
    at: { file: 'policies/tenants.yaml', line: 14 + at, column: 36 },
    about: {
      policy: 'tenant-rbac',
      rule: 'admins',
      trigger: `/Namespace//${name}` as NonNullable<typeof SAMPLE_FAILURE.about.trigger>,
    },
  })),
);

/** The head cannot be read. */
export const IMPOSSIBLE_REPORT: Report = aPreviewReport(aPreview([], { computed: false, managed: 0 }), [
  {
    code: 'load/syntax',
    severity: 'error',
    message: 'bad indentation of a mapping entry',
    at: { file: 'policies/tenant-defaults.yaml', line: 14, column: 3 },
    about: {},
  },
]);

/** One change. */
export const ONE_REPORT: Report = aPreviewReport(aPreview(SAMPLE_GROUPS.slice(0, 1)));

/** Everything that there is to show, the deletion guard first and many risks. */
export const FULL_REPORT: Report = aPreviewReport(
  aPreview(SAMPLE_GROUPS, {
    stopped: true,
    pending: 1,
    ownEdits: 3,
    pullRequest: 12,
    risks: [
      ...Array.from({ length: 30 }, (_, at) => ({
        level: 'caution' as const,
        code: 'rbac-rule' as const,
        message: `ClusterRole reader-${at} may do more`,
        count: 1,
        groups: [at % 3],
      })),
      ...SAMPLE_RISKS,
      {
        level: 'blocker',
        code: 'deletion-guard',
        message: 'After the merge the scheduled run would stop: 5 120 deletions are over the limit',
        count: 5120,
        groups: [],
        help: 'Run it by hand with the limit raised.',
        command: 'headwater reconcile --max-deletions 5120',
      },
    ],
  }),
  [SAMPLE_FAILURE],
);

/** Every state that the page has a look of its own for. */
export const STATES: Readonly<Record<string, () => Report>> = {
  sample: () => SAMPLE_REPORT,
  full: () => FULL_REPORT,
  nothing: () => NOTHING_REPORT,
  failures: () => FAILURES_REPORT,
  impossible: () => IMPOSSIBLE_REPORT,
  one: () => ONE_REPORT,
  many: () => manyChangesReport(),
};
