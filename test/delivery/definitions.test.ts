// Which definitions count, and what they apply: addresses, several sources, generators, kustomizations, patterns, snapshots.
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { checkFiles, type Asked } from './check-files.ts';

type Files = Readonly<Record<string, string>>;

const OWN = 'https://git.example.com/platform/cluster.git';
const OTHER = 'https://git.example.com/platform/other.git';

const AROUND: Files = {
  'policies/deny.yaml': 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: deny}\n',
  'cluster-state/cluster.json': '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"team-a"}}\n',
  'headwater.yaml': 'cluster: prod\n',
  'output/team-a/configmap_a.yaml': 'a: 1\n',
  'output/team-b/configmap_b.yaml': 'a: 1\n',
};

/** Argo CD, in YAML's flow form. */
function application(source: object, name = 'one', more: object = {}): string {
  const syncPolicy = { automated: { prune: true } };
  return `${JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: { syncPolicy, ...(Array.isArray(source) ? { sources: source as unknown } : { source }), ...more },
  })}\n`;
}

function applicationSet(generators: readonly object[], source: object, more: object = {}): string {
  const spec = { source, syncPolicy: { automated: { prune: true } } };
  return `${JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'set' },
    spec: { goTemplate: true, generators, template: { metadata: {}, spec }, ...more },
  })}\n`;
}

function kustomization(spec: object, name = 'one'): string {
  return `${JSON.stringify({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: { prune: true, ...spec },
  })}\n`;
}

function gitRepository(url: string, more: object = {}): string {
  return `---\n${JSON.stringify({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'cluster', namespace: 'flux-system' },
    spec: { url, ...more },
  })}\n`;
}

const ALL = { recurse: true };
const REF = { kind: 'GitRepository', name: 'cluster' };
const OUTPUT = application({ repoURL: OWN, path: 'output', directory: ALL }, 'output');

function codes(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code }) => code.slice('delivery/'.length)).sort();
}

interface Case {
  readonly name: string;
  readonly files: Files;
  readonly asked?: Asked;
  readonly codes: readonly string[];
  readonly says?: string;
}

function cases(title: string, all: readonly Case[]): void {
  describe(title, () => {
    test.each(all)('$name', async ({ files, asked, codes: expected, says }) => {
      const found = await checkFiles({ ...AROUND, ...files }, { remotes: [OWN], ...asked });
      expect(codes(found)).toEqual([...expected].sort());
      if (says !== undefined) expect(found.map(({ message }) => message).join('\n')).toContain(says);
    });
  });
}

