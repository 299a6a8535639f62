// Where variables stand in a rule, and which may stand there: none in match and exclude, none about the user in the background,
// and everywhere else only expressions that parse and begin from something that is known.
import { compileExpression, compileTemplate, isExpressionError } from '../../jmespath/index.ts';
import { child, isJsonObject, textAt, type Json } from '../../model/resource.ts';
import type { RuleDocument } from '../cluster-policy/document.ts';
import { perPolicy, perRule, type Check, type Finding, type GeneratingRule } from './check.ts';
import type { FieldPath } from '../trouble.ts';

/** One `{{ }}` in a document. */
export interface Variable {
  readonly text: string;
  readonly path: FieldPath;
  /** Whether it has no variable inside it, so that its text is what will be evaluated. */
  readonly complete: boolean;
}

/** All variables below `value`, keys included, in document order; `path` is where `value` stands. */
export function variablesIn(value: Json | undefined, path: FieldPath): readonly Variable[] {
  if (value === undefined) return [];
  return compileTemplate(value).expressions.map((found) => ({ ...found, path: [...path, ...found.path] }));
}

const USER_FIELDS =
  /(?:^|[^.\w])(serviceAccountName|serviceAccountNamespace|request\.(?:userInfo|roles|clusterRoles))\b/;
const KNOWN = /request|serviceAccountName|serviceAccountNamespace|element|@|image|[a-z_0-9]+\(/;
const KNOWN_IN_BACKGROUND = /request\.|serviceAccountName|serviceAccountNamespace|element|@|image|[a-z_0-9]+\(/;

/** Variables about the user who made the request, in a policy that also works without a request. */
export const userVariables: Check = perPolicy((policy, facts) =>
  policy.spec.background === false
    ? []
    : variablesIn(policy.raw, [])
        .filter((variable) => USER_FIELDS.test(variable.text))
        .filter((variable) => facts.mode === 'admission' || !isInOtherRule(policy.spec.rules, variable.path))
        .map((variable) => ({
          path: variable.path,
          expression: variable.text,
          message: `{{ ${variable.text} }} asks for the user of a request, but in the background there is none`,
          help: 'Do without it, or write background: false in the spec.',
        })),
);

/** Users, groups or roles in match or exclude of a policy that also works without a request. */
export const userFilters: Check = perRule((rule, policy) =>
  policy.spec.background === false
    ? []
    : (['match', 'exclude'] as const).flatMap((key) =>
        filterPaths(rule, key).flatMap(({ value, path }) =>
          ['subjects', 'roles', 'clusterRoles']
            .filter((field) => isFilledList(child(value, field)))
            .map((field) => ({
              path: [...path, field],
              message: `${key} of rule ${rule.name} has ${field}, but in the background there is no user`,
              help: `Remove ${field}, or write background: false in the spec.`,
            })),
        ),
      ),
);

/** Variables in match or exclude. */
export const variablesInMatch: Check = perRule((rule) =>
  (['match', 'exclude'] as const).flatMap((key) =>
    variablesIn(child(rule.raw, key), [...rule.path, key]).map((variable) => ({
      path: variable.path,
      expression: variable.text,
      message: `${key} of rule ${rule.name} has the variable {{ ${variable.text} }}, but takes none`,
      help: 'Compare it in preconditions instead.',
    })),
  ),
);

/** Expressions that do not parse. */
export const brokenExpressions: Check = perRule((rule) =>
  ruleVariables(rule)
    .filter((variable) => variable.complete)
    .flatMap((variable) => syntaxFinding(variable.text, variable.path)),
);

/** A finding where a bare expression does not parse. */
export function syntaxFinding(text: string, path: FieldPath): readonly Finding[] {
  // A variable inside a bare expression becomes part of it only at run time.
  if (text.includes('{{')) return [];
  const compiled = compileExpression(text);
  if (!isExpressionError(compiled)) return [];
  return [
    {
      code: 'policy/expression',
      path,
      expression: text,
      offset: compiled.start,
      message: `the expression ${JSON.stringify(text)} does not parse: ${compiled.message}`,
      help: 'Correct the expression; it is JMESPath.',
    },
  ];
}

/** Expressions that begin from nothing that a rule knows. */
export const unknownVariables: Check = perRule((rule, policy) => {
  const known = policy.spec.background === false ? KNOWN : KNOWN_IN_BACKGROUND;
  const entries = contextPrefixes(rule);
  return ruleVariables(rule)
    .filter(({ text }) => text !== '' && !known.test(text) && !entries.some((prefix) => text.startsWith(prefix)))
    .map((variable) => ({
      path: variable.path,
      expression: variable.text,
      message: `{{ ${variable.text} }} begins from a name that rule ${rule.name} does not define`,
      help: 'Begin with request.object, or define the name as an entry of context. For a ConfigMap write name.data.key.',
    }));
});

/** `element` outside foreach, where there is none. */
export const elementOutsideForeach: Check = perRule((rule) => {
  const foreach = [...rule.generate.path, 'foreach'];
  return ruleVariables(rule)
    .filter(({ text, path }) => text.startsWith('element') && !foreach.every((step, index) => path[index] === step))
    .map((variable) => ({
      path: variable.path,
      expression: variable.text,
      message: `{{ ${variable.text} }} stands outside foreach, where there is no element`,
      help: 'Move it into an entry of foreach; a context entry must not begin with that word either.',
    }));
});

/** The list of a foreach entry that does not parse; Kyverno finds out when the rule runs. */
export const foreachLists: Check = perRule((rule) =>
  (rule.generate.foreach ?? []).flatMap(({ list, path }): readonly Finding[] =>
    list === ''
      ? [
          {
            path,
            severity: 'warning',
            message: `an entry of foreach in rule ${rule.name} has no list`,
            help: 'Write list: an expression that gives the elements.',
          },
        ]
      : syntaxFinding(list, [...path, 'list']).map((finding) => ({ ...finding, severity: 'warning' })),
  ),
);

/** The variables of everything in a rule but match and exclude. */
function ruleVariables(rule: RuleDocument): readonly Variable[] {
  return ['context', 'preconditions', 'generate'].flatMap((key) =>
    variablesIn(child(rule.raw, key), [...rule.path, key]),
  );
}

/** What an expression may begin with, because an entry of the rule or of foreach defines it. */
function contextPrefixes(rule: GeneratingRule): readonly string[] {
  const entries = [...rule.context, ...(rule.generate.foreach ?? []).flatMap((entry) => entry.context)];
  return entries.flatMap((entry) => {
    const name = textAt(entry, 'name');
    if (name === '') return [];
    return isJsonObject(child(entry, 'configMap')) ? [`${name}.data`, `${name}.metadata`] : [name];
  });
}

function isInOtherRule(rules: readonly RuleDocument[], path: FieldPath): boolean {
  return rules.some(
    (rule) => rule.generate === undefined && rule.path.every((step, position) => path[position] === step),
  );
}

/** The filters of match or exclude as written, whatever their form. */
function filterPaths(
  rule: RuleDocument,
  key: 'match' | 'exclude',
): readonly { readonly value: Json; readonly path: FieldPath }[] {
  const block = child(rule.raw, key);
  if (block === undefined) return [];
  const path = [...rule.path, key];
  const listed = (['any', 'all'] as const).flatMap((form) => {
    const items = child(block, form);
    return Array.isArray(items)
      ? (items as readonly Json[]).map((value, index) => ({ value, path: [...path, form, index] }))
      : [];
  });
  return [...listed, { value: block, path }];
}

function isFilledList(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length > 0;
}
