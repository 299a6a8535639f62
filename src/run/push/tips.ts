// Where a branch for a pull request and the branch that it is meant for stand to each other.
import { mergeBase } from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import type { Remote } from '../../publish/index.ts';
import type { PushRun } from './push-run.ts';

/** The two branches by name. */
export interface Branches {
  /** The one that is pushed to. */
  readonly branch: string;
  /** The one that it is meant for. */
  readonly base: string;
}

/** Their tips as the remote has them. */
export interface Tips {
  readonly main: string;
  /** Undefined: there is no such branch. */
  readonly branch: string | undefined;
  /** Where the two part; undefined where there is nothing on the branch that main has not. */
  readonly parted: string | undefined;
}

/**
 * Fetches both.
 *
 * Errors  those of Remote.fetch and mergeBase; publish/no-branch where the remote has no branch to propose to.
 */
export async function fetchTips(run: PushRun, remote: Remote, names: Branches): Promise<Checked<Tips | undefined>> {
  run.options.progress('fetching');
  const main = await remote.fetch(names.base);
  if (hasErrors(main.diagnostics)) return { value: undefined, diagnostics: main.diagnostics };
  if (main.value === undefined) return { value: undefined, diagnostics: [noBase(remote, names)] };
  const branch = await remote.fetch(names.branch);
  if (hasErrors(branch.diagnostics)) return { value: undefined, diagnostics: branch.diagnostics };
  const tips = { main: main.value, branch: branch.value };
  if (tips.branch === undefined) return { value: { ...tips, parted: undefined }, diagnostics: [] };
  const common = await mergeBase(run.objects, tips.main, tips.branch, run.publish);
  if (common.value === undefined) return { value: undefined, diagnostics: common.diagnostics };
  return { value: { ...tips, parted: common.value === tips.branch ? undefined : common.value }, diagnostics: [] };
}

function noBase(remote: Remote, { base }: Branches): Diagnostic {
  const message = `${remote.name} has no branch ${base}, which --base names`;
  return {
    code: 'publish/no-branch',
    severity: 'error',
    message,
    help: 'Name one that is there with --base.',
    about: {},
  };
}
