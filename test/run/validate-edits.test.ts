// What `validate --base` tells about edits of policies in whole projects: effects on downstreams that exist, and what stands in their way.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/run/index.ts';
import type { ReportEdit } from '../../src/report/index.ts';
import { aProject, type Project } from '../support/project.ts';

const NAMESPACES = ['a', 'b', 'c', 'd']
  .map((name) => `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`)
  .join('');
const SOURCES = ['one', 'two']
  .map(
    (name) =>
      `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: kube-public}\ndata: {k: ${name}}\n`,
  )
  .join('');
const STATE = { 'cluster-state/all.yaml': `${NAMESPACES}${SOURCES}` };

interface Parts {
  readonly rule?: string;
  readonly rest?: string;
  readonly target?: string;
  readonly generate?: string;
}

function aRule({
  rule = 'r',
  rest = '',
  target = 'made',
  generate = 'synchronize: true, data: {data: {k: v}}',
}: Parts = {}): string {
  return (
    `  - {name: ${rule}, match: {any: [{resources: {kinds: [Namespace]}}]}, ${rest}` +
    `generate: {apiVersion: v1, kind: ConfigMap, name: ${target}, namespace: "{{request.object.metadata.name}}", ${generate}}}\n`
  );
}

function aPolicy(rules: readonly string[] = [aRule()], { spec = '', name = 'p' } = {}): string {
  return `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: ${name}}\nspec:\n${spec}  rules:\n${rules.join('')}`;
}

/** A project whose policies were reconciled, and are then what `after` says; the former state is in base/. */
async function edited(
  before: string,
  after: string,
  state: Readonly<Record<string, string>> = STATE,
): Promise<Project> {
  const project = aProject({ 'policies/p.yaml': before, 'base/p.yaml': before, ...state });
  expect((await project.reconcile()).status).toBe(0);
  project.write({ 'policies/p.yaml': after });
  return project;
}

function brief({ report }: RunResult): readonly string[] {
  return (report.edits ?? []).map(({ rule = '', outcome, effects }: ReportEdit) => {
    const counts = effects
      ? Object.entries(effects).flatMap(([name, count]) =>
          typeof count === 'number' && count > 0 ? [`${count} ${name}`] : [],
        )
      : ['?'];
    return `${rule} ${outcome}: ${counts.join(', ')}`.trim();
  });
}

const messages = ({ report }: RunResult, code: string): readonly string[] =>
  report.diagnostics.filter((one) => one.code === code).map(({ message }) => message);

const CLONE = 'synchronize: true, clone: {name: one, namespace: kube-public}';
const UNSYNCED = 'data: {data: {k: v}}';

interface Row {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly status?: number;
  readonly expected: readonly string[];
  readonly reason?: string;
}