cases('whose repository', [
  {
    name: 'another repository is passed over',
    files: { 'apps/a.yaml': application({ repoURL: OTHER, path: 'policies' }) },
    codes: ['no-definition'],
    says: 'for this repository (git.example.com/platform/cluster)',
  },
  {
    name: 'other forms of the address are the same',
    files: { 'apps/a.yaml': application({ repoURL: 'git@git.example.com:platform/cluster', path: 'policies' }) },
    codes: ['applies-policies', 'covers-nothing'],
  },
  {
    name: 'where no remote is known every address is taken to be this one',
    files: { 'apps/a.yaml': application({ repoURL: OTHER, path: 'policies' }) },
    asked: { remotes: [] },
    codes: ['applies-policies', 'covers-nothing'],
  },
  {
    name: 'and where only a folder of this machine is known',
    files: { 'apps/a.yaml': application({ repoURL: OTHER, path: 'policies' }) },
    asked: { remotes: ['/srv/git/cluster.git', 'file:///srv/git/cluster.git'] },
    codes: ['applies-policies', 'covers-nothing'],
  },
  {
    name: 'nothing at all is a notice, and none where nobody is asked',
    files: {},
    codes: ['no-definition'],
  },
  { name: 'nothing for the neutral profile', files: {}, asked: { profile: 'neutral' }, codes: [] },
  {
    name: 'a GitRepository of another address is passed over',
    files: { 'f.yaml': kustomization({ path: './', sourceRef: REF }) + gitRepository(OTHER) },
    codes: ['no-definition'],
  },
  {
    name: 'a GitRepository in another file counts, one in another namespace does not',
    files: {
      'f.yaml': kustomization({ path: './policies', sourceRef: REF }),
      'g.yaml': gitRepository(OTHER).replace('flux-system', 'elsewhere') + gitRepository(`${OWN}/`),
    },
    codes: ['applies-policies', 'covers-nothing'],
  },
  {
    name: 'a GitRepository that is nowhere here is this one, as bootstrap leaves it',
    files: { 'f.yaml': kustomization({ path: './policies', sourceRef: { ...REF, name: 'flux-system' } }) },
    codes: ['applies-policies', 'covers-nothing'],
  },
  {
    name: 'a chart is passed over',
    files: { 'a.yaml': application({ repoURL: OWN, chart: 'kyverno', path: 'policies' }) },
    codes: ['no-definition'],
  },
  {
    name: 'a bucket, or a registry, may hold a copy of the output',
    files: {
      'f.yaml': kustomization({ path: './', sourceRef: { kind: 'Bucket', name: 'x' } }),
      'o.yaml': kustomization({ path: './', sourceRef: { kind: 'OCIRepository', name: 'x' } }, 'two'),
      'a.yaml': application({ repoURL: 'oci://registry.example.com/output', path: '.' }),
      'clusters/prod/b.yaml': kustomization({ path: './clusters/prod', sourceRef: REF }, 'flux-system'),
    },
    codes: ['untold', 'untold', 'untold'],
    says: 'its source is of kind OCIRepository',
  },
  {
    name: 'where no remote is known, what lies nowhere here is of another repository once something lies here',
    files: {
      'root.yaml': application({ repoURL: OWN, path: 'apps' }, 'root'),
      'apps/output.yaml': OUTPUT,
      'apps/other.yaml': application({ repoURL: OTHER, path: 'guestbook' }, 'guestbook'),
      'apps/several.yaml': application(
        [
          { repoURL: OTHER, path: 'a' },
          { repoURL: OTHER, path: 'b' },
        ],
        'several',
      ),
      'f.yaml': kustomization({ path: './kustomize', sourceRef: { ...REF, name: 'podinfo' } }),
    },
    asked: { remotes: [] },
    codes: [],
  },
  {
    name: 'a finding is about the one that lies here',
    files: {
      'a.yaml': application({ repoURL: OTHER, path: 'guestbook' }, 'guestbook'),
      'root.yaml': application({ repoURL: OWN, path: 'apps' }, 'root'),
      'apps/other.yaml': application({ repoURL: OTHER, path: 'more' }, 'more'),
    },
    asked: { remotes: [] },
    codes: ['covers-nothing'],
    says: 'Application/argocd/root is the only definition for this repository',
  },
]);

cases('what counts for coverage', [
  {
    name: 'an unrelated Application beside the right one',
    files: { 'a.yaml': OUTPUT, 'b.yaml': application({ repoURL: OWN, path: 'apps/shop', helm: {} }) },
    codes: [],
  },
  {
    name: 'an unrelated Application alone',
    files: { 'b.yaml': application({ repoURL: OWN, path: 'apps/shop' }) },
    codes: ['covers-nothing'],
  },
  {
    name: 'one reader is enough for both',
    files: { 'a.yaml': OUTPUT, 'f.yaml': kustomization({ path: './clusters/prod', sourceRef: REF }) },
    codes: [],
  },
  {
    name: 'the other reader is not enough for one of them',
    files: { 'a.yaml': OUTPUT },
    asked: { profile: 'flux' },
    codes: ['covers-nothing'],
  },
  {
    name: 'the neutral profile asks for no coverage, and still for nobody on the policies',
    files: { 'a.yaml': application({ repoURL: OWN, path: 'policies' }) },
    asked: { profile: 'neutral' },
    codes: ['applies-policies'],
  },
  {
    name: 'two halves are the whole',
    files: {
      'a.yaml': application({ repoURL: OWN, path: 'output/team-a' }),
      'b.yaml': application({ repoURL: OWN, path: 'output/team-b' }, 'two'),
    },
    codes: [],
  },
  {
    name: 'a broken one beside the right one is told',
    files: { 'a.yaml': OUTPUT, 'b.yaml': application({ repoURL: OWN, path: 'output' }, 'flat') },
    codes: ['covers-nothing'],
    says: 'Application/argocd/flat applies nothing of output: without directory.recurse: true',
  },
]);

