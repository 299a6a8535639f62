// Commits with the git program: plumbing where nothing stands between, `git commit` where the repository asks for hooks or signing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked } from '../../model/diagnostic.ts';
import type { Environment } from '../../model/environment.ts';
import { compareText } from '../../model/resource.ts';
import { asChecked, asCheckedOr, authorOf, COMMIT_HOOKS, isExecutable, refuseForeignPaths } from '../commit-checks.ts';
import { gitPath, readHead, refuseUnfinished } from './git-head.ts';
import { asksForSigning, identityVariables, listSettings } from './git-settings.ts';
import { asFollowed } from '../follow-plan.ts';
import { followCommit } from './system-follow.ts';
import { openSystemRemote } from './system-remote.ts';
import { uncommittedPaths } from './system-status.ts';
import { inTemporaryFolder } from '../disk/temporary-folder.ts';
import { isOnDisk } from '../disk/work-tree.ts';
import { makeMerge } from './make-merge.ts';
import type { Commit, CommitRequest, Head, Repository } from '../repository-port.ts';
import { bytesOf, gitIn, outputOf, zeroSeparated, type RunGit } from './run-git.ts';

const NO_TEXTS: ReadonlyMap<string, string> = new Map();

interface SystemGit {
  readonly root: string;
  readonly env: Environment;
  readonly run: RunGit;
}

/**
 * A repository that the git program works on; undefined beside an error.
 *
 * Errors  publish/no-repository where Git does not want it.
 */
export async function openSystemGit(root: string, env: Environment): Promise<Checked<Repository | undefined>> {
  const run = gitIn(root, env);
  const asked = await run({ args: ['rev-parse', '--is-inside-work-tree'] });
  if (asked.status !== 0 || asked.output.trim() !== 'true') {
    const message = `Git does not work in ${root}: ${asked.errors.trim() || 'it is no work tree'}.`;
    return {
      value: undefined,
      diagnostics: [{ code: 'publish/no-repository', severity: 'error', message, about: {} }],
    };
  }
  const git: SystemGit = { root, env, run };
  const value: Repository = {
    kind: 'git',
    root,
    head: async () => {
      const { value: head, diagnostics } = await asChecked(() => readHead(run));
      return { value: head ?? {}, diagnostics };
    },
    missing: (folder) => asCheckedOr([], () => missing(git, folder)),
    committed: (paths) => asCheckedOr(NO_TEXTS, () => committed(git, paths)),
    commit: (request) => asChecked(() => commit(git, request)),
    uncommitted: (paths) => asCheckedOr([], () => uncommittedPaths(run, paths)),
    follow: (id, branch) => asFollowed(id, () => followCommit(git, id, branch)),
    merge: (request) => asChecked(() => makeMerge(git, request)),
    openRemote: (name, branch) => openSystemRemote(root, env, name, branch).catch(noRemote),
  };
  return { value, diagnostics: [] };
}

/** Settings that Git itself cannot read. */
function noRemote(error: unknown): Checked<undefined> {
  const cause = error instanceof Error ? error.message : String(error);
  const message = `The remotes of this repository cannot be read: ${cause}`;
  return { value: undefined, diagnostics: [{ code: 'publish/no-remote', severity: 'error', message, about: {} }] };
}

async function missing({ root, run }: SystemGit, folder: string): Promise<readonly string[]> {
  if ((await readHead(run)).commit === undefined) return [];
  const kind = ['--name-only', '--no-renames', '--diff-filter=D', '--ignore-submodules=all'];
  const args = ['diff', ...kind, '-z', 'HEAD', '--', folder === '' ? '.' : folder];
  // A file that is only gone from the index is on disk all the same.
  const gone = zeroSeparated(await outputOf(run, { args })).filter((path) => !isOnDisk(join(root, path)));
  return gone.sort(compareText);
}