const ROWS: readonly Row[] = [
  {
    name: 'data with sync',
    before: aPolicy(),
    after: aPolicy([aRule({ generate: 'synchronize: true, data: {data: {k: w}}' })]),
    expected: ['r accepted: 4 updated'],
    reason: 'rule-changed',
  },
  {
    name: 'data without sync',
    before: aPolicy([aRule({ generate: UNSYNCED })]),
    after: aPolicy([aRule({ generate: 'data: {data: {k: w}}' })]),
    expected: ['r accepted: 4 unchanged'],
  },
  {
    name: 'target name',
    before: aPolicy(),
    after: aPolicy([aRule({ target: 'other' })]),
    expected: ['r warned: 4 created, 4 deleted'],
    reason: 'target-renamed',
  },
  {
    name: 'target name without sync',
    before: aPolicy([aRule({ generate: UNSYNCED })]),
    after: aPolicy([aRule({ target: 'other', generate: UNSYNCED })]),
    expected: ['r warned: 4 created, 4 retained'],
    reason: 'target-renamed',
  },
  {
    name: 'the source of a clone',
    before: aPolicy([aRule({ generate: CLONE })]),
    after: aPolicy([aRule({ generate: CLONE.replace('one', 'two') })]),
    expected: ['r warned: 4 updated'],
    reason: 'rule-changed',
  },
  {
    name: 'synchronize off',
    before: aPolicy(),
    after: aPolicy([aRule({ generate: UNSYNCED })]),
    expected: ['r accepted: 4 held'],
    reason: 'synchronize-changed',
  },
  {
    name: 'preconditions',
    before: aPolicy(),
    after: aPolicy([
      aRule({
        rest: 'preconditions: {all: [{key: "{{request.object.metadata.name}}", operator: Equals, value: a}]}, ',
      }),
    ]),
    status: 1,
    expected: ['r refused: 3 deleted, 1 unchanged'],
    reason: 'trigger-unmatched',
  },
  {
    name: 'a rule deleted',
    before: aPolicy([aRule(), aRule({ rule: 's', target: 'other' })]),
    after: aPolicy(),
    expected: ['s warned: 4 deleted'],
    reason: 'rule-deleted',
  },
  {
    name: 'a rule deleted whose policy orphans',
    before: aPolicy([
      aRule(),
      aRule({
        rule: 's',
        target: 'other',
        generate: `synchronize: true, orphanDownstreamOnPolicyDelete: true, ${UNSYNCED}`,
      }),
    ]),
    after: aPolicy(),
    expected: ['s warned: 4 retained'],
    reason: 'rule-deleted',
  },
  {
    name: 'a rule added',
    before: aPolicy(),
    after: aPolicy([aRule(), aRule({ rule: 's', target: 'other' })]),
    expected: ['s new: 4 created'],
    reason: 'new',
  },
  {
    name: 'a policy in the place of another',
    before: aPolicy(),
    after: aPolicy([aRule({ rule: 's', target: 'other' })], { name: 'q' }),
    expected: ['r removed: 4 deleted', 's new: 4 created'],
    reason: 'policy-deleted',
  },
  {
    name: 'a field of the spec that changes nothing',
    before: aPolicy(),
    after: aPolicy([aRule()], { spec: '  background: false\n' }),
    expected: ['accepted: 4 unchanged'],
  },
  {
    name: 'applyRules, which takes the second rule its triggers',
    before: aPolicy([aRule(), aRule({ rule: 's', target: 'other' })]),
    after: aPolicy([aRule(), aRule({ rule: 's', target: 'other' })], { spec: '  applyRules: One\n' }),
    expected: ['accepted: 4 deleted, 4 unchanged'],
    reason: 'trigger-unmatched',
  },
];

