// Fields that the schema of kyverno.io/v1 and v2beta1 does not have: a cluster drops them without a word, so a misspelt one has no
// effect. What stands in free-form places (data, values, selectors’ labels) and deep in rules of other types is not looked at.
import { child, compareText, isJsonList, isJsonObject, type Json } from '../../model/resource.ts';
import { asDiagnostic, perPolicy, perRule, type Check, type Finding } from './check.ts';
import type { FieldPath } from '../trouble.ts';

/**
 * The known fields of an object and what they hold; of a list, what its items hold. `free` is not looked into; `conditions` are an
 * object with any and all, or in the old form a bare list.
 */
export type Shape = 'free' | 'conditions' | Fields;

/** The known fields of an object, each with what it holds. */
export interface Fields {
  readonly [field: string]: Shape;
}

const FREE = 'free';

/** Fields by their names, parted by blanks, that are not looked into; and those that are. */
export function fields(names: string, inner: Fields = {}): Fields {
  return { ...Object.fromEntries(names.split(' ').map((name): [string, Shape] => [name, FREE])), ...inner };
}

/** A label selector. */
export const SELECTOR = fields('matchLabels', { matchExpressions: fields('key operator values') });
const RESOURCES = fields('kinds name names namespaces annotations operations', {
  selector: SELECTOR,
  namespaceSelector: SELECTOR,
});
const FILTER = fields('roles clusterRoles', { resources: RESOURCES, subjects: fields('kind apiGroup name namespace') });
const FILTER_BLOCK: Fields = { any: FILTER, all: FILTER, ...FILTER };
const CONDITION = fields('key operator value message');
const CONDITIONS: Fields = { any: CONDITION, all: CONDITION };
const CONTEXT = fields('name', {
  variable: fields('value jmesPath default'),
  configMap: fields('name namespace'),
  apiCall: fields('urlPath method jmesPath default', {
    data: fields('key value'),
    service: fields('url caBundle', { headers: fields('key value') }),
  }),
  globalReference: fields('name jmesPath'),
  imageRegistry: fields('reference jmesPath', {
    imageRegistryCredentials: fields('allowInsecureRegistry providers secrets'),
  }),
});
const PATTERN: Fields = {
  ...fields('apiVersion kind name namespace uid data'),
  clone: fields('namespace name'),
  cloneList: fields('namespace kinds', { selector: SELECTOR }),
};
const GENERATE: Fields = {
  ...fields('synchronize generateExisting orphanDownstreamOnPolicyDelete'),
  ...PATTERN,
  foreach: { ...fields('list'), ...PATTERN, context: CONTEXT, preconditions: 'conditions' },
};
const RULE = fields(
  'name mutate validate verifyImages imageExtractors celPreconditions skipBackgroundRequests reportProperties',
  { match: FILTER_BLOCK, exclude: FILTER_BLOCK, context: CONTEXT, preconditions: 'conditions', generate: GENERATE },
);
const MUTATE: Fields = fields('foreach mutateExistingOnPolicyUpdate patchesJson6902 patchStrategicMerge targets');
const SPEC = fields(
  [
    'applyRules failurePolicy validationFailureAction validationFailureActionOverrides emitWarning admission background',
    'schemaValidation webhookTimeoutSeconds mutateExistingOnPolicyUpdate generateExistingOnPolicyUpdate generateExisting',
    'useServerSideApply',
  ].join(' '),
  { webhookConfiguration: fields('failurePolicy timeoutSeconds matchConditions') },
);

const POLICY: Fields = { ...fields('apiVersion kind metadata status'), spec: { ...SPEC, rules: FREE } };

const EXCEPTION: Fields = {
  ...fields('apiVersion kind metadata status'),
  spec: fields('background podSecurity', {
    match: { any: FILTER, all: FILTER },
    conditions: CONDITIONS,
    exceptions: fields('policyName ruleNames'),
  }),
};

/** Fields that a PolicyException does not have. */
export function unknownExceptionFields(raw: Json): readonly Finding[] {
  return unknownIn(raw, [], EXCEPTION);
}

/** Fields that a cluster would drop from the policy and its spec. */
export const unknownPolicyFields: Check = perPolicy((policy) => unknownIn(policy.raw, [], POLICY));

/** Fields that a cluster would drop from a generating rule. */
export const unknownRuleFields: Check = perRule((rule) => unknownIn(rule.raw, rule.path, RULE));

/** Fields that a cluster would drop from a mutation: old releases knew others, and people still have them beside a generating rule. */
export const unknownMutateFields: Check = (policy) =>
  policy.spec.rules.flatMap((rule) =>
    unknownIn(child(rule.raw, 'mutate'), [...rule.path, 'mutate'], MUTATE).map((finding) =>
      asDiagnostic(policy, rule, finding),
    ),
  );

/** Fields of a value that its shape does not have, as warnings. */
export function unknownIn(value: Json | undefined, path: FieldPath, shape: Shape): readonly Finding[] {
  if (shape === FREE) return [];
  if (shape === 'conditions') return unknownIn(value, path, isJsonList(value) ? CONDITION : CONDITIONS);
  if (isJsonList(value)) return value.flatMap((item, index) => unknownIn(item, [...path, index], shape));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([field, inner]): readonly Finding[] => {
    const at = [...path, field];
    const known = Object.hasOwn(shape, field) ? shape[field] : undefined;
    if (known !== undefined) return unknownIn(inner, at, known);
    return [
      {
        code: 'policy/unknown-field',
        severity: 'warning',
        path: at,
        message: `${path.length === 0 ? 'the document' : path.join('.')} has no field ${field}`,
        help: `Correct or remove it; known here: ${Object.keys(shape).sort(compareText).join(', ')}.`,
      },
    ];
  });
}
