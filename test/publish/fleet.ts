// A bare repository as the other side has it, and clones of it, in a temporary folder, untouched by the machine's settings of Git.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import {
  openRemote,
  openRepository,
  type BranchCommit,
  type Remote,
  type Repository,
} from '../../src/publish/index.ts';
import type { RepositoryKind } from '../../src/publish/index.ts';
import { openSandbox, type Sandbox } from './git-sandbox.ts';

type Env = Sandbox['env'];

export interface Fleet {
  readonly home: string;
  /** Folder of the bare repository. */
  readonly bare: string;
  readonly env: Env;
  /** Git in the bare repository. */
  readonly there: (...args: readonly string[]) => string;
  /** Git in any folder, as a person. */
  readonly in: (folder: string, ...args: readonly string[]) => string;
  /** Commits these files on a branch of the bare repository, as somebody else does; gives the commit. */
  readonly pushed: (files: Readonly<Record<string, string>>, branch?: string) => string;
  readonly tip: (branch?: string) => string;
  /** Makes a hook of the bare repository. */
  readonly hook: (name: string, script: string) => void;
  /** A clone in a folder of that name; its folder. */
  readonly clone: (name: string, ...args: readonly string[]) => string;
}

/** An empty remote, or one with these files on `main`. */
export function aFleet(files?: Readonly<Record<string, string>>): Fleet {
  const box = openSandbox();
  onTestFinished(box.close);
  const bare = join(box.home, 'fleet.git');
  const inFolder = (folder: string, ...args: readonly string[]): string => box.git('-C', folder, ...args);
  box.git('init', '-q', '--bare', '-b', 'main', bare);
  const fleet: Fleet = {
    home: box.home,
    bare,
    env: box.env,
    there: (...args) => inFolder(bare, ...args),
    in: inFolder,
    pushed: (more, branch = 'main') => {
      putIn(box.root, more);
      inFolder(box.root, 'add', '-A');
      inFolder(box.root, 'commit', '-q', '--allow-empty', '-m', 'somebody');
      inFolder(box.root, 'push', '-q', bare, `HEAD:refs/heads/${branch}`);
      return inFolder(box.root, 'rev-parse', 'HEAD').trim();
    },
    tip: (branch = 'main') => inFolder(bare, 'rev-parse', `refs/heads/${branch}`).trim(),
    hook: (name, script) => putScript(join(bare, 'hooks', name), script),
    clone: (name, ...args) => {
      const folder = join(box.home, name);
      box.git('clone', '-q', ...args, `file://${bare}`, folder);
      return folder;
    },
  };
  if (files) fleet.pushed(files);
  return fleet;
}

export function putIn(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export function putScript(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

export async function open(folder: string, env: Env, kind: RepositoryKind = 'git'): Promise<Repository> {
  const { value, diagnostics } = await openRepository(folder, { kind, env });
  expect(diagnostics).toEqual([]);
  return value!;
}

export async function remoteOf(
  folder: string,
  env: Env,
  { name, branch = 'main', kind = 'git' }: { name?: string; branch?: string; kind?: RepositoryKind } = {},
): Promise<Remote> {
  const { value, diagnostics } = await openRemote(await open(folder, env, kind), name, branch);
  expect(diagnostics).toEqual([]);
  return value!;
}

/** A commit with one file, on the tip that it is made for. */
export function aCommit(expected: string | undefined, more: Partial<BranchCommit> = {}): BranchCommit {
  return {
    branch: 'main',
    expected,
    base: expected,
    parents: expected === undefined ? [] : [expected],
    changes: [{ path: 'output/a.yaml', content: 'a: 1\n' }],
    message: 'headwater: +1 ~0 -0\n',
    ...more,
  };
}

/** What a folder and everything that Git keeps of it look like: nothing of it may change while a commit is made and pushed. */
export function stateOf(folder: string): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: '/' } });
  return [
    git('symbolic-ref', '-q', 'HEAD'),
    git('rev-parse', 'HEAD'),
    git('ls-files', '-s', '-t', '--debug'),
    git('status', '--porcelain=v2', '--ignored'),
    git('for-each-ref', 'refs/heads', 'refs/tags'),
  ].join('\n');
}