describe('effects of edits', () => {
  it.each(ROWS)('$name', async ({ before, after, status = 0, expected, reason }) => {
    const project = await edited(before, after);
    const files = project.files('.');
    const result = await project.validate('base');
    expect(brief(result)).toEqual(expected);
    expect(result.status).toBe(status);
    const [first] = result.report.edits?.[0]?.effects?.groups ?? [];
    expect(first?.reason).toBe(reason);
    expect(project.files('.')).toEqual(files);
    // What was told is what the next run does.
    const { counts } = (await project.reconcile({ maxDeletions: { count: 99 } })).report;
    for (const name of ['created', 'updated', 'deleted', 'retained'] as const) {
      const told = (result.report.edits ?? []).reduce((sum, { effects }) => sum + (effects?.[name] ?? 0), 0);
      expect([name, told]).toEqual([name, counts[name]]);
    }
  });

  it('tells in words how many, why and where', async () => {
    const project = await edited(aPolicy(), aPolicy([aRule({ target: 'other' })]));
    const result = await project.validate('base');
    expect(messages(result, 'policy/change-effects')).toEqual([
      'rule r: Kyverno leaves the old target resources as they are, unmanaged; Headwater does this: ' +
        '4 downstreams would be deleted (the rule now gives its target another name), 4 created (the rule now gives its target another name); ' +
        `e.g. ${project.root}/output/a/configmap_made.yaml`,
    ]);
    expect(messages(result, 'policy/warned-change').join()).toContain(
      'no synchronization will be performed to the old target resource upon policy updates',
    );
  });

  it('says of an edit that is refused what comes of deleting the policy and creating it again', async () => {
    const rest = 'preconditions: {all: [{key: a, operator: Equals, value: b}]}, ';
    const project = await edited(aPolicy(), aPolicy([aRule({ rest })]));
    const [words] = messages(await project.validate('base'), 'policy/change-effects');
    expect(words).toMatch(/^rule r: once the policy is deleted and created again: 4 downstreams would be deleted/);
  });

  it('leaves out what happens for other reasons: a trigger that is new, one that is gone, a file edited by hand', async () => {
    const project = await edited(aPolicy(), aPolicy([aRule({ rest: 'skipBackgroundRequests: true, ' })]));
    project.write({
      'cluster-state/all.yaml': NAMESPACES.replace('name: a', 'name: z'),
      'policies/p.yaml': aPolicy([aRule(), aRule({ rule: 's', target: 'other', generate: UNSYNCED })]),
      'output/b/configmap_made.yaml': project.read('output/b/configmap_made.yaml').replace('k: v', 'k: mine'),
    });
    expect(brief(await project.validate('base'))).toEqual(['s new: 4 created']);
  });

  it('tells of a rule that was not edited where its downstreams hang on one that was', async () => {
    const other = aPolicy([aRule({ generate: 'synchronize: true, data: {data: {k: other}}' })], { name: 'q' });
    const project = await edited(aPolicy(), aPolicy());
    project.write({ 'policies/q.yaml': other, 'base/q.yaml': other });
    project.remove('policies/p.yaml');
    const result = await project.validate('base');
    expect(brief(result)).toEqual(['r removed: 4 updated']);
  });

  it('tells of a chain: what the edited rule makes sets off another', async () => {
    const chained =
      'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: q}\nspec:\n  rules:\n' +
      '  - {name: s, skipBackgroundRequests: false, match: {any: [{resources: {kinds: [ConfigMap], names: [made]}}]}, generate: {apiVersion: v1, ' +
      'kind: Secret, name: next, namespace: "{{request.object.metadata.namespace}}", synchronize: true, data: {stringData: {k: "{{request.object.data.k}}"}}}}\n';
    const after = aPolicy([aRule({ generate: 'synchronize: true, data: {data: {k: w}}' })]);
    const project = aProject({ 'policies/p.yaml': aPolicy(), 'base/p.yaml': aPolicy(), ...STATE });
    project.write({ 'policies/q.yaml': chained, 'base/q.yaml': chained });
    await project.reconcile({ secrets: 'plain' });
    project.write({ 'policies/p.yaml': after });
    const result = await project.validate('base');
    expect(brief(result)).toEqual(['r accepted: 4 updated']);
    expect(
      messages(result, 'policy/change-effects').filter((words) => words.startsWith('Rules that are not edited')),
    ).toEqual([expect.stringContaining('4 downstreams would be re-rendered (the trigger changed)')]);
  });

  it('says nothing of rules that are not edited where nothing happens to them', async () => {
    const other = aPolicy([aRule({ target: 'other' })], { name: 'q' });
    const after = aPolicy([aRule({ generate: 'synchronize: true, data: {data: {k: w}}' })]);
    const project = await edited(aPolicy(), after, { ...STATE, 'policies/q.yaml': other, 'base/q.yaml': other });
    const result = await project.validate('base');
    expect(messages(result, 'policy/change-effects').some((words) => words.startsWith('Rules that'))).toBe(false);
  });

  it('follows the lifecycle that is asked for', async () => {
    const project = await edited(aPolicy(), aPolicy([aRule({ target: 'other' })]));
    const [edit] = brief(await project.validate('base', { lifecycle: 'kyverno' }));
    expect(edit).toContain('4 retained');
  });

  it('makes a warning of a run that the deletion guard would stop', async () => {
    const project = await edited(aPolicy([aRule(), aRule({ rule: 's', target: 'other' })]), aPolicy());
    const result = await project.validate('base', { maxDeletions: { count: 3 } });
    expect(result.status).toBe(0);
    const stopped = result.report.diagnostics.filter(({ code }) => code === 'plan/max-deletions');
    expect(stopped.map(({ severity, message }) => [severity, message.slice(0, 56)])).toEqual([
      ['warning', 'The next reconcile would stop: 4 of 8 downstreams would '],
    ]);
    expect(messages(await project.validate('base', { maxDeletions: { count: 4 } }), 'plan/max-deletions')).toEqual([]);
  });

  it('refuses no Secret, since it writes none, and shows no value of one', async () => {
    const secret = (value: string) =>
      aPolicy([aRule({ generate: `synchronize: true, data: {stringData: {k: ${value}}}` })]).replace(
        'kind: ConfigMap',
        'kind: Secret',
      );
    const project = aProject({
      'policies/p.yaml': secret('first-value'),
      'base/p.yaml': secret('first-value'),
      ...STATE,
    });
    await project.reconcile({ secrets: 'plain' });
    project.write({ 'policies/p.yaml': secret('second-value') });
    const result = await project.validate('base', { secrets: 'refuse' });
    expect(brief(result)).toEqual(['r accepted: 4 updated']);
    expect(JSON.stringify(result.report)).not.toMatch(/first-value|second-value/);
  });
});

