// Deletions as a number: the run after the merge that its guard would stop, and a change that takes away much of what is managed.
import { digits } from '../../model/digits.ts';
import type { Change } from '../../model/plan.ts';
import type { PreviewRisk } from '../../model/preview.ts';
import { parseRuleKey, policyLabel } from '../../model/rule-id.ts';
import { compareText } from '../../model/resource.ts';
import type { ReviewInput } from '../review.ts';
import type { View } from './finding.ts';

/** A change that removes more than one in five of all that is managed is told, but not where these are fewer than five. */
const SHARE = 5;
const FEWEST = 5;

/** Rows of the guard's table that are shown. */
const MOST_ROWS = 6;

/** What the number of deletions says. */
export function findDeletions({ input, subjects }: View): readonly PreviewRisk[] {
  const groups = [...new Set(subjects.filter(({ change }) => isDeletion(change)).map(({ group }) => group))];
  if (input.guard !== undefined) return [stoppedRisk(input, groups)];
  const removed = subjects.filter(({ change }) => isDeletion(change)).length;
  // A run on another ledger than its own may remove more than it knows of.
  const managed = Math.max(managedBefore(input), removed);
  if (removed < FEWEST || removed * SHARE <= managed) return [];
  const share = `${Math.round((removed * 100) / managed)} %`;
  const message = `${digits(removed)} of ${digits(managed)} managed resources go away (${share})`;
  return [{ level: 'caution', code: 'many-removed', message, count: removed, groups }];
}

function isDeletion({ action }: Change): boolean {
  return action === 'delete';
}

function managedBefore({ basePlan }: ReviewInput): number {
  return [...basePlan.ledger.downstreams.values()].filter(({ state }) => state === 'managed').length;
}

function stoppedRisk({ plan, basePlan }: ReviewInput, groups: readonly number[]): PreviewRisk {
  const deletions = plan.changes.filter(isDeletion);
  const count = deletions.length;
  const shown = count === 1 ? '1 deletion is' : `${digits(count)} deletions are`;
  return {
    level: 'blocker',
    code: 'deletion-guard',
    message: `After the merge the scheduled run would stop: ${shown} over the limit`,
    count,
    groups,
    help: `Nothing would be written. By rule and cause: ${tableOf(deletions)}. Check the inventory; if they are meant, let this run through with the command.${pendingToo(basePlan, count)}`,
    command: `headwater reconcile --max-deletions ${count}`,
  };
}

/** The run after the merge may be the one that also makes what the base has pending. */
function pendingToo({ changes }: ReviewInput['basePlan'], count: number): string {
  const pending = changes.filter(isDeletion).length;
  if (pending === 0) return '';
  return ` ${digits(pending)} more ${pending === 1 ? 'is' : 'are'} pending without the change: merged before these are made, the limit has to be ${count + pending}.`;
}

/** The most first. */
function tableOf(deletions: readonly Change[]): string {
  const rows = new Map<string, number>();
  for (const { causes, reason } of deletions) {
    const row = `${ruleShown(causes[0]?.rule)}: ${reason.replaceAll('-', ' ')}`;
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  const sorted = [...rows].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
  const shown = sorted.slice(0, MOST_ROWS).map(([row, count]) => `${row} ${digits(count)}`);
  const rest = sorted.slice(MOST_ROWS).reduce((sum, [, count]) => sum + count, 0);
  return [...shown, ...(rest === 0 ? [] : [`others ${digits(rest)}`])].join('; ');
}

function ruleShown(key: string | undefined): string {
  const id = key === undefined ? undefined : parseRuleKey(key);
  return id ? `${policyLabel(id)}/${id.rule}` : 'unknown rule';
}
