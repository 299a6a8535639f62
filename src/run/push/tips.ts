// Where a branch for a pull request and the branch that it is meant for stand to each other.
import { isShallow, partingOf, type Parting } from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import type { Deepening, Remote } from '../../publish/index.ts';
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
  const common = await partedAt(run, remote, names, [tips.main, tips.branch]);
  if (common.value === undefined) return { value: undefined, diagnostics: common.diagnostics };
  const { id } = common.value;
  return { value: { ...tips, parted: id === tips.branch ? undefined : id }, diagnostics: [] };
}

/** How far a shallow clone is deepened, one after the other. */
const DEEPER: readonly Deepening[] = [50, 500, 'all'];

/**
 * Where the tips part. Runners clone as little as they can: what is missing is fetched, until nothing that is left out could tell otherwise.
 * A base that is older than the real one would take what people did to the branch for what main has changed since.
 */
async function partedAt(
  run: PushRun,
  remote: Remote,
  { base, branch }: Branches,
  [main, tip]: readonly [string, string],
): Promise<Checked<Parting | undefined>> {
  const find = (): Promise<Checked<Parting | undefined>> => partingOf(run.objects, main, tip, run.publish);
  let found = await find();
  for (const deepen of DEEPER) {
    if (found.value?.isSure === true || !isShallow(run.objects)) return found;
    run.options.progress('fetching history');
    for (const name of [base, branch]) {
      const { diagnostics } = await remote.fetch(name, deepen);
      if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
    }
    found = await find();
  }
  return found;
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
