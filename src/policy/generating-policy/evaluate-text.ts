// One expression or template in CEL that somebody typed, evaluated as a policy in CEL would evaluate it on a trigger, with what it would
// generate. Values come out as they are: whoever shows them masks those of Secrets.
import {
  CelFailure,
  CelOptional,
  CelRun,
  compileCel,
  compileTemplate,
  generatingEnvironment,
  printType,
  toJson,
  typeName,
  type CelMap,
  type CelResult,
  type Type,
} from '../../cel/index.ts';
import { hasErrors } from '../../model/diagnostic.ts';
import type { SourceDocument } from '../../model/document.ts';
import type { Json } from '../../model/resource.ts';
import type { Trigger, World } from '../../model/trigger.ts';
import { readGlobalContext } from '../global-context.ts';
import type { CompileOptions } from '../options.ts';
import { bindingsOf } from './bindings.ts';
import type { GeneratingPolicyDocument } from './document.ts';
import { policyEnvironment, VariableFailure, type PolicyEnvironment } from './environment.ts';
import { NO_ALLOWANCES } from './exceptions.ts';
import { compileExpressions, type CompiledExpression } from './expressions.ts';
import { generatedBy, type HandedOver } from './generated.ts';
import { hostOf, type RecordingHost } from './host.ts';
import { readGeneratingPolicy } from './read.ts';

/** A value with its type and what would be generated, or what is wrong: `start` and `end` are offsets into `expression`. */
export type CelExpressed =
  | { readonly ok: true; readonly value: Json; readonly type: string; readonly generated?: readonly Json[] }
  | {
      readonly ok: false;
      readonly message: string;
      readonly expression: string;
      readonly start?: number;
      readonly end?: number;
    };

/** A policy in CEL whose variables can be named, with what its globalContext may name. */
export interface FoundCelPolicy {
  readonly celPolicy: GeneratingPolicyDocument;
  readonly contextEntries: readonly SourceDocument[];
}

/** What is evaluated. */
export interface CelText {
  readonly form: 'expression' | 'template';
  readonly text: string;
  /** Undefined: a policy of the cluster without variables. */
  readonly found: FoundCelPolicy | undefined;
}

/** The policy that a document holds, or why it cannot be used. */
export function readCelPolicy(document: SourceDocument): GeneratingPolicyDocument | { readonly problem: string } {
  const { value, diagnostics } = readGeneratingPolicy(document);
  if (value !== undefined) return value;
  return { problem: diagnostics.find((one) => one.severity === 'error')?.message ?? 'it is not understood' };
}

/** Evaluates a text on a trigger. What Kyverno's checker would refuse is an error here too. */
export function evaluateCelText(input: CelText, options: CompileOptions, trigger: Trigger, world: World): CelExpressed {
  const { celPolicy, contextEntries } = input.found ?? NO_POLICY;
  const { expressions, diagnostics } = compileExpressions(celPolicy, 'reconcile');
  if (expressions === undefined || hasErrors(diagnostics)) {
    const reason = diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'it is not understood';
    return wrong(`The policy ${celPolicy.label} cannot be evaluated: ${reason}`);
  }
  const globalContext = readGlobalContext(contextEntries, options.kinds).value;
  const environment = policyEnvironment(celPolicy, { ...options, globalContext });
  const opened = open(environment, expressions.variables, trigger, world);
  const scope = {
    ...(celPolicy.namespace === '' ? {} : { namespace: celPolicy.namespace }),
    variables: new Map(expressions.variables.map(({ name, program }): [string, Type] => [name, program.type])),
  };
  return input.form === 'expression' ? evaluateOne(opened, input.text, scope) : renderOne(opened, input.text, scope);
}

// ---- one evaluation

interface Opened {
  readonly environment: PolicyEnvironment;
  readonly world: World;
  readonly run: CelRun;
  readonly bindings: CelMap;
  readonly recording: RecordingHost;
  readonly handed: HandedOver[];
}

