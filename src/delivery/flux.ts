// Kustomizations of Flux to definitions: which files of this repository they apply.
import type { RepositoryDocument } from '../model/repository.ts';
import { child, isJsonList, isJsonObject, textAt } from '../model/resource.ts';
import { isLeftOut, parseIgnorePatterns, type IgnorePattern } from '../values/index.ts';
import { nameOf, type Context } from './context.ts';
import type { Definition, Source, Untold } from './definition.ts';
import { folderOf, foldersAround, isWithin, plainPath, shownPath } from './paths.ts';

/** What Flux leaves out of every repository. */
const VERSION_CONTROL = '.git/\n.gitignore\n.gitmodules\n.gitattributes';

/** What it leaves out beside, where nobody says otherwise. */
const BY_DEFAULT = [
  ...['*.jpg', '*.jpeg', '*.gif', '*.png', '*.wmv', '*.flv', '*.tar.gz', '*.zip'],
  ...['.github/', '.circleci/', '.travis.yml', '.gitlab-ci.yml', 'appveyor.yml', '.drone.yml', 'cloudbuild.yaml'],
  ...['codeship-services.yml', 'codeship-steps.yml'],
  ...['**/.goreleaser.yml', '**/.sops.yaml', '**/.flux.yaml'],
].join('\n');

/** Those that are about this repository. */
export function readFlux(context: Context): readonly Definition[] {
  return context
    .documents('kustomize.toolkit.fluxcd.io', 'Kustomization')
    .flatMap((document) => readKustomization(document, context) ?? []);
}

function readKustomization(document: RepositoryDocument, context: Context): Definition | undefined {
  const spec = child(document.value, 'spec');
  const read = isJsonObject(spec) ? readSpec(document, textAt(spec, 'path'), context) : undefined;
  if (read === undefined) return undefined;
  return {
    reader: 'Flux',
    name: nameOf(document),
    file: document.path,
    at: document.place(['spec', 'path']),
    field: 'spec.path',
    sources: read.source ? [read.source] : [],
    untold: read.untold ? [read.untold] : [],
    prunes: child(spec, 'prune') === true,
    pruneField: 'spec.prune',
    pruneAt: document.place(['spec', 'prune']),
  };
}

/** Undefined where it is not about this repository. */
function readSpec(document: RepositoryDocument, path: string, context: Context): ReadPath | undefined {
  const kind = textAt(child(child(document.value, 'spec'), 'sourceRef'), 'kind');
  if (kind !== '' && kind !== 'GitRepository')
    return untoldBelow('', `its source is of kind ${kind}, which may hold a copy of this repository`);
  const repository = repositoryOf(document, context);
  if (repository === undefined) return undefined;
  const read = readPath(path, repository, context);
  const isDoubtful = read.source !== undefined && !repository.isSure && !context.hasFolder(read.source.path);
  return isDoubtful ? { source: { ...read.source, isDoubtful } } : read;
}

/** What Flux has of the repository. */
interface Fetched {
  /** Whether it is this repository; else it may be. */
  readonly isSure: boolean;
  /** Whether a file is in it. */
  readonly has: (file: string) => boolean;
}

/** The repository that it applies from; undefined where that is another one. One that is defined nowhere here is taken to be this one. */
function repositoryOf(document: RepositoryDocument, context: Context): Fetched | undefined {
  const reference = child(child(document.value, 'spec'), 'sourceRef');
  const name = textAt(reference, 'name');
  const namespace = textAt(reference, 'namespace') || namespaceOf(document);
  const named = context.documents('source.toolkit.fluxcd.io', 'GitRepository').filter((one) => {
    const own = namespaceOf(one);
    const isThere = namespace === '' || own === '' || own === namespace;
    return isThere && textAt(child(one.value, 'metadata'), 'name') === name;
  });
  if (named.length === 0) return fetchedAs(undefined, context);
  const own = named.filter(({ value }) => isOwnUrl(textAt(child(value, 'spec'), 'url'), context));
  const [nearest] = own.toSorted((a, b) => nearness(b.path, document.path) - nearness(a.path, document.path));
  return nearest && fetchedAs(nearest, context);
}

/** Each cluster may define its own of the same name: how many folders two files have in common, and most where they are one. */
function nearness(one: string, other: string): number {
  const around = new Set(foldersAround(other));
  return one === other ? Infinity : foldersAround(one).filter((folder) => around.has(folder)).length;
}

function isOwnUrl(url: string, context: Context): boolean {
  return url.includes('${') || context.isOwn(url);
}

function namespaceOf({ value }: RepositoryDocument): string {
  return textAt(child(value, 'metadata'), 'namespace');
}

/** Patterns of the repository and of its definition take the place of those that hold by default. */
function fetchedAs(repository: RepositoryDocument | undefined, { view, isSurelyOwn }: Context): Fetched {
  const spec = child(repository?.value, 'spec');
  const given = [
    ...[...view.sourceIgnore].flatMap(([folder, text]) => parseIgnorePatterns(text, folder)),
    ...parseIgnorePatterns(textAt(spec, 'ignore')),
  ];
  const patterns: readonly IgnorePattern[] = [
    ...parseIgnorePatterns(VERSION_CONTROL),
    ...(given.length > 0 ? given : parseIgnorePatterns(BY_DEFAULT)),
  ];
  const sparse = child(spec, 'sparseCheckout');
  const folders = isJsonList(sparse)
    ? sparse.filter((one) => typeof one === 'string').map((one) => plainPath(one))
    : [];
  const isFetched = (file: string): boolean =>
    folders.length === 0 || folders.some((folder) => folder !== undefined && isWithin(folder, file));
  return {
    isSure: isSurelyOwn(textAt(spec, 'url')),
    has: (file) => isFetched(file) && !isLeftOut(patterns, file),
  };
}

interface ReadPath {
  readonly source?: Source;
  readonly untold?: Untold;
}

function readPath(written: string, fetched: Fetched, { kustomizations }: Context): ReadPath {
  const cut = written.indexOf('${');
  if (cut >= 0) return untoldBelow(folderOf(written.slice(0, cut)), 'path is a template whose values are not here');
  const path = plainPath(written) ?? '';
  const units = unitsBelow(path, kustomizations.folders);
  const lists = units.map((unit) => kustomizations.filesOf(unit));
  if (lists.includes(undefined))
    return untoldBelow(path, 'a kustomization.yaml in it, or one that it lists, cannot be read');
  const listed = new Set(lists.flatMap((list) => [...(list ?? [])]));
  const isUnit = new Set(units);
  const takes = (file: string): boolean => {
    if (!fetched.has(file)) return false;
    if (listed.has(file)) return true;
    return /\.ya?ml$/.test(file) && isWithin(path, file) && !foldersAround(file).some((folder) => isUnit.has(folder));
  };
  return { source: { path, isList: listed.size > 0, takes } };
}

/** The outermost folders with a kustomization of their own: each is taken as what it lists. */
function unitsBelow(path: string, folders: readonly string[]): readonly string[] {
  const below = folders.filter((folder) => isWithin(path, folder));
  const all = new Set(below);
  return below.filter((folder) => !foldersAround(folder).some((outer) => outer !== folder && all.has(outer)));
}

function untoldBelow(written: string, why: string): ReadPath {
  const path = plainPath(written) ?? '';
  return { untold: { path, why: `${shownPath(path)}: ${why}` } };
}
