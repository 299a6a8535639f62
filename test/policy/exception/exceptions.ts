// Exceptions for the tests, written as YAML, and one rule tried under them.
import { evaluateTrigger } from '../../../src/evaluate/index.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { Match } from '../../../src/model/policy.ts';
import type { Trigger } from '../../../src/model/trigger.ts';
import { compilePolicies } from '../../../src/policy/index.ts';
import { aWorld } from '../../support/a-world.ts';
import { aPolicy } from '../checks/policies.ts';
import { documentsOf, someOptions } from '../cluster-policy/rules.ts';

/** Parts of an exception, each in flow style; `''` leaves a field out. */
export interface ExceptionParts {
  readonly name?: string;
  readonly namespace?: string;
  readonly match?: string;
  readonly conditions?: string;
  readonly exceptions?: string;
  /** Further fields of the spec, as lines at column 0. */
  readonly spec?: string;
}

/** An exception from the rule of `aPolicy` for every Namespace, with parts replaced. */
export function anException(parts: ExceptionParts = {}): string {
  const { name = 'e', namespace = 'exemptions', conditions = '', spec = '' } = parts;
  const { match = '{any: [{resources: {kinds: [Namespace]}}]}' } = parts;
  const { exceptions = '[{policyName: p, ruleNames: [r]}]' } = parts;
  const fields = Object.entries({ match, conditions, exceptions }).filter(([, value]) => value !== '');
  return [
    'apiVersion: kyverno.io/v2',
    'kind: PolicyException',
    `metadata: {name: ${name}${namespace === '' ? '' : `, namespace: ${namespace}`}}`,
    'spec:',
    ...fields.map(([field, value]) => `  ${field}: ${value}`),
    ...(spec === '' ? [] : spec.split('\n').map((line) => `  ${line}`)),
    '',
  ].join('\n');
}

/** What came of a trigger under exceptions. */
export interface TriedUnder {
  /** `excepted by namespace/name`, or the other outcomes. */
  readonly outcome: string;
  readonly match: Match;
  readonly warnings: readonly Diagnostic[];
}

/** Tries the first rule of a policy on a trigger, with exceptions beside it. */
export function tryUnder(
  exceptions: readonly string[],
  trigger: Trigger,
  { policy = aPolicy(), objects = '' }: { readonly policy?: string; readonly objects?: string } = {},
): TriedUnder {
  const { value } = compilePolicies(documentsOf([policy, ...exceptions].join('\n---\n')), someOptions({}, objects));
  const [rule] = value.rules;
  if (rule === undefined) throw new Error('the rule was set aside');
  const { match } = evaluateTrigger(rule, trigger, aWorld({ objects }));
  const outcome = match.outcome === 'excepted' ? `excepted by ${match.exception}` : match.outcome;
  return { outcome, match, warnings: match.warnings ?? [] };
}

/** Which rules are left under exceptions, and what is told: `severity code field line`. */
export function compiledUnder(policy: string, ...exceptions: readonly string[]) {
  const text = [policy, ...exceptions].join('\n---\n');
  const { value, diagnostics } = compilePolicies(documentsOf(text), someOptions());
  return {
    rules: value.rules.map(({ id }) => `${id.policy}/${id.rule}`),
    complete: value.policies.map(({ complete }) => complete),
    exceptions: value.exceptions.map(({ name, rules }) => ({
      name,
      rules: rules.map((one) => `${one.policy}/${one.rule}`),
    })),
    told: diagnostics.map(({ severity, code, about }) => `${severity} ${code} ${about.field ?? ''}`),
    lines: diagnostics.map(({ at }) => at?.line),
    words: diagnostics.map(({ message, help }) => `${message}. ${help ?? ''}`).join('\n'),
  };
}
