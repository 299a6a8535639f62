// Preconditions of a rule or of a foreach entry: any and all, or the old bare list. Evaluation stops as soon as the answer is known.
import type { ShownCondition } from '../../model/policy.ts';
import { child, isJsonList, textAt, type Json } from '../../model/resource.ts';
import type { Operation } from '../../model/trigger.ts';
import { type RuleEnvironment } from './environment.ts';
import { evaluateOperator } from './operators.ts';
import { placedTemplate, renderIn, type PlacedTemplate } from './render.ts';
import type { Scope } from './scope.ts';
import { type Attempt, type FieldPath, failed, made } from '../trouble.ts';

/** Compiled preconditions. `test` gives undefined when they hold, else what the first deciding condition was. */
export interface Preconditions {
  test(environment: RuleEnvironment, scope: Scope, operation: Operation): Attempt<string | undefined>;
  /** The conditions that keep them from holding, with what each compared. Nothing is cut short. */
  inspect(environment: RuleEnvironment, scope: Scope, operation: Operation): readonly ShownCondition[];
}

interface Condition {
  readonly operator: string;
  readonly operands: PlacedTemplate;
  readonly path: FieldPath;
}

interface ConditionLists {
  /** undefined: not given, which holds; given and empty does not. */
  readonly any: readonly Condition[] | undefined;
  readonly all: readonly Condition[];
}

/** Compiles preconditions; absent ones always hold. `path` leads to them. */
export function compilePreconditions(raw: Json | undefined, path: FieldPath): Preconditions {
  const lists = readLists(raw, path);
  return {
    test(environment, scope, operation) {
      const tester = (condition: Condition): Attempt<boolean> => holds(environment, condition, scope, operation);
      const any = testAny(lists.any, tester);
      return !any.ok || any.value !== undefined ? any : testAll(lists.all, tester);
    },
    inspect(environment, scope, operation) {
      const inspected = (conditions: readonly Condition[]): readonly Inspected[] =>
        conditions.map((condition) => inspectOne(environment, condition, scope, operation));
      const any = inspected(lists.any ?? []);
      const none = any.some(({ holds }) => holds) ? [] : any;
      return [...none, ...inspected(lists.all).filter(({ holds }) => !holds)].map(({ shown }) => shown);
    },
  };
}

function readLists(raw: Json | undefined, path: FieldPath): ConditionLists {
  if (isJsonList(raw)) return { any: undefined, all: readConditions(raw, path) };
  const any = child(raw, 'any');
  return {
    any: isJsonList(any) ? readConditions(any, [...path, 'any']) : undefined,
    all: readConditions(child(raw, 'all'), [...path, 'all']),
  };
}

function readConditions(list: Json | undefined, path: FieldPath): readonly Condition[] {
  if (!isJsonList(list)) return [];
  // What is no condition has no operator either, and fails where it is evaluated: leaving it out would let more through.
  return list.map((condition, index): Condition => {
    const at = [...path, index];
    const operands = { key: child(condition, 'key') ?? null, value: child(condition, 'value') ?? null };
    return { operator: textAt(condition, 'operator'), operands: placedTemplate(operands, at), path: at };
  });
}

type Tester = (condition: Condition) => Attempt<boolean>;

function testAny(conditions: readonly Condition[] | undefined, test: Tester): Attempt<string | undefined> {
  if (conditions === undefined) return made(undefined);
  for (const condition of conditions) {
    const result = test(condition);
    if (!result.ok) return result;
    if (result.value) return made(undefined);
  }
  return made(conditions.length === 0 ? 'any is empty' : 'none of any holds');
}

function testAll(conditions: readonly Condition[], test: Tester): Attempt<string | undefined> {
  for (const condition of conditions) {
    const result = test(condition);
    if (!result.ok) return result;
    if (!result.value) return made(`${condition.path.join('.')} (${condition.operator}) does not hold`);
  }
  return made(undefined);
}

function holds(
  environment: RuleEnvironment,
  condition: Condition,
  scope: Scope,
  operation: Operation,
): Attempt<boolean> {
  const rendered = renderIn(environment, condition.operands, scope, operation, 'evaluate/preconditions');
  return rendered.ok ? compare(condition, rendered.value) : rendered;
}

function compare({ operator, path }: Condition, operands: Json): Attempt<boolean> {
  const result = evaluateOperator(operator, operandOf(operands, 'key'), operandOf(operands, 'value'));
  if (typeof result === 'boolean') return made(result);
  return failed({
    code: 'evaluate/preconditions',
    message: result.error,
    help: 'Correct the condition; see the operators of preconditions.',
    path,
  });
}

function operandOf(operands: Json, name: 'key' | 'value'): Json {
  return child(operands, name) ?? null;
}

interface Inspected {
  readonly holds: boolean;
  readonly shown: ShownCondition;
}

function inspectOne(environment: RuleEnvironment, condition: Condition, scope: Scope, operation: Operation): Inspected {
  const { operator, path } = condition;
  const place = { at: environment.policy.place(path), field: path.join('.'), operator };
  const rendered = renderIn(environment, condition.operands, scope, operation, 'evaluate/preconditions');
  if (!rendered.ok) return { holds: false, shown: { ...place, error: rendered.trouble.message } };
  const compared = { key: operandOf(rendered.value, 'key'), value: operandOf(rendered.value, 'value') };
  const result = compare(condition, rendered.value);
  if (result.ok) return { holds: result.value, shown: { ...place, ...compared } };
  return { holds: false, shown: { ...place, ...compared, error: result.trouble.message } };
}
