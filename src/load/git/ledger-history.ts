// Finds the last good ledgers in the history of a repository: on each line of it the youngest commit whose ledger can be read. Nothing
// is written, and what the ledgers are good for is not judged here.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checked } from '../../model/diagnostic.ts';
import { isLedgerPath, LEDGER_FOLDER, LEDGER_HEADER_PATH, parseLedgerFiles } from '../../model/ledger-file.ts';
import type { Ledger } from '../../model/ledger.ts';
import { decodeText } from '../../yaml/index.ts';
import { CommitQueue } from './commit-queue.ts';
import { withObjects, type GitObjects, type GitReading } from './git-objects.ts';
import { resolveReference } from './git-reference.ts';
import { checked, GitTrouble, type GitRepository } from './git-repository.ts';
import { listTree } from './git-tree.ts';
import type { GitCommit } from './object-forms.ts';

/** A ledger that was good once. */
export interface FormerLedger {
  readonly commit: string;
  readonly ledger: Ledger;
}

/** What the history has. */
export interface LedgerHistory {
  /** Youngest commit first. */
  readonly ledgers: readonly FormerLedger[];
  /** Why a line of history ended before a good ledger was found; absent where none did. */
  readonly ended?: 'shallow' | 'limit';
}

/** Where and how far to look. */
export interface HistoryRequest extends GitReading {
  /** The output root in the repository, with '/'. */
  readonly path: string;
  /** The cluster whose ledger it must be; '' for any. */
  readonly cluster: string;
  /** Commits to look at. */
  readonly limit?: number;
}

/** What is unfinished in a repository. */
export type Unfinished = 'merge' | 'cherry-pick' | 'revert' | 'rebase';

const DEFAULT_LIMIT = 2000;
const UNFINISHED: readonly (readonly [file: string, what: Unfinished])[] = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['REBASE_HEAD', 'rebase'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
];

/** What a person has begun in the repository and not finished; undefined where nothing is. */
export function unfinishedIn({ gitFolder }: GitRepository): Unfinished | undefined {
  return UNFINISHED.find(([file]) => existsSync(join(gitFolder, file)))?.[1];
}

/**
 * The last good ledgers: from HEAD, and from what is being merged or moved onto it, back to the first good one on each line.
 *
 * Errors  load/git-repository and load/git-object where the repository cannot be read at all; a repository without a commit has none.
 */
export async function ledgersInHistory(
  repository: GitRepository,
  request: HistoryRequest,
): Promise<Checked<LedgerHistory>> {
  return await checked<LedgerHistory>({ ledgers: [] }, () =>
    withObjects(repository, request, async (objects) => ({ value: await walk(objects, request), diagnostics: [] })),
  );
}

async function walk(objects: GitObjects, request: HistoryRequest): Promise<LedgerHistory> {
  const queue = new CommitQueue();
  const commits = new Map<string, GitCommit>();
  let ended: LedgerHistory['ended'];
  const add = async (id: string): Promise<void> => {
    if (commits.has(id)) return;
    const commit = await commitIn(objects, id);
    if (commit === undefined) ended ??= 'shallow';
    else {
      commits.set(id, commit);
      queue.add(id, commit.time);
    }
  };
  for (const id of await startsOf(objects)) await add(id);
  const read = ledgerReader(objects, request);
  const ledgers: FormerLedger[] = [];
  for (let id = queue.take(), looked = 1; id !== undefined; id = queue.take(), looked += 1) {
    if (looked > (request.limit ?? DEFAULT_LIMIT)) return { ledgers, ended: 'limit' };
    const commit = commits.get(id);
    const ledger = commit && (await read(commit.tree));
    if (ledger) ledgers.push({ commit: id, ledger });
    else for (const parent of commit?.parents ?? []) await add(parent);
  }
  return { ledgers, ...(ended ? { ended } : {}) };
}

/** Undefined for a commit that the clone left out. */
async function commitIn(objects: GitObjects, id: string): Promise<GitCommit | undefined> {
  try {
    return await objects.commit(id);
  } catch (error) {
    if (error instanceof GitTrouble) return undefined;
    throw error;
  }
}

/** HEAD, where there is a commit yet, and the commits that something unfinished brings in. */
async function startsOf(objects: GitObjects): Promise<readonly string[]> {
  const { gitFolder } = objects.repository;
  const brought = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REBASE_HEAD'].flatMap((name) => idsIn(join(gitFolder, name)));
  try {
    return [(await resolveReference(objects, 'HEAD')).id, ...brought];
  } catch (error) {
    if (error instanceof GitTrouble) return brought;
    throw error;
  }
}

function idsIn(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').match(/^[0-9a-f]{40}$/gmu) ?? [];
  } catch {
    return [];
  }
}

type LedgerReader = (tree: string) => Promise<Ledger | undefined>;

/** Reads the ledger of a commit's tree; undefined where there is no good one. Most commits have the same: each is read once. */
function ledgerReader(objects: GitObjects, { path, cluster }: HistoryRequest): LedgerReader {
  const known = new Map<string, Ledger | undefined>();
  const parts = `${path}/${LEDGER_FOLDER}`.split('/').filter((part) => part !== '');
  return async (tree) => {
    const folder = await folderAt(objects, tree, parts);
    if (folder === undefined) return undefined;
    if (!known.has(folder)) known.set(folder, await ledgerIn(objects, folder, cluster));
    return known.get(folder);
  };
}

async function folderAt(objects: GitObjects, tree: string, parts: readonly string[]): Promise<string | undefined> {
  let id = tree;
  for (const part of parts) {
    const entry = (await objects.folder(id)).find(({ path }) => path === part);
    if (entry?.type !== 'tree') return undefined;
    id = entry.oid;
  }
  return id;
}

async function ledgerIn(objects: GitObjects, folder: string, cluster: string): Promise<Ledger | undefined> {
  const listing = await listTree(objects, folder, { path: '', shown: '', extensions: ['.jsonl'] });
  const ids = listing.files.map(({ id }) => id);
  const blobs = await objects.blobs(ids, () => true);
  const texts = new Map<string, string>();
  for (const [index, file] of listing.files.entries()) {
    const bytes = blobs[index];
    const decoded = bytes && decodeText(bytes);
    // What is no text is no ledger either.
    texts.set(`${LEDGER_FOLDER}${file.path}`, decoded && 'text' in decoded ? decoded.text : '\0');
  }
  if (!texts.has(LEDGER_HEADER_PATH) || ![...texts.keys()].every(isLedgerPath)) return undefined;
  const { value, diagnostics } = parseLedgerFiles(texts, '', cluster);
  return diagnostics.length === 0 ? value : undefined;
}
