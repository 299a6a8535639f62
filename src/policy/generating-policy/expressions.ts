// The expressions and templates of a policy, compiled in the order in which Kyverno does: match conditions, variables, what to generate,
// audit annotations. The first group with a finding ends the compilation, since what follows would be judged on wrong types.
import {
  compileCel,
  compileTemplate,
  generatingEnvironment,
  printType,
  type CelEnvironments,
  type CelFailure,
  type CelProgram,
  type CelTemplate,
  type Type,
} from '../../cel/index.ts';
import type { Diagnostic, Severity } from '../../model/diagnostic.ts';
import type { FieldPath } from '../trouble.ts';
import type { GenerateEntry, GeneratingPolicyDocument, NamedExpression } from './document.ts';
import { excerpt, labelOf, type PlacedText } from './environment.ts';

/** A named expression that was compiled. */
export interface CompiledExpression {
  readonly name: string;
  readonly source: PlacedText;
  readonly program: CelProgram;
}

/** One entry of `generate`. */
export type CompiledEntry =
  | { readonly form: 'expression'; readonly source: PlacedText; readonly program: CelProgram }
  | { readonly form: 'template'; readonly source: PlacedText; readonly template: CelTemplate };

/** Everything a policy evaluates. */
export interface CompiledExpressions {
  readonly conditions: readonly CompiledExpression[];
  readonly variables: readonly CompiledExpression[];
  readonly generate: readonly CompiledEntry[];
  readonly annotations: readonly CompiledExpression[];
}

/**
 * What findings of the checker weigh: Kyverno refuses the policy, which is an error where a policy is judged; a run evaluates what can be
 * evaluated all the same, and warns.
 */
export type Strictness = 'admission' | 'reconcile';

/** The expressions of a policy; undefined where one of them cannot be evaluated at all. */
export interface ExpressionsChecked {
  readonly expressions: CompiledExpressions | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles and checks all expressions of a policy. */
export function compileExpressions(document: GeneratingPolicyDocument, strictness: Strictness): ExpressionsChecked {
  const compiler = new Compiler(document, strictness);
  const conditions = document.matchConditions.map((one) => compiler.named(one, 'bool'));
  if (compiler.ends()) return compiler.result(undefined);
  const variables = document.variables.map((one) => compiler.variable(one));
  if (compiler.ends()) return compiler.result(undefined);
  const generate = document.generate.map((one) => compiler.entry(one));
  if (compiler.ends()) return compiler.result(undefined);
  const annotations = document.auditAnnotations.map((one) => compiler.named({ ...one, name: one.key }, 'text-or-null'));
  const all = { conditions, variables, generate, annotations };
  return compiler.result(isWhole(all) ? all : undefined);
}

type Wanted = 'bool' | 'text-or-null' | 'anything';

type Partial = { readonly [K in keyof CompiledExpressions]: readonly (CompiledExpressions[K][number] | undefined)[] };

function isWhole(all: Partial): all is CompiledExpressions {
  return Object.values(all).every((group) => group.every((one) => one !== undefined));
}

/** The compilation of one policy: the types of variables so far, and what was found. */
class Compiler {
  readonly #document: GeneratingPolicyDocument;
  readonly #strictness: Strictness;
  readonly #types = new Map<string, Type>();
  readonly #found: Diagnostic[] = [];

  constructor(document: GeneratingPolicyDocument, strictness: Strictness) {
    this.#document = document;
    this.#strictness = strictness;
  }

  /** Whether Kyverno would look no further. */
  ends(): boolean {
    return this.#found.some(({ severity }) => severity === 'error');
  }

  result(expressions: CompiledExpressions | undefined): ExpressionsChecked {
    return { expressions, diagnostics: this.#found };
  }

  named({ name, text, path }: NamedExpression, wanted: Wanted): CompiledExpression | undefined {
    const source = this.#placed(text, path);
    const program = this.#compile(source, wanted);
    return program && { name, source, program };
  }

  variable(one: NamedExpression): CompiledExpression | undefined {
    const compiled = this.named(one, 'anything');
    this.#types.set(one.name, compiled?.program.type ?? { kind: 'dyn' });
    return compiled;
  }

  entry(entry: GenerateEntry): CompiledEntry | undefined {
    if (entry.form === 'expression') {
      const source = this.#placed(entry.text, entry.path);
      const program = this.#compile(source, 'bool');
      return program && { form: 'expression', source, program };
    }
    const source = this.#placed(entry.value, entry.path);
    const { interpolate } = entry;
    const compiled = compileTemplate(source.text, interpolate, this.#environments());
    this.#report(source, compiled.problems, (other) => compileTemplate(source.text, interpolate, other).problems);
    return compiled.template && { form: 'template', source, template: compiled.template };
  }

  #placed(text: string, path: FieldPath): PlacedText {
    return { text, path, placeWithin: (where, offset) => this.#document.placeWithin(where, offset) };
  }

  #environments(): CelEnvironments {
    const { namespace } = this.#document;
    return generatingEnvironment({
      ...(namespace === '' ? {} : { namespace }),
      variables: this.#types,
    });
  }

  #compile(source: PlacedText, wanted: Wanted): CelProgram | undefined {
    const { program, problems } = compileCel(source.text, this.#environments());
    this.#report(source, problems, (other) => compileCel(source.text, other).problems);
    if (program === undefined) return undefined;
    const problem = problems.length === 0 ? wrongType(program.type, wanted) : undefined;
    if (problem !== undefined) this.#tell(source, { message: problem, severity: this.#weight(), help: CORRECT });
    return program;
  }

  #weight(): Severity {
    return this.#strictness === 'admission' ? 'error' : 'warning';
  }

  /** What does not parse cannot be evaluated; what does not check often can. */
  #report(source: PlacedText, problems: readonly CelFailure[], inAnother: Recheck): void {
    for (const problem of problems) {
      const severity = problem.code === 'check' ? this.#weight() : 'error';
      const help = this.#isClusterForm(problem, inAnother) ? LEAVE_OUT : CORRECT;
      this.#tell(source, { message: problem.message, severity, problem, help });
    }
  }

  /** Whether it would be no problem in a policy of the whole cluster, whose functions take a namespace. */
  #isClusterForm({ code, span }: CelFailure, inAnother: Recheck): boolean {
    if (this.#document.namespace === '' || code !== 'check') return false;
    const problems = inAnother(generatingEnvironment({ variables: this.#types }));
    return !problems.some((other) => other.span?.start === span?.start);
  }

  #tell(source: PlacedText, finding: Finding): void {
    const { message, severity, problem, help } = finding;
    const field = source.path.join('.');
    const isLenient = severity === 'warning';
    this.#found.push({
      code: isLenient ? 'policy/cel-check' : 'policy/expression',
      severity,
      message: isLenient ? `Kyverno would refuse this policy: ${field}: ${message}` : `${field}: ${message}`,
      help: isLenient ? `${help}; until then it is evaluated without the check.` : `${help}.`,
      at: source.placeWithin(source.path, problem?.span?.start ?? 0),
      about: { policy: labelOf(this.#document), field, expression: excerpt(source.text, problem?.span) },
    });
  }
}

interface Finding {
  readonly message: string;
  readonly severity: Severity;
  readonly problem?: CelFailure;
  /** A sentence without its full stop. */
  readonly help: string;
}

/** What is wrong with the same text in another environment. */
type Recheck = (environments: CelEnvironments) => readonly CelFailure[];

const CORRECT = 'Correct the expression';
const LEAVE_OUT =
  'In a policy of a namespace leave the namespace out: its own is the only one that it reads from and writes to';

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
