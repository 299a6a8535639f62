// Tells which policies in CEL call functions that give another value in every run, and how long the value first used is kept.
import type { Diagnostic } from '../../model/diagnostic.ts';
import { labelOf, RULE_NAME, type PlacedText } from './environment.ts';
import type { GeneratingPolicyDocument } from './document.ts';
import type { CompiledExpressions } from './expressions.ts';

const CLOCK: ReadonlySet<string> = new Set(['time.now']);
const DRAWN: ReadonlySet<string> = new Set(['random', 'random.random']);

/**
 * A warning for a policy that calls such a function, at the first expression that does.
 *
 * Errors  policy/not-repeatable (warning).
 */
export function tellNotRepeatable(
  document: GeneratingPolicyDocument,
  { conditions, variables, generate, annotations }: CompiledExpressions,
): readonly Diagnostic[] {
  const all = [...conditions, ...variables, ...generate, ...annotations];
  const uses = all.filter((one) => calls(one).some((name) => CLOCK.has(name) || DRAWN.has(name)));
  const [first] = uses;
  if (first === undefined) return [];
  const names = new Set(uses.flatMap(calls));
  const told = [
    ...([...CLOCK].some((name) => names.has(name))
      ? ['time.now(): the time first used is kept until something else that the policy looks at changes']
      : []),
    ...([...DRAWN].some((name) => names.has(name))
      ? ['random(): the text is drawn from the names of policy and trigger and from how many were drawn before']
      : []),
  ];
  return [warning(document, first.source, told)];
}

function calls(one: CompiledExpressions[keyof CompiledExpressions][number]): readonly string[] {
  return 'template' in one ? one.template.calls : one.program.calls;
}

function warning(document: GeneratingPolicyDocument, source: PlacedText, told: readonly string[]): Diagnostic {
  return {
    code: 'policy/not-repeatable',
    severity: 'warning',
    message: `The policy asks for something that differs from run to run. ${told.join('; ')}`,
    help: 'Prefer a value that the trigger or a source holds.',
    at: source.placeWithin(source.path, 0),
    about: { policy: labelOf(document), rule: RULE_NAME, field: source.path.join('.') },
  };
}
