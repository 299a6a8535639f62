// Repositories behind a Git server of this process, and the program run beside it: it has to run while the server answers.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { aFolder, CLI, plainEnv, type Ran } from './cli.ts';
import { serveGit, type GitService, type GitServiceOptions } from './git-service.ts';
import type { Files } from './project.ts';

/** What Git and Headwater need to be told for a server without encryption. */
export const OVER_HTTP = { GIT_ALLOW_PROTOCOL: 'http:https' };

/** A repository on the server. */
export interface Remote {
  /** Without `git+`. */
  readonly url: string;
  /** The work tree that its commits are made in. */
  readonly root: string;
  git(...args: readonly string[]): string;
  /** Writes, commits everything on the branch that is checked out, and brings all branches and tags to the server; gives the commit's id. */
  commit(files: Files, links?: Files): string;
  /** The same for a tag or a branch that was made by hand. */
  publish(): void;
}

/** A server. */
export interface Remotes extends GitService {
  readonly folder: string;
  /** A new repository with these files on main. */
  remote(name: string, files: Files, links?: Files): Remote;
}

/** Serves repositories until the test is over. */
export async function someRemotes(options: GitServiceOptions = {}): Promise<Remotes> {
  const folder = aFolder();
  const service = await serveGit(folder, options);
  return { ...service, folder, remote: (name, files, links) => aRemote(folder, service.url, name, files, links) };
}

function aRemote(folder: string, url: string, name: string, files: Files, links: Files = {}): Remote {
  const [root, bare] = [join(aFolder(), name), join(folder, `${name}.git`)];
  const env = plainEnv({
    ...{
      GIT_AUTHOR_NAME: 'U',
      GIT_AUTHOR_EMAIL: 'u@example',
      GIT_COMMITTER_NAME: 'U',
      GIT_COMMITTER_EMAIL: 'u@example',
    },
    GIT_ALLOW_PROTOCOL: 'file',
  });
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', root, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  mkdirSync(root);
  git('init', '-q', '-b', 'main');
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', bare], { env });
  const publish = (): void =>
    void git('push', '-q', '--force', bare, 'refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*');
  const remote: Remote = {
    url: `${url}/${name}.git`,
    root,
    git,
    publish,
    commit: (more, linked = {}) => {
      for (const [path, text] of Object.entries(more)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      for (const [path, target] of Object.entries(linked)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        rmSync(join(root, path), { force: true });
        symlinkSync(target, join(root, path));
      }
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', 'more');
      publish();
      return git('rev-parse', 'HEAD').trim();
    },
  };
  remote.commit(files, links);
  return remote;
}

/** Runs the program in a folder, beside this process. */
export function cliBeside(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd,
      env: plainEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...said }));
  });
}
