// What the evaluations of a round come to: wishes are merged, Secrets refused, and every downstream judged.
import { deliveryConcerns } from '../kube/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { isSecret } from '../model/digest.ts';
import { compareText, resourceKey, type ResourceKey } from '../model/resource.ts';
import { refusal, type Bench, type Judgement } from './bench.ts';
import { mergeWants, type Agreed, type Merged, type Want } from './conflicts.ts';
import { effectiveSet, type Effective } from './effective.ts';
import type { PlanContext } from './input.ts';
import { judge } from './judge.ts';
import { tellConcern, tellKindUnknown, tellNamespaceMissing, tellSecretPlain, tellSecretRefused } from './notices.ts';
import { evaluationId, type Outcome } from './outcome.ts';
import type { State } from './state.ts';

/** The decisions of a round. */
export interface Round {
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

/** Decides on every downstream that is wanted, remembered or found. */
export function decideRound(context: PlanContext, state: State): Round {
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

/** What there is to tell about a round's decisions. */
export function tellRound(context: PlanContext, round: Round): readonly Diagnostic[] {
  return [
    ...round.refusals.diagnostics,
    ...round.merged.diagnostics,
    ...[...round.judgements.values()].flatMap((judgement) => judgement.diagnostics),
    ...missingNamespaces(round),
    ...unknownKinds(context, round),
    ...concerns(context, round),
  ];
}

/** Of what output holds when the plan is carried out, whether it is written now or lies there already. */
function concerns({ delivery }: PlanContext, { effective, merged }: Round): readonly Diagnostic[] {
  return [...merged.agreed].flatMap(([key, { first }]) => {
    const manifest = effective.get(key)?.object.resource;
    if (manifest === undefined) return [];
    return deliveryConcerns(manifest, delivery).map((concern) => tellConcern(concern, key, first, delivery));
  });
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
