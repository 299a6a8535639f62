// The way out, as docs/leaving.md shows it: its own commands on a project that has downstreams of every sort. Afterwards the manifests are all
// there, say the same, and no word of Headwater is in them.
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { beforeAll, describe, expect, test } from 'vitest';
import { HAS_GIT, NEEDS_GIT } from '../publish/git-sandbox.ts';
import { cli, shell } from '../support/cli.ts';
import { ROOT } from '../support/example.ts';
import { filesBelow, projectIn } from '../support/project.ts';

const PERSON = {
  GIT_AUTHOR_NAME: 'User',
  GIT_AUTHOR_EMAIL: 'user@example.com',
  GIT_COMMITTER_NAME: 'User',
  GIT_COMMITTER_EMAIL: 'user@example.com',
};

/** The commands of the first console block. */
function commandsOfPage(): readonly string[] {
  const page = readFileSync(join(ROOT, 'docs/leaving.md'), 'utf8');
  const [, block = ''] = /^```console\n([\s\S]*?)^```$/m.exec(page) ?? [];
  return [...block.matchAll(/^\$ (.+)$/gm)].map(([, command = '']) => command);
}

interface RuleParts {
  readonly name: string;
  readonly synchronize: boolean;
  readonly generate: string;
  readonly where?: string;
}

/** A ClusterPolicy with one rule for Namespaces. */
const clusterPolicy = ({ name, synchronize, generate, where = 'team: "true"' }: RuleParts): string => `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: ${name}}
spec:
  rules:
  - name: generate
    match: {any: [{resources: {kinds: [Namespace], selector: {matchLabels: {${where}}}}}]}
    generate:
      synchronize: ${synchronize}
      generateExisting: true
${generate}`;

const IN_NAMESPACE = 'namespace: "{{request.object.metadata.name}}"';
const data = (name: string, value = 'fixed', more = ''): string => `${more}
      apiVersion: v1
      kind: ConfigMap
      name: ${name}
      ${IN_NAMESPACE}
      data: {metadata: {labels: {made: by-rule}}, data: {value: "${value}"}}
`;
const clone = (name: string): string => `
      apiVersion: v1
      kind: ConfigMap
      name: ${name}
      ${IN_NAMESPACE}
      clone: {namespace: default, name: trust}
`;
const CLUSTER_ROLE = `
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      name: "{{request.object.metadata.name}}:viewer"
      data: {rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}
`;

/** A policy in CEL for Namespaces. */
const generatingPolicy = (name: string, synchronize: boolean, made: string): string => `
apiVersion: policies.kyverno.io/v1
kind: GeneratingPolicy
metadata: {name: ${name}}
spec:
  evaluation: {generateExisting: {enabled: true}, synchronize: {enabled: ${synchronize}}}
  matchConstraints:
    objectSelector: {matchLabels: {team: "true"}}
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [namespaces]}]
  generate:
  - expression: >-
      generator.apply(object.metadata.name, [${made}])
`;
const celData = (name: string): string =>
  `{'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': '${name}'}, 'data': {'value': object.metadata.name}}`;

