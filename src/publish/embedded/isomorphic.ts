// Commits without a git program, with isomorphic-git for objects and references and an index writer of our own. Repositories of a form
// that it does not know, and those that ask for hooks or signing, are refused with the request to install Git.
import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Checked } from '../../model/diagnostic.ts';
import { compareText } from '../../model/resource.ts';
import {
  asChecked,
  asCheckedOr,
  authorOf,
  COMMIT_HOOKS,
  CommitTrouble,
  configuredCommitter,
  isExecutable,
  refuseForeignPaths,
  UNFINISHED,
} from '../commit-checks.ts';
import { comparePaths, EXECUTABLE, type ComparedPath } from './compare-paths.ts';
import { openStore, readStoredHead, signed, treeOf, type EmbeddedGit } from './embedded-store.ts';
import { embeddedUncommitted } from './embedded-status.ts';
import { embeddedFollow } from './embedded-follow.ts';
import { openEmbeddedRemote } from './embedded-remote.ts';
import { asFollowed } from '../follow-plan.ts';
import { isSet, readGitConfig, type GitConfig } from './git-config.ts';
import { lockIndex, type LockedIndex } from './index-lock.ts';
import { changeTree, treeReader, type ObjectStore, type TreeChange } from './isomorphic-trees.ts';
import { writeBlob } from './loose-object.ts';
import { isOnDisk, isWithinFolder } from '../disk/work-tree.ts';
import type { Commit, CommitRequest, Head, Repository } from '../repository-port.ts';

const NO_TEXTS: ReadonlyMap<string, string> = new Map();

/**
 * A repository that is worked on without a git program; undefined beside an error.
 *
 * Errors  publish/no-repository for a form that only the git program knows: linked work tree, SHA-256, reftable, partial clone, sparse
 *         checkout, objects borrowed from another repository.
 */
export function openEmbedded(root: string, env: EmbeddedGit['env']): Checked<Repository | undefined> {
  const gitFolder = findGitFolder(root);
  const strange = strangeForm(gitFolder, readGitConfig(gitFolder, env));
  if (strange !== undefined) {
    const message = `The repository at ${root} ${strange}, which needs the git program (Debian package git).`;
    return {
      value: undefined,
      diagnostics: [{ code: 'publish/no-repository', severity: 'error', message, about: {} }],
    };
  }
  const embedded: EmbeddedGit = { root, gitFolder, env };
  const value: Repository = {
    kind: 'isomorphic',
    root,
    head: async () => {
      const { value: head, diagnostics } = await asChecked(async () => readStoredHead(await openStore(embedded)));
      return { value: head ?? {}, diagnostics };
    },
    missing: (folder) => asCheckedOr([], async () => missing(await openStore(embedded), embedded.root, folder)),
    committed: (paths) => asCheckedOr(NO_TEXTS, async () => committed(await openStore(embedded), paths)),
    commit: (request) => asChecked(() => commit(embedded, request)),
    uncommitted: (paths) => asCheckedOr([], () => embeddedUncommitted(embedded, paths)),
    follow: (id, branch) => asFollowed(id, () => embeddedFollow(embedded, id, branch)),
    // Three-way merges of texts are the git program's.
    merge: () => Promise.resolve({ value: undefined, diagnostics: [] }),
    openRemote: (name, branch) => Promise.resolve(openEmbeddedRemote(embedded, name, branch)),
  };
  return { value, diagnostics: [] };
}

/** `.git`, or the folder that a `.git` file names (submodules, linked work trees). */
function findGitFolder(root: string): string {
  const path = join(root, '.git');
  if (!fs.lstatSync(path).isFile()) return path;
  const named = /^gitdir: (.+?)\s*$/u.exec(fs.readFileSync(path, 'utf8'))?.[1];
  return named === undefined ? path : resolve(root, named);
}

function strangeForm(gitFolder: string, config: GitConfig): string | undefined {
  if (fs.existsSync(join(gitFolder, 'commondir'))) return 'is a linked work tree';
  if ((config.get('extensions.objectformat') ?? 'sha1') !== 'sha1') return 'does not use SHA-1';
  if ((config.get('extensions.refstorage') ?? 'files') !== 'files') return 'keeps its references in another form';
  if (config.has('extensions.partialclone')) return 'is a partial clone';
  if (isSet(config, 'core.sparsecheckout')) return 'has a sparse checkout';
  if (fs.existsSync(join(gitFolder, 'objects', 'info', 'alternates'))) return 'borrows objects from another repository';
  return undefined;
}

/** Hooks and signing cannot be carried out here, and passing over them would break a promise to the user. */
function refuseHooksAndSigning({ root, gitFolder }: EmbeddedGit, config: GitConfig): void {
  const need = (what: string) => new CommitTrouble(`${what}, which needs the git program (Debian package git).`);
  if (isSet(config, 'commit.gpgsign')) throw need('commit.gpgsign asks for signed commits');
  const set = config.get('core.hookspath')?.replace(/^~(?=\/)/u, homedir);
  const folder = set === undefined ? join(gitFolder, 'hooks') : resolve(root, set);
  for (const hook of [...COMMIT_HOOKS, 'reference-transaction']) {
    if (isExecutable(join(folder, hook))) throw need(`the repository has a ${hook} hook`);
  }
}

