// Fields of the policy and its spec that Kyverno refuses, removed or calls old, and switches that exclude one another.
import { child, type Json } from '../../model/resource.ts';
import { generatingRules, perPolicy, type Check, type Finding } from './check.ts';

const AUTOGEN = 'pod-policies.kyverno.io/autogen-controllers';

/** The annotation for generated pod rules with the value `all`, which no release takes. */
export const autogenForAll: Check = perPolicy((policy) =>
  child(child(child(policy.raw, 'metadata'), 'annotations'), AUTOGEN) === 'all'
    ? [
        {
          path: ['metadata', 'annotations', AUTOGEN],
          message: `the annotation ${AUTOGEN} must not be all`,
          help: 'List the controllers, or remove the annotation: it does not concern generate rules.',
        },
      ]
    : [],
);

/** The switch for existing triggers by its first name. */
export const generateExistingOnPolicyUpdate: Check = perPolicy((policy) =>
  given(policy.spec.raw, 'generateExistingOnPolicyUpdate')
    ? [
        {
          path: ['spec', 'generateExistingOnPolicyUpdate'],
          message: 'spec.generateExistingOnPolicyUpdate was removed from the policy language',
          help: 'Write generateExisting under generate of each rule instead.',
        },
      ]
    : [],
);

/** The switch for existing triggers in the spec, where each rule has its own today. */
export const generateExistingInSpec: Check = perPolicy((policy) =>
  policy.spec.generateExisting === undefined
    ? []
    : [
        {
          code: 'policy/deprecated',
          severity: 'warning',
          path: ['spec', 'generateExisting'],
          message: 'spec.generateExisting is an old place for this switch',
          help: 'Write generateExisting under generate of each rule instead.',
        },
      ],
);

/** Webhook settings that are given twice or are out of range. */
export const webhookSettings: Check = perPolicy((policy) => {
  const spec = policy.spec.raw;
  const webhook = child(spec, 'webhookConfiguration');
  return [
    ...twice(spec, 'webhookTimeoutSeconds', webhook, 'timeoutSeconds'),
    ...twice(spec, 'failurePolicy', webhook, 'failurePolicy'),
    ...outOfRange(child(spec, 'webhookTimeoutSeconds'), ['spec', 'webhookTimeoutSeconds']),
    ...outOfRange(child(webhook, 'timeoutSeconds'), ['spec', 'webhookConfiguration', 'timeoutSeconds']),
  ];
});

/** Overrides of a validation setting, which a namespaced policy cannot have. */
export const overridesInNamespacedPolicy: Check = perPolicy((policy) =>
  policy.kind === 'Policy' && given(policy.spec.raw, 'validationFailureActionOverrides')
    ? [
        {
          path: ['spec', 'validationFailureActionOverrides'],
          message: 'a Policy must not have validationFailureActionOverrides',
          help: 'Remove them, or use a ClusterPolicy.',
        },
      ]
    : [],
);

/** A generating policy that is switched off at admission, or altogether. */
export const switchedOff: Check = perPolicy((policy) => {
  const { admission, background } = policy.spec;
  if (admission !== false) return [];
  const path = ['spec', 'admission'];
  return [
    ...(generatingRules(policy).length > 0
      ? [
          {
            path,
            message: 'spec.admission is false, but generate rules work at admission',
            help: 'Remove spec.admission, or remove the policy.',
          },
        ]
      : []),
    ...(background === false
      ? [{ path, message: 'spec.admission and spec.background are both false', help: 'Set one of them to true.' }]
      : []),
  ];
});

function twice(spec: Json, old: string, webhook: Json | undefined, current: string): readonly Finding[] {
  if (!given(spec, old) || !given(webhook, current)) return [];
  return [
    {
      path: ['spec', old],
      message: `spec.${old} and spec.webhookConfiguration.${current} are both given`,
      help: `Remove spec.${old}.`,
    },
  ];
}

function outOfRange(seconds: Json | undefined, path: readonly string[]): readonly Finding[] {
  if (typeof seconds !== 'number' || (seconds >= 1 && seconds <= 30)) return [];
  return [
    {
      path,
      message: `${path.join('.')} is ${seconds}, outside 1 to 30`,
      help: 'Write a number of seconds from 1 to 30.',
    },
  ];
}

function given(parent: Json | undefined, key: string): boolean {
  return (child(parent, key) ?? null) !== null;
}
