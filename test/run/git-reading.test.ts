// With what preview and validate read commits: the git program of the environment that they are given, or none.
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aFolder } from '../support/cli.ts';
import { aGitProject, HAS_GIT, NEEDS_GIT } from '../support/git-project.ts';
import { DENY_ALL } from '../support/sample-policies.ts';

/** A folder with a git program that only leaves a mark: whoever asks it reads on without it. */
function aMarkingGit(): { readonly env: Readonly<Record<string, string>>; wasAsked(): boolean } {
  const folder = aFolder();
  const mark = join(folder, 'asked');
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n: > '${mark}'\nexit 1\n`);
  chmodSync(join(folder, 'git'), 0o755);
  return { env: { PATH: [folder, process.env['PATH']].join(delimiter) }, wasAsked: () => existsSync(mark) };
}

describe.skipIf(!HAS_GIT || process.platform === 'win32')(`reading commits${NEEDS_GIT}`, () => {
  test.each([
    ['the git program of the environment', undefined, true],
    ['no git program, where that is asked for', 'isomorphic', false],
  ] as const)('with %s', async (_how, git, isAsked) => {
    const project = aGitProject({ 'policies/a.yaml': DENY_ALL });
    const forPreview = aMarkingGit();
    await project.preview({ base: 'main', git, env: forPreview.env });
    expect(forPreview.wasAsked()).toBe(isAsked);
    const forValidate = aMarkingGit();
    await project.validate('main', { git, env: forValidate.env });
    expect(forValidate.wasAsked()).toBe(isAsked);
  });
});
