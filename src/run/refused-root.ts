// Whether the output root of a run may be written to, given what the run reads.
import { isLocalInput } from '../load/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { checkOutputRoot } from '../publish/index.ts';
import type { RunOptions } from './options.ts';

/** What speaks against the output root. *Errors* those of checkOutputRoot. A root that is refused is not to be looked into: it may be the whole disk. */
export function refusedRoot({ output, policies, clusterState, cwd }: RunOptions): readonly Diagnostic[] {
  return checkOutputRoot(output, {
    policyRoots: policies.filter(isLocalInput),
    inventoryRoots: clusterState.filter(isLocalInput),
    cwd,
  });
}
