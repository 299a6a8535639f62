// The server that other tests push to does what a forge's does.
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../support/git-project.ts';
import { serveGit } from '../support/git-service.ts';

test.skipIf(!HAS_GIT)(`a branch is pushed and cloned over HTTP${NEEDS_GIT}`, async () => {
  const project = aGitProject({ 'a.txt': 'one\n' });
  project.git('clone', '-q', '--bare', project.root, `${project.home}/fleet.git`);
  const { url, requests } = await serveGit(project.home);
  const git = (...args: readonly string[]): Promise<string> => run(project.root, args);
  project.write({ 'a.txt': 'two\n' });
  const id = project.commit();
  await git('push', '-q', `${url}/fleet.git`, 'main');
  expect(
    execFileSync('git', ['-C', `${project.home}/fleet.git`, 'rev-parse', 'main'], { encoding: 'utf8' }).trim(),
  ).toBe(id);
  await git('clone', '-q', '--depth', '1', `${url}/fleet.git`, `${project.home}/copy`);
  expect(requests).toContain('POST /fleet.git/git-receive-pack');
});

/** Not synchronously: the server is in this process. */
async function run(folder: string, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], { env });
  return stdout;
}
