// The exceptions of a policy on one trigger: a full one takes the trigger out of the policy, partial ones say what images and values its
// expressions allow. Reading them is for exception-document.ts.
import { CelFailure, compileCel, generatingEnvironment, type CelProgram, type CelResult } from '../../cel/index.ts';
import { parseTime } from '../../values/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Match } from '../../model/policy.ts';
import type { Allowances } from './bindings.ts';
import { evaluationTrouble, excerpt, type PlacedText, type PlacedTrouble } from './environment.ts';
import { isPartialException, type CelExceptionDocument } from './exception-document.ts';
import type { GeneratingPolicyDocument } from './document.ts';
import type { Strictness } from './checked-expression.ts';

interface CompiledException {
  readonly exception: CelExceptionDocument;
  readonly conditions: readonly { readonly source: PlacedText; readonly program: CelProgram }[];
}

/** The exceptions that name a policy, ready to be asked, and what is wrong with them. */
export interface PolicyExceptions {
  readonly compiled: readonly CompiledException[];
  /** False: one cannot be evaluated, so that nothing is known of any trigger. */
  readonly sound: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles the exceptions that name a policy. */
export function compileExceptions(
  document: GeneratingPolicyDocument,
  exceptions: readonly CelExceptionDocument[],
  strictness: Strictness,
): PolicyExceptions {
  const diagnostics: Diagnostic[] = [];
  let sound = true;
  const environments = generatingEnvironment({
    ...(document.namespace === '' ? {} : { namespace: document.namespace }),
    // They are declared, and yet not there when an exception is asked.
    variables: new Map(document.variables.map(({ name }) => [name, { kind: 'dyn' } as const])),
  });
  const compiled = exceptions.map((exception) => {
    const conditions = exception.matchConditions.flatMap(({ text, path: field }) => {
      const source: PlacedText = {
        text,
        path: field,
        placeWithin: (path, offset) => exception.placeWithin(path, offset),
      };
      const { program, problems } = compileCel(source.text, environments);
      diagnostics.push(...problems.map((problem) => tellProblem(exception, source, problem, strictness)));
      sound &&= program !== undefined;
      return program === undefined ? [] : [{ source, program }];
    });
    return { exception, conditions };
  });
  return { compiled, sound, diagnostics };
}

function tellProblem(
  exception: CelExceptionDocument,
  source: PlacedText,
  problem: CelFailure,
  strictness: Strictness,
): Diagnostic {
  const isLenient = problem.code === 'check' && strictness === 'reconcile';
  const field = source.path.join('.');
  return {
    code: isLenient ? 'policy/cel-check' : 'policy/expression',
    severity: isLenient ? 'warning' : 'error',
    message: `PolicyException ${exception.label}: ${problem.message}`,
    help: 'Correct the expression.',
    at: source.placeWithin(source.path, problem.span?.start ?? 0),
    about: { field, expression: excerpt(source.text, problem.span) },
  };
}

/** What exceptions come to for a trigger. */
export interface Exempted {
  /** The trigger is taken out of the policy, or it is not known whether it is. */
  readonly match: { readonly exception: CelExceptionDocument } | { readonly trouble: PlacedTrouble } | undefined;
  readonly allowances: Allowances;
}

/** No exception at all. */
export const NO_ALLOWANCES: Allowances = { images: [], values: [] };

/**
 * Asks the exceptions of a policy; `evaluate` gives a condition's value for the trigger.
 *
 * Shape   a failure counts only where no full exception applies. Of several full ones the highest priority decides, the first of equal ones.
 * Source  Kyverno, PolicyException of policies.kyverno.io. Unlike there, one that has expired no longer applies: hasExpired().
 */
export function askExceptions({ compiled }: PolicyExceptions, evaluate: (program: CelProgram) => CelResult): Exempted {
  const full: CelExceptionDocument[] = [];
  const images: string[] = [];
  const values: string[] = [];
  let trouble: PlacedTrouble | undefined;
  for (const one of compiled) {
    const held = holds(one, evaluate);
    if (typeof held === 'object') trouble ??= held;
    if (held !== true) continue;
    if (!isPartialException(one.exception)) full.push(one.exception);
    images.push(...one.exception.images);
    values.push(...one.exception.allowedValues);
  }
  const [first] = [...full].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
  const match = first ? { exception: first } : trouble ? { trouble } : undefined;
  return { match, allowances: { images, values } };
}

/** Whether an exception no longer applies at `now`. */
export function hasExpired({ expiresAt }: CelExceptionDocument, now: string | undefined): boolean {
  const instant = now === undefined ? undefined : parseTime(now);
  return expiresAt !== undefined && instant !== undefined && expiresAt.nanoseconds <= instant.nanoseconds;
}

/** All conditions must hold; one that does not ends it, a failure otherwise. */
function holds(
  { conditions }: CompiledException,
  evaluate: (program: CelProgram) => CelResult,
): boolean | PlacedTrouble {
  let trouble: PlacedTrouble | undefined;
  for (const { source, program } of conditions) {
    const value = evaluate(program);
    if (value === false) return false;
    if (value === true) continue;
    const failure = value instanceof CelFailure ? value : new CelFailure('invalid-value', 'the condition is no bool');
    trouble ??= evaluationTrouble(source, failure);
  }
  return trouble ?? true;
}

/** The outcome of matching where a full exception applies. */
export function exceptedBy({ label, reportResult }: CelExceptionDocument): Match {
  return { outcome: 'excepted', exception: label, ...(reportResult === 'pass' ? { counts: 'pass' } : {}) };
}
