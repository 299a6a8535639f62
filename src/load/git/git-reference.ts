// What a person calls a commit (main, origin/main, v1.2, 4f2c9d1, HEAD~2) to the commit itself. Only what names one commit is read:
// no ranges, no dates, no reflog.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitObjects } from './git-objects.ts';
import { fetchCommand, GitTrouble, type GitRepository } from './git-repository.ts';
import type { GitCommit } from './object-forms.ts';

/** A name, and the steps from it to another commit. */
interface Expression {
  readonly name: string;
  readonly steps: readonly string[];
}

/**
 * The commit that a reference names.
 *
 * Errors  throws GitTrouble: load/git-reference where nothing has that name, load/git-object where it is known and not in this clone.
 */
export async function resolveReference(objects: GitObjects, reference: string): Promise<GitCommit> {
  const expression = parse(reference);
  const id = expression && (await idOf(objects, expression.name));
  if (expression === undefined || id === undefined) throw notFound(objects, reference);
  let commit = await objects.commit(id);
  for (const step of expression.steps) {
    for (const parent of parentsOf(step)) {
      const next = commit.parents[parent];
      if (next === undefined) throw notFound(objects, reference);
      commit = await objects.commit(next);
    }
  }
  return commit;
}

/** `HEAD~2^2` is HEAD with the steps `~2` and `^2`. Undefined for what Git would not take for a name either. */
function parse(reference: string): Expression | undefined {
  const read = /^([^~^:?*[\\\s\p{Cc}]+)((?:~\d{0,6}|\^\d?|\^\{(?:commit)?\})*)$/u.exec(reference);
  const [, name = '', suffix = ''] = read ?? [];
  const isName = name !== '' && !/^[-/.]|\/\/|\.\.|@\{|\/\.|[/.]$|\.lock$/.test(name);
  if (!isName) return undefined;
  return { name: name === '@' ? 'HEAD' : name, steps: suffix.match(/~\d*|\^\{\w*\}|\^\d?/g) ?? [] };
}

/** Which parent to go to, one after the other: `~3` is the first one three times. */
function parentsOf(step: string): readonly number[] {
  if (step.startsWith('~')) return Array.from({ length: step === '~' ? 1 : Number(step.slice(1)) }, () => 0);
  if (step.startsWith('^{') || step === '^0') return [];
  return [step === '^' ? 0 : Number(step.slice(1)) - 1];
}

async function idOf(objects: GitObjects, name: string): Promise<string | undefined> {
  if (/^[0-9a-f]{40}$/i.test(name)) return name.toLowerCase();
  const own = ownName(objects, name);
  const found = own === undefined ? await objects.named(name) : await own;
  if (found !== undefined) return found;
  return /^[0-9a-f]{4,39}$/i.test(name) ? await objects.abbreviated(name.toLowerCase()) : undefined;
}

/** HEAD and its like are each work tree's own; undefined for a name that is shared by all of them. */
function ownName(objects: GitObjects, name: string): Promise<string | undefined> | undefined {
  if (!/^(?:[A-Z]+_)?HEAD$/.test(name)) return undefined;
  const text = headText(join(objects.repository.gitFolder, name));
  const branch = /^ref: (refs\/\S+)/u.exec(text)?.[1];
  return branch === undefined ? Promise.resolve(/^[0-9a-f]{40}/.exec(text)?.[0]) : objects.named(branch);
}

function headText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function notFound({ repository }: GitObjects, reference: string): GitTrouble {
  if (parse(reference) === undefined) return noName(reference);
  if (reference === 'HEAD' || reference === '@') return unborn(repository);
  return new GitTrouble(
    'load/git-reference',
    `The repository at ${repository.root} has no reference ${reference}.`,
    `Name a branch, a tag or a commit. A clone may not have all of them: ${fetchNamed(repository, reference)}`,
  );
}

/** A clone of one branch fetches no other unless that is named. */
function fetchNamed(repository: GitRepository, reference: string): string {
  const branch = /^(?:origin\/)?([A-Za-z][\w./-]*)$/.exec(reference)?.[1];
  const isOther = branch === undefined || /^(?:[\da-f]{4,40}|[A-Z_]*HEAD|refs\/.*)$/i.test(branch);
  const fetch = fetchCommand(repository);
  if (isOther) return fetch;
  return `${fetch.replace(/ origin$/, '')} origin ${branch}:refs/remotes/origin/${branch}`;
}

function unborn({ root }: GitRepository): GitTrouble {
  const message = `The branch that is checked out in the repository at ${root} has no commit yet.`;
  const help = 'Commit what is there first: a change is compared with the commit that it began at.';
  return new GitTrouble('load/git-reference', message, help);
}

/** Printed so that it can neither steer a terminal nor look like something else. */
function noName(reference: string): GitTrouble {
  const shown = JSON.stringify(reference).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => {
    return `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return new GitTrouble(
    'load/git-reference',
    `${shown} cannot be the name of a commit.`,
    'Name a branch, a tag or a commit. Ranges, dates and searches are none, nor is anything with "..", "@{" or a leading "-".',
  );
}
