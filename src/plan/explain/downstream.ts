// A manifest's causes: who wants it, who wanted it, what it was copied from, and, where the trigger was generated too, what that comes from.
import { copyForClone } from '../../kube/index.ts';
import type { Desired } from '../../model/downstream.ts';
import type {
  CauseExplanation,
  CauseStanding,
  DownstreamExplanation,
  DownstreamState,
  NextStep,
  SourceExplanation,
} from '../../model/explanation.ts';
import type { LedgerCause, LedgerEntry } from '../../model/ledger.ts';
import type { Change } from '../../model/plan.ts';
import { parseResourceKey, resourceKey, type ResourceKey } from '../../model/resource.ts';
import type { RuleKey } from '../../model/rule-id.ts';
import { compareWants, type Want } from '../conflicts.ts';
import { evaluationId, type Outcome } from '../outcome.ts';
import { standingOf } from '../standing.ts';
import { ruleName, type Explaining } from './input.ts';

/** The manifest of this name; undefined where there is and will be none. `told` are manifests whose causes were told already. */
export function explainDownstream(
  explaining: Explaining,
  key: ResourceKey,
  told: ReadonlySet<ResourceKey>,
): DownstreamExplanation | undefined {
  const change = explaining.changes.get(key);
  if (change === undefined) return undefined;
  const entry = explaining.trace.context.ledger.downstreams.get(key);
  const { id, path, causes } = change;
  const shared = { id, path, state: stateOf(explaining, key, entry), next: nextOf(explaining, change) };
  if (told.has(key)) return { ...shared, causes: [] };
  const isForeign = entry === undefined && causes.length === 0;
  return { ...shared, causes: isForeign ? [] : causesOf(explaining, key, entry, new Set([...told, key])) };
}

function nextOf({ refusesSecrets }: Explaining, { id, action, reason }: Change): NextStep {
  const writes = action === 'create' || action === 'update';
  const isRefused = refusesSecrets && writes && id.group === '' && id.kind === 'Secret';
  return { action, reason, ...(isRefused ? { refused: true } : {}) };
}

function stateOf({ trace }: Explaining, key: ResourceKey, entry: LedgerEntry | undefined): DownstreamState {
  if (entry) return entry.state;
  return trace.context.output.manifests.has(key) ? 'foreign' : 'new';
}

function causesOf(
  explaining: Explaining,
  key: ResourceKey,
  entry: LedgerEntry | undefined,
  told: ReadonlySet<ResourceKey>,
): readonly CauseExplanation[] {
  const wants = wantsFor(explaining, key);
  const wanting = new Set(wants.map((want) => evaluationId(want.ruleKey, want.triggerKey)));
  const known = (entry?.causes ?? []).filter((cause) => !wanting.has(evaluationId(cause.rule, cause.trigger)));
  return [
    ...wants.map((want) => ofWant(explaining, key, want, told)),
    ...known.map((cause) => ofLedger(explaining, cause, told)),
  ];
}

/** Every wish for the target, also those that another one came before. */
function wantsFor({ trace }: Explaining, key: ResourceKey): readonly Want[] {
  return [...trace.outcomes.values()].flatMap((outcome) => wantsOf(outcome, key)).sort(compareWants);
}

function wantsOf({ observed, fact, round, evaluation }: Outcome, key: ResourceKey): readonly Want[] {
  const { rule, ruleKey, key: triggerKey } = observed;
  return (evaluation?.desired ?? []).flatMap((desired, order) =>
    resourceKey(desired.id) === key ? [{ rule, ruleKey, triggerKey, trigger: fact, desired, order, round }] : [],
  );
}

function ofWant(
  explaining: Explaining,
  key: ResourceKey,
  want: Want,
  told: ReadonlySet<ResourceKey>,
): CauseExplanation {
  const { desired, rule } = want;
  const source = sourceOfWant(explaining, desired);
  return {
    ...ofPair(explaining, want.ruleKey, want.triggerKey, told),
    standing: standingOfWant(explaining, key, want),
    because: '',
    ...(desired.element === undefined ? {} : { element: desired.element }),
    mode: desired.mode,
    synchronize: rule.lifecycle.synchronize,
    ...(source ? { source } : {}),
  };
}

