// A template of a policy: YAML in whose values expressions stand, compiled in the policy's environment and filled in with its variables.
import { compileCel, type CelProgram } from './expression.ts';
import { CelFailure } from './failure.ts';
import type { CelEnvironments } from './libraries/index.ts';
import type { CelRun } from './run.ts';
import { compileTemplate as compileText } from './template/compile.ts';
import { renderTemplate } from './template/render.ts';
import type { CelJson, CelMap } from './value.ts';

/** A template that can be filled in. */
export interface CelTemplate {
  /** What its expressions call, as of a program. */
  readonly calls: readonly string[];
  /** The documents, as JSON, without the empty ones. A failure has its place in the template's text. */
  render(run: CelRun, variables: CelMap): readonly CelJson[] | CelFailure;
}

/** The outcome of compiling: no template where one of its expressions does not parse. */
export interface CelTemplateCompiled {
  readonly template: CelTemplate | undefined;
  /** In the order of the text, with places in the template's text. */
  readonly problems: readonly CelFailure[];
}

/** Compiles a template; `none`: what looks like an expression is text. */
export function compileTemplate(
  value: string,
  interpolate: 'none' | 'cel',
  environments: CelEnvironments,
): CelTemplateCompiled {
  const calls = new Set<string>();
  const { template, problems } = compileText<CelProgram>(value, interpolate, (text) => {
    const { program, problems: found } = compileCel(text, environments);
    program?.calls.forEach((name) => calls.add(name));
    return { ...(program ? { program } : {}), problems: found };
  });
  const failures = problems.map(({ failure }) => failure);
  if (template === undefined) return { template: undefined, problems: failures };
  return {
    template: {
      calls: [...calls],
      render(run, variables) {
        const rendered = renderTemplate(template, (program) => program.evaluate(run, variables));
        return 'documents' in rendered ? rendered.documents : rendered.failure;
      },
    },
    problems: failures,
  };
}
