// The engine: rounds of evaluation until nothing changes. Round 0 tries every candidate; each later round takes only triggers that the
// decisions made new or other, and evaluations that had looked at what became other. Everything here is one synchronous call.
import { indexInventory, openWorld, readsTouchedBy, type IndexedObject } from '../evaluate/index.ts';
import { withoutVolatile } from '../kube/index.ts';
import { kindMatches } from '../match/index.ts';
import { sortDiagnostics, type Diagnostic } from '../model/diagnostic.ts';
import { digestOfResource, isSecret, type Digest } from '../model/digest.ts';
import { seenKey } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import { type Rule } from '../model/policy.ts';
import { ruleKey } from '../model/rule-id.ts';
import { compareText, resourceKey, versionOf, type Resource, type ResourceKey } from '../model/resource.ts';
import type { ExternalRequest } from '../model/trigger.ts';
import { mergeWants, type Agreed, type Merged, type Want } from './conflicts.ts';
import { breakCycle } from './cycle.ts';
import {
  changedKeys,
  deletedKeys,
  effectiveSet,
  overlayBeforeDeciding,
  overlayOf,
  type Effective,
  type View,
} from './effective.ts';
import type { PlanContext, SettleInput } from './input.ts';
import { refusal, type Bench, type Judgement } from './bench.ts';
import { judge } from './judge.ts';
import { nextLedger } from './memory.ts';
import { tellKindUnknown, tellNamespaceMissing, tellSecretPlain, tellSecretRefused } from './notices.ts';
import { candidates, observeGone, observePresent, seenByRule, type Observed } from './observe.ts';
import { evaluationId, outcomeOf, type Outcome } from './outcome.ts';
import { tellMissingSources } from './sources.ts';
import { tallyRules } from './tally.ts';

/** After this many rounds what still changes is a cycle. */
const MAX_ROUNDS = 16;

/** A settled plan. `needs` are questions to the outside that were not answered yet. */
export interface Settled {
  readonly plan: Plan;
  readonly needs: readonly ExternalRequest[];
  readonly rounds: number;
}

interface State extends View {
  readonly outcomes: Map<string, Outcome>;
  /** Deleted by this plan, whatever the inventory shows still. It only grows. */
  readonly gone: ReadonlySet<ResourceKey>;
}

interface Round {
  readonly bench: Bench;
  readonly merged: Merged;
  readonly refusals: Refusals;
  readonly judgements: ReadonlyMap<ResourceKey, Judgement>;
  readonly effective: Effective;
}

