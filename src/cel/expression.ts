// One expression: parsed, checked and made ready to run. What is wrong with it comes out beside it; what only the checker refuses can be
// evaluated all the same.
import { checkExpression } from './check/check.ts';
import { evaluationDepth, MAX_EVALUATION_DEPTH } from './depth.ts';
import { CelFailure } from './failure.ts';
import { planEvaluation } from './interpret/interpreter.ts';
import type { CelEnvironments } from './libraries/index.ts';
import { namesUsed } from './syntax/names-used.ts';
import { parseCel } from './syntax/parser.ts';
import type { CelRun } from './run.ts';
import type { Node } from './syntax/syntax-tree.ts';
import type { Type } from './type.ts';
import type { CelMap, CelResult } from './value.ts';

/** An expression that can be evaluated. */
export interface CelProgram {
  /** What it gives, as far as the checker can tell. */
  readonly type: Type;
  /** The variables that it names. */
  readonly identifiers: ReadonlySet<string>;
  /** What it calls, with all parts where the target is a chain of names: `time.now`. */
  readonly calls: readonly string[];
  /** How much of the stack it needs: at most MAX_EVALUATION_DEPTH. */
  readonly depth: number;
  /** The value with these variables. A failure has its place in the text. */
  readonly evaluate: (run: CelRun, variables: CelMap) => CelResult;
}

/** The outcome of compiling: no program where the text does not parse. */
export interface CelCompiled {
  readonly program: CelProgram | undefined;
  /** In the order of the text; of code `check` where only the checker refuses. */
  readonly problems: readonly CelFailure[];
}

/** Compiles an expression. */
export function compileCel(text: string, { checking, running }: CelEnvironments): CelCompiled {
  const node = parseCel(text);
  if (node instanceof CelFailure) return { program: undefined, problems: [node] };
  const depth = evaluationDepth(node);
  if (depth > MAX_EVALUATION_DEPTH) return { program: undefined, problems: [tooDeep(node)] };
  const { type, problems, meant } = checkExpression(node, checking);
  const { identifiers, calls } = namesUsed(node);
  return {
    program: { type, identifiers, calls: [...calls], depth, evaluate: planEvaluation(node, running, meant) },
    problems,
  };
}

function tooDeep({ span }: Node): CelFailure {
  return new CelFailure('limit', `the evaluation of the expression goes more than ${MAX_EVALUATION_DEPTH} deep`, span);
}
