// What is told about a remote that does not do what it is asked, the same for every way of reaching it. What its words mean is
// push-result.ts's.
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { Delivered } from '../branch-port.ts';
import { helpForFailure, readable } from './push-result.ts';

/** A remote as messages name it. */
export interface NamedRemote {
  readonly name: string;
  /** Its address for people. */
  readonly shown: string;
  /** Takes credentials out of what was said. */
  readonly scrub: (text: string) => string;
}

/** A name that no branch can have: publish/bad-branch. */
export function refuseBranchName(branch: string): Checked<undefined> {
  const message = `${JSON.stringify(branch)} cannot be the name of a branch.`;
  return troubled({ code: 'publish/bad-branch', severity: 'error', message, about: {} });
}

/** A branch that could not be fetched, and why: publish/fetch-failed. */
export function fetchFailed(remote: NamedRemote, branch: string, cause: string): Checked<undefined> {
  const { said, ...help } = whatWasSaid(remote, cause);
  const message = `The branch ${branch} could not be fetched from ${remote.name} (${remote.shown}): ${said}`;
  return troubled({ code: 'publish/fetch-failed', severity: 'error', message, ...help, about: {} });
}

/** A commit that did not get there, and why. */
export function deliveryFailed(remote: NamedRemote, cause: string): Delivered {
  return { kind: 'failed', ...whatWasSaid(remote, cause) };
}

function whatWasSaid({ scrub }: NamedRemote, cause: string): { readonly said: string; readonly help?: string } {
  const said = readable(cause, scrub) || 'No reason was given.';
  const help = helpForFailure(said);
  return { said, ...(help !== undefined && { help }) };
}

function troubled(diagnostic: Diagnostic): Checked<undefined> {
  return { value: undefined, diagnostics: [diagnostic] };
}
