// A report of a preview with something of everything, for tests of what shows it; and the pieces to make others of.
import { buildReport, type Report } from '../../src/report/index.ts';
import type { Preview, PreviewGroup, PreviewRisk } from '../../src/model/preview.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import { emptyLedger } from '../../src/model/ledger.ts';
import { parseResourceKey, type ResourceKey } from '../../src/model/resource.ts';
import { ruleKey } from '../../src/model/rule-id.ts';

/** A group of members in these namespaces; what is not said is that of a NetworkPolicy that changes in its only line. */
export function aGroup(namespaces: readonly string[], more: Partial<PreviewGroup> = {}): PreviewGroup {
  const group: PreviewGroup = {
    action: 'update',
    reason: 'rule-changed',
    why: 'the rule changed',
    at: { file: 'policies/tenant-defaults.yaml', line: 14 },
    policy: 'tenant-defaults',
    rule: 'default-deny',
    group: 'networking.k8s.io',
    version: 'v1',
    kind: 'NetworkPolicy',
    name: 'default-deny',
    diff: '@@ -9,3 +9,4 @@\n   podSelector: {}\n   policyTypes:\n   - Ingress\n+  - Egress\n',
    added: 1,
    removed: 0,
    members: [],
    ...more,
  };
  const file = `${group.kind.toLowerCase()}${group.group === '' ? '' : `.${group.group}`}_${group.name}.yaml`;
  const members = namespaces.map((namespace) => ({
    namespace,
    name: group.name,
    path: `${namespace === '' ? '_cluster' : namespace}/${file}`,
    trigger: `/Namespace//${namespace}`,
  }));
  return { ...group, members: group.members.length > 0 ? group.members : members };
}

/** Names such as team-0000. */
export function teams(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `team-${String(index).padStart(4, '0')}`);
}

/** Everything that a reviewer can meet, in small. */
export const SAMPLE_GROUPS: readonly PreviewGroup[] = [
  aGroup(['team-0007'], {
    action: 'delete',
    reason: 'trigger-unmatched',
    why: 'Namespace/team-0007 no longer matches: label tier changed from gold to none',
    at: { file: 'cluster-state/team-0007.yaml', line: 5 },
    rule: 'allow-dns',
    name: 'allow-dns',
    diff: '@@ -1,8 +0,0 @@\n-apiVersion: networking.k8s.io/v1\n-kind: NetworkPolicy\n-metadata:\n-  name: allow-dns\n-  namespace: team-0007\n-spec:\n-  podSelector: {}\n-  policyTypes: []\n',
    added: 0,
    removed: 8,
  }),
  aGroup(teams(200)),
  aGroup(teams(12), {
    action: 'update',
    reason: 'source-changed',
    why: 'its source Secret/default/regcred changed',
    at: { file: 'cluster-state/regcred.yaml', line: 1 },
    policy: 'registry',
    rule: 'sync-regcred',
    group: '',
    kind: 'Secret',
    name: 'regcred',
    diff: '@@ -2,3 +2,3 @@\n data:\n-  .dockerconfigjson: "‹secret 201 bytes›"\n+  .dockerconfigjson: "‹secret 201 bytes #2, changed›"\n kind: Secret\n',
    added: 1,
    removed: 1,
  }),
  aGroup(teams(12), {
    action: 'create',
    reason: 'new',
    why: 'a rule wants it for the first time',
    rule: 'quota',
    group: '',
    kind: 'ResourceQuota',
    name: '‹namespace›-quota',
    diff: '@@ -0,0 +1,6 @@\n+apiVersion: v1\n+kind: ResourceQuota\n+metadata:\n+  name: ‹namespace›-quota\n+  namespace: ‹namespace›\n+spec: {}\n',
    added: 6,
    removed: 0,
  }),
  aGroup(teams(3), {
    action: 'retain',
    reason: 'rule-deleted',
    why: 'the rule was deleted',
    rule: 'limits',
    group: '',
    kind: 'LimitRange',
    name: 'limits',
    diff: '',
    added: 0,
  }),
];

/** Their risks. */
export const SAMPLE_RISKS: readonly PreviewRisk[] = [
  {
    level: 'blocker',
    code: 'network-policy-removed',
    message: 'A NetworkPolicy goes away: team-0007/allow-dns',
    count: 1,
    groups: [0],
  },
  {
    level: 'caution',
    code: 'secret-changed',
    message: 'Secret regcred changes in 12 namespaces',
    count: 12,
    groups: [2],
  },
];

