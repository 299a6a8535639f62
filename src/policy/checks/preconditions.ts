// Conditions of a rule and of its foreach entries: complete, with operators that exist, in the form of today.
import { child, isJsonList, isJsonObject, type Json } from '../../model/resource.ts';
import { perRule, type Check, type Finding, type GeneratingRule } from './check.ts';
import type { FieldPath } from '../trouble.ts';

const OPERATORS: readonly string[] = [
  ...['Equals', 'NotEquals', 'In', 'AnyIn', 'AllIn', 'NotIn', 'AnyNotIn', 'AllNotIn'],
  ...['GreaterThanOrEquals', 'GreaterThan', 'LessThanOrEquals', 'LessThan'],
  ...['DurationGreaterThanOrEquals', 'DurationGreaterThan', 'DurationLessThanOrEquals', 'DurationLessThan'],
];
/** Operators of older releases by what to write instead. */
const OLD_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['In', 'AnyIn or AllIn'],
  ['NotIn', 'AnyNotIn or AllNotIn'],
  ['DurationGreaterThanOrEquals', 'GreaterThanOrEquals'],
  ['DurationGreaterThan', 'GreaterThan'],
  ['DurationLessThanOrEquals', 'LessThanOrEquals'],
  ['DurationLessThan', 'LessThan'],
]);
/** Operators that the schema lost and evaluation still reads. */
const REMOVED_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['equal', 'Equals'],
  ['notequal', 'NotEquals'],
]);
const OPERATIONS: readonly Json[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

interface Condition {
  readonly value: Json;
  readonly path: FieldPath;
}

/** A bare list of conditions. */
export const listPreconditions: Check = perRule((rule) =>
  isJsonList(rule.preconditions)
    ? [
        {
          code: 'policy/deprecated',
          severity: 'warning',
          path: [...rule.path, 'preconditions'],
          message: `preconditions of rule ${rule.name} are a bare list`,
          help: 'Write the list under preconditions.all.',
        },
      ]
    : [],
);

/** A bare list of conditions where only any and all are known: in kyverno.io/v2beta1 and in foreach. */
export const listWhereAnyAll: Check = perRule((rule, policy) => {
  const lists = [
    ...(policy.apiVersion === 'kyverno.io/v2beta1' && isJsonList(rule.preconditions)
      ? [[...rule.path, 'preconditions']]
      : []),
    ...(rule.generate.foreach ?? [])
      .filter((entry) => isJsonList(entry.preconditions))
      .map((entry) => [...entry.path, 'preconditions']),
  ];
  return lists.map((path) => ({
    code: 'policy/wrong-type',
    path,
    message: `preconditions in rule ${rule.name} are a list where only any and all are known`,
    help: 'Write the list under preconditions.all.',
  }));
});

/** Conditions without an operator, or with one that no release knows. */
export const unknownOperators: Check = perRule((rule) =>
  allConditions(rule).flatMap(({ value, path }): readonly Finding[] => {
    const operator = child(value, 'operator') ?? '';
    if (typeof operator === 'string' && (OPERATORS.includes(operator) || currentOperator(operator) !== undefined))
      return [];
    return [
      {
        path: [...path, 'operator'],
        message:
          operator === ''
            ? `a condition of rule ${rule.name} has no operator`
            : `a condition of rule ${rule.name} has the unknown operator ${describe(operator)}`,
        help: `Write one of ${OPERATORS.filter((name) => !OLD_OPERATORS.has(name)).join(', ')}.`,
      },
    ];
  }),
);

/** Operators that evaluation still reads but the schema does not admit: old names, other upper and lower case. */
export const removedOperators: Check = perRule((rule) =>
  allConditions(rule).flatMap(({ value, path }): readonly Finding[] => {
    const operator = child(value, 'operator');
    const current =
      typeof operator === 'string' && !OPERATORS.includes(operator) ? currentOperator(operator) : undefined;
    if (current === undefined) return [];
    return [
      {
        path: [...path, 'operator'],
        message: `a condition of rule ${rule.name} has the operator ${describe(operator)}, which is no longer admitted`,
        help: `Write ${current}.`,
      },
    ];
  }),
);

/** Operators that work and are called old. */
export const oldOperators: Check = perRule((rule) =>
  allConditions(rule).flatMap(({ value, path }): readonly Finding[] => {
    const operator = child(value, 'operator');
    const instead = typeof operator === 'string' ? OLD_OPERATORS.get(operator) : undefined;
    if (instead === undefined) return [];
    return [
      {
        code: 'policy/deprecated',
        severity: 'warning',
        path: [...path, 'operator'],
        message: `a condition of rule ${rule.name} has the old operator ${describe(operator)}`,
        help: `Write ${instead}.`,
      },
    ];
  }),
);

/** Conditions of the rule without a key or a value. Those of foreach are not looked at. */
export const incompleteConditions: Check = perRule((rule) =>
  conditionsIn(rule.preconditions, [...rule.path, 'preconditions']).flatMap(({ value, path }) =>
    ['key', 'value']
      .filter((field) => (child(value, field) ?? null) === null)
      .map((field) => ({
        path,
        message: `a condition of rule ${rule.name} has no ${field}`,
        help: `Write ${field}; to compare with nothing, compare with ''.`,
      })),
  ),
);

/** Comparisons of the operation with something that is none. */
export const unknownOperations: Check = perRule((rule) =>
  conditionsIn(rule.preconditions, [...rule.path, 'preconditions'])
    .filter(({ value }) => child(value, 'key') === '{{request.operation}}')
    .flatMap(({ value, path }) => {
      const compared = child(value, 'value');
      const items = isJsonList(compared) ? compared : compared === undefined ? [] : [compared];
      return items
        .filter((item) => !OPERATIONS.includes(item) && !(typeof item === 'string' && item.includes('{{')))
        .map((item) => ({
          path: [...path, 'value'],
          message: `a condition of rule ${rule.name} compares the operation with ${describe(item)}, which is none`,
          help: 'Write CREATE, UPDATE, DELETE or CONNECT.',
        }));
    }),
);

function allConditions(rule: GeneratingRule): readonly Condition[] {
  return [
    ...conditionsIn(rule.preconditions, [...rule.path, 'preconditions']),
    ...(rule.generate.foreach ?? []).flatMap((entry) =>
      conditionsIn(entry.preconditions, [...entry.path, 'preconditions']),
    ),
  ];
}

/** The conditions of either form, the bare list first. */
function conditionsIn(preconditions: Json | undefined, path: FieldPath): readonly Condition[] {
  if (isJsonList(preconditions)) return preconditions.map((value, index) => ({ value, path: [...path, index] }));
  if (!isJsonObject(preconditions)) return [];
  return (['any', 'all'] as const).flatMap((form) => {
    const items = child(preconditions, form);
    return isJsonList(items) ? items.map((value, index) => ({ value, path: [...path, form, index] })) : [];
  });
}

/** The name that an operator has today, read without regard to case. */
function currentOperator(operator: string): string | undefined {
  const folded = operator.toLowerCase();
  return REMOVED_OPERATORS.get(folded) ?? OPERATORS.find((name) => name.toLowerCase() === folded);
}

function describe(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return isJsonList(value) ? 'a list' : isJsonObject(value) ? 'an object' : String(value);
}
