// The first files of a project, as texts.
import type { StarterFile } from '../publish/index.ts';
import type { InitOptions } from './init-options.ts';

/** The published schema of headwater.yaml. */
const SCHEMA = 'https://headwater.dev/schemas/v1/headwater.schema.json';

/** All of them, in the order in which they are told; `own` are the inputs that are this project's to begin. */
export function starterFiles(
  options: InitOptions,
  own: (inputs: readonly string[]) => readonly string[],
): readonly StarterFile[] {
  const { policies, clusterState, output } = options;
  return [
    ...(options.configuration === undefined ? [file('headwater.yaml', configurationText(options))] : []),
    ...own(policies)
      .filter(isFolder)
      .map((folder) => readme(folder, POLICIES)),
    ...own(clusterState)
      .filter(isFolder)
      .map((folder) => readme(folder, INVENTORY)),
    { path: '.gitattributes', text: attributesText(plain(output)), form: 'lines' },
  ];
}

function file(path: string, text: string): StarterFile {
  return { path, text, form: 'file' };
}

function readme(folder: string, text: string): StarterFile {
  const path = plain(folder);
  return { path: path === '' ? 'README.md' : `${path}/README.md`, text, form: 'folder' };
}

/** An input that is named as a file is the user's own. */
function isFolder(input: string): boolean {
  return !/\.(?:ya?ml|json)$/.test(input);
}

/** Without `./` and the last slash. */
function plain(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function configurationText({ policies, clusterState, output, delivery, cluster }: InitOptions): string {
  const name = cluster === '' ? '# cluster: prod' : `cluster: ${scalar(cluster)}`;
  return `# yaml-language-server: $schema=${SCHEMA}
# Every key is a flag of the same name; a flag on the command line wins. Paths are relative to this file.

# Folders or files: Kyverno policies, and the objects of the cluster that they look at.
policies: ${scalars(policies)}
clusterState: ${scalars(clusterState)}

# Where manifests are written to: a folder of its own, which Argo CD or Flux applies.
output: ${scalar(output)}

# Who applies them: argocd, flux, both, or neutral for somebody else.
delivery: ${delivery}

# Name of the cluster, for the ledger and the commits. It should not change later.
${name}

# A run that would delete more stops: a number or a percentage.
# maxDeletions: 10%

# Author of the commits.
# author:
#   name: headwater[bot]
#   email: headwater@example.com
`;
}

function scalars(texts: readonly string[]): string {
  const [first] = texts;
  return texts.length === 1 && first !== undefined ? scalar(first) : `[${texts.map(scalar).join(', ')}]`;
}

/** Text of YAML; quoted where it could be read as anything else. */
function scalar(text: string): string {
  const isPlain =
    /^[a-z.][a-z0-9./_-]*$/i.test(text) && !/^(?:true|false|yes|no|on|off|y|n|null|\.|\.inf|\.nan)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

const POLICIES = `# Policies

Kyverno policies that generate: \`ClusterPolicy\`, \`Policy\`, \`GeneratingPolicy\`, \`NamespacedGeneratingPolicy\`, with their exceptions, as YAML or JSON in
any depth of folders. Headwater reads them, and nobody else may apply these generate rules: Kyverno would go on generating, too.

\`headwater validate\` checks them.
`;

const INVENTORY = `# Inventory

The objects that policies look at: namespaces, what else triggers a rule, what rules clone, and the definitions of custom resources. Lists as
kubectl prints them will do:

\`\`\`sh
kubectl get namespaces,configmaps,deployments.apps -A -o yaml > cluster.yaml
\`\`\`

Name every kind that a rule matches or clones. Leave Secrets out unless a rule clones them. Nobody may apply this folder.
`;

/** A pattern with a space cannot be written there without quotes. */
function attributesText(output: string): string {
  const quoted = (pattern: string): string => (/[\s"\\]/.test(pattern) ? JSON.stringify(pattern) : pattern);
  return `# What Headwater writes: folded in reviews; nobody reads the last difference back, so it never stops a merge.
${quoted(`${output}/**`)} linguist-generated=true
${quoted(`${output}/.headwater/last.diff`)} merge=union -diff
# Two branches may each add objects outside of namespaces: lines of the ledger, which count in any order.
${quoted(`${output}/.headwater/ledger/cluster/*.jsonl`)} merge=union
`;
}
