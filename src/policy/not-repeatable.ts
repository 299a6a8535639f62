// Tells which rules call functions that give another value in every run, and how long the value first used is kept. Keeping it is for
// planning and for the functions themselves; Kyverno says nothing about it, so this is no check of admission.
import { compileExpression, isExpressionError } from '../jmespath/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { child, isJsonList, isJsonObject, type Json } from '../model/resource.ts';
import { asDiagnostic, generatingRules, type GeneratingRule } from './checks/check.ts';
import { variablesIn } from './checks/variables.ts';
import type { PolicyDocument } from './cluster-policy/document.ts';
import type { FieldPath } from './trouble.ts';

/**
 * A warning for each generating rule that calls such a function, at the first expression that does.
 *
 * Errors  policy/not-repeatable (warning).
 */
export function tellNotRepeatable(policy: PolicyDocument): readonly Diagnostic[] {
  return generatingRules(policy).flatMap((rule) => {
    const uses = expressionsOf(rule).flatMap(({ text, path }) =>
      callsIn(text).map((name): Use => ({ name, text, path })),
    );
    const [first] = uses;
    return first === undefined ? [] : [warn(policy, rule, first, [...new Set(uses.map(({ name }) => name))])];
  });
}

interface Placed {
  readonly text: string;
  readonly path: FieldPath;
}

interface Use extends Placed {
  readonly name: string;
}

function warn(policy: PolicyDocument, rule: GeneratingRule, first: Placed, names: readonly string[]): Diagnostic {
  const clock = names.filter((name) => name !== 'random').map((name) => `${name}()`);
  const isRandom = names.includes('random');
  const told = [
    ...(clock.length === 0 ? [] : [`${clock.join(' and ')}: the time first used is kept until ${CHANGE}`]),
    ...(isRandom ? ['random(): the text is drawn from the expression and the names of rule and trigger'] : []),
  ];
  return asDiagnostic(policy, rule, {
    code: 'policy/not-repeatable',
    severity: 'warning',
    path: first.path,
    expression: first.text,
    message: `rule ${rule.name} asks for what differs from run to run; ${told.join('; ')}`,
    help: isRandom
      ? 'Nothing, if that is meant. The text is no secret: whoever knows the policy can compute it.'
      : 'Nothing, if that is meant. That time goes by changes nothing.',
  });
}

const CHANGE = 'the rule, the trigger or something that the rule looks at changes';

/** The expressions of a rule, in the order of its fields: those in `{{ }}`, and fields that are an expression as a whole. */
function expressionsOf(rule: GeneratingRule): readonly Placed[] {
  return ['context', 'preconditions', 'generate'].flatMap((key) => {
    const value = child(rule.raw, key);
    const path = [...rule.path, key];
    return [...bareIn(value, path), ...variablesIn(value, path)];
  });
}

/** Where the language takes an expression without braces: `jmesPath` of a context entry, `list` of a foreach entry. */
function bareIn(value: Json | undefined, path: FieldPath): readonly Placed[] {
  if (isJsonList(value)) return value.flatMap((item, index) => bareIn(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]): readonly Placed[] => {
    // What is to be generated holds no such fields, however they are called.
    if (key === 'data') return [];
    const isBare = key === 'jmesPath' || (key === 'list' && path.at(-2) === 'foreach');
    return isBare && typeof item === 'string' ? [{ text: item, path: [...path, key] }] : bareIn(item, [...path, key]);
  });
}

const NOT_REPEATABLE: ReadonlySet<string> = new Set(['random', 'time_now', 'time_now_utc', 'time_since']);

/** The functions in question that an expression calls, in the order of its text. */
function callsIn(text: string): readonly string[] {
  const compiled = compileExpression(withoutVariables(text));
  // That it does not parse is told elsewhere.
  if (isExpressionError(compiled)) return [];
  return compiled.calls
    .filter(({ name }) => NOT_REPEATABLE.has(name))
    .filter(({ name, start, end }) => name !== 'time_since' || endsNow(compiled.text.slice(start, end)))
    .map(({ name }) => name);
}

/** A variable inside an expression may become anything; a name parses wherever one stands. */
function withoutVariables(text: string): string {
  const next = text.replaceAll(/\{\{[^{}]*\}\}/g, 'x');
  return next === text ? text : withoutVariables(next);
}

/** `time_since` ends at now where its last argument is empty. */
function endsNow(call: string): boolean {
  return /,\s*(?:''|`""`)\s*\)$/.test(call);
}