/** What an unchanged trigger of lifecycle `kyverno` does not set off is wanted by nobody who was heard. */
function standingOfWant({ trace }: Explaining, key: ResourceKey, want: Want): CauseStanding {
  const agreed = trace.agreed.get(key);
  if (agreed === undefined) return 'undecided';
  const isHeard = agreed.sharing.some(
    ({ ruleKey, triggerKey }) => ruleKey === want.ruleKey && triggerKey === want.triggerKey,
  );
  return isHeard ? 'wants' : 'outvoted';
}

function sourceOfWant(explaining: Explaining, desired: Desired): SourceExplanation | undefined {
  const { source, sourceObject, id } = desired;
  if (source === undefined) return undefined;
  const sourceId = parseResourceKey(source.key);
  const removed =
    sourceObject && sourceId ? copyForClone(sourceObject, id, explaining.cloneMetadata, sourceId).removed : [];
  return { ...sourceAt(explaining, source.key), removed };
}

function sourceAt({ trace: { context, overlay } }: Explaining, key: ResourceKey): Omit<SourceExplanation, 'removed'> {
  const at = context.inventory.objects.get(key)?.at;
  return { key, ...(at ? { at } : {}), present: at !== undefined || overlay.objects.get(key) !== undefined };
}

function ofLedger(explaining: Explaining, cause: LedgerCause, told: ReadonlySet<ResourceKey>): CauseExplanation {
  const { context } = explaining.trace;
  const lifecycle = context.ruleByKey.get(cause.rule)?.lifecycle ?? context.ledger.rules.get(cause.rule)?.lifecycle;
  const ending = endingOf(explaining, cause);
  return {
    ...ofPair(explaining, cause.rule, cause.trigger, told),
    standing: ending.standing,
    because: explaining.hide.text(ending.because),
    ...(cause.element === undefined ? {} : { element: cause.element }),
    mode: cause.mode,
    ...(lifecycle ? { synchronize: lifecycle.synchronize } : {}),
    ...(cause.source ? { source: { ...sourceAt(explaining, cause.source.key), removed: [] } } : {}),
  };
}

/** Why a cause that the ledger knows does not want its downstream now. */
function endingOf({ trace }: Explaining, cause: LedgerCause): Pick<CauseExplanation, 'standing' | 'because'> {
  const ended = (because: string) => ({ standing: 'ended' as const, because });
  const undecided = (because: string) => ({ standing: 'undecided' as const, because });
  const standing = standingOf(trace.context, cause.rule);
  if (standing === 'policy-deleted') return ended('the policy is gone');
  if (standing === 'rule-deleted') return ended('the rule is gone from its policy');
  if (standing === 'in-doubt') return undecided('the rule was set aside, since its policy cannot be used as it is');
  const outcome = trace.outcomes.get(evaluationId(cause.rule, cause.trigger));
  if (outcome === undefined || outcome.fact === 'gone')
    return ended(endOfTrigger(trace.context.index.get(cause.trigger)));
  if (outcome.match?.outcome === 'no') return ended(`the trigger does not match: ${outcome.match.detail}`);
  if (outcome.match?.outcome === 'excepted') return undecided(`the exception ${outcome.match.exception} applies`);
  if (!outcome.complete) return undecided(whyIncomplete(outcome));
  const isMissing = cause.source !== undefined && (outcome.evaluation?.missingSources.length ?? 0) > 0;
  return ended(isMissing ? 'the source of the clone is gone' : 'the rule no longer gives this target for the trigger');
}

function endOfTrigger(object: unknown): string {
  return object === undefined ? 'the trigger is gone' : 'the rule no longer asks for the trigger';
}

function whyIncomplete({ evaluation, diagnostics }: Outcome): string {
  const skipped = evaluation?.skipped.find(({ because }) => because === 'being-deleted');
  return skipped?.detail ?? diagnostics[0]?.message ?? 'the trigger is being deleted, or an earlier rule is undecided';
}

function ofPair(
  explaining: Explaining,
  rule: RuleKey,
  trigger: ResourceKey,
  told: ReadonlySet<ResourceKey>,
): Pick<CauseExplanation, 'rule' | 'trigger' | 'triggerAt' | 'triggerFrom'> {
  const at = explaining.trace.context.inventory.objects.get(trigger)?.at;
  const from = explainDownstream(explaining, trigger, told);
  const isGenerated = from !== undefined && from.state !== 'foreign';
  return {
    rule: ruleName(explaining, rule),
    trigger,
    ...(at ? { triggerAt: at } : {}),
    ...(isGenerated ? { triggerFrom: from } : {}),
  };
}