interface Refusals {
  readonly wants: readonly Want[];
  readonly refused: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Settles policies, inventory and ledger into a plan.
 *
 * Shape   first everything that is wanted builds up to a fixpoint; only then what is deleted counts as gone where the inventory shows
 *         it still, which may end what hung on it, and so on. Were it gone at once, the end of a chain would flicker with its head.
 */
export function settle(input: SettleInput): Settled {
  const context = openContext(input);
  let state: State = {
    outcomes: new Map(),
    overlay: overlayBeforeDeciding(context.ledger),
    effective: new Map(),
    gone: new Set(),
  };
  evaluateAll(context, state, observeAll(context), 0);
  for (let rounds = 1, growing = 1; ; rounds += 1, growing += 1) {
    const round = decideRound(context, state);
    let look = lookAgain(context, state, round, state.gone);
    if (isSettled(look, round)) {
      const gone = withDeleted(context, state.gone, round);
      if (gone.size === state.gone.size) return finish(context, state.outcomes, round, rounds, []);
      look = lookAgain(context, look.state, round, gone);
      growing = 0;
    }
    state = look.state;
    if (growing === MAX_ROUNDS) {
      const cycle = breakCycle(look.again, state.outcomes);
      return finish(context, state.outcomes, decideRound(context, state), rounds, cycle);
    }
    evaluateAll(context, state, look.again, rounds);
  }
}

/** What a round's decisions come to: the view they give, the objects that are others in it, and the evaluations that it concerns. */
interface Look {
  readonly state: State;
  readonly changed: readonly ResourceKey[];
  readonly again: readonly Observed[];
}

function lookAgain(context: PlanContext, before: State, { effective }: Round, gone: ReadonlySet<ResourceKey>): Look {
  const state: State = { outcomes: before.outcomes, overlay: overlayOf(effective, gone), effective, gone };
  const changed = changedKeys(before, state);
  return { state, changed, again: toEvaluateAgain(context, state, changed) };
}

function isSettled({ again, changed }: Look, { bench }: Round): boolean {
  return again.length === 0 && !changed.some((key) => bench.asked.has(key));
}

/** What is gone already, and what the round deletes while the inventory shows it still. */
function withDeleted(context: PlanContext, gone: ReadonlySet<ResourceKey>, round: Round): ReadonlySet<ResourceKey> {
  return new Set([...gone, ...deletedKeys(round.judgements).filter((key) => context.index.get(key))]);
}

function openContext(input: SettleInput): PlanContext {
  const digests = new WeakMap<Resource, Digest>();
  const triggerDigests = new WeakMap<Resource, Digest>();
  const digest = memo(digests, (resource) => digestOfResource(resource, input.digestKey));
  const rules = input.rules;
  return {
    ...input,
    index: indexInventory(input.inventory),
    ruleByKey: new Map(rules.map((rule) => [ruleKey(rule.id), rule])),
    digest,
    triggerDigest: memo(triggerDigests, (resource) => digestOfResource(withoutVolatile(resource), input.digestKey)),
  };
}

function memo(
  known: WeakMap<Resource, Digest>,
  compute: (resource: Resource) => Digest,
): (resource: Resource) => Digest {
  return (resource) => {
    const digest = known.get(resource) ?? compute(resource);
    known.set(resource, digest);
    return digest;
  };
}

// ---- observing

function observeAll(context: PlanContext): readonly Observed[] {
  const seen = seenByRule(context.ledger);
  return context.rules.flatMap((rule) => {
    const objects = candidates(rule, context.index).filter((object) => !isOwnProduct(context, rule, object));
    const present = objects.map((object) => observePresent(context, rule, object));
    const there = new Set(present.map(({ key }) => key));
    const gone = (seen.get(ruleKey(rule.id)) ?? []).filter(({ trigger }) => !isThere(context, there, trigger));
    return [...present, ...gone.map((record) => observeGone(rule, record))];
  });
}

/**
 * What Headwater made and was then applied sets off chaining rules only. One that a rule knew before it was claimed stays its
 * trigger.
 */
function isOwnProduct({ ledger }: PlanContext, { id, skipGenerated }: Rule, { key }: IndexedObject): boolean {
  if (!skipGenerated || ledger.downstreams.get(key)?.state !== 'managed') return false;
  return !ledger.seen.has(seenKey(ruleKey(id), key));
}

/** A trigger that is in the inventory is not gone, even where its kind is none of the rule's any more. */
function isThere(context: PlanContext, candidateKeys: ReadonlySet<ResourceKey>, key: ResourceKey): boolean {
  return candidateKeys.has(key) || context.index.get(key) !== undefined;
}

function evaluateAll(context: PlanContext, state: State, observed: readonly Observed[], round: number): void {
  for (const one of observed) {
    const id = evaluationId(one.ruleKey, one.key);
    const world = openWorld({
      inventory: context.index,
      kinds: context.inventory.kinds,
      overlay: state.overlay,
      answers: context.answers,
      now: context.now,
      evaluation: id,
    });
    // The round of a cause is the one its trigger came up in, however often it was evaluated again.
    const former = state.outcomes.get(id);
    const first = former && former.fact !== 'gone' ? former.round : isGenerated(context, state, one) ? round : 0;
    state.outcomes.set(id, outcomeOf(one, world, context.mode, first));
  }
}

function isGenerated(context: PlanContext, state: State, { key }: Observed): boolean {
  return context.index.get(key) === undefined && state.effective.has(key);
}

// ---- deciding

function decideRound(context: PlanContext, state: State): Round {
  const refusals = refuseSecrets(context, wantsOf(context, state.outcomes));
  const merged = mergeWants(refusals.wants);
  const bench = benchOf(context, state, merged.agreed, refusals.refused);
  const keys = new Set<ResourceKey>([
    ...merged.agreed.keys(),
    ...context.ledger.downstreams.keys(),
    ...context.output.manifests.keys(),
  ]);
  const judgements = new Map<ResourceKey, Judgement>();
  for (const key of [...keys].sort(compareText)) {
    const judgement = judge(bench, key);
    if (judgement) judgements.set(key, judgement);
  }
  return { bench, merged, refusals, judgements, effective: effectiveSet(judgements) };
}

function wantsOf(context: PlanContext, outcomes: ReadonlyMap<string, Outcome>): readonly Want[] {
  return [...outcomes.values()]
    .flatMap((outcome) =>
      (outcome.evaluation?.desired ?? []).map((desired, order): Want => {
        const { observed, fact, round } = outcome;
        const { rule } = observed;
        return { rule, ruleKey: observed.ruleKey, triggerKey: observed.key, trigger: fact, desired, order, round };
      }),
    )
    .filter((want) => counts(context, want));
}

/** A trigger older than its policy asks for nothing new without generateExisting; what the rule made for it is still its own. */
function counts(context: PlanContext, { trigger, triggerKey, rule, ruleKey: key, desired }: Want): boolean {
  if (trigger !== 'existing' || rule.lifecycle.generateExisting) return true;
  const entry = context.ledger.downstreams.get(resourceKey(desired.id));
  return entry?.causes.some((cause) => cause.rule === key && cause.trigger === triggerKey) ?? false;
}

function refuseSecrets(context: PlanContext, wants: readonly Want[]): Refusals {
  const secrets = wants.filter((want) => isSecret(want.desired.content));
  if (context.secrets === 'plain') return { wants, refused: new Set(), diagnostics: secrets.map(tellSecretPlain) };
  return {
    wants: wants.filter((want) => !isSecret(want.desired.content)),
    refused: new Set(secrets.map((want) => refusal(evaluationId(want.ruleKey, want.triggerKey), targetOf(want)))),
    diagnostics: secrets.map((want) => tellSecretRefused(targetOf(want), want)),
  };
}

function targetOf(want: Want): ResourceKey {
  return resourceKey(want.desired.id);
}

function benchOf(
  context: PlanContext,
  state: State,
  agreed: ReadonlyMap<ResourceKey, Agreed>,
  refused: ReadonlySet<string>,
): Bench {
  const namespace = (name: string): ResourceKey => resourceKey({ group: '', kind: 'Namespace', namespace: '', name });
  const asked = new Set<ResourceKey>();
  const exists = (key: ResourceKey): boolean => {
    const inInventory = context.index.get(key) !== undefined;
    if (inInventory && !state.overlay.gone.has(key)) return true;
    asked.add(key);
    return state.effective.has(key);
  };
  return {
    context,
    asked,
    outcomes: state.outcomes,
    agreed,
    refused,
    exists,
    namespaceExists(name) {
      const key = namespace(name);
      return exists(key) || agreed.has(key) || context.output.manifests.has(key);
    },
  };
}

// ---- going round

/** Evaluations that the changed objects concern: as triggers of rules that chain, or as something that was looked at. */
function toEvaluateAgain(context: PlanContext, state: State, changed: readonly ResourceKey[]): readonly Observed[] {
  if (changed.length === 0) return [];
  const again = new Map<string, Observed>();
  const chaining = context.rules.filter((rule) => !rule.skipGenerated);
  for (const key of changed) {
    for (const rule of chaining) addObserved(again, observeAgain(context, state, rule, key));
  }
  const touched = new Set(changed.flatMap(readsTouchedBy));
  for (const outcome of state.outcomes.values()) {
    if (outcome.reads.some((read) => touched.has(read))) addObserved(again, outcome.observed);
  }
  return [...again.values()];
}

function addObserved(again: Map<string, Observed>, observed: Observed | undefined): void {
  if (observed === undefined) return;
  const id = evaluationId(observed.ruleKey, observed.key);
  if (!again.has(id)) again.set(id, observed);
}

/** A generated object as the trigger of a chaining rule; undefined where the rule has nothing to do with it. */
function observeAgain(context: PlanContext, state: State, rule: Rule, key: ResourceKey): Observed | undefined {
  const laid = state.effective.get(key)?.object;
  const object = laid ?? (state.overlay.gone.has(key) ? undefined : context.index.get(key));
  if (object) return isKindOf(rule, object) ? observePresent(context, rule, object) : undefined;
  const former = state.outcomes.get(evaluationId(ruleKey(rule.id), key))?.observed;
  if (!former) return undefined;
  return former.seen ? observeGone(rule, former.seen) : withoutTrigger(former);
}

function withoutTrigger({ rule, ruleKey: key, key: trigger }: Observed): Observed {
  return { rule, ruleKey: key, key: trigger, since: 'gone' };
}

function isKindOf(rule: Rule, { id, resource }: IndexedObject): boolean {
  const version = versionOf(resource.apiVersion);
  return kindMatches(rule.kinds, { group: id.group, kind: id.kind, version, subresource: '' });
}

// ---- finishing

function finish(
  context: PlanContext,
  settled: ReadonlyMap<string, Outcome>,
  round: Round,
  rounds: number,
  cycle: readonly Diagnostic[],
): Settled {
  const outcomes = [...settled.values()];
  const diagnostics = [
    ...outcomes.flatMap((outcome) => outcome.diagnostics),
    ...outcomes.flatMap((outcome) => tellMissingSources(context, outcome)),
    ...round.refusals.diagnostics,
    ...round.merged.diagnostics,
    ...[...round.judgements.values()].flatMap((judgement) => judgement.diagnostics),
    ...missingNamespaces(round),
    ...unknownKinds(context, round),
    ...cycle,
  ];
  const plan: Plan = {
    changes: [...round.judgements.values()].map((judgement) => judgement.change),
    ledger: nextLedger(context, outcomes, round.judgements),
    rules: tallyRules(context, outcomes, round.merged.agreed),
    diagnostics: sortDiagnostics(diagnostics),
  };
  return { plan, needs: outcomes.flatMap((outcome) => outcome.evaluation?.needs ?? []), rounds };
}

function missingNamespaces(round: Round): readonly Diagnostic[] {
  const known = (name: string): boolean => round.bench.namespaceExists(name);
  return [...round.merged.agreed].flatMap(([key, { first }]) =>
    first.desired.id.namespace !== '' && !known(first.desired.id.namespace)
      ? [tellNamespaceMissing(key, first, round.judgements.get(key)?.change.action !== 'none')]
      : [],
  );
}

/** Once a rule and kind: every trigger would say the same. */
function unknownKinds({ inventory }: PlanContext, { merged }: Round): readonly Diagnostic[] {
  return [...merged.agreed.values()]
    .flatMap(({ sharing }) => sharing)
    .filter(
      ({ desired }) => (inventory.kinds.find(desired.id.group, desired.id.kind)?.scope ?? 'unknown') === 'unknown',
    )
    .map(tellKindUnknown);
}
