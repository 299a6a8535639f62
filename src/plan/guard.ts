// The guard against mass deletion: an inventory that lost half of itself must not empty a repository.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Change, Plan, Reason } from '../model/plan.ts';
import { parseRuleKey, policyLabel } from '../model/rule-id.ts';
import { compareText } from '../model/resource.ts';
import type { Ledger } from '../model/ledger.ts';

/** What `--max-deletions` says: a number, a share of all managed downstreams, or (undefined) the default rules. */
export type MaxDeletions = { readonly count: number } | { readonly percent: number };

/** Below this many downstreams no share is looked at: in a small set a half is soon lost. */
const SMALL = 20;
const MANY = 100;

const INVENTORY_REASONS: ReadonlySet<Reason> = new Set([
  'trigger-deleted',
  'trigger-unmatched',
  'source-deleted',
  'source-unselected',
]);

interface Losses {
  readonly all: readonly Change[];
  readonly byInventory: readonly Change[];
  readonly managed: number;
}

/** The error that stops the run, or undefined when the deletions may be carried out. */
export function guardDeletions(plan: Plan, before: Ledger, limit: MaxDeletions | undefined): Diagnostic | undefined {
  const all = plan.changes.filter((change) => change.action === 'delete');
  const managed = [...before.downstreams.values()].filter((entry) => entry.state === 'managed').length;
  const losses: Losses = { all, byInventory: all.filter(isByInventory), managed };
  const why = limit ? overLimit(losses, limit) : overDefault(losses, before);
  return why === undefined ? undefined : stop(why, losses);
}

function isByInventory(change: Change): boolean {
  return INVENTORY_REASONS.has(change.reason);
}

function overLimit({ all, managed }: Losses, limit: MaxDeletions): string | undefined {
  const allowed = 'count' in limit ? limit.count : (managed * limit.percent) / 100;
  if (all.length <= allowed) return undefined;
  const shown = 'count' in limit ? String(limit.count) : `${limit.percent}%`;
  return `more than --max-deletions ${shown} allows`;
}

function overDefault(losses: Losses, before: Ledger): string | undefined {
  const rule = ruleOverHalf(losses.byInventory, before);
  if (rule) return `${rule} would lose more than half of its downstreams for reasons in the inventory`;
  const { all, byInventory, managed } = losses;
  if (byInventory.length > MANY && byInventory.length * 10 > managed) {
    return `more than ${MANY} and more than a tenth of all would go for reasons in the inventory`;
  }
  return managed >= SMALL && all.length * 2 > managed ? 'more than half of all downstreams would go' : undefined;
}

function ruleOverHalf(lost: readonly Change[], before: Ledger): string | undefined {
  const managed = countByRule([...before.downstreams.values()].filter((entry) => entry.state === 'managed'));
  const losing = [...countByRule(lost)].sort((a, b) => compareText(a[0], b[0]));
  const found = losing.find(([rule, count]) => {
    const had = managed.get(rule) ?? 0;
    return had >= SMALL && count * 2 > had;
  });
  return found?.[0];
}

function countByRule(items: readonly Pick<Change, 'causes'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { causes } of items) {
    for (const rule of new Set(causes.map((cause) => ruleShown(cause.rule))))
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return counts;
}

function stop(why: string, { all, managed }: Losses): Diagnostic {
  const rows = new Map<string, number>();
  for (const { causes, reason } of all) {
    const row = `${causes[0] ? ruleShown(causes[0].rule) : 'unknown rule'}: ${reason}`;
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  const table = [...rows].sort((a, b) => compareText(a[0], b[0])).map(([row, count]) => `${row} ${count}`);
  return {
    code: 'plan/max-deletions',
    severity: 'error',
    message: `${all.length} of ${managed} downstreams would be deleted, ${why}; nothing was written (${table.join('; ')})`,
    help: `Check the inventory. To let this run through: headwater reconcile --max-deletions ${all.length}`,
    about: {},
  };
}

function ruleShown(key: string): string {
  const id = parseRuleKey(key);
  return id ? `${policyLabel(id)}/${id.rule}` : key;
}