cases('sources of Argo CD', [
  {
    name: 'each of several counts, and what only lends files does not',
    files: {
      'a.yaml': application([
        { repoURL: OWN, ref: 'values' },
        { repoURL: OTHER, path: 'policies' },
        { repoURL: OWN, path: 'output', directory: ALL },
        { repoURL: OWN, path: 'policies' },
      ]),
    },
    codes: ['applies-policies'],
  },
  {
    name: 'exclude leaves out, in braces too',
    files: {
      'a.yaml': application({
        repoURL: OWN,
        path: '.',
        directory: { ...ALL, exclude: '{policies/*,cluster-state/**,apps/*}' },
      }),
    },
    codes: [],
  },
  {
    name: 'include takes nothing else in',
    files: { 'a.yaml': application({ repoURL: OWN, path: '.', directory: { ...ALL, include: 'output/*' } }) },
    codes: [],
  },
  {
    name: 'include that misses the manifests',
    files: { 'a.yaml': application({ repoURL: OWN, path: 'output', directory: { ...ALL, include: '*.json' } }) },
    codes: ['covers-nothing'],
    says: 'applies nothing of output: there is no manifest that it takes',
  },
  {
    name: 'a pattern that cannot be read cannot be told',
    files: { 'a.yaml': application({ repoURL: OWN, path: '.', directory: { ...ALL, exclude: '{a' } }) },
    codes: ['untold'],
  },
  {
    name: 'headwater.yaml is left alone, unless it looks like an object',
    files: { 'a.yaml': application({ repoURL: OWN, path: '.', directory: { ...ALL, exclude: '*/*' } }) },
    asked: { profile: 'neutral' },
    codes: [],
  },
  {
    name: 'headwater.yaml that looks like an object stops it',
    files: {
      'a.yaml': application({ repoURL: OWN, path: '.', directory: { ...ALL, exclude: '*/*' } }),
      'headwater.yaml': '# apiVersion: kind: metadata:\ncluster: prod\n',
    },
    asked: { profile: 'neutral' },
    codes: ['applies-configuration'],
  },
  {
    name: 'a file with the mark of Argo CD is passed over',
    files: {
      'a.yaml': application({ repoURL: OWN, path: 'policies' }),
      'policies/deny.yaml': '# +argocd:skip-file-rendering\na: 1\n',
    },
    asked: { profile: 'neutral' },
    codes: [],
  },
  {
    name: 'a chart, a plugin and overridden settings cannot be told',
    files: {
      'a.yaml': application({ repoURL: OWN, path: 'policies', helm: { releaseName: 'a' } }),
      'b.yaml': application({ repoURL: OWN, path: 'cluster-state', plugin: {} }, 'two'),
      'c.yaml': application({ repoURL: OWN, path: 'output' }, 'three'),
      'output/.argocd-source.yaml': 'directory: {recurse: true}\n',
    },
    codes: ['untold', 'untold', 'untold'],
  },
  {
    name: 'a hydrated source',
    files: {
      'a.yaml': application({}, 'one', {
        source: undefined,
        sourceHydrator: { drySource: { repoURL: OWN, path: 'policies' } },
      }),
    },
    asked: { profile: 'neutral' },
    codes: ['applies-policies'],
  },
  {
    name: 'a kustomization is what it lists, folders too',
    files: {
      'a.yaml': application({ repoURL: OWN, path: 'deploy' }),
      'deploy/kustomization.yaml': 'resources: [../output/team-a/configmap_a.yaml, base, https://example.com/x.yaml]\n',
      'deploy/base/kustomization.yaml': 'resources:\n  - ../../policies/deny.yaml\n',
    },
    codes: ['applies-policies', 'covers-partly'],
    says: 'Nobody applies output/team-b',
  },
  {
    name: 'a kustomization that cannot be read cannot be told',
    files: {
      'a.yaml': application({ repoURL: OWN, path: 'policies' }),
      'policies/kustomization.yaml': 'resources: [\n',
    },
    codes: ['covers-nothing', 'untold'],
  },
  {
    name: 'no pruning',
    files: { 'a.yaml': application({ repoURL: OWN, path: 'output', directory: ALL }, 'one', { syncPolicy: {} }) },
    codes: ['keeps-removed'],
  },
]);

