// What a PolicyException must and must not say. What is an error here takes the exception out as a whole, and attach.ts then sets the
// rules aside that it may name; so an exception that is not understood never means that there is none.
import { parseKindPattern, selectorProblem, type Filter } from '../../match/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { child, isJsonList, isJsonObject, textAt, type Json } from '../../model/resource.ts';
import type { CheckMode, Finding } from '../checks/check.ts';
import { unknownExceptionFields } from '../checks/unknown-fields.ts';
import { syntaxFinding, variablesIn } from '../checks/variables.ts';
import { KNOWN_OPERATORS } from '../cluster-policy/operators.ts';
import type { ExceptionDocument } from './document.ts';
import type { FieldPath } from '../trouble.ts';

const FORMS = ['any', 'all'] as const;
const USER_FIELDS = ['subjects', 'roles', 'clusterRoles'] as const;
/** Names are read without regard to case, and two old ones beside them. */
const READ_OPERATORS: ReadonlySet<string> = new Set(
  [...KNOWN_OPERATORS, 'equal', 'notequal'].map((name) => name.toLowerCase()),
);
const MATCH: FieldPath = ['spec', 'match'];
const CONDITIONS: FieldPath = ['spec', 'conditions'];

/**
 * What is wrong with an exception by itself.
 *
 * Errors  policy/invalid, policy/unknown-field, policy/wrong-type, policy/expression.
 */
export function checkException(exception: ExceptionDocument, mode: CheckMode): readonly Diagnostic[] {
  const findings = [
    ...unknownExceptionFields(exception.raw).map((finding): Finding => ({ ...finding, severity: 'error' })),
    ...checkNames(exception),
    ...checkForm(exception, mode),
    ...checkFilters(exception),
    ...checkConditions(exception.conditions),
  ];
  return findings.map((finding) => exceptionDiagnostic(exception, finding));
}

/** A finding at its place. */
export function exceptionDiagnostic(exception: ExceptionDocument, finding: Finding): Diagnostic {
  const { path, message, help, code = 'policy/invalid', severity = 'error', expression } = finding;
  return {
    code,
    severity,
    message: `PolicyException ${exception.label}: ${message}`,
    help,
    at: exception.place(path),
    about: { field: path.join('.'), ...(expression === undefined ? {} : { expression }) },
  };
}

function checkNames({ name, items, raw }: ExceptionDocument): readonly Finding[] {
  const unnamed = { path: ['metadata'], message: 'it has no name', help: 'Write metadata.name.' };
  const path = ['spec', 'exceptions'];
  const listed = child(child(raw, 'spec'), 'exceptions');
  const missing = { path, message: 'it names no rules', help: 'Write exceptions with policyName and ruleNames.' };
  return [
    ...(name === '' ? [unnamed] : []),
    ...(listed === undefined || (isJsonList(listed) && listed.length === 0) ? [missing] : []),
    ...(items ?? []).flatMap((item): readonly Finding[] => [
      ...(item.policyName === undefined
        ? [{ path: [...item.path, 'policyName'], message: 'policyName is missing', help: 'Write the policy’s name.' }]
        : []),
      ...(item.ruleNames === undefined || item.ruleNames.length === 0
        ? [{ path: [...item.path, 'ruleNames'], message: 'ruleNames is missing', help: 'List rules of the policy.' }]
        : []),
    ]),
  ];
}

/** One of any and all. With neither it concerns nothing: refused at admission, and harmless. */
function checkForm({ raw }: ExceptionDocument, mode: CheckMode): readonly Finding[] {
  const match = child(child(raw, 'spec'), 'match');
  const filled = FORMS.filter((form) => isFilledList(child(match, form)));
  const help = 'Put all filters under match.any, or all under match.all.';
  if (filled.length === 2) {
    return [{ path: MATCH, message: 'match has any and all, of which it may have only one', help }];
  }
  if (filled.length === 1) return [];
  const severity = mode === 'admission' ? 'error' : 'warning';
  return [{ path: MATCH, message: 'match has neither any nor all, so it applies to nothing', help, severity }];
}

function checkFilters({ match, background }: ExceptionDocument): readonly Finding[] {
  if (match.form === 'direct') return [];
  return match.filters.flatMap((filter, index) => {
    const path = [...MATCH, match.form, index];
    return [...userFindings(filter, path, background), ...resourceFindings(filter, [...path, 'resources'])];
  });
}

function userFindings(filter: Filter, path: FieldPath, background: boolean): readonly Finding[] {
  return USER_FIELDS.filter((field) => (filter[field] ?? []).length > 0).map((field) =>
    background
      ? {
          path: [...path, field],
          message: `match has ${field}, but in the background there is no user`,
          help: `Remove ${field}, or write background: false in the spec.`,
        }
      : {
          path: [...path, field],
          severity: 'warning',
          message: `match has ${field}, and who made a request is not known here: the filter holds for nothing`,
          help: `Do without ${field} where Headwater is to honour the exception.`,
        },
  );
}

function resourceFindings(filter: Filter, path: FieldPath): readonly Finding[] {
  const kinds = (filter.kinds ?? []).filter((kind) => parseKindPattern(kind) === undefined);
  const selectors = (['selector', 'namespaceSelector'] as const).flatMap((field): readonly Finding[] => {
    const selector = filter[field];
    const problem = selector && selectorProblem(selector);
    if (problem === undefined) return [];
    const help = 'Write a label selector as Kubernetes takes it.';
    return [{ path: [...path, field], message: `the ${field} is invalid: ${problem}`, help }];
  });
  return [
    ...kinds.map((kind) => ({
      path: [...path, 'kinds'],
      message: `${JSON.stringify(kind)} is no kind`,
      help: 'Write Kind, version/Kind or group/version/Kind.',
    })),
    ...selectors,
  ];
}

function checkConditions(conditions: Json | undefined): readonly Finding[] {
  return [
    ...FORMS.flatMap((form) => checkConditionList(child(conditions, form) ?? undefined, [...CONDITIONS, form])),
    ...variablesIn(conditions, CONDITIONS)
      .filter(({ complete }) => complete)
      .flatMap(({ text, path }) => syntaxFinding(text, path)),
  ];
}

function checkConditionList(list: Json | undefined, path: FieldPath): readonly Finding[] {
  if (list === undefined) return [];
  const code = 'policy/wrong-type';
  if (!isJsonList(list)) return [{ code, path, message: `${path.join('.')} must be a list`, help: 'Write a list.' }];
  return list.flatMap((condition, index): readonly Finding[] => {
    const at = [...path, index];
    if (!isJsonObject(condition)) {
      return [{ code, path: at, message: `${at.join('.')} must be an object`, help: 'Write key, operator and value.' }];
    }
    const operator = textAt(condition, 'operator');
    if (READ_OPERATORS.has(operator.toLowerCase())) return [];
    const message =
      operator === '' ? 'a condition has no operator' : `a condition has the unknown operator ${operator}`;
    return [{ path: [...at, 'operator'], message, help: `Write one of ${KNOWN_OPERATORS.join(', ')}.` }];
  });
}

function isFilledList(value: Json | undefined): boolean {
  return isJsonList(value) && value.length > 0;
}
