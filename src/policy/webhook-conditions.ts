// The conditions in CEL of a ClusterPolicy's or Policy's webhook, which narrow every rule of it: Kubernetes asks Kyverno only where all of
// them are true. They are compiled once for a policy; where in matching a rule they are asked is for compile-rule.ts.
import { admissionEnvironment, CelRun } from '../cel/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { ShownCondition } from '../model/policy.ts';
import type { Trigger, World } from '../model/trigger.ts';
import { asDiagnostic, policyName, type Finding } from './checks/check.ts';
import type { PolicyDocument } from './cluster-policy/document.ts';
import { fieldReader } from './cluster-policy/fields.ts';
import {
  admissionBindings,
  compileChecked,
  judgeConditions,
  namedList,
  readNamedExpressions,
  shownConditions,
  unmetOf,
  type CompiledExpression,
  type JudgedCondition,
  type PlacedTrouble,
  type Strictness,
} from './generating-policy/index.ts';
import type { CompileOptions } from './options.ts';

/** What keeps a trigger from a policy: a condition that is false, or one that failed while none is false. */
export type UnmetWebhook = { readonly detail: string } | { readonly trouble: PlacedTrouble };

/** The conditions of one policy; there is at least one. */
export interface WebhookConditions {
  /** Their texts, for who has to know what they may look at. */
  readonly texts: readonly string[];
  /** Undefined where all are true. */
  unmet(trigger: Trigger, world: World): UnmetWebhook | undefined;
  /** Those that are not true. */
  inspect(trigger: Trigger, world: World): readonly ShownCondition[];
}

const BELOW = ['spec', 'webhookConfiguration'];
const MOST_CONDITIONS = 64;

/**
 * The conditions of a policy's webhook; undefined where it has none, or one that cannot be evaluated.
 *
 * Errors  policy/invalid, policy/wrong-type and policy/expression, which concern the policy as a whole; policy/cel-check (warning) where a
 *         run evaluates what a cluster would refuse.
 */
export function compileWebhookConditions(
  policy: PolicyDocument,
  options: Pick<CompileOptions, 'supplied'>,
  strictness: Strictness,
): Checked<WebhookConditions | undefined> {
  // Where nothing generates they are for others, who may name more than Headwater knows.
  if (!policy.spec.rules.some(({ types }) => types.includes('generate'))) return { value: undefined, diagnostics: [] };
  const label = policyName(policy);
  const reader = fieldReader({ file: policy.place([]).file, value: policy.raw, ...placesOf(policy) }, label);
  const configuration = reader.object(policy.spec.raw, ['spec'], 'webhookConfiguration') ?? {};
  const form = { ...namedList('matchConditions'), below: BELOW };
  const { value: named, findings } = readNamedExpressions(reader, configuration, form);
  const tooMany = named.length > MOST_CONDITIONS ? [tooManyOf(named.length)] : [];
  const compiled = named.map(({ name, text, path }) => {
    const source = { text, path, placeWithin: policy.placeWithin.bind(policy) };
    const checked = compileChecked(source, 'bool', admissionEnvironment(), { policy: label, strictness });
    return { name, source, ...checked };
  });
  const diagnostics: readonly Diagnostic[] = [
    ...reader.problems,
    ...[...findings, ...tooMany].map((finding) => asDiagnostic(policy, undefined, finding)),
    ...compiled.flatMap((one) => one.diagnostics),
  ];
  const sound = compiled.flatMap(({ name, source, program }) => (program ? [{ name, source, program }] : []));
  return { value: sound.length > 0 ? conditionsOf(sound, options) : undefined, diagnostics };
}

function placesOf(policy: PolicyDocument): Pick<PolicyDocument, 'place' | 'placeWithin'> {
  return { place: policy.place.bind(policy), placeWithin: policy.placeWithin.bind(policy) };
}

function tooManyOf(count: number): Finding {
  const path = [...BELOW, 'matchConditions'];
  const message = `${path.join('.')}: Too many: ${count}: must have at most ${MOST_CONDITIONS} items`;
  return { path, message, help: 'Join conditions with &&.' };
}

function conditionsOf(
  compiled: readonly CompiledExpression[],
  options: Pick<CompileOptions, 'supplied'>,
): WebhookConditions {
  const judge = (trigger: Trigger, world: World): readonly JudgedCondition[] => {
    const bindings = admissionBindings(options, trigger, world);
    const run = new CelRun({});
    return judgeConditions(compiled, (program) => program.evaluate(run, bindings));
  };
  return {
    texts: compiled.map(({ source }) => source.text),
    unmet: (trigger, world) => unmetOf(judge(trigger, world)),
    inspect: (trigger, world) => shownConditions(judge(trigger, world)),
  };
}
