// The product's checker of an output tree and the one of the tests, written apart from each other, on the same small trees.
import { describe, expect, test } from 'vitest';
import { isTakenBy, readerProblems } from '../../src/render/index.ts';
import { findingsOf, takenBy, type Finding } from '../support/reader-rules.ts';

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: team-a\n';
const OTHER = OBJECT.replace('name: a', 'name: b');
const JSON_OBJECT = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}';

type Does = Finding['does'];
/** What our own words for it are. */
const KINDS: Readonly<Record<string, Does>> = {
  stops: 'refuse',
  alters: 'other-tool',
  skips: 'drop',
  splits: 'split',
  substitutes: 'substitute',
  double: 'double',
};

interface Case {
  readonly says: string;
  readonly files: Readonly<Record<string, string>>;
  readonly argocd: readonly Does[];
  readonly flux: readonly Does[];
}

const CASES: readonly Case[] = [
  { says: 'one object a file', files: { 'a.yaml': OBJECT, 'x/b.yml': OTHER }, argocd: [], flux: [] },
  { says: 'several objects in a YAML file', files: { 'a.yaml': `${OBJECT}---\n${OTHER}` }, argocd: [], flux: [] },
  {
    says: 'empty documents',
    files: { 'a.yaml': `---\n---\n${OBJECT}---\n`, 'b.yaml': '# nothing\n' },
    argocd: [],
    flux: [],
  },
  { says: 'settings in YAML', files: { 'values.yaml': 'replicas: 3\n' }, argocd: [], flux: ['refuse'] },
  { says: 'a list in YAML', files: { 'values.yaml': '- 3\n' }, argocd: [], flux: ['refuse'] },
  { says: 'YAML that is none', files: { 'a.yaml': 'a: [\n' }, argocd: [], flux: ['refuse'] },
  { says: 'a template', files: { 'a.yaml': `${OBJECT}data: {{ .x }}\n` }, argocd: ['refuse'], flux: ['refuse'] },
  {
    says: 'an object without a name',
    files: { 'a.yaml': 'apiVersion: v1\nkind: X\nmetadata: {}\n' },
    argocd: ['refuse'],
    flux: ['refuse'],
  },
  { says: 'one object in JSON', files: { 'a.json': JSON_OBJECT }, argocd: [], flux: [] },
  { says: 'settings in JSON', files: { 'package.json': '{"name":"x"}' }, argocd: ['refuse'], flux: [] },
  { says: 'two objects in JSON', files: { 'a.json': `[${JSON_OBJECT},${JSON_OBJECT}]` }, argocd: ['refuse'], flux: [] },
  { says: 'a JSON file under a dot', files: { '.x/a.json': '{}' }, argocd: ['refuse'], flux: [] },
  { says: 'the marker', files: { 'a.yaml': `# +argocd:skip-file-rendering\n${OBJECT}` }, argocd: ['drop'], flux: [] },
  { says: 'a list of items', files: { 'a.yaml': `${OBJECT}items:\n- a\n` }, argocd: ['split'], flux: [] },
  { says: 'a variable', files: { 'a.yaml': `${OBJECT}data:\n  a: x \${HOME}\n` }, argocd: [], flux: ['substitute'] },
  {
    says: 'a variable in a key',
    files: { 'a.yaml': `${OBJECT}data:\n  "\${A}": x\n` },
    argocd: [],
    flux: ['substitute'],
  },
  {
    says: 'a variable, substitution off',
    files: {
      'a.yaml': `${OBJECT}  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}\ndata:\n  a: \${B}\n`,
    },
    argocd: [],
    flux: [],
  },
  {
    says: 'a variable, substitution off by a label',
    files: { 'a.yaml': `${OBJECT}  labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}\ndata:\n  a: \${B}\n` },
    argocd: [],
    flux: [],
  },
  { says: 'an object twice', files: { 'a.yaml': OBJECT, 'b/a.yaml': OBJECT }, argocd: ['double'], flux: ['double'] },
  {
    says: 'an object in two versions of its group',
    files: { 'a.yaml': OBJECT.replace('v1', 'a.b/v1'), 'b.yaml': OBJECT.replace('v1', 'a.b/v2') },
    argocd: ['double'],
    flux: ['double'],
  },
  {
    says: 'a kustomization',
    files: { 'x/kustomization.yaml': 'resources: []\n' },
    argocd: ['other-tool'],
    flux: ['other-tool'],
  },
  {
    says: 'a kustomization without an ending',
    files: { Kustomization: '' },
    argocd: ['other-tool'],
    flux: ['other-tool'],
  },
  { says: 'a program', files: { 'a.jsonnet': '{}' }, argocd: ['other-tool'], flux: [] },
  { says: 'what Flux reads as settings', files: { '.sourceignore': '/*' }, argocd: [], flux: ['other-tool'] },
  {
    says: 'what Flux leaves out',
    files: { '.github/ci.yaml': 'a: 1\n', '.sops.yaml': 'a: 1\n', 'x/cloudbuild.yaml': 'a: 1\n' },
    argocd: [],
    flux: [],
  },
  {
    says: 'what nobody reads',
    files: { 'README.md': '${A}', 'hydrator.metadata': '{}', 'a.YAML': 'a', 'a.yaml.bak': 'a' },
    argocd: [],
    flux: [],
  },
];

