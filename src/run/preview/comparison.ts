// Finds out which two commits are compared. The base is where the change began: the first parent of the commit that a forge made to try
// the merge, else the merge base, so that what others merged in the meantime is not shown as the change's doing.
import {
  commitOf,
  currentBranch,
  defaultBranch,
  mergeBase,
  type CommitFacts,
  type GitRepository,
} from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import type { PreviewSide } from '../../model/preview.ts';
import type { PreviewOptions } from './options.ts';
import type { Surroundings } from './surroundings.ts';

/** The two states. A base without a commit was not found; the head is read from its commit unless it is the work tree. */
export interface Comparison {
  readonly base: PreviewSide;
  readonly head: PreviewSide;
}

/** What is asked for, and with what Git is read. */
type Wanted = Pick<PreviewOptions, 'base' | 'head' | 'git' | 'env'>;

interface Asked {
  readonly repository: GitRepository;
  readonly wanted: Wanted;
  readonly around: Surroundings;
}

/**
 * What is compared.
 *
 * Errors  those of commitOf and mergeBase; load/git-object where a parent is not in the clone, with what to set; cli/usage where no
 *         base is named and no default branch is known.
 */
export async function findComparison(
  repository: GitRepository,
  wanted: Wanted,
  around: Surroundings,
): Promise<Checked<Comparison>> {
  const asked = { repository, wanted, around };
  const found = await findCommit(asked, wanted.head ?? 'HEAD');
  const name = wanted.head ?? around.headName ?? currentBranch(repository) ?? '';
  const head: PreviewSide = { name, workTree: wanted.head === undefined };
  const noBase: PreviewSide = { name: wanted.base ?? around.baseName ?? '', workTree: false };
  if (found.value === undefined) return { value: { base: noBase, head }, diagnostics: found.diagnostics };
  const known = { ...head, commit: found.value.id };
  const triedMerge = triesMerge(found.value, wanted, around);
  const base = await (triedMerge ? firstParent(asked, found.value) : findBase(asked, found.value));
  const pushed = triedMerge ? found.value.parents[1] : undefined;
  return {
    value: {
      base: { ...noBase, ...base.value },
      head: pushed === undefined ? known : { ...known, commit: pushed },
    },
    diagnostics: base.diagnostics,
  };
}

type FoundBase = Checked<Partial<Pick<PreviewSide, 'name' | 'commit'>>>;

/** Whether the work tree is the commit that a forge made to try the merge. A clone of one commit may not show its parents. */
function triesMerge({ id, parents }: CommitFacts, { base, head }: Wanted, { mergeCommit }: Surroundings): boolean {
  const isIt = mergeCommit === 'HEAD' || id === mergeCommit;
  return base === undefined && head === undefined && isIt && parents.length !== 1;
}

async function firstParent({ repository, wanted, around }: Asked, { parents }: CommitFacts): Promise<FoundBase> {
  const [first] = parents;
  const base = first === undefined ? undefined : await commitOf(repository, first, wanted);
  if (base?.value !== undefined) return { value: { commit: base.value.id }, diagnostics: [] };
  return notInClone('The commit before the merge is not in this clone', around);
}

async function findBase(asked: Asked, head: CommitFacts): Promise<FoundBase> {
  const { repository, wanted, around } = asked;
  if (wanted.base === undefined && around.baseCommit !== undefined) {
    const base = await commitOf(repository, around.baseCommit, wanted);
    if (base.value !== undefined) return { value: { commit: base.value.id }, diagnostics: [] };
    return notInClone(`The base ${around.baseCommit.slice(0, 40)} is not in this clone`, around);
  }
  const reference = wanted.base ?? around.baseName ?? (await defaultBranch(repository));
  if (reference === undefined) return noDefaultBranch(repository);
  const isBranch = wanted.base === undefined && around.baseName !== undefined;
  const tip = await findCommit(asked, reference, isBranch ? 'upstream' : 'own');
  if (tip.value === undefined) return { value: { name: reference }, diagnostics: tip.diagnostics };
  const common = await mergeBase(repository, tip.value.id, head.id, wanted);
  if (common.value !== undefined) return { value: { name: reference, commit: common.value }, diagnostics: [] };
  const trouble = hasErrors(common.diagnostics) ? common.diagnostics : [unrelated(reference)];
  return { value: { name: reference }, diagnostics: trouble };
}

/**
 * A branch that is not here by its own name may be here as the upstream's: runners check out one commit and no branch. What a forge calls
 * a branch is the upstream's first of all.
 */
async function findCommit(
  { repository, wanted }: Asked,
  reference: string,
  first: 'own' | 'upstream' = 'own',
): Promise<Checked<CommitFacts | undefined>> {
  const own = reference === 'HEAD' ? [reference] : [reference, `origin/${reference}`];
  const names = first === 'own' ? own : own.toReversed();
  let missing: Checked<CommitFacts | undefined> | undefined;
  for (const name of names) {
    const found = await commitOf(repository, name, wanted);
    const isUnknown = found.diagnostics.some(({ code }) => code === 'load/git-reference');
    if (found.value !== undefined || !isUnknown) return found;
    missing ??= found;
  }
  return missing ?? { value: undefined, diagnostics: [] };
}

function notInClone(message: string, { deeper }: Surroundings): FoundBase {
  return { value: {}, diagnostics: [{ code: 'load/git-object', severity: 'error', message, help: deeper, about: {} }] };
}

function unrelated(name: string): Diagnostic {
  const message = `${name} and the head have no commit in common`;
  return { code: 'load/git-reference', severity: 'error', message, about: {} };
}

function noDefaultBranch({ root }: GitRepository): FoundBase {
  const message = `Nothing tells which branch of the repository at ${root} the change is meant for`;
  const help = 'Name it with --base, as in --base main.';
  return { value: {}, diagnostics: [{ code: 'cli/usage', severity: 'error', message, help, about: {} }] };
}
