// A project on a server, and jobs that push to it: clones as runners leave them, with the built program in a process of its own.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Report } from '../../src/report/index.ts';
import { CLI, type Ran } from './cli.ts';
import { serveGit, type GitService, type GitServiceOptions } from './git-service.ts';
import { aGitProject, gitProjectIn, type GitProject } from './git-project.ts';
import type { Files } from './project.ts';

/** A bare repository, and how it is reached. */
export interface Published {
  /** Somebody's clone of it, with `main` checked out. */
  readonly project: GitProject;
  /** Of the bare repository. */
  readonly path: string;
  /** Runs Git in the bare repository; gives what it prints. */
  readonly git: (...args: readonly string[]) => string;
  readonly tip: (branch?: string) => string;
  /** Somebody commits these files and pushes them; others may push at the same time. */
  readonly edit: (files: Files, branch?: string) => string;
  /** Every manifest of a branch. */
  readonly manifests: (branch?: string) => readonly string[];
}

/** A repository on a server with these files on `main`. It keeps a record of what was pushed, and takes no forced push. */
export function publish(files: Files): Published {
  const project = aGitProject(files);
  const path = join(project.home, 'server', 'repo.git');
  mkdirSync(join(project.home, 'server'));
  project.git('clone', '-q', '--bare', project.root, path);
  const git = (...args: readonly string[]): string => project.git('-C', path, ...args);
  for (const setting of ['core.logAllRefUpdates=always', 'receive.denyNonFastForwards=true', 'http.receivepack=true']) {
    git('config', ...setting.split('='));
  }
  project.git('remote', 'add', 'origin', path);
  project.git('fetch', '-q', 'origin');
  return {
    project,
    path,
    git,
    tip: (branch = 'main') => git('rev-parse', `refs/heads/${branch}`).trim(),
    edit(more, branch = 'main') {
      for (;;) {
        project.git('fetch', '-q', 'origin');
        project.git('checkout', '-q', '-f', '--detach', `origin/${branch}`);
        project.write(more);
        const id = project.commit('edit');
        try {
          project.git('push', '-q', 'origin', `HEAD:refs/heads/${branch}`);
          return id;
        } catch {
          // Somebody was first: once more on the new tip.
        }
      }
    },
    manifests(branch = 'main') {
      const paths = git('ls-tree', '-r', '--name-only', branch, 'output/').trim().split('\n');
      return paths.filter((path) => path !== '' && !path.startsWith('output/.headwater/'));
    },
  };
}

/** Serves it over HTTP; the address is that of the repository. */
export async function serve(
  { project }: Published,
  options: GitServiceOptions = {},
): Promise<GitService & { readonly address: string }> {
  const service = await serveGit(join(project.home, 'server'), options);
  return { ...service, address: `${service.url}/repo.git` };
}

/** A clone in a folder of its own. The server may be this process, so nothing waits for it here. */
export async function cloneAs({ project }: Published, name: string, address: string): Promise<GitProject> {
  const root = join(project.home, name);
  const { status, stderr } = await run(project.home, 'git', ['clone', '-q', address, root], runnerEnv(project));
  if (status !== 0) throw new Error(`git clone: ${stderr}`);
  return inFolder(project, root);
}

/** Brings a clone to what the server has, as a runner does before each job. */
export async function refresh(clone: GitProject): Promise<void> {
  await run(clone.root, 'git', ['fetch', '-q', 'origin'], runnerEnv(clone));
  clone.git('reset', '-q', '--hard', 'origin/main');
}

/** An empty folder that is made a repository, as runners begin; every line is a call of Git in it. */
export async function runnerClone(
  { project }: Published,
  name: string,
  lines: readonly (readonly string[])[],
): Promise<GitProject> {
  const root = join(project.home, name);
  mkdirSync(root);
  for (const line of lines) {
    const { status, stderr } = await run(root, 'git', line, runnerEnv(project));
    if (status !== 0) throw new Error(`git ${line.join(' ')}: ${stderr}`);
  }
  return inFolder(project, root);
}

function inFolder(project: GitProject, root: string): GitProject {
  const git = (...args: readonly string[]): string => project.git('-C', root, ...args);
  return { ...gitProjectIn(root, git), home: project.home };
}

/** What a runner has around it: no settings of Git, no identity. */
export function runnerEnv({ home }: GitProject, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const empty = join(home, 'nobody');
  mkdirSync(empty, { recursive: true });
  return { PATH: process.env['PATH'] ?? '', HOME: empty, GIT_CONFIG_NOSYSTEM: '1', CI: 'true', ...more };
}

/** A job: the program in a clone, without waiting in this process. */
export async function job(
  clone: GitProject,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran & { readonly report: Report }> {
  const ran = await run(
    clone.root,
    process.execPath,
    [CLI, 'reconcile', '--format', 'json', ...args],
    runnerEnv(clone, env),
  );
  return { ...ran, report: JSON.parse(ran.stdout) as Report };
}

/** Runs a program while this process goes on. */
export function run(cwd: string, program: string, args: readonly string[], env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('close', (status) => {
      resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}
