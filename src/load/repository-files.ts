// The files of the repository around a folder, as those see them who apply manifests from it: which there are, and the few documents that
// say who applies what. What these mean is for delivery/. No program runs, so that nothing of the repository does.
import * as fs from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { RepositoryDocument, RepositoryView, UnreadFile } from '../model/repository.ts';
import { compareText, groupOf, textAt } from '../model/resource.ts';
import type { TreeFile } from '../model/tree.ts';
import { isLeftOut, parseIgnorePatterns, type IgnorePattern } from '../values/index.ts';
import { decodeText } from '../yaml/index.ts';
import { flattenLists, readDocuments } from './documents.ts';
import { findRepository, type GitRepository } from './git/git-repository.ts';
import { readBounded } from './read-file.ts';

/** Names of files that readers of manifests look at. */
const LOOKED_AT = /(?:\.(?:yaml|yml|json|jsonnet)|(?:^|\/)(?:Kustomization|\.sourceignore))$/;

const KUSTOMIZE_FILES: ReadonlySet<string> = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);

/** API groups of what tells readers what to apply. */
const GROUPS: ReadonlySet<string> = new Set([
  ...['argoproj.io', 'kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io'],
]);

/** Texts without one of these define nothing. Annotations of the same domains are no definitions. */
const TELLING = /(?<![\w.-])argoproj\.io\/|(?:kustomize|source)\.toolkit\.fluxcd\.io\/v\d/;

/** What policies of Kyverno say that do something else than generate, and those that generate. */
const ACTING = /\b(?:validate|mutate|verifyImages|validations|mutations|attestors)\b/;
const GENERATING = /\bgenerate\b|GeneratingPolicy/;

const SKIPPED_BY_ARGO_CD = '+argocd:skip-file-rendering';

/** Folders that never hold input, whatever lies around them. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The repository around a folder, or the folder itself where it lies in none; files are named from the folder. */
export async function readRepository(folder: string): Promise<RepositoryView> {
  const repository = findRepository(folder)?.repository;
  const root = repository?.root ?? fs.realpathSync(folder);
  const tracked = repository === undefined ? [] : await trackedFiles(repository);
  const listed = listFiles(root, repository);
  const found = new Set([...listed.files, ...tracked.filter((path) => isFileIn(root, path))]);
  const paths = [...found].sort(compareText);
  const shown = (path: string): string =>
    relative(fs.realpathSync(folder), join(root, path)).split(sep).join('/') || path;
  const read = readFiles(root, paths, shown);
  const remotes = repository === undefined ? [] : await remoteAddresses(repository);
  return { ...read, paths, remotes, isIgnored: (path) => isLeftOut(listed.ignored, path) };
}

/**
 * A path, relative to `folder` or absolute, in the repository around the folder, or below the folder itself where it lies in none;
 * undefined for one that lies elsewhere.
 */
export function repositoryPath(folder: string, given: string): string | undefined {
  const around = findRepository(folder)?.repository.root;
  if (around === undefined) return pathBelow(folder, given);
  const found = findRepository(resolve(folder, given));
  return found?.repository.root === around ? found.path : undefined;
}

/** A path, relative to `folder` or absolute, below the folder, as it is written; '' for the folder itself, undefined for one elsewhere. */
export function pathBelow(folder: string, given: string): string | undefined {
  const below = relative(resolve(folder), resolve(folder, given)).split(sep).join('/');
  return below === '..' || below.startsWith('../') || isAbsolute(below) ? undefined : below;
}

// ---- which files there are

interface Folder {
  readonly path: string;
  readonly ignored: readonly IgnorePattern[];
}

interface ListedFiles {
  readonly files: readonly string[];
  /** The patterns of all folders, those of an outer one first. */
  readonly ignored: readonly IgnorePattern[];
}

/** Files that are not ignored. Links and repositories inside are left alone, and a folder that cannot be listed. */
function listFiles(root: string, repository: GitRepository | undefined): ListedFiles {
  const found: string[] = [];
  const own = repository ? parseIgnorePatterns(textOf(join(repository.commonFolder, 'info', 'exclude'))) : [];
  const all = [...own];
  const open: Folder[] = [{ path: '', ignored: own }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, ignored: above } = next;
    const entries = entriesOf(join(root, path));
    if (path !== '' && entries.some(({ name }) => name === '.git')) continue;
    const hasRules = repository !== undefined && entries.some(({ name }) => name === '.gitignore');
    const more = hasRules ? parseIgnorePatterns(textOf(join(root, path, '.gitignore')), path) : [];
    const ignored = hasRules ? [...above, ...more] : above;
    all.push(...more);
    for (const entry of entries) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (isLeftOut(ignored, below, entry.isDirectory())) continue;
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) open.push({ path: below, ignored });
      else if (entry.isFile() && LOOKED_AT.test(below)) found.push(below);
    }
  }
  return { files: found, ignored: all };
}

