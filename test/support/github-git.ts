// What GitHub does with a repository when its API makes a commit: Git's plumbing on a bare repository, with the tip really compared.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What createCommitOnBranch is given. */
export interface CommitInput {
  branch: { repositoryNameWithOwner: string; branchName: string };
  expectedHeadOid: string;
  message: { headline: string; body: string };
  fileChanges: { additions: { path: string; contents: string }[]; deletions: { path: string }[] };
}

/** An id, or an error as GraphQL has it. */
export type Made = { readonly oid: string } | { readonly type: string; readonly message: string };

/** Makes the commit in the bare repository. */
export function makeCommit(folder: string, input: CommitInput): Made {
  const ref = `refs/heads/${input.branch.branchName}`;
  const tip = tipOf(folder, input.branch.branchName);
  if (tip === undefined) return { type: 'NOT_FOUND', message: `The branch ${input.branch.branchName} was not found.` };
  const expected = input.expectedHeadOid;
  if (tip !== expected) {
    const message = `Expected branch to point to "${expected}" but it did not.  Pull and try again.`;
    return { type: 'STALE_DATA', message };
  }
  const temporary = mkdtempSync(join(tmpdir(), 'headwater-index-'));
  const git = (args: readonly string[], stdin: string | Buffer = ''): string => {
    const env = { GIT_INDEX_FILE: join(temporary, 'index') };
    return gitIn(folder, args, { stdin, env }).trim();
  };
  git(['read-tree', tip]);
  for (const { path } of input.fileChanges.deletions) {
    if (git(['ls-files', '--', path]) !== path) {
      return { type: 'UNPROCESSABLE', message: 'A path was requested for deletion which does not exist.' };
    }
    git(['update-index', '--index-info'], `0 ${'0'.repeat(40)}\t${path}\n`);
  }
  const lines: string[] = [];
  for (const { path, contents } of input.fileChanges.additions) {
    const blob = git(['hash-object', '-w', '--stdin'], Buffer.from(contents, 'base64'));
    lines.push(`100644 ${blob}\t${path}\n`);
  }
  git(['update-index', '--index-info'], lines.join(''));
  const { headline, body } = input.message;
  const oid = git(['commit-tree', git(['write-tree']), '-p', tip, '-F', '-'], `${headline}\n\n${body}`);
  git(['update-ref', ref, oid, tip]);
  rmSync(temporary, { recursive: true });
  return { oid };
}

/** The tip of a branch. */
export function tipOf(folder: string, branch: string): string | undefined {
  try {
    return gitIn(folder, ['rev-parse', '--verify', '-q', `refs/heads/${branch}`]).trim();
  } catch {
    return undefined;
  }
}

/** Runs Git in a bare repository, untouched by the machine's configuration. */
export function gitIn(
  folder: string,
  args: readonly string[],
  { stdin = '', env = {} }: { stdin?: string | Buffer; env?: Readonly<Record<string, string>> } = {},
): string {
  return execFileSync('git', ['-C', folder, ...args], {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'github-actions[bot]',
      GIT_AUTHOR_EMAIL: 'actions@example',
      GIT_COMMITTER_NAME: 'GitHub',
      GIT_COMMITTER_EMAIL: 'noreply@example',
      ...env,
    },
    input: stdin,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** What a query of GraphQL for a branch or for files of a commit is answered; undefined: it asks for something else. */
export function answerFromGit(
  folder: string,
  query: string,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> | undefined {
  if (query.includes('ref(qualifiedName: $branch)')) {
    const oid = tipOf(folder, (variables['branch'] ?? '').replace('refs/heads/', ''));
    if (oid === undefined) return { data: { repository: { ref: null } } };
    const [parents = '', ...message] = gitIn(folder, ['log', '-1', '--format=%P%n%B', oid]).split('\n');
    const nodes = parents.split(' ').map((parent) => ({ oid: parent }));
    return {
      data: { repository: { ref: { target: { oid, message: message.join('\n').trim(), parents: { nodes } } } } },
    };
  }
  if (!query.includes('object(oid: $commit)')) return undefined;
  const names = [...query.matchAll(/f(\d+): file\(path: \$p\1\)/g)].map(([, index = '']) => index);
  const files = names.map((index): readonly [string, unknown] => {
    const line = gitIn(folder, ['ls-tree', variables['commit'] ?? '', '--', variables[`p${index}`] ?? '']);
    return [`f${index}`, line === '' ? null : { oid: line.split(/\s/)[2] }];
  });
  return { data: { repository: { object: Object.fromEntries(files) } } };
}
