// What a plan means for the manifests below the output root: texts before and after. The ledger's files are made in ledger.ts;
// writing, and what of a Secret may lie in Git, belongs to publish/.
import { isSecret, sameJson } from '../model/digest.ts';
import type { FileChange } from '../model/file-change.ts';
import { invariant } from '../model/invariant.ts';
import type { Output } from '../model/output.ts';
import type { Change, Plan } from '../model/plan.ts';
import { compareText, resourceKey, type Resource } from '../model/resource.ts';
import { printYaml } from '../yaml/index.ts';

/**
 * The files that a plan creates, changes and deletes, as far as their content changes.
 *
 * Shape   a file that holds the same object in another form (reformatted, commented) is no change and is left as it is.
 * Order   by path.
 */
export function renderFiles(plan: Plan, output: Output): readonly FileChange[] {
  return plan.changes
    .map((change) => renderChange(change, output))
    .filter((change) => change !== undefined)
    .sort((a, b) => compareText(a.path, b.path));
}

function renderChange(change: Change, output: Output): FileChange | undefined {
  switch (change.action) {
    case 'create':
    case 'update':
      return renderWrite(change, output);
    case 'delete':
      return renderDelete(change, output);
    case 'retain':
    case 'hold':
    case 'none':
      return undefined;
  }
}

function renderWrite(change: Change, output: Output): FileChange | undefined {
  invariant(change.after !== undefined, 'a change that writes a manifest has the object to write');
  const found = foundAt(change, output);
  if (found !== undefined && sameJson(found, change.after)) return undefined;
  const before = output.files.get(change.path);
  const after = printYaml(change.after);
  if (before === after) return undefined;
  return { path: change.path, ...(before === undefined ? {} : { before }), after, ...sensitive(change, found) };
}

function renderDelete(change: Change, output: Output): FileChange | undefined {
  const before = output.files.get(change.path);
  if (before === undefined) return undefined;
  return { path: change.path, before, ...sensitive(change, foundAt(change, output)) };
}

/** The object that lies in the change's own file now. */
function foundAt(change: Change, output: Output): Resource | undefined {
  const found = output.manifests.get(resourceKey(change.id));
  if (found?.path !== change.path) return undefined;
  invariant(!found.shared, 'a file with several objects is never written or deleted for one of them');
  return found.resource;
}

function sensitive(change: Change, found: Resource | undefined): Pick<FileChange, 'sensitive'> {
  const before = found ?? change.before;
  const { after } = change;
  const isSensitive = [before, after].some((resource) => resource !== undefined && isSecret(resource));
  if (!isSensitive && !(change.id.kind === 'Secret' && change.id.group === '')) return {};
  return { sensitive: { ...(before && { before }), ...(after && change.action !== 'delete' && { after }) } };
}
