// The output root that a pull request proposes, and how it differs from main's.
import { readOutputTree } from '../../load/index.ts';
import { isSecret } from '../../model/digest.ts';
import type { FileChange } from '../../model/file-change.ts';
import type { Change } from '../../model/plan.ts';
import { compareText, parseResourceKey, resourceKey, type Resource, type ResourceKey } from '../../model/resource.ts';
import type { TreeChange } from '../../publish/index.ts';
import { lastDiffText, LAST_DIFF_PATH, ledgerChanges, ledgerFiles } from '../../render/index.ts';
import { diffPrefix } from '../diff.ts';
import { asTree, sameBytes, type OutputFiles } from '../preview/output-files.ts';
import type { Planned, StateAt } from './compute-at.ts';

/** The files that lie in the output root of the proposal: those that the run started from, with what it changes, and the difference from main. */
export function proposedFiles(state: StateAt, start: OutputFiles, main: OutputFiles, planned: Planned): OutputFiles {
  const files = new Map(start);
  const encoder = new TextEncoder();
  const ledger = ledgerChanges(planned.world.own, ledgerFiles(planned.plan.ledger));
  for (const { path, after } of [...planned.files, ...ledger]) {
    if (after === undefined) files.delete(path);
    else files.set(path, encoder.encode(after));
  }
  const changes = manifestChanges(state, main, files, planned);
  const kept = main.get(LAST_DIFF_PATH);
  if (changes.length > 0) {
    files.set(LAST_DIFF_PATH, encoder.encode(lastDiffText(changes, diffPrefix(state.side.options))));
  } else if (kept === undefined) files.delete(LAST_DIFF_PATH);
  else files.set(LAST_DIFF_PATH, kept);
  return files;
}

/** What differs, as changes below the root of the repository. */
export function treeChanges({ root }: StateAt, before: OutputFiles, after: OutputFiles): readonly TreeChange[] {
  return differing(before, after).map((path) => ({
    path: root === '' ? path : `${root}/${path}`,
    content: after.get(path),
  }));
}

/** Those of the changes that a run on main would make that the proposal really holds: what people left out of it is not proposed. */
export function proposedChanges(changes: readonly Change[], main: OutputFiles, wanted: OutputFiles): readonly Change[] {
  const differ = new Set(differing(main, wanted));
  const isWritten = ({ action }: Change): boolean => action === 'create' || action === 'update' || action === 'delete';
  return changes.filter((change) => !isWritten(change) || differ.has(change.path));
}

/** Paths of what is not the same, sorted. */
export function differing(before: OutputFiles, after: OutputFiles): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort(compareText).filter((path) => {
    const [one, other] = [before.get(path), after.get(path)];
    return one === undefined || other === undefined ? one !== other : !sameBytes(one, other);
  });
}

/** Changes of Headwater's manifests, with what it takes to mask values of Secrets. */
function manifestChanges(
  state: StateAt,
  main: OutputFiles,
  wanted: OutputFiles,
  { world, plan }: Planned,
): readonly FileChange[] {
  const entries = [...world.ledger.downstreams.values(), ...plan.ledger.downstreams.values()];
  const keys = new Map(entries.map(({ path, key }) => [path, key]));
  const paths = differing(main, wanted).filter((path) => keys.has(path));
  const before = objectsAt(state, main, paths, world.inventory.kinds);
  const after = objectsAt(state, wanted, paths, world.inventory.kinds);
  const decoder = new TextDecoder();
  const text = (bytes: Uint8Array | undefined): string | undefined => bytes && decoder.decode(bytes);
  return paths.map((path) => ({
    path,
    ...given('before', text(main.get(path))),
    ...given('after', text(wanted.get(path))),
    ...sensitive(keys.get(path), before.get(path), after.get(path)),
  }));
}

function objectsAt(
  { side }: StateAt,
  files: OutputFiles,
  paths: readonly string[],
  kinds: Planned['world']['inventory']['kinds'],
): ReadonlyMap<string, Resource> {
  const { output } = side.options;
  const some = paths.flatMap((path): [string, Uint8Array][] => {
    const bytes = files.get(path);
    return bytes === undefined ? [] : [[path, bytes]];
  });
  const { value } = readOutputTree(asTree(new Map(some), output), kinds, { shown: output, cluster: '' });
  return new Map([...value.output.manifests.values()].map(({ path, resource }) => [path, resource]));
}

function sensitive(
  key: ResourceKey | undefined,
  before: Resource | undefined,
  after: Resource | undefined,
): Pick<FileChange, 'sensitive'> {
  const id = key && parseResourceKey(key);
  const isOne = id !== undefined && resourceKey({ ...id, namespace: '', name: '' }) === SECRET;
  if (!isOne && ![before, after].some((one) => one !== undefined && isSecret(one))) return {};
  return { sensitive: { ...given('before', before), ...given('after', after) } };
}

const SECRET = resourceKey({ group: '', kind: 'Secret', namespace: '', name: '' });

function given<K extends string, V>(key: K, value: V | undefined): { readonly [Key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [Key in K]?: V }); // A computed key has no literal type
}
