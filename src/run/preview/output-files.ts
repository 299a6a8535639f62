// The files below an output root, by path, as they lie there before and after a run that is carried out in memory alone.
import type { FileChange } from '../../model/file-change.ts';
import type { Plan } from '../../model/plan.ts';
import { compareText } from '../../model/resource.ts';
import type { TreeFile } from '../../model/tree.ts';
import { ledgerChanges, ledgerFiles, renderFiles } from '../../render/index.ts';
import type { ReadWorld } from '../world.ts';

/** Bytes by path below the output root. */
export type OutputFiles = ReadonlyMap<string, Uint8Array>;

/** Files by their path. */
export function byPath(files: readonly TreeFile[]): OutputFiles {
  return new Map(files.map(({ path, bytes }) => [path, bytes]));
}

/** Files with the names that people know them by. *Order* by path as given. */
export function asTree(files: OutputFiles, shown: string): readonly TreeFile[] {
  const folder = shown.replace(/\/+$/, '');
  return [...files].map(([path, bytes]) => ({ path, shown: `${folder}/${path}`, bytes }));
}

/** What lies there once a plan for this world is carried out, as a run leaves it: manifests and ledger. */
export function carriedOut(files: OutputFiles, world: ReadWorld, plan: Plan): OutputFiles {
  const changes: readonly FileChange[] = [
    ...renderFiles(plan, world.output),
    ...ledgerChanges(world.own, ledgerFiles(plan.ledger)),
  ];
  const after = new Map(files);
  const encoder = new TextEncoder();
  for (const change of changes) {
    if (change.after === undefined) after.delete(change.path);
    else after.set(change.path, encoder.encode(change.after));
  }
  return after;
}

/** An output root before a change, after the run that would come without it, and with the change. */
export interface OutputStates {
  readonly base: OutputFiles;
  readonly reconciled: OutputFiles;
  readonly head: OutputFiles;
}

/**
 * What the run after the merge finds: what the change did itself, and for all else what the run before it left. `ownEdits` counts the
 * files that the change adds, edits or removes.
 *
 * Order   by path, as code units sort.
 */
export function mergedOutput({ base, reconciled, head }: OutputStates): {
  readonly files: OutputFiles;
  readonly ownEdits: number;
} {
  const paths = [...new Set([...base.keys(), ...reconciled.keys(), ...head.keys()])].sort(compareText);
  const files = new Map<string, Uint8Array>();
  let ownEdits = 0;
  for (const path of paths) {
    const isOwn = !isSameFile(base.get(path), head.get(path));
    if (isOwn) ownEdits += 1;
    const bytes = (isOwn ? head : reconciled).get(path);
    if (bytes !== undefined) files.set(path, bytes);
  }
  return { files, ownEdits };
}

/** Whether two files hold the same; absent is a content too. A checkout may have put carriage returns before its line feeds. */
function isSameFile(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return sameBytes(one, other) || sameBytes(withoutReturns(one), withoutReturns(other));
}

/** Whether two files are the same byte by byte. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

const RETURN = 13;
const FEED = 10;

function withoutReturns(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(RETURN)) return bytes;
  return bytes.filter((byte, index) => byte !== RETURN || bytes[index + 1] !== FEED);
}
