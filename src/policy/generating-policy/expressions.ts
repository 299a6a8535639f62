// The expressions and templates of a policy, compiled in the order in which Kyverno does: match conditions, variables, what to generate,
// audit annotations. The first group with a finding ends the compilation, since what follows would be judged on wrong types.
import {
  compileCel,
  compileTemplate,
  generatingEnvironment,
  HTTP_REFUSED,
  type CelEnvironments,
  type CelFailure,
  type CelProgram,
  type CelTemplate,
  type Type,
} from '../../cel/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { FieldPath } from '../trouble.ts';
import {
  compileChecked,
  CORRECT,
  tellProblems,
  type Advice,
  type Judging,
  type Strictness,
  type Wanted,
} from './checked-expression.ts';
import type { GenerateEntry, GeneratingPolicyDocument, NamedExpression } from './document.ts';
import { labelOf, type PlacedText } from './environment.ts';

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

/** The expressions of a policy; undefined where one of them cannot be evaluated at all. */
export interface ExpressionsChecked {
  readonly expressions: CompiledExpressions | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles and checks all expressions of a policy. */
export function compileExpressions(document: GeneratingPolicyDocument, strictness: Strictness): ExpressionsChecked {
  const compiler = new Compiler(document, strictness);
  const conditions = document.matchConditions.map((one) => compiler.named(one, 'bool'));
  compiler.endGroup();
  const variables = document.variables.map((one) => compiler.variable(one));
  compiler.endGroup();
  const generate = document.generate.map((one) => compiler.entry(one));
  compiler.endGroup();
  const annotations = document.auditAnnotations.map((one) => compiler.named({ ...one, name: one.key }, 'text-or-null'));
  compiler.endGroup();
  const all = { conditions, variables, generate, annotations };
  return compiler.result(isWhole(all) ? all : undefined);
}

type Partial = { readonly [K in keyof CompiledExpressions]: readonly (CompiledExpressions[K][number] | undefined)[] };

function isWhole(all: Partial): all is CompiledExpressions {
  return Object.values(all).every((group) => group.every((one) => one !== undefined));
}

const LEAVE_OUT =
  'In a policy of a namespace leave the namespace out: its own is the only one that it reads from and writes to';

const NO_HTTP = 'Read what is needed from the inventory, or make it a GeneratingPolicy';

/** The compilation of one policy: the types of variables so far, and what was found. */
class Compiler {
  readonly #document: GeneratingPolicyDocument;
  readonly #judging: Judging;
  readonly #types = new Map<string, Type>();
  readonly #found: Diagnostic[] = [];
  #ended = false;

  constructor(document: GeneratingPolicyDocument, strictness: Strictness) {
    this.#document = document;
    this.#judging = { policy: labelOf(document), strictness };
  }

  /** After a group with an error Kyverno looks no further, but for what a policy may not name at all. */
  endGroup(): void {
    this.#ended ||= this.#found.some(({ severity }) => severity === 'error');
  }

  result(expressions: CompiledExpressions | undefined): ExpressionsChecked {
    return { expressions: this.#ended ? undefined : expressions, diagnostics: this.#found };
  }

  #tell(diagnostics: readonly Diagnostic[]): void {
    this.#found.push(...diagnostics.filter(({ message }) => !this.#ended || message.endsWith(HTTP_REFUSED)));
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
    const advice = this.#advice(
      (other) => compileTemplate(source.text, interpolate, other).problems,
      'Correct the template',
    );
    this.#tell(tellProblems(source, compiled.problems, this.#judging, advice));
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
    const advice = this.#advice((other) => compileCel(source.text, other).problems);
    const { program, diagnostics } = compileChecked(source, wanted, this.#environments(), this.#judging, advice);
    this.#tell(diagnostics);
    return program;
  }

  /** A call that takes a namespace is none for a policy of a namespace, and would be none of its problems without it. */
  #advice(problemsIn: (environments: CelEnvironments) => readonly CelFailure[], correct = CORRECT): Advice {
    let clusterWide: readonly CelFailure[] | undefined;
    return ({ code, span, message }) => {
      if (message === HTTP_REFUSED) return NO_HTTP;
      if (this.#document.namespace === '' || code !== 'check') return correct;
      clusterWide ??= problemsIn(generatingEnvironment({ variables: this.#types }));
      return clusterWide.some((other) => other.span?.start === span?.start) ? correct : LEAVE_OUT;
    };
  }
}