function entriesOf(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** What is tracked counts even where it is ignored. An index that cannot be read is one that tells nothing. */
async function trackedFiles({ gitFolder }: GitRepository): Promise<readonly string[]> {
  // The package is CommonJS: only its default export is there both in source and in a bundle.
  const { default: git } = await import('isomorphic-git');
  const tracked = await git.listFiles({ fs, gitdir: gitFolder }).catch((): readonly string[] => []);
  return tracked.filter((path) => LOOKED_AT.test(path));
}

/** A regular file, and behind no link. */
function isFileIn(root: string, path: string): boolean {
  try {
    const full = join(root, path);
    return fs.lstatSync(full).isFile() && fs.realpathSync(dirname(full)) === dirname(full);
  } catch {
    return false;
  }
}

async function remoteAddresses({ commonFolder }: GitRepository): Promise<readonly string[]> {
  const { default: git } = await import('isomorphic-git');
  const at = { fs, gitdir: commonFolder };
  const remotes = await git.listRemotes(at).catch((): readonly { remote: string; url: string }[] => []);
  const pushed = remotes.map(({ remote }) => git.getConfig({ ...at, path: `remote.${remote}.pushurl` }));
  const others: readonly unknown[] = await Promise.all(pushed.map((asked) => asked.catch(() => undefined)));
  return [...remotes.map(({ url }) => url), ...others].filter(
    (url) => typeof url === 'string' && url !== '',
  ) as string[]; // the filter vouches
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

// ---- what is in them

type Contents = Pick<RepositoryView, 'documents' | 'unread' | 'sourceIgnore' | 'unrendered' | 'notGenerating'>;

/** One file after the other: few of them are kept. */
function readFiles(root: string, paths: readonly string[], shown: (path: string) => string): Contents {
  const documents: RepositoryDocument[] = [];
  const unread: UnreadFile[] = [];
  const sourceIgnore = new Map<string, string>();
  const unrendered = new Set<string>();
  const notGenerating = new Set<string>();
  for (const path of paths.filter((one) => !one.endsWith('.jsonnet'))) {
    const { value, diagnostics } = readBounded([{ path, real: join(root, path), shown: shown(path) }], {});
    const [file] = value;
    if (file === undefined) {
      unread.push({ path, at: placeOf(shown(path)), why: diagnostics[0]?.message ?? 'it cannot be read' });
      continue;
    }
    const text = textIn(file);
    if (text.includes(SKIPPED_BY_ARGO_CD)) unrendered.add(path);
    if (text.includes('kyverno.io/') && !GENERATING.test(text) && ACTING.test(text)) notGenerating.add(path);
    if (basename(path) === '.sourceignore') sourceIgnore.set(folderOf(path), text);
    else if (KUSTOMIZE_FILES.has(basename(path)) || TELLING.test(text)) {
      const read = definitionsIn(file, path);
      documents.push(...read.documents);
      if (TELLING.test(text)) unread.push(...read.unread);
    }
  }
  return { documents, unread, sourceIgnore, unrendered, notGenerating };
}

function definitionsIn(file: TreeFile, path: string): Pick<Contents, 'documents' | 'unread'> {
  const isKustomize = KUSTOMIZE_FILES.has(basename(path));
  const parsed = readDocuments(file);
  const documents = parsed.value.flatMap((document) => flattenLists(document).value);
  const telling = documents.filter(({ value }) => isKustomize || GROUPS.has(groupOf(textAt(value, 'apiVersion'))));
  const [problem] = parsed.diagnostics.filter(({ severity }) => severity === 'error');
  return {
    documents: telling.map((document) => ({ ...document, path })),
    unread: problem ? [{ path, at: problem.at ?? placeOf(file.shown), why: problem.message }] : [],
  };
}

function placeOf(file: string): UnreadFile['at'] {
  return { file, line: 1, column: 1 };
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === '.' ? '' : folder;
}

function textIn(file: TreeFile): string {
  const decoded = decodeText(file.bytes);
  return 'text' in decoded ? decoded.text : '';
}