const namespace = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {team: "true"${more}}}\n`;

const FILES = {
  'policies/data-sync.yaml': clusterPolicy({ name: 'data-sync', synchronize: true, generate: data('data-sync') }),
  'policies/data-once.yaml': clusterPolicy({ name: 'data-once', synchronize: false, generate: data('data-once') }),
  'policies/clone-sync.yaml': clusterPolicy({ name: 'clone-sync', synchronize: true, generate: clone('clone-sync') }),
  'policies/clone-once.yaml': clusterPolicy({ name: 'clone-once', synchronize: false, generate: clone('clone-once') }),
  'policies/cluster-scoped.yaml': clusterPolicy({ name: 'cluster-scoped', synchronize: true, generate: CLUSTER_ROLE }),
  'policies/excepted.yaml': clusterPolicy({ name: 'excepted', synchronize: true, generate: data('excepted') }),
  'policies/retained.yaml': clusterPolicy({ name: 'retained', synchronize: false, generate: data('retained') }),
  'policies/switched.yaml': clusterPolicy({ name: 'switched', synchronize: true, generate: data('switched') }),
  'policies/failing.yaml': clusterPolicy({
    name: 'failing',
    synchronize: true,
    generate: data('failing', '{{request.object.metadata.labels.tier}}'),
  }),
  'policies/server-side.yaml': clusterPolicy({
    name: 'server-side',
    synchronize: true,
    generate: data('server-side'),
  }).replace('spec:\n', 'spec:\n  useServerSideApply: true\n'),
  'policies/cel-data.yaml': generatingPolicy('cel-data', true, celData('cel-data')),
  'policies/cel-once.yaml': generatingPolicy('cel-once', false, celData('cel-once')),
  'policies/cel-clone.yaml': generatingPolicy(
    'cel-clone',
    true,
    "resource.get('v1', 'configmaps', 'default', 'trust')",
  ),
  'cluster-state/default.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n',
  'cluster-state/trust.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: trust, namespace: default, labels: {origin: platform}}\ndata: {ca.crt: certificate}\n',
  'cluster-state/a.yaml': namespace('team-a', ', tier: gold'),
  'cluster-state/b.yaml': namespace('team-b', ', tier: gold'),
};

/** What happens after the first run. */
const LATER = {
  'policies/exception.yaml': `apiVersion: kyverno.io/v2
kind: PolicyException
metadata: {name: all, namespace: exemptions}
spec:
  match: {any: [{resources: {kinds: [Namespace]}}]}
  exceptions: [{policyName: excepted, ruleNames: [generate]}]