const GO_PATH = { repoURL: OWN, path: '{{.path.path}}' };

cases('generators of an ApplicationSet', [
  {
    name: 'templates without Go',
    files: {
      'a.yaml': applicationSet(
        [{ git: { repoURL: OWN, directories: [{ path: 'output/*' }] } }],
        { repoURL: OWN, path: '{{path}}' },
        { goTemplate: false },
      ),
    },
    codes: [],
  },
  {
    name: 'only the name of the folder, without Go',
    files: {
      'a.yaml': applicationSet(
        [{ git: { repoURL: OWN, directories: [{ path: 'output/*' }] } }],
        { repoURL: OWN, path: 'output/{{path.basename}}' },
        { goTemplate: false },
      ),
    },
    codes: [],
  },
  {
    name: 'a part of the path',
    files: {
      'a.yaml': applicationSet([{ git: { repoURL: OWN, directories: [{ path: 'output/*' }] } }], {
        repoURL: OWN,
        path: 'output/{{ index .path.segments 1 }}',
      }),
    },
    codes: [],
  },
  {
    name: 'an exclude that is forgotten',
    files: {
      'a.yaml': applicationSet(
        [{ git: { repoURL: OWN, directories: [{ path: '*' }, { path: 'cluster-state', exclude: true }] } }],
        { ...GO_PATH, directory: ALL },
      ),
    },
    codes: ['applies-policies'],
    says: 'ApplicationSet/set applies policies/deny.yaml',
  },
  {
    name: 'excludes that are there',
    files: {
      'a.yaml': applicationSet(
        [
          {
            git: {
              repoURL: OWN,
              directories: [
                { path: '*' },
                { path: 'cluster-state', exclude: true },
                { path: 'polic?es', exclude: true },
              ],
            },
          },
        ],
        { ...GO_PATH, directory: ALL },
      ),
    },
    codes: [],
  },
  {
    name: 'a list',
    files: {
      'a.yaml': applicationSet([{ list: { elements: [{ where: 'output/team-a' }, { where: 'policies' }] } }], {
        repoURL: OWN,
        path: '{{ .where }}',
      }),
    },
    codes: ['applies-policies', 'covers-partly'],
  },
  {
    name: 'files, by where they lie',
    files: {
      'a.yaml': applicationSet([{ git: { repoURL: OWN, files: [{ path: '**/configmap_*.yaml' }] } }], GO_PATH),
    },
    codes: [],
  },
  {
    name: 'a matrix of folders and clusters',
    files: {
      'a.yaml': applicationSet(
        [
          {
            matrix: { generators: [{ clusters: {} }, { git: { repoURL: OWN, directories: [{ path: 'output/*' }] } }] },
          },
        ],
        GO_PATH,
      ),
    },
    codes: [],
  },
  {
    name: 'a matrix whose second asks the first',
    files: {
      'a.yaml': applicationSet(
        [
          {
            matrix: {
              generators: [
                { list: { elements: [{ root: 'output' }, { root: 'policies' }] } },
                { git: { repoURL: OWN, directories: [{ path: '{{.root}}/*' }, { path: '{{.root}}' }] } },
              ],
            },
          },
        ],
        { ...GO_PATH, directory: ALL },
      ),
    },
    codes: ['applies-policies'],
  },
  {
    name: 'a template of the generator wins',
    files: {
      'a.yaml': applicationSet([{ list: { elements: [{}], template: { spec: { source: { path: 'policies' } } } } }], {
        repoURL: OWN,
        path: 'output',
        directory: ALL,
      }),
    },
    codes: ['applies-policies', 'covers-nothing'],
  },
  {
    name: 'clusters with a plain path',
    files: { 'a.yaml': applicationSet([{ clusters: {} }], { repoURL: OWN, path: 'output', directory: ALL }) },
    codes: [],
  },
  {
    name: 'clusters with a path of theirs cannot be told',
    files: { 'a.yaml': applicationSet([{ clusters: {} }], { repoURL: OWN, path: 'output/{{.name}}' }) },
    codes: ['untold'],
    says: 'It cannot be told what ApplicationSet/set applies: output: path is a template whose values are not here',
  },
  {
    name: 'and is no matter where it lies elsewhere',
    files: { 'a.yaml': OUTPUT, 'b.yaml': applicationSet([{ clusters: {} }], { repoURL: OWN, path: 'apps/{{.name}}' }) },
    codes: [],
  },
  {
    name: 'functions cannot be told',
    files: {
      'a.yaml': applicationSet([{ git: { repoURL: OWN, directories: [{ path: 'output/*' }] } }], {
        repoURL: OWN,
        path: '{{ .path.path | lower }}',
      }),
    },
    codes: ['untold'],
  },
  {
    name: 'a patch of the template cannot be told',
    files: {
      'a.yaml': applicationSet(
        [{ clusters: {} }],
        { repoURL: OWN, path: 'output', directory: ALL },
        {
          templatePatch: 'spec:\n  source:\n    path: {{ .x }}\n',
        },
      ),
    },
    codes: ['untold'],
  },
  {
    name: 'folders of another repository are not known',
    files: { 'a.yaml': applicationSet([{ git: { repoURL: OTHER, directories: [{ path: '*' }] } }], GO_PATH) },
    codes: ['untold'],
  },
]);

