// One expression or template of a policy, compiled, with what is wrong with it told at its place in the policy's file.
import {
  compileCel,
  printType,
  type CelEnvironments,
  type CelFailure,
  type CelProgram,
  type Type,
} from '../../cel/index.ts';
import type { Diagnostic, Severity } from '../../model/diagnostic.ts';
import { excerpt, type PlacedText } from './environment.ts';

/**
 * What findings of the checker weigh: Kyverno refuses the policy, which is an error where a policy is judged; a run evaluates what can be
 * evaluated all the same, and warns.
 */
export type Strictness = 'admission' | 'reconcile';

/** What an expression must give. */
export type Wanted = 'bool' | 'text-or-null' | 'anything';

/** How expressions of one policy are judged, and what it is called; or an exception, for which `exception` is given. */
export interface Judging {
  readonly policy: string;
  readonly exception?: string;
  readonly strictness: Strictness;
}

/** What to do about a problem: a sentence without its full stop. */
export type Advice = (problem: CelFailure) => string;

/** The advice where nothing better is known. */
export const CORRECT = 'Correct the expression';

const DECLARE = 'Declare the variable before the expression that reads it; matchConditions know of none';

const COMPARE = 'Make it a bool, for instance with == true at its end';

/** A program, unless the text does not parse, and what is wrong with it. */
export interface CheckedExpression {
  readonly program: CelProgram | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles an expression. */
export function compileChecked(
  source: PlacedText,
  wanted: Wanted,
  environments: CelEnvironments,
  judging: Judging,
  adviceOn: Advice = () => CORRECT,
): CheckedExpression {
  const { program, problems } = compileCel(source.text, environments);
  const told = tellProblems(source, problems, judging, adviceOn);
  const problem = program && problems.length === 0 ? wrongType(program.type, wanted) : undefined;
  if (problem === undefined) return { program, diagnostics: told };
  const advice = wanted === 'bool' && program?.type.kind === 'dyn' ? COMPARE : CORRECT;
  const finding: Finding = { message: problem, severity: weightOf(judging), advice };
  return { program, diagnostics: [tell(source, finding, judging)] };
}

/** Nobody reads on after that many, and to place each one in its file takes time. */
const MOST_FINDINGS = 100;

/**
 * What is wrong with a text. What does not parse cannot be evaluated; what does not check often can.
 *
 * Shape   of many only the first ones, and one that says how many more there are.
 */
export function tellProblems(
  source: PlacedText,
  problems: readonly CelFailure[],
  judging: Judging,
  adviceOn: Advice = () => CORRECT,
): readonly Diagnostic[] {
  const told = problems.slice(0, MOST_FINDINGS).map((problem) => {
    const severity = severityOf(problem, judging);
    const advice = readsUnknownVariable(source.text, problem) ? DECLARE : adviceOn(problem);
    return tell(source, { message: problem.message, severity, problem, advice }, judging);
  });
  const others = problems.slice(MOST_FINDINGS);
  return others.length === 0 ? told : [...told, tell(source, summaryOf(others, judging), judging)];
}

/** It weighs as much as the worst of them, and stands where the first one would. */
function summaryOf(problems: readonly CelFailure[], judging: Judging): Finding {
  const worst = problems.find((problem) => severityOf(problem, judging) === 'error') ?? problems[0];
  return {
    message: `${problems.length} more ${problems.length === 1 ? 'finding is' : 'findings are'} not shown`,
    severity: worst === undefined ? 'error' : severityOf(worst, judging),
    ...(problems[0] === undefined ? {} : { problem: problems[0] }),
    advice: 'Correct the findings before it first, then check again',
  };
}

function severityOf({ code }: CelFailure, judging: Judging): Severity {
  return code === 'check' ? weightOf(judging) : 'error';
}

/** Whether a field is undefined that stands behind `variables.`. */
function readsUnknownVariable(text: string, { code, span }: CelFailure): boolean {
  return code === 'check' && span !== undefined && /\bvariables\.$/.test(text.slice(0, span.start));
}

function weightOf({ strictness }: Judging): Severity {
  return strictness === 'admission' ? 'error' : 'warning';
}

interface Finding {
  readonly message: string;
  readonly severity: Severity;
  readonly problem?: CelFailure;
  readonly advice: string;
}

function tell(source: PlacedText, { message, severity, problem, advice }: Finding, judging: Judging): Diagnostic {
  const field = source.path.join('.');
  const isLenient = severity === 'warning';
  const { policy, exception } = judging;
  const refused = isLenient ? `Kyverno would refuse this ${exception === undefined ? 'policy' : 'exception'}: ` : '';
  return {
    code: isLenient ? 'policy/cel-check' : 'policy/expression',
    severity,
    message: `${exception === undefined ? '' : `PolicyException ${exception}: `}${refused}${message}`,
    help: isLenient ? `${advice}; until then it is evaluated without the check.` : `${advice}.`,
    at: source.placeWithin(source.path, problem?.span?.start ?? 0),
    about: {
      ...(exception === undefined ? { policy } : {}),
      field,
      expression: excerpt(source.text, problem?.span),
    },
  };
}

function wrongType(type: Type, wanted: Wanted): string | undefined {
  switch (wanted) {
    case 'anything':
      return undefined;
    case 'bool':
      return type.kind === 'bool' ? undefined : `the expression must be of type bool, and is ${printType(type)}`;
    case 'text-or-null': {
      const isGood = type.kind === 'string' || type.kind === 'null';
      return isGood ? undefined : `the expression must be of type string or null, and is ${printType(type)}`;
    }
  }
}
