// The difference of one change as text, with or without names of places as marks. Nothing of a Secret's values is in it. What is folded
// with what belongs to fold.ts.
import { lineEdits, printHunks, startLabels, startMasking } from '../render/index.ts';
import { isSecret } from '../model/digest.ts';
import type { Change } from '../model/plan.ts';
import type { JsonObject, Resource } from '../model/resource.ts';
import { printYaml } from '../yaml/index.ts';
import type { HideValues } from './hidden-values.ts';
import { markResource, type Marked, type PlaceName } from './marks.ts';

/** The two objects of a change that may be shown; each absent where there is nothing to show of it. */
export interface ShownPair {
  readonly before?: Resource;
  readonly after?: Resource;
}

/** What may be shown of a change: nothing of one that leaves what is there. Masks count from one in each change. */
export function shownPair(change: Change, hide: HideValues): ShownPair {
  const { action, before, after } = change;
  const writes = action === 'create' || action === 'update';
  if (!writes && action !== 'delete') return {};
  const masked = startMasking()({
    ...(before && isMaskable(change, before) && { before }),
    ...(after && writes && isMaskable(change, after) && { after }),
  });
  const label = startLabels();
  return {
    ...(masked.before && { before: hide(masked.before, label) }),
    ...(masked.after && { after: hide(masked.after, label) }),
  };
}

/** A Secret of a version that nobody knows cannot be masked, so nothing of it is shown. */
function isMaskable({ id }: Change, resource: Resource): boolean {
  return id.kind !== 'Secret' || id.group !== '' || isSecret(resource);
}

/** The hunks with these names, and with what provenance says, as marks. */
export function markedHunks({ before, after }: ShownPair, names: readonly PlaceName[]): Marked {
  const around = { isMask };
  const [a, b] = [
    before && markResource(before, names, { ...around, other: after, isBefore: true }),
    after && markResource(after, names, { ...around, other: before, isBefore: false }),
  ];
  return hunksBetween(a, b) as Marked; // printed from objects in that form, and printing keeps it
}

/** The hunks as they are. */
export function plainHunks({ before, after }: ShownPair): string {
  return hunksBetween(before, after);
}

/** Lines that come and lines that go. */
export function countLines(hunks: string): { readonly added: number; readonly removed: number } {
  let [added, removed] = [0, 0];
  for (let at = 0; at < hunks.length; at = hunks.indexOf('\n', at) + 1 || hunks.length) {
    if (hunks[at] === '+') added += 1;
    if (hunks[at] === '-') removed += 1;
  }
  return { added, removed };
}

function hunksBetween(before: JsonObject | undefined, after: JsonObject | undefined): string {
  return printHunks(lineEdits(before ? printYaml(before) : '', after ? printYaml(after) : ''));
}

function isMask(text: string): boolean {
  return /^‹secret [^›]*›$/.test(text);
}