`,
  'policies/switched.yaml': clusterPolicy({ name: 'switched', synchronize: false, generate: data('switched') }),
  // Without its label the rule cannot be evaluated.
  'cluster-state/a.yaml': namespace('team-a'),
  'output/team-a/configmap_mine.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine, namespace: team-a}\n',
};

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Objects by identity. */
function objectsIn(files: Readonly<Record<string, string>>): ReadonlyMap<string, KubernetesObject> {
  const objects = Object.entries(files)
    .filter(([path]) => path.endsWith('.yaml'))
    .flatMap(([, text]) => loadAll(text) as KubernetesObject[]);
  return new Map(
    objects.map((object) => {
      const { namespace: where = '', name } = object.metadata as { readonly namespace?: string; readonly name: string };
      return [`${object.kind}/${where}/${name}`, object];
    }),
  );
}

/** By the keys that are documented, and not by the code that writes them. */
function withoutMarks({ metadata, ...rest }: KubernetesObject): unknown {
  const left = Object.entries(metadata).flatMap(([field, value]): (readonly [string, unknown])[] => {
    if (field !== 'labels' && field !== 'annotations') return [[field, value]];
    const kept = Object.entries(value as Readonly<Record<string, string>>).filter(
      ([key, text]) =>
        !key.startsWith('headwater.dev/') && !(key === 'app.kubernetes.io/managed-by' && text === 'headwater'),
    );
    return kept.length === 0 ? [] : [[field, Object.fromEntries(kept)]];
  });
  return { ...rest, metadata: Object.fromEntries(left) };
}

describe.skipIf(!HAS_GIT)(`leaving, as docs/leaving.md says${NEEDS_GIT}`, () => {
  const root = mkdtempSync(join(tmpdir(), 'headwater-leaving-'));
  const told: { before: Record<string, string>; after: Record<string, string>; texts: string[]; statuses: unknown[] } =
    {
      before: {},
      after: {},
      texts: [],
      statuses: [],
    };
  const run = (line: string): { status: number | null; text: string } => {
    const { status, stdout, stderr } = shell(root, line, PERSON);
    return { status, text: stdout + stderr };
  };

  beforeAll(() => {
    const project = projectIn(root, FILES);
    symlinkSync(join(ROOT, 'dist'), join(root, 'dist'));
    const must = (line: string): void => {
      const { status, text } = run(line);
      if (status !== 0) throw new Error(`${line}: ${text}`);
    };
    must('git init -q -b main && printf "dist\\n" > .gitignore && git add -A && git commit -qm start');
    must('node dist/cli.js reconcile');
    project.write(LATER);
    project.remove('policies/retained.yaml');
    for (const [name, from, to] of [
      ['data-once', 'value: fixed', 'value: edited'],
      ['server-side', 'value: fixed', 'value: fixed\n  other: kept'],
    ] as const) {
      const path = `output/team-b/configmap_${name}.yaml`;
      project.write({ [path]: project.read(path).replace(from, to) });
    }
    must('git add -A && git commit -qm later');
    told.statuses.push(run('node dist/cli.js reconcile').status);
    told.before = filesBelow(join(root, 'output'));
    for (const command of commandsOfPage()) {
      const { status, text } = run(command);
      told.statuses.push(status);
      told.texts.push(text);
    }
    told.after = filesBelow(join(root, 'output'));
    return () => rmSync(root, { recursive: true, force: true });
  });

  test('the project has every sort', () => {
    expect(told.statuses[0]).toBe(1);
    const ledger = Object.entries(told.before).filter(([path]) => path.startsWith('.headwater/ledger/'));
    expect(ledger.map(([, text]) => text).join('')).toContain('retained');
    const manifests = Object.keys(told.before).filter((path) => path.endsWith('.yaml'));
    const sorts = [
      'data-sync',
      'data-once',
      'clone-sync',
      'clone-once',
      'excepted',
      'retained',
      'switched',
      'failing',
      'server-side',
    ];
    const languages = ['cel-data', 'cel-once', 'trust'];
    for (const name of [...sorts, ...languages]) {
      for (const team of ['team-a', 'team-b']) expect(manifests).toContain(`${team}/configmap_${name}.yaml`);
    }
    expect(manifests).toHaveLength(2 * (sorts.length + languages.length) + 2 + 1);
    const unmarked = manifests.filter((path) => !told.before[path]!.includes('headwater.dev/'));
    expect(unmarked).toEqual(['team-a/configmap_mine.yaml']);
  });

  test('the page’s commands do what it says', () => {
    const commands = commandsOfPage();
    expect(commands[0]).toBe('node dist/cli.js reconcile --provenance none');
    expect(commands.at(-1)).toBe('grep -ril headwater output');
    // The rule that fails still fails; nothing is found at the end.
    expect(told.statuses.slice(1)).toEqual([1, ...commands.slice(2).map(() => 0), 1]);
    expect(told.texts.at(-1)).toBe('');
    expect(run('git status --porcelain').text).toBe('');
  });

  test('no manifest is lost, and none says anything else', () => {
    const [before, after] = [objectsIn(told.before), objectsIn(told.after)];
    expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted());
    for (const [key, object] of after) expect(object, key).toEqual(withoutMarks(before.get(key)!));
    const edited = after.get('ConfigMap/team-b/data-once');
    expect(edited).toMatchObject({ data: { value: 'edited' }, metadata: { labels: { made: 'by-rule' } } });
    expect(after.get('ConfigMap/team-b/server-side')).toMatchObject({ data: { value: 'fixed', other: 'kept' } });
  });

  test('no word of Headwater is left', () => {
    expect(Object.entries(told.after).filter(([path, text]) => /headwater/i.test(path + text))).toEqual([]);
    expect(existsSync(join(root, 'output/.headwater'))).toBe(false);
  });

  test('before the ledger goes, a second run changes nothing', () => {
    run('git checkout -q HEAD~1');
    const before = filesBelow(join(root, 'output'));
    expect(Object.keys(before).some((path) => path.startsWith('.headwater/'))).toBe(true);
    const { status, stdout } = cli(root, ['reconcile', '--provenance', 'none', '--format', 'json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { created: 0, updated: 0, deleted: 0 } });
    expect(filesBelow(join(root, 'output'))).toEqual(before);
  });
});
