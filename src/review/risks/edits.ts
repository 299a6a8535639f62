// Edits of policies that Kyverno would refuse or warn about, each at its place.
import type { Reason } from '../../model/plan.ts';
import type { PreviewGroup, PreviewRisk } from '../../model/preview.ts';
import type { PolicyEdit } from '../../model/policy-edit.ts';
import { policyLabel } from '../../model/rule-id.ts';
import type { ReviewEdit } from '../review.ts';
import { listed } from './words.ts';

const REFUSED_HELP = 'Delete the policy and create it again, or give the policy another name.';
const WARNED_HELP =
  'In a cluster the old downstreams stay as they are and are no longer managed: check whether they may.';

/** What comes of an edit elsewhere than in a policy. */
const ELSEWHERE: ReadonlySet<Reason> = new Set([
  'missing',
  'edited',
  'trigger-changed',
  'trigger-deleted',
  'source-changed',
  'source-deleted',
  'source-appeared',
]);

/** The risks of the edits. *Order*: as given. */
export function findEdits(edits: readonly ReviewEdit[], groups: readonly PreviewGroup[]): readonly PreviewRisk[] {
  return edits.flatMap(({ edit, at: { file, line } }): readonly PreviewRisk[] => {
    const at = { file, line };
    const concerned = concernedBy(edit, groups);
    switch (edit.outcome) {
      case 'refused':
        if (!isCulprit(edit, edits)) return [];
        return [
          { level: 'blocker', code: 'edit-refused', message: refusal(edit), ...concerned, help: REFUSED_HELP, at },
        ];
      case 'warned':
        return [{ level: 'caution', code: 'edit-warned', message: warning(edit), ...concerned, help: WARNED_HELP, at }];
      case 'accepted':
      case 'new':
      case 'removed':
        return [];
    }
  });
}

/** Kyverno refuses a policy as a whole; those edits are told that it does so for, where these are known. */
function isCulprit(edit: PolicyEdit, edits: readonly ReviewEdit[]): boolean {
  if (edit.warning !== undefined) return true;
  const policy = identity(edit);
  return !edits.some((other) => identity(other.edit) === policy && other.edit.warning !== undefined);
}

function identity({ policy }: PolicyEdit): string {
  return JSON.stringify([policy.policyKind, policy.policyNamespace, policy.policy]);
}

function refusal(edit: PolicyEdit): string {
  return `Kyverno would refuse the edit of ${nameOf(edit)}${editWords(edit)}${because(edit)}`;
}

function warning(edit: PolicyEdit): string {
  return `Kyverno would warn about the edit of ${nameOf(edit)}${editWords(edit)}${because(edit)}`;
}

function nameOf({ policy, rule }: PolicyEdit): string {
  const label = policyLabel({ ...policy, rule: '' });
  return rule === undefined ? label : `${label}/${rule}`;
}

function editWords({ change, fields }: PolicyEdit): string {
  switch (change) {
    case 'added':
      return ', which is added';
    case 'removed':
      return ', which is removed';
    case 'changed':
      return fields.length === 0 ? '' : `, which changes ${listed(fields)}`;
  }
}

function because({ warning: words }: PolicyEdit): string {
  return words === undefined ? '' : `: ${words}`;
}

function concernedBy(edit: PolicyEdit, groups: readonly PreviewGroup[]): Pick<PreviewRisk, 'count' | 'groups'> {
  const label = policyLabel({ ...edit.policy, rule: '' });
  const indexes = groups.flatMap(({ policy, rule, reason }, index) =>
    policy === label && (edit.rule === undefined || rule === edit.rule) && !ELSEWHERE.has(reason) ? [index] : [],
  );
  const count = indexes.reduce((sum, index) => sum + (groups[index]?.members.length ?? 0), 0);
  return { count, groups: indexes };
}
