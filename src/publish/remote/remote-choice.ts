// Which of a repository's remotes is meant. Pure: what is configured is given.
import type { Checked } from '../../model/diagnostic.ts';
import { isBranchName } from '../branch-name.ts';
import { refuseBranchName } from './remote-trouble.ts';

/** What is configured, and what the user says. */
export interface RemoteChoice {
  /** What the user named. */
  readonly given: string | undefined;
  readonly branch: string;
  /** `branch.<branch>.remote`. */
  readonly ofBranch: string | undefined;
  /** Every configured remote. */
  readonly names: readonly string[];
}

/**
 * The name of the remote; undefined beside an error.
 *
 * Errors  publish/bad-branch, publish/no-remote.
 */
export function chooseRemote({ given, branch, ofBranch, names }: RemoteChoice): Checked<string | undefined> {
  if (!isBranchName(branch)) return refuseBranchName(branch);
  // Git's way to say «this repository itself».
  const configured = ofBranch === '.' ? undefined : ofBranch;
  const wanted = given ?? configured ?? (names.includes('origin') || names.length !== 1 ? 'origin' : names[0]);
  if (wanted !== undefined && isUsableName(wanted) && names.includes(wanted)) return { value: wanted, diagnostics: [] };
  const message = noRemote(given, configured, branch, names);
  return { value: undefined, diagnostics: [{ code: 'publish/no-remote', severity: 'error', message, about: {} }] };
}

/** Neither an option nor something that a terminal would act on. */
function isUsableName(name: string): boolean {
  return name !== '' && !name.startsWith('-') && !/\p{Cc}/u.test(name);
}

function noRemote(
  given: string | undefined,
  configured: string | undefined,
  branch: string,
  names: readonly string[],
): string {
  const there = names.length === 0 ? 'there is none at all' : `there ${listed(names)}`;
  // What was given could be an address with a password.
  if (given !== undefined) return `No remote of the name given is configured (an address is no name): ${there}.`;
  if (configured !== undefined) {
    return `The branch ${branch} has a remote that is not configured under a name (branch.${branch}.remote): ${there}.`;
  }
  return `It is not clear which remote to push to: ${there}, and none is called origin.`;
}

function listed(names: readonly string[]): string {
  const shown = names.filter(isUsableName).slice(0, 10).join(', ');
  return names.length === 1 ? `is ${shown}` : `are ${shown}`;
}