function open(
  environment: PolicyEnvironment,
  variables: readonly CompiledExpression[],
  trigger: Trigger,
  world: World,
): Opened {
  const handed: HandedOver[] = [];
  const own = environment.document.namespace;
  const recording = hostOf(environment, trigger, world, (namespace, objects) => {
    for (const object of objects) handed.push(handedOver(object, namespace ?? own, handed.length));
    return undefined;
  });
  const run = new CelRun(recording.host);
  const bindings = bindingsOf({ environment, trigger, world, run, allowances: NO_ALLOWANCES, variables });
  return { environment, world, run, bindings, recording, handed };
}

function handedOver(object: Json, namespace: string | undefined, at: number): HandedOver {
  return { object, namespace, element: `generate[0]/${at}`, path: [] };
}

type Scope = Parameters<typeof generatingEnvironment>[0];

function evaluateOne(opened: Opened, text: string, scope: Scope): CelExpressed {
  const { program, problems } = compileCel(text, generatingEnvironment(scope));
  const [problem] = problems;
  if (problem !== undefined || program === undefined) return refused(problem, text);
  const value = program.evaluate(opened.run, opened.bindings);
  const json = asJson(value, opened.run);
  if (value instanceof CelFailure || json instanceof CelFailure) {
    return refused(value instanceof CelFailure ? value : json instanceof CelFailure ? json : undefined, text);
  }
  const isOpen = program.type.kind === 'dyn' || program.type.kind === 'any';
  const type = isOpen ? typeName(value) : printType(program.type);
  return withGenerated(opened, { ok: true, value: json, type });
}

/** No value of an optional one is nothing, which JSON has a word for. */
function asJson(value: CelResult, run: CelRun): Json | CelFailure {
  if (value instanceof CelFailure) return value;
  return value instanceof CelOptional && value.value === undefined ? null : toJson(value, run);
}

function renderOne(opened: Opened, text: string, scope: Scope): CelExpressed {
  const { template, problems } = compileTemplate(text, 'cel', generatingEnvironment(scope));
  const [problem] = problems;
  if (problem !== undefined || template === undefined) return refused(problem, text);
  const documents = template.render(opened.run, opened.bindings);
  if (documents instanceof CelFailure) return refused(documents, text);
  opened.handed.push(...documents.map((object, at) => handedOver(object, undefined, at)));
  return withGenerated(opened, { ok: true, value: documents, type: 'list(map(string, dyn))' });
}

function withGenerated(opened: Opened, expressed: Extract<CelExpressed, { ok: true }>): CelExpressed {
  const { environment, world, recording, handed } = opened;
  if (handed.length === 0) return expressed;
  const { options, document } = environment;
  const within = { own: document.namespace, options, world, originOf: (object: object) => recording.originOf(object) };
  const generated = generatedBy(within, handed);
  if (!generated.ok) return wrong(`It would generate nothing: ${generated.trouble.message}`);
  return { ...expressed, generated: generated.value.desired.map(({ content }) => content) };
}

function refused(failure: CelFailure | undefined, text: string): CelExpressed {
  if (failure === undefined) return wrong('the text cannot be evaluated');
  const { message, span } = failure;
  const place = span === undefined ? {} : { start: span.start, end: span.end };
  if (!(failure instanceof VariableFailure)) return { ok: false, message, expression: text, ...place };
  const { source } = failure;
  return { ok: false, message: `${source.path.join('.')}: ${message}`, expression: source.text, ...place };
}

function wrong(message: string): Extract<CelExpressed, { ok: false }> {
  return { ok: false, message, expression: '' };
}

/** A policy without anything, for expressions that name no variable. */
const NO_POLICY: FoundCelPolicy = noPolicy();

function noPolicy(): FoundCelPolicy {
  const place = () => ({ file: '', line: 1, column: 1 });
  const rule = { apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], operations: ['*'] };
  const value = {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'GeneratingPolicy',
    metadata: { name: 'eval' },
    spec: { matchConstraints: { resourceRules: [rule] }, generate: [{ expression: 'true' }] },
  };
  const celPolicy = readCelPolicy({ file: '', value, place, placeWithin: place });
  if ('problem' in celPolicy) throw new Error('invariant broken: a policy that is written is read');
  return { celPolicy, contextEntries: [] };
}