/** One trigger that failed. */
export const SAMPLE_FAILURE: Diagnostic = {
  code: 'evaluate/variable',
  severity: 'error',
  message: 'unknown key "lables"',
  help: 'Did you mean "labels"?',
  at: { file: 'policies/tenants.yaml', line: 14, column: 36 },
  about: { policy: 'tenant-rbac', rule: 'admins', trigger: '/Namespace//team-0042' as ResourceKey },
};

/** A preview with these groups; counts of namespaces, rules and kinds follow from them. */
export function aPreview(groups: readonly PreviewGroup[], more: Partial<Preview> = {}): Preview {
  const count = (action: PreviewGroup['action'], among: readonly PreviewGroup[]): number =>
    among.filter((group) => group.action === action).reduce((sum, { members }) => sum + members.length, 0);
  const counts = (among: readonly PreviewGroup[]) => ({
    added: count('create', among),
    changed: count('update', among),
    removed: count('delete', among),
    retained: count('retain', among),
  });
  const rules = gather(groups, ({ policy, rule }) => `${policy}\u0000${rule}`);
  const kinds = gather(groups, ({ group, kind }) => `${group}\u0000${kind}`);
  return {
    computed: true,
    output: 'output',
    base: { name: 'main', commit: 'b07e6aa0000000000000000000000000000000aa', workTree: false },
    head: { name: 'tighten-tenants', commit: '4f2c9d10000000000000000000000000000000bb', workTree: true },
    stopped: false,
    namespaces: new Set(groups.flatMap(({ members }) => members.map(({ namespace }) => namespace))).size,
    managed: 10_000,
    pending: 0,
    ownEdits: 0,
    failedBefore: 0,
    groups,
    risks: [],
    rules: [...rules.values()].map((among) => {
      const triggers = among.reduce((sum, { members }) => sum + members.length, 0);
      return {
        policy: among[0]!.policy,
        rule: among[0]!.rule,
        kinds: ['Namespace'],
        looked: 217,
        triggers,
        ...counts(among),
        failed: 0,
      };
    }),
    kinds: [...kinds.values()].map((among) => ({
      group: among[0]!.group,
      kind: among[0]!.kind,
      ...counts(among),
    })),
    ...more,
  };
}

function gather(
  groups: readonly PreviewGroup[],
  keyOf: (group: PreviewGroup) => string,
): ReadonlyMap<string, readonly PreviewGroup[]> {
  const found = new Map<string, PreviewGroup[]>();
  for (const group of groups) found.set(keyOf(group), [...(found.get(keyOf(group)) ?? []), group]);
  return found;
}

/** A whole report of a preview; its changes are those of the groups. */
export function aPreviewReport(preview: Preview, diagnostics: readonly Diagnostic[] = []): Report {
  const plan: Plan = {
    changes: preview.groups.flatMap(changesOf),
    ledger: emptyLedger(''),
    rules: [],
    diagnostics: [],
  };
  return buildReport({ kind: 'Preview', version: '0.1.0', cluster: '', plan, diagnostics, preview });
}

/** A preview with every field that there is. */
export const EVERY_PREVIEW: Preview = aPreview(SAMPLE_GROUPS, {
  pullRequest: 12,
  risks: [
    {
      ...SAMPLE_RISKS[0]!,
      help: 'Look whether something else closes the namespace.',
      command: 'headwater explain NetworkPolicy/team-0007/allow-dns',
      at: { file: 'policies/tenant-defaults.yaml', line: 14 },
    },
  ],
});

/** The report with something of everything. */
export const SAMPLE_REPORT: Report = aPreviewReport(aPreview(SAMPLE_GROUPS, { risks: SAMPLE_RISKS }), [SAMPLE_FAILURE]);

function changesOf({ action, reason, group, kind, policy, rule, members }: PreviewGroup): readonly Change[] {
  const id = { policyKind: 'ClusterPolicy', policyNamespace: '', policy, rule };
  return members.map(({ namespace, name, path, trigger }) => ({
    id: { group, kind, namespace, name },
    action,
    reason,
    path,
    causes: parseResourceKey(trigger) ? [{ rule: ruleKey(id), trigger: trigger as ResourceKey, round: 0 }] : [],
  }));
}