cases('what is applied on purpose', [
  {
    name: 'policies that generate nothing',
    files: {
      'output.yaml': OUTPUT,
      'a.yaml': application({ repoURL: OWN, path: 'policies/validate' }),
      'policies/validate/a.yaml':
        'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: a, generation: 3}\nspec: {rules: [{validate: {}}]}\n',
      'policies/validate/b.yaml':
        'apiVersion: policies.kyverno.io/v1alpha1\nkind: ValidatingPolicy\nspec: {validations: []}\n',
    },
    codes: [],
  },
  {
    name: 'and one among them that does',
    files: {
      'output.yaml': OUTPUT,
      'a.yaml': application({ repoURL: OWN, path: 'policies/validate' }),
      'policies/validate/a.yaml': 'apiVersion: kyverno.io/v1\nspec: {rules: [{validate: {}}]}\n',
      'policies/validate/b.json': '{"apiVersion":"kyverno.io/v1","spec":{"rules":[{"validate":{}},{"generate":{}}]}}\n',
    },
    codes: ['applies-policies'],
    says: 'Application/argocd/one applies policies/validate/b.json: Kyverno',
  },
]);

cases('settings that are empty, as Argo CD leaves them', [
  {
    name: 'choose no way of reading',
    files: {
      'output.yaml': OUTPUT,
      'a.yaml': application({ repoURL: OWN, path: 'deploy', directory: { jsonnet: {} }, helm: {}, kustomize: null }),
      'deploy/kustomization.yaml': 'resources: [../policies/deny.yaml]\n',
    },
    codes: ['applies-policies'],
  },
  {
    name: 'a pattern does',
    files: {
      'output.yaml': OUTPUT,
      'a.yaml': application({ repoURL: OWN, path: 'deploy', directory: { exclude: 'kustomization.yaml' } }),
      'deploy/kustomization.yaml': 'resources: [../policies/deny.yaml]\n',
    },
    codes: [],
  },
]);

