// Makes a commit out of a tree and changes without a git program: work tree, index and HEAD stay as they are.
import { createHash } from 'node:crypto';
import type { BranchCommit } from '../branch-port.ts';
import { refuseDisplaced, refuseStrangeCommit } from '../branch-commit-checks.ts';
import { CommitTrouble, configuredCommitter } from '../commit-checks.ts';
import { openStore, signed, treeOf, type EmbeddedGit } from './embedded-store.ts';
import { isSet, readGitConfig } from './git-config.ts';
import { changeTree, filesOfTree } from './isomorphic-trees.ts';
import { writeBlob } from './loose-object.ts';
import { DEFAULT_AUTHOR } from '../repository-port.ts';

/**
 * The id of the commit, which is in the object store then and which nothing points to.
 *
 * Shape   a file keeps its executable bit; everything new is a plain file.
 * Errors  throws CommitTrouble: what is asked for is strange, commits are to be signed.
 */
export async function makeEmbeddedCommit(embedded: EmbeddedGit, commit: BranchCommit): Promise<string> {
  refuseStrangeCommit(commit);
  const config = readGitConfig(embedded.gitFolder, embedded.env);
  if (isSet(config, 'commit.gpgsign')) {
    throw new CommitTrouble(
      'commit.gpgsign asks for signed commits, which needs the git program (Debian package git).',
    );
  }
  const store = await openStore(embedded);
  const base = commit.base === undefined ? undefined : await treeOf(store, commit.base);
  const files = await filesOfTree(store, base);
  refuseDisplaced(commit, (path) => files.has(path), files.keys());
  const changes = commit.changes.map(({ path, content }) => {
    const mode = files.get(path)?.mode === '100755' ? '100755' : '100644';
    return { path, mode, ...(content !== undefined && { id: storeBlob(embedded.gitFolder, content) }) };
  });
  const tree = (await changeTree(store, base, changes)) ?? (await store.git.writeTree({ ...store.at, tree: [] }));
  const author = commit.author ?? DEFAULT_AUTHOR;
  const committer = configuredCommitter({ env: embedded.env, config }) ?? author;
  const { message } = commit;
  const parent = [...commit.parents];
  return await store.git.writeCommit({
    ...store.at,
    commit: { message, tree, parent, author: signed(author), committer: signed(committer) },
  });
}

function storeBlob(gitFolder: string, content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const id = createHash('sha1').update(`blob ${bytes.byteLength}\u0000`).update(bytes).digest('hex');
  writeBlob(gitFolder, id, bytes);
  return id;
}
