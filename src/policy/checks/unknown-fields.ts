// Fields that the schema of kyverno.io/v1 and v2beta1 does not have: a cluster drops them without a word, so a misspelt one has no
// effect. What stands in free-form places (data, values, selectors’ labels) and in rules of other types is not looked at.
import { isJsonList, isJsonObject, type Json } from '../../model/resource.ts';
import type { FieldPath, PolicyDocument } from '../cluster-policy/document.ts';
import { asDiagnostic, type Check } from './check.ts';

/** The known fields of an object and what they hold; of a list, what its items hold. `free` is not looked into. */
type Shape = 'free' | { readonly [field: string]: Shape };

const FREE = 'free';

function fields(names: string, inner: Readonly<Record<string, Shape>> = {}): Shape {
  return { ...Object.fromEntries(names.split(' ').map((name): [string, Shape] => [name, FREE])), ...inner };
}

const SELECTOR = fields('matchLabels', { matchExpressions: fields('key operator values') });
const RESOURCES = fields('kinds name names namespaces annotations operations', {
  selector: SELECTOR,
  namespaceSelector: SELECTOR,
});
const FILTER = fields('roles clusterRoles', { resources: RESOURCES, subjects: fields('kind apiGroup name namespace') });
const FILTER_BLOCK: Shape = { any: FILTER, all: FILTER, ...(FILTER as object) };
const CONDITION = fields('key operator value message');
const CONDITIONS: Shape = { any: CONDITION, all: CONDITION };
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
const PATTERN = {
  ...(fields('apiVersion kind name namespace uid data') as object),
  clone: fields('namespace name'),
  cloneList: fields('namespace kinds', { selector: SELECTOR }),
};
const GENERATE: Shape = {
  ...(fields('synchronize generateExisting orphanDownstreamOnPolicyDelete') as object),
  ...PATTERN,
  foreach: { ...(fields('list') as object), ...PATTERN, context: CONTEXT, preconditions: CONDITIONS },
};
const RULE = fields(
  'name mutate validate verifyImages imageExtractors celPreconditions skipBackgroundRequests reportProperties',
  { match: FILTER_BLOCK, exclude: FILTER_BLOCK, context: CONTEXT, preconditions: FREE, generate: GENERATE },
);
const SPEC = fields(
  [
    'applyRules failurePolicy validationFailureAction validationFailureActionOverrides emitWarning admission background',
    'schemaValidation webhookTimeoutSeconds mutateExistingOnPolicyUpdate generateExistingOnPolicyUpdate generateExisting',
    'useServerSideApply',
  ].join(' '),
  { webhookConfiguration: fields('failurePolicy timeoutSeconds matchConditions') },
);

/** Fields that a cluster would drop. */
export const unknownFields: Check = (policy) => [
  ...unknownIn(policy, undefined, policy.raw, [], fields('apiVersion kind metadata spec status')),
  ...unknownIn(policy, undefined, policy.spec.raw, ['spec'], { ...(SPEC as object), rules: FREE }),
  ...policy.spec.rules
    .filter((rule) => rule.generate !== undefined)
    .flatMap((rule) => [
      ...unknownIn(policy, rule, rule.raw, rule.path, RULE),
      ...(isJsonObject(rule.preconditions)
        ? unknownIn(policy, rule, rule.preconditions, [...rule.path, 'preconditions'], CONDITIONS)
        : unknownIn(policy, rule, rule.preconditions, [...rule.path, 'preconditions'], CONDITION)),
    ]),
];

function unknownIn(
  policy: PolicyDocument,
  rule: PolicyDocument['spec']['rules'][number] | undefined,
  value: Json | undefined,
  path: FieldPath,
  shape: Shape,
): ReturnType<Check> {
  if (shape === FREE) return [];
  if (isJsonList(value)) return value.flatMap((item, index) => unknownIn(policy, rule, item, [...path, index], shape));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    const at = [...path, field];
    const known = Object.hasOwn(shape, field) ? shape[field] : undefined;
    if (known !== undefined) return unknownIn(policy, rule, inner, at, known);
    return [
      asDiagnostic(policy, rule, {
        code: 'policy/unknown-field',
        severity: 'warning',
        path: at,
        message: `${path.length === 0 ? 'the policy' : path.join('.')} has no field ${field}`,
        help: `Correct or remove it; known here: ${Object.keys(shape).sort().join(', ')}.`,
      }),
    ];
  });
}
