// How many manifests are looked after when a run is over.
import type { Plan } from '../model/plan.ts';
import { resourceKey } from '../model/resource.ts';

/** The manifests that output will hold and the ledger manages: retained ones and files of others do not count. */
export function managedCount({ changes, ledger }: Plan): number {
  return changes.filter(({ id, action, before, after }) => {
    const isThere = action !== 'delete' && (after ?? before) !== undefined;
    return isThere && ledger.downstreams.get(resourceKey(id))?.state === 'managed';
  }).length;
}
