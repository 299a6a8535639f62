// Compiles all policy documents of a run to rules. What is wrong with a rule sets that rule aside, and its policy counts as not fully
// understood, so that nothing of it is taken for gone.
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import { compareText } from '../model/resource.ts';
import { compareRules, type CompiledPolicies, type PolicyPresence, type Rule } from '../model/policy.ts';
import { checkPolicies } from './checks/index.ts';
import { compileRule } from './cluster-policy/compile-rule.ts';
import type { RuleOptions } from './cluster-policy/environment.ts';
import type { PolicyDocument, RuleDocument } from './cluster-policy/document.ts';
import { readPolicyDocument } from './cluster-policy/read.ts';
import { sortDocuments } from './documents.ts';
import { attachExceptions, type Exceptions } from './exception/index.ts';
import { compileCelPolicies } from './generating-policy/index.ts';
import { readGlobalContext } from './global-context.ts';
import { tellNotRepeatable } from './not-repeatable.ts';
import type { CompileOptions } from './options.ts';
import { compileWebhookConditions, type WebhookConditions } from './webhook-conditions.ts';

/** Rules in order, and which policies there are. */
export function compilePolicies(
  documents: readonly SourceDocument[],
  options: CompileOptions,
): Checked<CompiledPolicies> {
  const sorted = sortDocuments(documents);
  const read = sorted.clusterPolicies.map(readPolicyDocument);
  const policies = read.map((one) => one.value);
  const webhooks = new Map(policies.map((policy) => [policy, compileWebhookConditions(policy, options, 'reconcile')]));
  const checked = [
    ...read.flatMap((one) => one.diagnostics),
    ...checkPolicies(policies, { kinds: options.kinds, mode: 'reconcile' }),
    ...[...webhooks.values()].flatMap((one) => one.diagnostics),
  ];
  const exceptions = attachExceptions(sorted.exceptions, policies, 'reconcile');
  const globalContext = readGlobalContext(sorted.contextEntries, options.kinds);
  const inside: RuleOptions = { ...options, globalContext: globalContext.value };
  const compiled = policies.map((policy) =>
    compileOne(policy, { checked, exceptions, webhook: webhooks.get(policy)?.value }, inside),
  );
  const cel = compileCelPolicies(
    { policies: sorted.celPolicies, exceptions: sorted.celExceptions },
    inside,
    'reconcile',
  );
  return {
    value: {
      rules: [...compiled.flatMap((one) => one.rules), ...cel.rules].sort(compareRules),
      policies: [...compiled.map((one) => one.presence), ...cel.presences],
      exceptions: [...exceptions.presences, ...cel.exceptions].sort((a, b) => compareText(a.name, b.name)),
    },
    diagnostics: [
      ...sorted.diagnostics,
      ...globalContext.diagnostics,
      ...checked,
      ...policies.flatMap(tellOtherRules),
      ...policies.flatMap(tellNotRepeatable),
      ...exceptions.diagnostics,
      ...cel.diagnostics,
    ],
  };
}

/** What is known of a policy before its rules are compiled. */
interface Around {
  /** What is wrong with any policy. */
  readonly checked: readonly Diagnostic[];
  readonly exceptions: Exceptions;
  readonly webhook: WebhookConditions | undefined;
}

interface CompiledOne {
  readonly rules: readonly Rule[];
  readonly presence: PolicyPresence;
}

function compileOne(
  policy: PolicyDocument,
  { checked, exceptions, webhook }: Around,
  options: RuleOptions,
): CompiledOne {
  const label = labelOf(policy);
  const errors = checked.filter(({ severity, about }) => severity === 'error' && about.policy === label);
  const sound = soundRules(
    policy,
    (rule) => !errors.some((error) => concerns(error, rule)) && !exceptions.inDoubt(label, rule.name),
  );
  const rules: Rule[] = [];
  for (const rule of sound) {
    const { generate } = rule;
    const before = policy.spec.applyRules === 'One' ? [...rules] : [];
    const surroundings = { before, exceptions: exceptions.naming(label, rule.name), webhook };
    if (generate) rules.push(compileRule(policy, rule, generate, options, surroundings));
  }
  // An error may also stand where a rule can no longer be seen: in a list that is none, in a generate that is a text.
  const complete = errors.length === 0 && sound.length === generatingRules(policy).length;
  const names = rules.map((rule) => rule.id.rule);
  const { kind, namespace, name } = policy;
  return { rules, presence: { kind, namespace, name, complete, rules: names } };
}

function generatingRules({ spec }: PolicyDocument): readonly RuleDocument[] {
  return spec.rules.filter((rule) => rule.generate !== undefined);
}

/** The rules that can be evaluated. Where only one applies, which one it is depends on all before it. */
function soundRules(policy: PolicyDocument, isSound: (rule: RuleDocument) => boolean): readonly RuleDocument[] {
  const generating = generatingRules(policy);
  const broken = generating.findIndex((rule) => !isSound(rule));
  const stopsThere = policy.spec.applyRules === 'One' && broken >= 0;
  return stopsThere ? generating.slice(0, broken) : generating.filter(isSound);
}

/** An error that names no rule and stands in none concerns all rules of its policy. */
function concerns({ about }: Diagnostic, rule: RuleDocument): boolean {
  if (about.rule !== undefined) return about.rule === rule.name;
  const index = /^spec\.rules\.(\d+)(?:\.|$)/.exec(about.field ?? '')?.[1];
  return index === undefined || Number(index) === rule.index;
}

function tellOtherRules(policy: PolicyDocument): readonly Diagnostic[] {
  // A generate of the wrong type is reported as that.
  const others = policy.spec.rules.filter((rule) => rule.generate === undefined && !rule.types.includes('generate'));
  const [first] = others;
  if (first === undefined) return [];
  return [
    {
      code: 'policy/not-generating',
      severity: 'notice',
      message: `${others.length} of ${policy.spec.rules.length} rules do not generate and are left to Kyverno: ${others.map((rule) => rule.name).join(', ')}`,
      at: policy.place(first.path),
      about: { policy: labelOf(policy) },
    },
  ];
}

function labelOf({ namespace, name }: PolicyDocument): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
