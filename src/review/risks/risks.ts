// Entry of this folder: what is dangerous about a change, for a person to look at first. Each kind of danger has a file of its own;
// which changes are shown together was decided before.
import type { PreviewRisk } from '../../model/preview.ts';
import type { FoldedGroup } from '../folded.ts';
import { hidingOf, type Hiding } from '../hidden-values.ts';
import type { ReviewInput } from '../review.ts';
import { findBindings } from './bindings.ts';
import { findCopies } from './copies.ts';
import { findDeletions } from './deletions.ts';
import { findEdits } from './edits.ts';
import type { Family } from './finding.ts';
import { compareRisks, gatherRisks } from './gather.ts';
import { findImmutable } from './immutable.ts';
import { findRemovals } from './removals.ts';
import { findRetained } from './retained.ts';
import { findRoles } from './roles.ts';
import { findSecrets } from './secrets.ts';
import { findTriggers } from './triggers.ts';
import { openView } from './view.ts';
import { findWebhooks } from './webhooks.ts';

const FAMILIES: readonly Family[] = [
  findRemovals,
  findRoles,
  findBindings,
  findImmutable,
  findWebhooks,
  findSecrets,
  findCopies,
  findRetained,
];

/**
 * The risks of a change. A blocker loses data or service, gives (nearly) all access, makes the apply or the next run fail, or puts a
 * Secret into Git in clear text; a caution is what a person should know.
 *
 * Order   blockers first, then those of more resources, then by code and message.
 * Shape   `groups` are indexes into `groups` as given. No value of a Secret is in any of it; names are as their authors wrote them.
 */
export function findRisks(
  input: ReviewInput,
  groups: readonly FoldedGroup[],
  hiding: Hiding = hidingOf(input),
): readonly PreviewRisk[] {
  const view = openView(input, groups, hiding);
  const shown = groups.map(({ group }) => group);
  const found = view.subjects.flatMap((subject) =>
    FAMILIES.flatMap((family) => family(subject, view).map((finding) => ({ finding, subject }))),
  );
  return [
    ...gatherRisks(found, shown),
    ...findEdits(input.edits, shown),
    ...findDeletions(view),
    ...findTriggers(view),
  ].sort(compareRisks);
}