describe('where effects are not known', () => {
  const before = aPolicy();
  const after = aPolicy([aRule({ target: 'other' })]);

  it('has edits without effects, and no word about it, where there was no run yet', async () => {
    const project = aProject({ 'policies/p.yaml': after, 'base/p.yaml': before, ...STATE });
    const result = await project.validate('base');
    expect(brief(result)).toEqual(['r warned: ?']);
    expect(messages(result, 'policy/effects-unknown')).toEqual([]);
  });

  it('says that there is no inventory', async () => {
    const project = await edited(before, after);
    project.remove('cluster-state');
    const result = await project.validate('base', { needsInventory: false });
    expect(brief(result)).toEqual(['r warned: ?']);
    expect(result.status).toBe(0);
    expect(messages(result, 'policy/effects-unknown')).toHaveLength(1);
  });

  it.each<{ name: string; break: (project: Project) => void; words: string }>([
    {
      name: 'the ledger is broken',
      break: (project) => {
        const [file] = Object.keys(project.files('output')).filter((path) => path.startsWith('.headwater/ledger'));
        project.write({ [`output/${file ?? ''}`]: 'nonsense\n' });
      },
      words: 'no JSON object',
    },
    {
      name: 'the inventory is empty',
      break: (project) => project.write({ 'cluster-state/all.yaml': '' }),
      words: 'holds no object',
    },
    {
      name: 'the old policies have one twice',
      break: (project) => project.write({ 'base/q.yaml': before }),
      words: 'the old policies cannot be used',
    },
  ])('says so where $name, and ends as it would without', async ({ break: breakIt, words }) => {
    const project = await edited(before, after);
    breakIt(project);
    const result = await project.validate('base');
    expect(result.status).toBe(0);
    expect(brief(result)).toEqual(['r warned: ?']);
    expect(messages(result, 'policy/effects-unknown').join()).toContain(words);
  });

  it('does not look into an output root that is not safe', async () => {
    const project = await edited(before, after);
    const result = await project.validate('base', { output: join(project.root, 'policies') });
    expect(result.status).toBe(0);
    expect(messages(result, 'policy/effects-unknown')).toHaveLength(1);
  });

  it('has no edits without a base', async () => {
    const project = await edited(before, after);
    expect((await project.validate()).report.edits).toBeUndefined();
  });
});