describe.each(CASES)('$says', ({ files, argocd, flux }) => {
  test.each(['argocd', 'flux'] as const)('for %s, by both checkers', (reader) => {
    const expected = reader === 'argocd' ? argocd : flux;
    expect(findingsOf(reader, files).map(({ does }) => does)).toEqual(expected);
    const told = readerProblems(new Map(Object.entries(files)), reader);
    expect(told.map(({ kind }) => KINDS[kind])).toEqual(expected);
    for (const path of Object.keys(files)) {
      expect(isTakenBy(reader, path), path).toBe(takenBy(reader, files).includes(path));
    }
  });

  test('a tree for both has the troubles of either, and for neither none', () => {
    const map = new Map(Object.entries(files));
    expect(readerProblems(map, 'neutral')).toEqual([]);
    const kinds = new Set(readerProblems(map, 'both').map(({ kind }) => KINDS[kind]));
    expect(kinds).toEqual(new Set([...argocd, ...flux]));
  });
});

test('what two readers stop at is told once, with both named', () => {
  const [problem, ...others] = readerProblems(new Map([['a.yaml', `${OBJECT}data: {{ .x }}\n`]]), 'both');
  expect(others).toEqual([]);
  expect(problem?.words).toContain('Argo CD and Flux stop');
});

test('names that mean something to one reader only', () => {
  const files = new Map([
    ['Chart.yaml', 'name: x\n'],
    ['.argocd-source-web.yaml', 'kustomize: {}\n'],
    ['.flux.yaml', 'version: 1\n'],
  ]);
  const of = (profile: 'argocd' | 'flux') => readerProblems(files, profile).map(({ path, kind }) => `${kind} ${path}`);
  expect(of('argocd')).toEqual(['alters .argocd-source-web.yaml', 'alters Chart.yaml']);
  expect(of('flux')).toEqual(['stops .argocd-source-web.yaml', 'alters .flux.yaml', 'stops Chart.yaml']);
});

test('the checker of the tests sees more bytes than Argo CD reads', () => {
  const most = { 'a.yaml': `# ${'x'.repeat(10 * 1024 * 1024 - OBJECT.length - 3)}\n${OBJECT}` };
  expect(findingsOf('argocd', most)).toEqual([]);
  const over = { 'a.yaml': `# ${'x'.repeat(10 * 1024 * 1024 - OBJECT.length - 2)}\n${OBJECT}` };
  expect(findingsOf('argocd', over)).toEqual([{ reader: 'argocd', does: 'overflow', path: '' }]);
  expect(findingsOf('flux', over)).toEqual([]);
});
