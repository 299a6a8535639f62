// Real repositories in temporary folders, untouched by the machine's own Git configuration.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Tells whether the git program is here; the tests need it to look at what both backends did. */
export const HAS_GIT = spawnSync('git', ['--version']).status === 0;
export const NEEDS_GIT = HAS_GIT ? '' : ' (skipped: needs git (Debian package git))';

export interface Sandbox {
  readonly home: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly git: (...args: readonly string[]) => string;
  readonly put: (files: Readonly<Record<string, string>>) => void;
  readonly remove: (...paths: readonly string[]) => void;
  readonly status: () => string;
  readonly close: () => void;
}

export function openSandbox(initArgs: readonly string[] = []): Sandbox {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-git-')));
  const root = join(home, 'repo');
  const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  mkdirSync(root);
  const user = {
    GIT_AUTHOR_NAME: 'User',
    GIT_AUTHOR_EMAIL: 'user@example',
    GIT_COMMITTER_NAME: 'User',
    GIT_COMMITTER_EMAIL: 'user@example',
  };
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', root, ...args], {
      env: { ...env, ...user },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 2 ** 28,
    });
  git('init', '-q', '-b', 'main', ...initArgs);
  return {
    home,
    root,
    env,
    git,
    put: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    remove: (...paths) => paths.forEach((path) => rmSync(join(root, path), { recursive: true })),
    status: () => git('status', '--porcelain'),
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}
