// Folds changes that are the same but for names of places into one group each, so that two hundred namespaces are one entry. What is the
// same is decided on the text of the difference with names as marks; why a group changes is found out in why.ts.
import type { PreviewGroup, PreviewMember } from '../model/preview.ts';
import { compareText, versionOf } from '../model/resource.ts';
import { parseRuleKey, policyLabel, type RuleKey } from '../model/rule-id.ts';
import { countLines, markedHunks, plainHunks, shownPair, type ShownPair } from './difference.ts';
import type { FoldedGroup } from './folded.ts';
import { hidingOf, type HideValues, type Hiding } from './hidden-values.ts';
import { countMarks, isUnmarked, markText, mentions, placeNames, showMarked, withNames, type Marked } from './marks.ts';
import { toldChanges, type ToldChange } from './relevant.ts';
import type { ReviewInput } from './review.ts';
import { startAsking, type AskWhy } from './why.ts';

/** Changes with equal differences. The name and the difference are in the written form of marks.ts. */
interface Fold {
  readonly name: Marked;
  readonly hunks: Marked;
  readonly changes: [ToldChange, ...ToldChange[]];
}

/** Folds that could be one, by their hunks and names. */
type Bucket = Map<string, Fold>;

/** What goes comes first: it cannot be undone by the next run. */
const ACTION_ORDER: Readonly<Record<PreviewGroup['action'], number>> = {
  delete: 0,
  update: 1,
  create: 2,
  retain: 3,
  hold: 4,
};

/**
 * The groups of a change.
 *
 * Shape   a group of one is shown with its true names. A group of more shows each name of a place as a mark, and its members are exactly
 *         equal once their own names stand there. Values of Secrets are masked, counted anew in each change.
 * Order   removed, changed, added, retained, held; among these by policy, rule, kind, group, name and difference. Members by namespace
 *         and name.
 */
export function foldChanges(input: ReviewInput, hiding: Hiding = hidingOf(input)): readonly FoldedGroup[] {
  const hide = hiding.resource;
  const buckets = new Map<string, Bucket>();
  for (const change of toldChanges(input)) addChange(buckets, change, hide);
  const why = startAsking(input, hide);
  return [...buckets.values()]
    .flatMap((bucket) => joinNamesakes([...bucket.values()], hide))
    .map((fold) => groupOfFold(fold, hide, why))
    .sort(compareGroups);
}

function addChange(buckets: Map<string, Bucket>, change: ToldChange, hide: HideValues): void {
  const names = placeNames(change);
  const hunks = markedHunks(shownPair(change, hide), names);
  const name = markText(change.id.name, names);
  const bucket = buckets.get(bucketKey(change)) ?? new Map<string, Fold>();
  buckets.set(bucketKey(change), bucket);
  const key = `${name.length} ${name}${hunks}`;
  const fold = bucket.get(key);
  if (fold) fold.changes.push(change);
  else bucket.set(key, { name, hunks, changes: [change] });
}

/** What is the same for all of a group beside name and difference. */
function bucketKey({ action, reason, id, before, after, causes }: ToldChange): string {
  const version = (after ?? before)?.apiVersion ?? '';
  const place = id.namespace === '' ? 'cluster' : 'namespace';
  return [action, reason, id.group, id.kind, version, place, causes[0]?.rule ?? ''].join('\u0000');
}

/**
 * Where a name is a word of the text by chance, as in `default-deny` for the namespace `default`, a change falls apart from the others of
 * its bucket. It belongs to the largest fold all the same where that one's text, with the names of the change, is its own.
 *
 * Shape   each fold is compared with the largest only: that is where such a change nearly always belongs, and the work stays linear.
 */
function joinNamesakes(folds: readonly Fold[], hide: HideValues): readonly Fold[] {
  const [largest, ...others] = [...folds].sort(bySize);
  if (largest === undefined || others.length === 0) return folds;
  const apart = others.filter((fold) => {
    const joins = fold.changes.every((change) => isInstance(largest, change, hide));
    if (joins) largest.changes.push(...fold.changes);
    return !joins;
  });
  return [largest, ...apart];
}

/** The largest first; of two, the one that takes fewer words for names. */
function bySize(a: Fold, b: Fold): number {
  return (
    b.changes.length - a.changes.length ||
    countMarks(a.hunks) - countMarks(b.hunks) ||
    compareText(a.name, b.name) ||
    compareText(a.hunks, b.hunks)
  );
}

function isInstance(fold: Fold, change: ToldChange, hide: HideValues): boolean {
  const names = placeNames(change);
  if (!mentions(fold.hunks, names) && !mentions(fold.name, names)) return false;
  if (withNames(fold.name, names) !== markText(change.id.name, [])) return false;
  return withNames(fold.hunks, names) === markedHunks(shownPair(change, hide), []);
}

function groupOfFold(fold: Fold, hide: HideValues, why: AskWhy): FoldedGroup {
  const changes = fold.changes.sort(byPlace);
  const [first] = changes;
  const { action, reason, id } = first;
  const single = changes.length === 1;
  const diff = single ? trueHunks(fold, shownPair(first, hide)) : showMarked(fold.hunks);
  const apiVersion = (first.after ?? first.before)?.apiVersion;
  const group: PreviewGroup = {
    action,
    reason,
    ...why(changes),
    ...ruleNames(first.causes[0]?.rule),
    group: id.group,
    version: apiVersion === undefined ? '' : versionOf(apiVersion),
    kind: id.kind,
    name: single ? id.name : showMarked(fold.name),
    diff,
    ...countLines(diff),
    members: changes.map(memberOf),
  };
  return { group, changes };
}

function trueHunks({ hunks }: Fold, pair: ShownPair): string {
  return isUnmarked(hunks) ? hunks : plainHunks(pair);
}

function memberOf({ id, path, causes }: ToldChange): PreviewMember {
  return { namespace: id.namespace, name: id.name, path, trigger: causes[0]?.trigger ?? '' };
}

/** The names of the rule that a change belongs to; empty where none is known. */
export function ruleNames(key: RuleKey | undefined): Pick<PreviewGroup, 'policy' | 'rule'> {
  const id = key === undefined ? undefined : parseRuleKey(key);
  return id ? { policy: policyLabel(id), rule: id.rule } : { policy: '', rule: '' };
}

function byPlace(a: ToldChange, b: ToldChange): number {
  return compareText(a.id.namespace, b.id.namespace) || compareText(a.id.name, b.id.name);
}

function compareGroups({ group: a }: FoldedGroup, { group: b }: FoldedGroup): number {
  return (
    ACTION_ORDER[a.action] - ACTION_ORDER[b.action] ||
    compareText(a.policy, b.policy) ||
    compareText(a.rule, b.rule) ||
    compareText(a.kind, b.kind) ||
    compareText(a.group, b.group) ||
    compareText(a.name, b.name) ||
    compareText(a.diff, b.diff) ||
    compareText(a.reason, b.reason) ||
    compareText(a.members[0]?.path ?? '', b.members[0]?.path ?? '')
  );
}