cases('paths of Flux', [
  {
    name: 'no path is the whole repository; JSON is not read',
    files: { 'f.yaml': kustomization({ sourceRef: REF }) },
    codes: ['applies-policies', 'applies-configuration'],
  },
  {
    name: '.sourceignore leaves out',
    files: { 'f.yaml': kustomization({ sourceRef: REF }), '.sourceignore': '/*\n!/output\n' },
    codes: [],
  },
  {
    name: 'the ignore of the GitRepository leaves out',
    files: {
      'f.yaml':
        kustomization({ sourceRef: REF, path: './' }) +
        gitRepository(OWN, { ignore: '# comment\n/policies/\nheadwater.yaml\n' }),
    },
    codes: [],
  },
  {
    name: 'an ignore that takes the output out',
    files: {
      'f.yaml': kustomization({ sourceRef: REF, path: './output' }) + gitRepository(OWN, { ignore: 'output\n' }),
    },
    codes: ['covers-nothing'],
  },
  {
    name: 'a folder with a kustomization is what it lists',
    files: {
      'f.yaml': kustomization({ sourceRef: REF, path: './' }),
      'policies/kustomization.yaml': 'resources: []\n',
      '.sourceignore': 'headwater.yaml\n',
    },
    codes: [],
  },
  {
    name: 'a kustomization at the path that lists one folder of output',
    files: {
      'f.yaml': kustomization({ sourceRef: REF, path: './output' }),
      'output/kustomization.yaml': 'resources:\n  - team-a/configmap_a.yaml\n  - team-b\n',
    },
    codes: ['covers-partly'],
  },
  {
    name: 'what is not checked out is not applied',
    files: {
      'f.yaml': kustomization({ sourceRef: REF, path: './' }) + gitRepository(OWN, { sparseCheckout: ['output'] }),
    },
    codes: [],
  },
  {
    name: 'a path with a substitution cannot be told',
    files: { 'f.yaml': kustomization({ sourceRef: REF, path: './${cluster}/output' }) },
    codes: ['untold'],
  },
]);

cases('where definitions lie', [
  {
    name: 'in a snapshot, as a List',
    files: {
      'cluster-state/apps.json': `{"apiVersion":"v1","kind":"List","items":[${application({ repoURL: OWN, path: 'policies' })}]}`,
    },
    codes: ['applies-policies', 'covers-nothing'],
  },
  {
    name: 'in a snapshot and as a manifest: told once',
    files: {
      'apps/a.yaml': application({ repoURL: OWN, path: 'policies' }),
      'cluster-state/apps.json': application({ repoURL: OWN, path: 'policies' }),
    },
    codes: ['applies-policies', 'covers-nothing'],
  },
  {
    name: 'in a snapshot of what it was before, and corrected as a manifest',
    files: {
      'apps/a.yaml': OUTPUT,
      'cluster-state/apps.json': application({ repoURL: OWN, path: '.', directory: ALL }, 'output'),
    },
    codes: [],
  },
  {
    name: 'in the templates of a chart, perhaps',
    files: {
      'root.yaml': application({ repoURL: OWN, path: 'apps' }, 'root'),
      'apps/Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 1.0.0\n',
      'apps/templates/all.yaml':
        '{{- range .Values.apps }}\napiVersion: argoproj.io/v1alpha1\nkind: Application\n{{- end }}\n',
    },
    codes: ['unreadable'],
  },
  {
    name: 'in the output',
    files: { 'output/argocd/application_a.yaml': application({ repoURL: OWN, path: 'policies' }) },
    codes: ['applies-policies', 'covers-nothing'],
  },
  {
    name: 'a template of Helm is no silence',
    files: {
      'a.yaml': OUTPUT,
      'chart/templates/app.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n{{- range .Values.apps }}\n',
    },
    codes: ['unreadable'],
    says: 'chart/templates/app.yaml may tell Argo CD or Flux what to apply, and cannot be read',
  },
  {
    name: 'a template of Helm in a text cannot be told',
    files: {
      'a.yaml': OUTPUT,
      'chart/app.yaml': application({ repoURL: '{{ .Values.url }}', path: '{{ .Values.path }}' }),
    },
    codes: ['untold'],
  },
  {
    name: 'annotations of the same domains define nothing',
    files: { 'a.yaml': OUTPUT, 'broken.yaml': 'metadata: {annotations: {argocd.argoproj.io/sync-wave: "1"}\n' },
    codes: [],
  },
]);

