// What does not count in a change from a fork. Its files are anybody's: they say what is computed, but not which files are written, what is
// posted or compared, nor which files of this machine are read.
import {
  findRepository,
  isGitAddress,
  isWrittenInside,
  parseConfiguration,
  shownInput,
  type GitRepository,
} from '../../load/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Environment } from '../../model/environment.ts';
import type { TreeFile } from '../../model/tree.ts';
import type { RunOptions } from '../options.ts';
import { isFilterFile } from '../world.ts';
import type { SideReader } from './side-reader.ts';
import { readSurroundings } from './surroundings.ts';

/** Settings that say what is compared, shown and posted, and with which status a preview ends. */
const SHOWING: readonly string[] = [
  ...(['base', 'head', 'from', 'json', 'markdown', 'html', 'sarifFile', 'format', 'verbose'] as const),
  ...(['comment', 'commentKey', 'commentMode', 'commentWhen', 'commentOverflow', 'failOn', 'exitCode'] as const),
];

/** A state with its options. */
interface Opened {
  readonly reader: SideReader;
  readonly options: RunOptions;
  readonly configuration: readonly Diagnostic[];
}

/** Whether this configuration file is a fork's, so that what it says of showing does not count. */
export function isOfFork(file: string, cwd: string, env: Environment): boolean {
  return readSurroundings(env).isFork && findRepository(file)?.repository.root === findRepository(cwd)?.repository.root;
}

/** What a fork's configuration says in vain. */
export function saidInVain(file: TreeFile | undefined): readonly Diagnostic[] {
  const keys = file === undefined ? [] : Object.keys(parseConfiguration(file, file.shown).value.values);
  const vain = keys.filter((key) => SHOWING.includes(key));
  if (file === undefined || vain.length === 0) return [];
  return [
    {
      code: 'preview/settings-of-fork',
      severity: 'notice',
      message: `The change comes from a fork, so ${vain.join(', ')} in ${file.shown} ${vain.length === 1 ? 'does' : 'do'} not count`,
      about: {},
    },
  ];
}

/** The state of a fork without paths that lead out of the repository, unless the base has the same or they were given as flags. */
export function confined(head: Opened, base: Opened, repository: GitRepository): Opened {
  const { options, reader } = head;
  const leadsOut = (name: string, known: readonly string[]): boolean => {
    if (name === '-') return false;
    // What would be fetched with the credentials of whoever runs this, the base has to name too.
    if (isGitAddress(name)) return !known.includes(name);
    return isOfGit(name) || (!reader.isOwn(name) && (isWrittenInside(name, repository) || !known.includes(name)));
  };
  const policies = options.policies.filter((name) => leadsOut(name, base.options.policies));
  const clusterState = options.clusterState.filter((name) => leadsOut(name, base.options.clusterState));
  const output = leadsOut(options.output, [base.options.output]) ? [options.output] : [];
  const filters = filterFileOf(options).filter((name) => leadsOut(name, filterFileOf(base.options)));
  const refused = [...policies, ...clusterState, ...output, ...filters];
  if (refused.length === 0) return head;
  return {
    reader,
    options: {
      ...options,
      policies: options.policies.filter((name) => !policies.includes(name)),
      clusterState: options.clusterState.filter((name) => !clusterState.includes(name)),
      output: output.length > 0 ? base.options.output : options.output,
      resourceFilters: filters.length > 0 ? base.options.resourceFilters : options.resourceFilters,
    },
    configuration: [...head.configuration, ...refused.map(outside)],
  };
}

/** A fork's file that is a link may lead to any file of this machine. */
export function linksOut(file: string, repository: GitRepository): readonly Diagnostic[] {
  const isInside = [file, `${file}/x`].every((path) => findRepository(path)?.repository.root === repository.root);
  return isInside && !isOfGit(file) ? [] : [outside(file)];
}

function filterFileOf({ resourceFilters }: RunOptions): readonly string[] {
  return isFilterFile(resourceFilters) ? [resourceFilters] : [];
}

/** Git's own files may hold the credentials that fetched the repository. */
function isOfGit(name: string): boolean {
  return [name, `${name}/x`].some((path) => findRepository(path)?.path.split('/').includes('.git'));
}

function outside(name: string): Diagnostic {
  return {
    code: 'preview/path-of-fork',
    severity: 'error',
    message: `${shownInput(name)} leads out of the repository, and the change comes from a fork: it is not read`,
    about: {},
  };
}
