// Delivers what was computed and, where somebody else was first, has it computed again: with growing pauses, and not for ever. What is
// computed is for whoever calls.
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { BranchCommit, Delivered, Remote } from '../../publish/index.ts';
import type { RunOptions } from '../options.ts';
import type { Planned } from './compute-at.ts';
import type { PushPorts } from './push-run.ts';

/** Computations of one run. */
export const MOST_ATTEMPTS = 5;

/** The pause before the second attempt; each further one is twice as long. */
const FIRST_PAUSE = 500;

/** What an attempt came to before anything is delivered. */
export interface Computation {
  readonly options: RunOptions;
  /** Undefined: the input cannot be used, or nothing could be read. */
  readonly planned?: Planned;
  /** All but the plan's own. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a push came to. */
export interface Outcome extends Computation {
  /** 2 where input was refused and nothing done; undefined: what the report says. */
  readonly status?: 1 | 2;
  readonly delivered?: { readonly commit: string; readonly attempts: number };
  /** The tip of the remote that was computed on, where nothing was to be committed on it. */
  readonly upToDate?: string;
}

/** What is to be done in an attempt; without a commit there is nothing to deliver. */
export interface Attempt extends Outcome {
  readonly commit?: BranchCommit;
}

/**
 * Attempts until a commit is delivered or it is clear that none will be. `compute` is asked anew after each lost race; `attempt`
 * counts from 1.
 *
 * Errors  publish/push-lost after the last attempt, publish/push-refused, publish/push-failed.
 */
export async function deliverUntilDone(
  remote: Remote,
  { pause, random }: PushPorts,
  compute: (attempt: number) => Promise<Attempt>,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    const { commit, ...outcome } = await compute(attempt);
    if (commit === undefined) return outcome;
    outcome.options.progress('pushing');
    const delivered = await remote.deliver(commit);
    if (delivered.kind === 'delivered')
      return { ...outcome, delivered: { commit: delivered.commit, attempts: attempt } };
    if (delivered.kind !== 'lost' || attempt === MOST_ATTEMPTS) {
      return {
        ...outcome,
        diagnostics: [...outcome.diagnostics, trouble(delivered, `${remote.name}/${commit.branch}`)],
      };
    }
    await pause(FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + random()));
  }
}

function trouble(delivered: Exclude<Delivered, { readonly kind: 'delivered' }>, branch: string): Diagnostic {
  const { kind } = delivered;
  // A message is one line; what hooks say is several.
  const said = delivered.said.replaceAll(/\s*\n\s*/gu, '; ');
  const error = { severity: 'error', about: {} } as const;
  switch (kind) {
    case 'lost': {
      const message = `Somebody else pushed to ${branch} before each of ${MOST_ATTEMPTS} attempts: ${said}`;
      return { ...error, code: 'publish/push-lost', message };
    }
    case 'refused':
      return {
        ...error,
        code: 'publish/push-refused',
        message: `${branch} was not pushed: ${said}`,
        ...helpOf(delivered),
      };
    case 'failed':
      return {
        ...error,
        code: 'publish/push-failed',
        message: `${branch} was not pushed: ${said}`,
        ...helpOf(delivered),
      };
  }
}

function helpOf({ help }: { readonly help?: string }): { readonly help?: string } {
  return help === undefined ? {} : { help };
}