test.each([
  'kind: Application\napiVersion: argoproj.io/v1alpha1\nspec: 5',
  'kind: Application\napiVersion: argoproj.io/v1alpha1\nspec: {sources: [4, {path: a/../../b}, {path: 5}]}',
  'kind: ApplicationSet\napiVersion: argoproj.io/v1alpha1\nspec: {generators: 5, template: {spec: {source: [1]}}}',
  'kind: ApplicationSet\napiVersion: argoproj.io/v1alpha1\nspec: {generators: [5], template: 7}',
  'kind: ApplicationSet\napiVersion: argoproj.io/v1alpha1\nspec: {generators: [{git: {directories: [5, {path: 7}]}}, {list: {elements: [1]}}], template: {spec: {source: {repoURL: other.example.org/x/y, path: ../x}}}}',
  'kind: ApplicationSet\napiVersion: argoproj.io/v1alpha1\nspec: {generators: [{matrix: {generators: [{matrix: {generators: 4}}]}}], template: {spec: {}}}',
  'kind: Kustomization\napiVersion: kustomize.toolkit.fluxcd.io/v1\nspec: [1]',
  'kind: GitRepository\napiVersion: source.toolkit.fluxcd.io/v1',
])('what has no usable form is nobody: %s', async (text) => {
  expect(codes(await checkFiles({ ...AROUND, 'odd.yaml': `${text}\n` }, { remotes: [OWN] }))).toEqual([
    'no-definition',
  ]);
});

test('a matrix of more than can be followed ends, and is told', async () => {
  const elements = Array.from({ length: 300 }, (_, index) => ({ n: String(index) }));
  const generators = [{ list: { elements } }, { list: { elements } }, { list: { elements } }];
  const set = applicationSet([{ matrix: { generators } }], { repoURL: OWN, path: 'output/{{.n}}' });
  const found = await checkFiles({ ...AROUND, 'a.yaml': set }, { remotes: [OWN] });
  expect(found.map(({ message }) => message).join('\n')).toContain('it makes more than 50000 Applications');
});

test('many findings are counted', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `apps/${index}.yaml`,
      application({ repoURL: OWN, path: 'policies' }, `a${index}`),
    ]),
  );
  const found = await checkFiles({ ...AROUND, ...many, 'a.yaml': OUTPUT }, { remotes: [OWN] });
  expect(found).toHaveLength(51);
  expect(found.at(-1)!.message).toBe('The same holds for 10 more');
});

test('as many definitions as folders take no time that grows with their product', async () => {
  const names = Array.from({ length: 400 }, (_, index) => `n${index}`);
  const apps = names.map((name) => [`apps/${name}.yaml`, application({ repoURL: OWN, path: `output/${name}` }, name)]);
  const manifests = names.map((name) => [`output/${name}/a.yaml`, 'a: 1\n']);
  const files = { 'policies/a.yaml': 'a: 1\n', ...Object.fromEntries([...apps, ...manifests]) } as Files;
  expect(await checkFiles(files, { remotes: [OWN] })).toEqual([]);
});

test('a thousand folders take no time that grows with their square', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 800 }, (_, index) => [`output/n${index}/configmap_a.yaml`, 'a: 1\n']),
  );
  const set = applicationSet([{ git: { repoURL: OWN, directories: [{ path: 'output/*' }] } }], GO_PATH);
  expect(await checkFiles({ ...AROUND, ...many, 'a.yaml': set }, { remotes: [OWN] })).toEqual([]);
});
