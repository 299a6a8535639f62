// What a check is, and how one is written: a function over a policy, or over each of its generating rules, that returns findings.
// Which checks there are, their order and their weight are for index.ts.
import type { Diagnostic, Severity } from '../../model/diagnostic.ts';
import type { DiagnosticCode } from '../../model/diagnostic-codes.ts';
import type { KindCatalog } from '../../model/inventory.ts';
import type { GenerateDocument, PatternDocument, PolicyDocument, RuleDocument } from '../cluster-policy/document.ts';
import type { FieldPath } from '../trouble.ts';
import { placeInExpression } from './expression-place.ts';

/** `admission` answers as Kyverno's webhook does; `reconcile` also takes what older releases took. */
export type CheckMode = 'admission' | 'reconcile';

/** What a check may look at besides the policy. */
export interface CheckFacts {
  readonly kinds: KindCatalog;
  readonly mode: CheckMode;
}

/** One check. What it returns has the weight of admission; index.ts weighs it again for reconcile. */
export type Check = (policy: PolicyDocument, facts: CheckFacts) => readonly Diagnostic[];

/** What a check finds. Without a code it is `policy/invalid`, without a severity an error. */
export interface Finding {
  readonly path: FieldPath;
  readonly message: string;
  readonly help: string;
  readonly code?: DiagnosticCode;
  readonly severity?: Severity;
  readonly expression?: string;
  /** Where in the expression the trouble begins. */
  readonly offset?: number;
}

/** A rule that has a generate block. */
export interface GeneratingRule extends RuleDocument {
  readonly generate: GenerateDocument;
}

/** A check that looks at a policy as a whole. */
export function perPolicy(judge: (policy: PolicyDocument, facts: CheckFacts) => readonly Finding[]): Check {
  return (policy, facts) => judge(policy, facts).map((finding) => asDiagnostic(policy, undefined, finding));
}

/** A check that looks at each generating rule on its own. */
export function perRule(
  judge: (rule: GeneratingRule, policy: PolicyDocument, facts: CheckFacts) => readonly Finding[],
): Check {
  return (policy, facts) =>
    generatingRules(policy).flatMap((rule) =>
      judge(rule, policy, facts).map((finding) => asDiagnostic(policy, rule, finding)),
    );
}

/** A check that looks at each pattern of each generating rule: the foreach entries, or the block itself where there are none. */
export function perPattern(
  judge: (pattern: PatternDocument, policy: PolicyDocument, facts: CheckFacts) => readonly Finding[],
): Check {
  return perRule((rule, policy, facts) =>
    patternsOf(rule.generate).flatMap((pattern) => judge(pattern, policy, facts)),
  );
}

/** The rules that generate, in order. The others are Kyverno's to judge. */
export function generatingRules(policy: PolicyDocument): readonly GeneratingRule[] {
  return policy.spec.rules.filter(isGenerating);
}

/** The patterns that a rule generates from. */
export function patternsOf(generate: GenerateDocument): readonly PatternDocument[] {
  return generate.foreach?.map((entry) => entry.pattern) ?? [generate.pattern];
}

/** How people are shown a policy: `name`, or `namespace/name`. */
export function policyName(policy: PolicyDocument): string {
  return policy.namespace === '' ? policy.name : `${policy.namespace}/${policy.name}`;
}

/** What tells one policy from another: two documents with the same answer are versions of one policy. */
export function identityOf(policy: PolicyDocument): string {
  return [policy.kind, policy.namespace, policy.name].join('/');
}

/** A finding with its place and subject. */
export function asDiagnostic(policy: PolicyDocument, rule: RuleDocument | undefined, finding: Finding): Diagnostic {
  const { path, message, help, code = 'policy/invalid', severity = 'error', expression, offset } = finding;
  return {
    code,
    severity,
    message,
    help,
    at:
      expression === undefined || offset === undefined
        ? policy.place(path)
        : placeInExpression(policy, { path, text: expression, offset }),
    about: {
      policy: policyName(policy),
      ...(rule === undefined ? {} : { rule: rule.name }),
      field: path.join('.'),
      ...(expression === undefined ? {} : { expression }),
    },
  };
}

function isGenerating(rule: RuleDocument): rule is GeneratingRule {
  return rule.generate !== undefined;
}
