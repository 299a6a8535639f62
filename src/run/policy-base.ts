// The policies as they were, for judging edits: a folder that is there, or else the policy folders themselves at a Git reference.
import {
  findRepository,
  presentInputs,
  readGitFolder,
  readInputs,
  shownInput,
  INPUT_EXTENSIONS,
} from '../load/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { TreeFile } from '../model/tree.ts';
import type { GitOptions } from './options.ts';
import { isLocal } from './world.ts';

/**
 * The files of the base.
 *
 * Errors  all of readInputs and readGitFolder; cli/usage where the base is neither a folder nor a reference, or where a policy folder
 *         lies in no repository. load/not-at-reference is a notice: a folder that is new.
 */
export async function readBase(
  base: string,
  policies: readonly string[],
  reading: GitOptions,
): Promise<Checked<readonly TreeFile[]>> {
  if (presentInputs([base]).length > 0) return readInputs([base]);
  const read: Checked<readonly TreeFile[]>[] = [];
  for (const input of policies) read.push(await readAt(base, input, reading));
  return { value: read.flatMap((one) => one.value), diagnostics: read.flatMap((one) => one.diagnostics) };
}

async function readAt(reference: string, input: string, reading: GitOptions): Promise<Checked<readonly TreeFile[]>> {
  if (!isLocal(input)) {
    return refused(
      `--base ${reference} is no folder, and ${shownInput(input)} has no earlier state in a Git repository`,
    );
  }
  const found = findRepository(input);
  if (found === undefined) {
    return refused(`--base ${reference} is neither a folder nor a Git reference: ${input} lies in no Git repository`);
  }
  const { value, diagnostics } = await readGitFolder(found.repository, {
    git: reading.git,
    env: reading.env,
    reference,
    path: found.path,
    shown: `${reference}:${input}`,
    extensions: INPUT_EXTENSIONS,
  });
  if (value.commit !== undefined) {
    return { value: value.files, diagnostics: [...diagnostics, ...(value.found ? [] : [newFolder(reference, input)])] };
  }
  const told = diagnostics.map((one) => (one.code === 'load/git-reference' ? neither(reference, one) : one));
  return { value: [], diagnostics: told };
}

function neither(reference: string, { message, help }: Diagnostic): Diagnostic {
  return {
    code: 'cli/usage',
    severity: 'error',
    message: `--base ${reference} is neither a folder nor a Git reference. ${message}`,
    ...(help === undefined ? {} : { help }),
    about: {},
  };
}

function newFolder(reference: string, input: string): Diagnostic {
  return {
    code: 'load/not-at-reference',
    severity: 'notice',
    message: `${input} is not there at ${reference}: every policy in it counts as new`,
    about: {},
  };
}

function refused(message: string): Checked<readonly TreeFile[]> {
  const help =
    'Name a folder that is there, or a branch, a tag or a commit of the repository that the policies are in.';
  return { value: [], diagnostics: [{ code: 'cli/usage', severity: 'error', message, help, about: {} }] };
}