async function missing(store: ObjectStore, root: string, folder: string): Promise<readonly string[]> {
  const { commit: head } = await readStoredHead(store);
  if (head === undefined) return [];
  const paths = await store.git.listFiles({ ...store.at, ref: head });
  return paths.filter((path) => isWithinFolder(folder, path) && !isOnDisk(join(root, path))).sort(compareText);
}

async function committed(store: ObjectStore, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { commit: head } = await readStoredHead(store);
  if (head === undefined) return new Map();
  const blobAt = treeReader(store, await treeOf(store, head));
  const texts = new Map<string, string>();
  for (const path of paths) {
    const found = await blobAt(path);
    if (found === undefined) continue;
    const { blob } = await store.git.readBlob({ ...store.at, oid: found.id });
    texts.set(path, Buffer.from(blob).toString('utf8'));
  }
  return texts;
}

async function commit(embedded: EmbeddedGit, request: CommitRequest): Promise<Commit | undefined> {
  refuseForeignPaths(request);
  const config = readGitConfig(embedded.gitFolder, embedded.env);
  const locked = lockIndex(embedded.gitFolder);
  try {
    const store = await openStore(embedded);
    return await commitLocked({ embedded, request, config, store, head: await readStoredHead(store), locked });
  } finally {
    locked.release();
  }
}

interface Making {
  readonly embedded: EmbeddedGit;
  readonly request: CommitRequest;
  readonly config: GitConfig;
  readonly store: ObjectStore;
  readonly head: Head;
  readonly locked: LockedIndex;
}

async function commitLocked(making: Making): Promise<Commit | undefined> {
  const { embedded, request, config, store, head, locked } = making;
  const base = head.commit === undefined ? undefined : await treeOf(store, head.commit);
  const found = await comparePaths(request.paths, {
    root: embedded.root,
    index: locked,
    inHead: treeReader(store, base),
    trustsModes: config.get('core.filemode') === undefined || isSet(config, 'core.filemode'),
  });
  const changed = found.filter((one) => one.changed).sort((a, b) => compareText(a.path, b.path));
  if (changed.length === 0) {
    locked.replace(found);
    return undefined;
  }
  refuseHooksAndSigning(embedded, config);
  refuseUnfinished(embedded);
  const ignored = await ignoredAmong(store, changed);
  const id = await writeCommit(making, base, changed);
  locked.replace(found);
  await moveHead(making, id);
  return {
    id,
    ...(head.branch !== undefined && { branch: head.branch }),
    paths: changed.map((one) => one.path),
    ignored,
  };
}

/** Git's own question is only for files that it does not know yet. */
async function ignoredAmong({ git, at }: ObjectStore, changed: readonly ComparedPath[]): Promise<readonly string[]> {
  const ignored: string[] = [];
  for (const { path, known } of changed) {
    if (!known && (await git.isIgnored({ ...at, filepath: path }))) ignored.push(path);
  }
  return ignored;
}

/** Blobs first, then the trees on the way to them, then the commit. A file that was not read is one whose blob the index knows. */
async function writeCommit(
  making: Making,
  base: string | undefined,
  changed: readonly ComparedPath[],
): Promise<string> {
  const { store, head, request, embedded, config } = making;
  const { git, at } = store;
  const changes: TreeChange[] = [];
  for (const { path, now } of changed) {
    if (now?.bytes) writeBlob(embedded.gitFolder, now.id, now.bytes);
    changes.push({ path, mode: now?.mode === EXECUTABLE ? '100755' : '100644', ...(now && { id: now.id }) });
  }
  const tree = (await changeTree(store, base, changes)) ?? (await git.writeTree({ ...at, tree: [] }));
  const author = authorOf(request);
  const committer = configuredCommitter({ env: embedded.env, config }) ?? author;
  const parent = head.commit === undefined ? [] : [head.commit];
  const { message } = request;
  return await git.writeCommit({
    ...at,
    commit: { message, tree, parent, author: signed(author), committer: signed(committer) },
  });
}

async function moveHead({ store, head }: Making, id: string): Promise<void> {
  const now = await readStoredHead(store);
  if (now.commit !== head.commit || now.branch !== head.branch) {
    throw new CommitTrouble('HEAD moved while the commit was made; run again.');
  }
  await store.git.writeRef({ ...store.at, ref: head.branch ?? 'HEAD', value: id, force: true });
}

function refuseUnfinished({ gitFolder }: EmbeddedGit): void {
  const found = UNFINISHED.find(([file]) => fs.existsSync(join(gitFolder, file)));
  if (found) throw new CommitTrouble(`${found[1]} is under way in this repository; finish or abort it first.`);
}
