// One expression, template or condition that somebody typed, evaluated as a rule would evaluate it on a trigger: in JMESPath, or as a policy
// in CEL would. Values come out as they are: whoever shows them masks those of Secrets.
import { compileTemplate, isExpressionError, isTemplateError, type ExpressionError } from '../jmespath/index.ts';
import type { SourceDocument } from '../model/document.ts';
import { child, compareText, isJsonObject, textAt, type Json } from '../model/resource.ts';
import type { Trigger, World } from '../model/trigger.ts';
import { parseFirstDocument } from '../yaml/index.ts';
import { ruleScope } from './cluster-policy/compile-rule.ts';
import { compileContext } from './cluster-policy/context/entries.ts';
import type { PolicyDocument, RuleDocument } from './cluster-policy/document.ts';
import { ruleEnvironment, type RuleEnvironment } from './cluster-policy/environment.ts';
import { compilePreconditions } from './cluster-policy/preconditions.ts';
import { readPolicyDocument } from './cluster-policy/read.ts';
import { isEntryError, type Scope } from './cluster-policy/scope.ts';
import { sortDocuments } from './documents.ts';
import { evaluateCelText, readCelPolicy, RULE_NAME, type FoundCelPolicy } from './generating-policy/index.ts';
import { readGlobalContext } from './global-context.ts';
import type { CompileOptions } from './options.ts';

/** A bare expression; YAML with `{{ }}`, in CEL with `(( ))`; or YAML of preconditions, or of one condition, which CEL has not. */
export type ExpressionForm = 'expression' | 'template' | 'precondition';

/** A value, or what is wrong: `start` and `end` are offsets into `expression`, where a place in it is known. */
export type Expressed =
  | {
      readonly ok: true;
      readonly value: Json;
      /** Where the language has types. */
      readonly type?: string;
      /** What would be generated, where something was handed over for it. */
      readonly generated?: readonly Json[];
    }
  | {
      readonly ok: false;
      readonly message: string;
      readonly expression: string;
      readonly start?: number;
      readonly end?: number;
    };

/** A rule whose context entries can be named; undefined stands for none. */
export interface FoundRule {
  readonly policy: PolicyDocument;
  readonly rule: RuleDocument;
  /** What its globalReference entries may name. */
  readonly contextEntries: readonly SourceDocument[];
}

/** A policy, by `name` or `namespace/name`, and a rule of it: '' for its only one. `cel`: only policies in CEL are looked at. */
export interface RuleChoice {
  readonly policy: string;
  readonly rule: string;
  readonly cel?: boolean;
}

/** What a choice means: a rule, or a policy in CEL, whose one rule needs no name. */
export type FoundPolicy = FoundRule | FoundCelPolicy;

/** What was chosen, or why there is none, with the names that there are. A rule in JMESPath comes first where both have the name. */
export function findRule(
  documents: readonly SourceDocument[],
  choice: RuleChoice,
): FoundPolicy | { readonly problem: string } {
  const { clusterPolicies, celPolicies, contextEntries } = sortDocuments(documents);
  const policies = clusterPolicies.map((document) => readPolicyDocument(document).value);
  const policy = policies.find((one) => labelOf(one) === choice.policy);
  if (policy !== undefined && choice.cel !== true) return ruleIn(policy, choice, contextEntries);
  const inCel = celPolicies.find((document) => labelOfCel(document) === choice.policy);
  if (inCel !== undefined) return celPolicyIn(inCel, choice, contextEntries);
  if (policy !== undefined) return { problem: `The policy ${choice.policy} is in JMESPath, not in CEL` };
  const labels = [...(choice.cel === true ? [] : policies.map(labelOf)), ...celPolicies.map(labelOfCel)];
  return { problem: `There is no policy ${choice.policy}; ${listed(labels)}` };
}

function ruleIn(
  policy: PolicyDocument,
  choice: RuleChoice,
  contextEntries: readonly SourceDocument[],
): FoundRule | { readonly problem: string } {
  const { rules } = policy.spec;
  const [only, ...more] = rules;
  const rule = choice.rule === '' && more.length === 0 ? only : rules.find(({ name }) => name === choice.rule);
  if (rule) return { policy, rule, contextEntries };
  const missing = choice.rule === '' ? 'has several rules: choose one' : `has no rule ${choice.rule}`;
  return { problem: `The policy ${choice.policy} ${missing}; ${listed(rules.map(({ name }) => name))}` };
}

function celPolicyIn(
  document: SourceDocument,
  { policy, rule }: RuleChoice,
  contextEntries: readonly SourceDocument[],
): FoundCelPolicy | { readonly problem: string } {
  if (rule !== '' && rule !== RULE_NAME) {
    return { problem: `The policy ${policy} has no rule ${rule}; ${listed([RULE_NAME])}` };
  }
  const read = readCelPolicy(document);
  if ('problem' in read) return { problem: `The policy ${policy} cannot be evaluated: ${read.problem}` };
  return { celPolicy: read, contextEntries };
}

