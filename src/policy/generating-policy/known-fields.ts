// The fields that the schemas of policies.kyverno.io have, which are the same in all their versions. A cluster drops all others.
import { fields, SELECTOR, type Fields } from '../checks/unknown-fields.ts';

const RESOURCE_RULE = fields('apiGroups apiVersions resources operations resourceNames scope');
const SETTING = fields('enabled');
const NAMED = fields('name expression');
const TOP = fields('apiVersion kind metadata status');

/** A GeneratingPolicy or NamespacedGeneratingPolicy. */
export const GENERATING_POLICY_FIELDS: Fields = {
  ...TOP,
  spec: fields('useServerSideApply', {
    matchConstraints: fields('matchPolicy', {
      resourceRules: RESOURCE_RULE,
      excludeResourceRules: RESOURCE_RULE,
      namespaceSelector: SELECTOR,
      objectSelector: SELECTOR,
    }),
    matchConditions: NAMED,
    variables: NAMED,
    generate: fields('expression', { template: fields('value interpolate') }),
    auditAnnotations: fields('key valueExpression'),
    evaluation: fields('skipBackgroundRequests', {
      admission: SETTING,
      generateExisting: SETTING,
      synchronize: SETTING,
      orphanDownstreamOnPolicyDelete: SETTING,
    }),
    webhookConfiguration: fields('timeoutSeconds'),
  }),
};

/** A PolicyException of policies.kyverno.io. */
export const CEL_EXCEPTION_FIELDS: Fields = {
  ...TOP,
  spec: fields('images allowedValues reportResult expiresAt properties evaluationMode', {
    policyRefs: fields('name kind'),
    matchConditions: NAMED,
  }),
};
