// What Argo CD and Flux do with a folder of files, written down from their documentation and source a second time, apart from the product's
// own checker: a tree that both find nothing in is read as it was meant. YAML is read by js-yaml, not by our reader.
import { CORE_SCHEMA, loadAll } from 'js-yaml';

/** The readers. */
export type Reader = 'argocd' | 'flux';

/** One finding: what a reader does with a file, and which. */
export interface Finding {
  readonly reader: Reader;
  readonly does: 'refuse' | 'drop' | 'split' | 'substitute' | 'double' | 'overflow' | 'other-tool';
  readonly path: string;
}

type Tree = Readonly<Record<string, string>>;
type Doc = Readonly<Record<string, unknown>>;

/** Argo CD's own expression for files of a directory source. */
const ARGO_MANIFEST = /^.*\.(yaml|yml|json|jsonnet)$/;
const SKIPPED_BY_ARGO = Buffer.from('2b6172676f63643a736b69702d66696c652d72656e646572696e67', 'hex').toString();
const ARGO_MOST_BYTES = 10 * 1024 * 1024;

/** Flux: folders, file names and endings that its source leaves out of an artifact. */
const FLUX_IGNORED_FOLDERS = ['.git', '.github', '.circleci'];
const FLUX_IGNORED_NAMES = [
  ...['.gitignore', '.gitmodules', '.gitattributes', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.drone.yml'],
  ...['cloudbuild.yaml', 'codeship-services.yml', 'codeship-steps.yml', '.goreleaser.yml', '.sops.yaml', '.flux.yaml'],
];
const FLUX_IGNORED_ENDINGS = ['.jpg', '.jpeg', '.gif', '.png', '.wmv', '.flv', '.tar.gz', '.zip'];

/** The files that a reader takes, in order. */
export function takenBy(reader: Reader, tree: Tree): readonly string[] {
  const paths = Object.keys(tree).sort();
  return paths.filter((path) => (reader === 'argocd' ? ARGO_MANIFEST.test(nameOf(path)) : isTakenByFlux(path)));
}

/** Everything that a reader would do with a tree but apply each object once, as it is written. */
export function findingsOf(reader: Reader, tree: Tree): readonly Finding[] {
  const does =
    (what: Finding['does']) =>
    (path: string): Finding => ({ reader, does: what, path });
  const taken = takenBy(reader, tree);
  const others = Object.keys(tree).filter((path) => isOfAnotherTool(reader, nameOf(path)));
  const found = others.map(does('other-tool'));
  const ids = new Map<string, string>();
  for (const path of taken.filter((one) => !others.includes(one))) {
    const text = tree[path] ?? '';
    const docs = documentsOf(text);
    if (reader === 'argocd' && text.includes(SKIPPED_BY_ARGO)) found.push(does('drop')(path));
    else if (isRefused(reader, path, text, docs)) found.push(does('refuse')(path));
    for (const doc of (docs ?? []).filter(isMap)) {
      if (reader === 'argocd' && Array.isArray(doc['items'])) found.push(does('split')(path));
      if (reader === 'flux' && isSubstituted(doc)) found.push(does('substitute')(path));
      if (!isObject(doc)) continue;
      if (ids.has(idOf(doc))) found.push(does('double')(path));
      ids.set(idOf(doc), path);
    }
  }
  const bytes = taken.reduce((sum, path) => sum + Buffer.byteLength(tree[path] ?? ''), 0);
  if (reader === 'argocd' && bytes > ARGO_MOST_BYTES) found.push(does('overflow')(''));
  return found;
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

function isTakenByFlux(path: string): boolean {
  const parts = path.split('/');
  const name = nameOf(path);
  if (parts.slice(0, -1).some((folder) => FLUX_IGNORED_FOLDERS.includes(folder))) return false;
  if (FLUX_IGNORED_NAMES.includes(name) || FLUX_IGNORED_ENDINGS.some((ending) => name.endsWith(ending))) return false;
  return name.endsWith('.yaml') || name.endsWith('.yml');
}

function isOfAnotherTool(reader: Reader, name: string): boolean {
  if (['kustomization.yaml', 'kustomization.yml', 'Kustomization'].includes(name)) return true;
  if (reader === 'flux') return name === '.sourceignore';
  return name === 'Chart.yaml' || name.endsWith('.jsonnet') || /^\.argocd-source.*\.yaml$/.test(name);
}

/** Undefined where it cannot be read; empty documents left out. */
function documentsOf(text: string): readonly unknown[] | undefined {
  try {
    return loadAll(text, { schema: CORE_SCHEMA }).filter((doc) => doc !== null && doc !== undefined);
  } catch {
    return undefined;
  }
}

function isRefused(reader: Reader, path: string, text: string, docs: readonly unknown[] | undefined): boolean {
  if (path.endsWith('.json')) return docs?.length !== 1 || !docs.every(isObject);
  const looksLikeOne = ['apiVersion:', 'kind:', 'metadata:'].every((word) => text.includes(word));
  return docs?.every(isObject) !== true && (reader === 'flux' || looksLikeOne);
}

function isMap(doc: unknown): doc is Doc {
  return typeof doc === 'object' && doc !== null && !Array.isArray(doc);
}

function isObject(doc: unknown): boolean {
  if (!isMap(doc)) return false;
  const { apiVersion, kind, metadata } = doc as { apiVersion?: unknown; kind?: unknown; metadata?: unknown };
  return typeof apiVersion === 'string' && typeof kind === 'string' && isMap(metadata) && 'name' in metadata;
}

/** `${NAME}` in any part of the printed object, where nothing switches substitution off. */
function isSubstituted(doc: Doc): boolean {
  const { annotations, labels } = (doc['metadata'] ?? {}) as { annotations?: Doc | null; labels?: Doc | null };
  const key = 'kustomize.toolkit.fluxcd.io/substitute';
  if (annotations?.[key] === 'disabled' || labels?.[key] === 'disabled') return false;
  return JSON.stringify(doc).includes('${');
}

function idOf(doc: Doc): string {
  const { apiVersion, kind } = doc as { apiVersion?: string; kind?: string };
  const { namespace, name } = (doc['metadata'] ?? {}) as { namespace?: string; name?: string };
  const group = apiVersion?.includes('/') === true ? apiVersion.split('/')[0] : '';
  return [group, kind, namespace, name].join('|');
}