function labelOfCel({ value }: SourceDocument): string {
  const metadata = child(value, 'metadata');
  const namespace = textAt(value, 'kind').startsWith('Namespaced') ? textAt(metadata, 'namespace') || 'default' : '';
  return labelOf({ namespace, name: textAt(metadata, 'name') });
}

/** What is evaluated. */
export interface TextInput {
  readonly form: ExpressionForm;
  readonly text: string;
  /** Without it no context entry and no variable can be named. */
  readonly found: FoundPolicy | undefined;
  /** The text is CEL. So it is also where a policy in CEL was found. */
  readonly cel?: boolean;
}

/** Evaluates `text` on a trigger. */
export function evaluateText(input: TextInput, options: CompileOptions, trigger: Trigger, world: World): Expressed {
  const { form, text, found } = input;
  if (input.cel === true || (found !== undefined && 'celPolicy' in found)) {
    if (form === 'precondition') return failure('CEL has no preconditions: give the condition as an expression');
    const celPolicy = found !== undefined && 'celPolicy' in found ? found : undefined;
    return evaluateCelText({ form, text, found: celPolicy }, options, trigger, world);
  }
  const { policy, rule, contextEntries } = found ?? NO_RULE;
  const globalContext = readGlobalContext(contextEntries, options.kinds).value;
  const environment = ruleEnvironment(policy, rule, { ...options, globalContext });
  const context = compileContext(environment, rule.context, [...rule.path, 'context']);
  const scope = ruleScope({ environment, context }, trigger, world);
  if (input.form === 'expression') return evaluateExpression(scope, input.text, trigger);
  // To YAML a text that begins with a variable is a map in a map, and never meant as one.
  const isBareText = input.form === 'template' && input.text.trimStart().startsWith('{{');
  const parsed = isBareText ? { value: input.text } : parseFirstDocument(input.text);
  if ('problem' in parsed) return failure(`The text is no YAML: ${parsed.problem.message}`);
  const within: Within = { environment, scope, trigger };
  return input.form === 'template' ? renderTemplate(within, parsed.value) : testConditions(within, parsed.value);
}

interface Within {
  readonly environment: RuleEnvironment;
  readonly scope: Scope;
  readonly trigger: Trigger;
}

/** A rule without anything, for expressions that name only the request. */
const NO_RULE: FoundRule = noRule();

function noRule(): FoundRule {
  const place = () => ({ file: '', line: 1, column: 1 });
  const value = { apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', metadata: { name: 'eval' } };
  const { value: policy } = readPolicyDocument({
    file: '',
    value: { ...value, spec: { rules: [{ name: 'eval' }] } },
    place,
    placeWithin: place,
  });
  const [rule] = policy.spec.rules;
  if (rule === undefined) throw new Error('invariant broken: a rule that is written is read');
  return { policy, rule, contextEntries: [] };
}

function evaluateExpression(scope: Scope, text: string, { operation }: Trigger): Expressed {
  const value = scope.evaluate(text);
  if (!isExpressionError(value)) return { ok: true, value };
  // The place is one of what was evaluated, which names the old object wherever a DELETE's object was asked for.
  return ofExpression(value, operation === 'DELETE' ? text.replaceAll('request.object', 'request.oldObject') : text);
}

function renderTemplate({ environment, scope, trigger }: Within, document: Json): Expressed {
  const mode = { substitution: environment.options.substitution, operation: trigger.operation };
  const value = compileTemplate(document).render((expression) => scope.evaluate(expression), mode);
  if (!isTemplateError(value)) return { ok: true, value };
  const { cause, expression, message } = value;
  if (cause === undefined || expression === undefined) return failure(message);
  return { ...ofExpression(cause, expression), message };
}

function testConditions(within: Within, document: Json): Expressed {
  const { environment, scope, trigger } = within;
  const isOne = isJsonObject(document) && child(document, 'operator') !== undefined;
  const conditions = isOne ? [document] : document;
  const unmet = compilePreconditions(conditions, []).test(environment, scope, trigger.operation);
  if (unmet.ok) return { ok: true, value: unmet.value === undefined };
  const rendered = renderTemplate(within, conditions);
  return rendered.ok ? failure(unmet.trouble.message) : rendered;
}

function ofExpression(error: ExpressionError, expression: string): Extract<Expressed, { ok: false }> {
  if (isEntryError(error)) return failure(error.message);
  return { ok: false, message: error.message, expression, start: error.start, end: error.end };
}

function failure(message: string): Extract<Expressed, { ok: false }> {
  return { ok: false, message, expression: '' };
}

function labelOf({ namespace, name }: Pick<PolicyDocument, 'namespace' | 'name'>): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

function listed(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort(compareText);
  if (sorted.length === 0) return 'there are none';
  const shown = sorted.slice(0, 10).join(', ');
  return `there ${sorted.length === 1 ? 'is' : 'are'} ${shown}${sorted.length > 10 ? ', …' : ''}`;
}
