// A remote that is a few branches in a test's own repository: fetching is looking up, delivering makes the commit, and a test may let others
// be first or refuse what comes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BranchCommit, Delivered, Remote } from '../../src/publish/index.ts';
import type { GitProject } from './git-project.ts';

/** The remote with what was asked of it. */
export interface FakeRemote extends Remote {
  /** Branches and their tips. */
  readonly tips: Map<string, string>;
  /** `fetch main`, `deliver main`, in the order of the calls. */
  readonly calls: string[];
  readonly delivered: BranchCommit[];
}

/** What a test may do: an answer of its own, or nothing and let things take their way. */
export interface FakeRemoteOptions {
  readonly tips?: Readonly<Record<string, string>>;
  /** What the remote-tracking branches say; without it what `tips` begin with. */
  readonly seen?: Readonly<Record<string, string>>;
  readonly onDeliver?: (commit: BranchCommit, remote: FakeRemote) => Delivered | undefined;
  readonly onFetch?: (branch: string) => { readonly said: string } | undefined;
}

/** A remote of a project's repository. */
export function aRemote(project: GitProject, options: FakeRemoteOptions = {}): FakeRemote {
  const remote: FakeRemote = {
    name: 'origin',
    shown: 'https://example.org/repo.git',
    tips: new Map(Object.entries(options.tips ?? {})),
    calls: [],
    delivered: [],
    lastSeen: (branch) => Promise.resolve({ value: (options.seen ?? options.tips ?? {})[branch], diagnostics: [] }),
    fetch: (branch) => {
      remote.calls.push(`fetch ${branch}`);
      const trouble = options.onFetch?.(branch);
      if (trouble === undefined) return Promise.resolve({ value: remote.tips.get(branch), diagnostics: [] });
      const error = { code: 'publish/fetch-failed', severity: 'error', message: trouble.said, about: {} } as const;
      return Promise.resolve({ value: undefined, diagnostics: [error] });
    },
    deliver: (commit) => {
      remote.calls.push(`deliver ${commit.branch}`);
      const answer = options.onDeliver?.(commit, remote);
      if (answer !== undefined) return Promise.resolve(answer);
      if (remote.tips.get(commit.branch) !== commit.expected) {
        return Promise.resolve({ kind: 'lost', said: 'fetch first' });
      }
      const id = commitOf(project, commit);
      remote.tips.set(commit.branch, id);
      remote.delivered.push(commit);
      return Promise.resolve({ kind: 'delivered', commit: id });
    },
  };
  return remote;
}

/** Makes such a commit in the repository; nothing points to it. */
export function commitOf(project: GitProject, { base, changes, parents, message }: BranchCommit): string {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-index-'));
  const run = (args: readonly string[], input: string | Uint8Array = ''): string =>
    execFileSync('git', ['-C', project.root, ...args], {
      env: {
        PATH: process.env['PATH'],
        ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_INDEX_FILE: join(folder, 'index') },
        ...{ GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@b' },
      },
      input,
      encoding: 'utf8',
    }).trim();
  try {
    run(['read-tree', base ?? '--empty']);
    const lines = changes.map(({ path, content }) => {
      if (content === undefined) return `0 ${'0'.repeat(40)}\t${path}\n`;
      return `100644 ${run(['hash-object', '-w', '--stdin'], content)}\t${path}\n`;
    });
    run(['update-index', '--index-info'], lines.join(''));
    const tree = run(['write-tree']);
    return run(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], message);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