/** Asks for all at once: one process, however large the ledger is. */
async function committed({ run }: SystemGit, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = paths.filter((path) => !path.includes('\n'));
  if (wanted.length === 0) return new Map();
  const input = wanted.map((path) => `HEAD:${path}\n`).join('');
  const output = await bytesOf(run, { args: ['cat-file', '--batch'], input });
  const texts = new Map<string, string>();
  let at = 0;
  for (const path of wanted) {
    const end = output.indexOf('\n', at);
    const header = output.toString('utf8', at, end);
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/u.exec(header) ?? [];
    at = end + 1;
    if (size === undefined) continue;
    if (type === 'blob') texts.set(path, output.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}

async function commit(git: SystemGit, request: CommitRequest): Promise<Commit | undefined> {
  refuseForeignPaths(request);
  const candidates = await findCandidates(git, request);
  if (candidates.paths.length === 0) return undefined;
  await refuseUnfinished(git.run, git.root);
  const head = await readHead(git.run);
  await stage(git, candidates.paths);
  const staged = await stagedAgainst(git, head, candidates.paths);
  if (staged.length === 0) return undefined;
  const making: Making = { git, request, head, staged, config: new Map(await listSettings(git.run)) };
  const id = (await asksForPorcelain(making)) ? await commitWithHooks(making) : await commitWithPlumbing(making);
  const paths = staged.map((entry) => entry.path).sort(compareText);
  const ignored = paths.filter((path) => candidates.ignored.has(path));
  return { id, ...(head.branch !== undefined && { branch: head.branch }), paths, ignored };
}

interface Candidates {
  readonly paths: readonly string[];
  readonly ignored: ReadonlySet<string>;
}

/** The owned paths that are not the same in HEAD, index and work tree. Git knows this from its index without reading files. */
async function findCandidates({ run }: SystemGit, request: CommitRequest): Promise<Candidates> {
  const owned = new Set(request.paths);
  if (owned.size === 0) return { paths: [], ignored: new Set() };
  const listing = ['--untracked-files=all', '--ignored=traditional', '--no-renames', '--ignore-submodules=all'];
  const under = request.under.map((folder) => (folder === '' ? '.' : folder));
  const output = await outputOf(run, { args: ['status', '--porcelain=v1', '-z', ...listing, '--', ...under] });
  const found = zeroSeparated(output)
    .map((line) => ({ state: line.slice(0, 2), path: line.slice(3) }))
    .filter(({ path }) => owned.has(path));
  const ignored = new Set(found.filter(({ state }) => state === '!!').map(({ path }) => path));
  return { paths: found.map(({ path }) => path), ignored };
}

/** Brings the real index to what is on disk for these paths: content, and the times that make `git status` quick and clean. */
async function stage({ run }: SystemGit, paths: readonly string[]): Promise<void> {
  const input = paths.map((path) => `${path}\u0000`).join('');
  await outputOf(run, { args: ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], input });
}

interface StagedEntry {
  readonly path: string;
  /** '000000' where the path goes. */
  readonly mode: string;
  readonly id: string;
}

/** What of `paths` differs between HEAD and the index. */
async function stagedAgainst(
  { run }: SystemGit,
  head: Head,
  paths: readonly string[],
): Promise<readonly StagedEntry[]> {
  const wanted = new Set(paths);
  const base = head.commit ?? (await outputOf(run, { args: ['hash-object', '-t', 'tree', '--stdin'] })).trim();
  const args = [
    'diff-index',
    '--cached',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '--ignore-submodules=all',
    '-z',
    base,
  ];
  const parts = zeroSeparated(await outputOf(run, { args }));
  const entries: StagedEntry[] = [];
  // Pairs of `:oldmode newmode oldid newid STATUS` and path.
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = '', , id = ''] = (parts[at] ?? '').split(' ');
    const path = parts[at + 1] ?? '';
    if (wanted.has(path)) entries.push({ path, mode, id });
  }
  return entries;
}

interface Making {
  readonly git: SystemGit;
  readonly request: CommitRequest;
  readonly head: Head;
  readonly staged: readonly StagedEntry[];
  readonly config: ReadonlyMap<string, string>;
}

/** Tells whether hooks or signing are asked for, which plumbing would pass over. */
async function asksForPorcelain({ git, config }: Making): Promise<boolean> {
  if (await asksForSigning(git.run)) return true;
  if ([...config.keys()].some((key) => key.startsWith('hook.'))) return true;
  const folder = await gitPath(git.run, git.root, 'hooks');
  return COMMIT_HOOKS.some((name) => isExecutable(join(folder, name)));
}

function identityOf({ git, request, config }: Making): Environment {
  return identityVariables(authorOf(request), git.env, config);
}

/** `--only` takes HEAD plus these paths and leaves everything else that is staged alone. */
async function commitWithHooks(making: Making): Promise<string> {
  const { git, request, staged } = making;
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'message'), request.message);
    const named = ['--only', '--pathspec-from-file=-', '--pathspec-file-nul'];
    const message = ['-F', join(folder, 'message'), '--cleanup=verbatim'];
    const input = staged.map(({ path }) => `${path}\u0000`).join('');
    await outputOf(git.run, { args: ['commit', '-q', ...named, ...message], input, env: identityOf(making) });
  });
  return (await outputOf(git.run, { args: ['rev-parse', 'HEAD'] })).trim();
}

async function commitWithPlumbing(making: Making): Promise<string> {
  const { git, request, head } = making;
  const tree = await inTemporaryFolder((folder) => writeTree(making, join(folder, 'index')));
  const parent = head.commit === undefined ? [] : ['-p', head.commit];
  const call = { args: ['commit-tree', ...parent, '-F', '-', tree], input: request.message, env: identityOf(making) };
  const id = (await outputOf(git.run, call)).trim();
  const reason = `commit${head.commit === undefined ? ' (initial)' : ''}: ${request.message.split('\n')[0] ?? ''}`;
  const old = head.commit ?? '0'.repeat(id.length);
  await outputOf(git.run, { args: ['update-ref', '-m', reason, 'HEAD', id, old], env: identityOf(making) });
  return id;
}

/** HEAD's tree with the staged entries laid over it, made in an index of its own. */
async function writeTree({ git, head, staged }: Making, indexFile: string): Promise<string> {
  const env = { GIT_INDEX_FILE: indexFile };
  await outputOf(git.run, { args: ['read-tree', head.commit ?? '--empty'], env });
  // Removals first: a file may make way for a folder of the same name, or the other way round.
  const ordered = [...staged.filter(isRemoval), ...staged.filter((entry) => !isRemoval(entry))];
  const input = ordered.map(({ mode, id, path }) => `${mode === '000000' ? '0' : mode} ${id}\t${path}\u0000`).join('');
  await outputOf(git.run, { args: ['update-index', '-z', '--index-info'], input, env });
  return (await outputOf(git.run, { args: ['write-tree'], env })).trim();
}

function isRemoval(entry: StagedEntry): boolean {
  return entry.mode === '000000';
}
