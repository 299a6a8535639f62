// One source of an Argo CD Application: which files of this repository it applies. Templates are filled in before.
import { child, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../model/resource.ts';
import { compileTextGlob } from '../values/index.ts';
import type { Context } from './context.ts';
import type { Source, Untold } from './definition.ts';
import { folderOf, plainPath, shownPath } from './paths.ts';

/** What a source comes to; neither where it is not about files of this repository. */
export interface ReadSource {
  readonly source?: Source;
  readonly untold?: Untold;
}

/** Argo CD's own rule for names. */
const MANIFEST = /\.(?:yaml|yml|json|jsonnet)$/;

const TEMPLATE = /\{\{|\$\{/;

/** A source. A text in it that is still a template cannot be told. */
export function readArgoSource(source: JsonObject, context: Context): ReadSource {
  const written = textAt(source, 'path');
  const address = textAt(source, 'repoURL');
  // A chart lies in a registry; a source without a path only lends its files to others.
  if (textAt(source, 'chart') !== '' || written === '') return {};
  if (/^oci:\/\//i.test(address))
    return untoldBelow('', 'it comes from a registry, which may hold a copy of this repository');
  const isTemplated = TEMPLATE.test(address);
  if (!isTemplated && !context.isOwn(address)) return {};
  const cut = written.search(TEMPLATE);
  if (isTemplated || cut >= 0) {
    const start = cut < 0 ? written : folderOf(written.slice(0, cut));
    return untoldBelow(start, `${isTemplated ? 'repoURL' : 'path'} is a template whose values are not here`);
  }
  const path = plainPath(written);
  if (path === undefined) return {};
  const read = readFolder(source, path, context);
  const isDoubtful = !context.isSurelyOwn(address) && !context.hasFolder(path);
  return read.source && isDoubtful ? { source: { ...read.source, isDoubtful } } : read;
}

function readFolder(source: JsonObject, path: string, context: Context): ReadSource {
  const directory = child(source, 'directory');
  const isDirectory = saysSomething(directory);
  const inPath = (name: string): boolean => context.files.has(path === '' ? name : `${path}/${name}`);
  if (inPath('.argocd-source.yaml')) return untoldBelow(path, '.argocd-source.yaml in it changes how it is read');
  if (isJsonObject(child(source, 'plugin'))) return untoldBelow(path, 'a plugin reads it');
  if (saysSomething(child(source, 'helm')) || (!isDirectory && inPath('Chart.yaml'))) {
    return untoldBelow(path, 'it is read as a Helm chart');
  }
  const isKustomize = saysSomething(child(source, 'kustomize')) || (!isDirectory && context.kustomizations.has(path));
  return isKustomize ? readKustomize(path, context) : readDirectory(directory, path, context);
}

function readKustomize(path: string, { kustomizations }: Context): ReadSource {
  const listed = kustomizations.filesOf(path);
  if (listed === undefined) return untoldBelow(path, 'its kustomization.yaml, or one that it lists, cannot be read');
  return { source: { path, isList: true, takes: (file) => listed.has(file) } };
}

function readDirectory(directory: ReturnType<typeof child>, path: string, { view }: Context): ReadSource {
  const recurses = textOrFlag(directory, 'recurse');
  const included = textAt(directory, 'include');
  const excluded = textAt(directory, 'exclude');
  const include = included === '' ? undefined : compileTextGlob(included);
  const exclude = excluded === '' ? undefined : compileTextGlob(excluded);
  if ((included !== '' && include === undefined) || (excluded !== '' && exclude === undefined)) {
    return untoldBelow(path, 'directory.include or directory.exclude is a pattern that cannot be read');
  }
  const takes = (file: string): boolean => {
    const below = path === '' ? file : file.slice(path.length + 1);
    if (!MANIFEST.test(below) || view.unrendered.has(file) || (!recurses && below.includes('/'))) return false;
    return exclude?.(below) !== true && include?.(below) !== false;
  };
  return { source: { path, isList: false, takes, ...(recurses ? {} : { flat: 'directory.recurse' }) } };
}

/** Settings that are empty, as Argo CD leaves them in its objects, choose no way of reading. */
function saysSomething(value: Json | undefined): boolean {
  if (isJsonList(value)) return value.length > 0;
  if (isJsonObject(value)) return Object.values(value).some(saysSomething);
  return value !== undefined && value !== null && value !== false && value !== '';
}

/** True as Kubernetes reads it; a text would be refused there. */
function textOrFlag(value: ReturnType<typeof child>, key: string): boolean {
  return child(value, key) === true;
}

function untoldBelow(written: string, why: string): ReadSource {
  const path = plainPath(written) ?? '';
  return { untold: { path, why: `${shownPath(path)}: ${why}` } };
}
