// foreach: one pattern for each element of a list. A failing element or list costs itself; the others go on.
import { isExpressionError, type ExpressionError } from '../../jmespath/index.ts';
import type { ShownCondition } from '../../model/policy.ts';
import { isJsonList, type Json } from '../../model/resource.ts';
import type { Operation, World } from '../../model/trigger.ts';
import { compileContext, scopeWithContext, type ContextEntry } from './context/entries.ts';
import type { ForeachDocument } from './document.ts';
import type { RuleEnvironment } from './environment.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { compilePreconditions, type Preconditions } from './preconditions.ts';
import { nothingBut, type PatternResult } from './rendered.ts';
import { isEntryError, type Scope } from './scope.ts';
import { withElementValues } from './supplied-variables.ts';
import type { Trouble } from '../trouble.ts';

/** A compiled foreach entry. `index` is its place among the rule's entries. */
export interface ForeachEntry {
  generate(environment: RuleEnvironment, scope: Scope, world: World, operation: Operation): readonly PatternResult[];
  /** The conditions that leave elements out, with what they compared. */
  inspect(environment: RuleEnvironment, scope: Scope, world: World, operation: Operation): readonly ShownCondition[];
}

interface Parts {
  readonly document: ForeachDocument;
  readonly index: number;
  readonly context: readonly ContextEntry[];
  readonly preconditions: Preconditions;
  readonly pattern: Pattern;
}

/** Compiles a foreach entry. */
export function compileForeach(environment: RuleEnvironment, document: ForeachDocument, index: number): ForeachEntry {
  const parts: Parts = {
    document,
    index,
    context: compileContext(environment, document.context, [...document.path, 'context']),
    preconditions: compilePreconditions(document.preconditions, [...document.path, 'preconditions']),
    pattern: compilePattern(document.pattern),
  };
  return {
    generate(inside, scope, world, operation) {
      const elements = listElements(inside, parts, scope);
      if ('trouble' in elements) return [nothingBut(elements.trouble)];
      return elements.list.flatMap((element, place) =>
        element === null
          ? []
          : [generateElement({ environment: inside, scope, world, operation, parts }, element, place)],
      );
    },
    inspect(inside, scope, world, operation) {
      const elements = listElements(inside, parts, scope);
      const input = { environment: inside, scope, world, operation, parts };
      const list = 'trouble' in elements ? [] : elements.list;
      return list.flatMap((element, place) => (element === null ? [] : inspectElement(input, element, place)));
    },
  };
}

/**
 * The elements of the list: a list's own, or the value itself as the only one.
 *
 * Source  Kyverno, generate, foreach: null elements are left out and still count; an unknown key is an error.
 */
function listElements(
  { options }: RuleEnvironment,
  { document }: Parts,
  scope: Scope,
): { readonly list: readonly Json[] } | { readonly trouble: Trouble } {
  const value = scope.evaluate(document.list);
  const path = [...document.path, 'list'];
  if (isExpressionError(value)) return { trouble: badList(document.list, value, path) };
  const list = isJsonList(value) ? value : [value];
  const limit = options.limits.foreachElements;
  return list.length > limit ? { trouble: tooMany(list.length, limit, path) } : { list };
}

interface ElementInput {
  readonly environment: RuleEnvironment;
  readonly scope: Scope;
  readonly world: World;
  readonly operation: Operation;
  readonly parts: Parts;
}

function generateElement(input: ElementInput, element: Json, place: number): PatternResult {
  const { environment, world, operation, parts } = input;
  const name = elementName(parts, place);
  const inner = elementScope(input, element, place);
  const unmet = parts.preconditions.test(environment, inner, operation);
  if (!unmet.ok) return nothingBut(ofElement(unmet.trouble, name));
  if (unmet.value !== undefined) {
    const detail = `${name}: ${unmet.value}`;
    return { desired: [], missingSources: [], skipped: [{ because: 'element-preconditions', detail }], troubles: [] };
  }
  const result = parts.pattern.generate(environment, inner, world, operation, name);
  return { ...result, troubles: result.troubles.map((trouble) => ofElement(trouble, name)) };
}

function elementName({ index }: Parts, place: number): string {
  return `foreach[${index}]/${place}`;
}

function elementScope(input: ElementInput, element: Json, place: number): Scope {
  const { environment, scope, world, operation, parts } = input;
  const own = { element, element0: element, elementIndex: place, elementIndex0: place };
  const variables = withElementValues(own, environment.options.supplied, environment.rule.name);
  return scopeWithContext(scope.withValues(variables), parts.context, world, operation);
}

function inspectElement(input: ElementInput, element: Json, place: number): readonly ShownCondition[] {
  const { environment, operation, parts } = input;
  const unmet = parts.preconditions.inspect(environment, elementScope(input, element, place), operation);
  return unmet.map((condition) => ({ ...condition, element: elementName(parts, place) }));
}

function ofElement(trouble: Trouble, name: string): Trouble {
  return { ...trouble, message: `${name}: ${trouble.message}` };
}

function badList(expression: string, error: ExpressionError, path: Trouble['path']): Trouble {
  const about = { message: `The list of foreach cannot be evaluated: ${error.message}`, expression };
  if (isEntryError(error)) return { code: 'evaluate/context', ...about, ...error.entry };
  if (error.code === 'limit') return { code: 'evaluate/limit', ...about, help: 'Make the list shorter.', path };
  const help = 'Give the expression a default, as in request.object.spec.items || `[]`.';
  return { code: 'evaluate/foreach', ...about, help, path };
}

function tooMany(count: number, limit: number, path: Trouble['path']): Trouble {
  return {
    code: 'evaluate/limit',
    message: `The list of foreach has ${count} elements, more than the ${limit} that limits.foreachElements allows`,
    help: 'Make the list shorter, or raise limits.foreachElements in headwater.yaml.',
    path,
  };
}
