// What a rule does: one thing only, and generation has no conditions in CEL.
import { child, isJsonObject, type Json } from '../../model/resource.ts';
import { asDiagnostic, perRule, type Check } from './check.ts';

/** A rule that does nothing. */
export const ruleWithoutType: Check = (policy) =>
  policy.spec.rules
    .filter((rule) => rule.types.length === 0)
    .map((rule) =>
      asDiagnostic(policy, rule, {
        path: rule.path,
        message: `rule ${rule.name} neither generates, mutates, validates nor verifies images`,
        help: 'Write one of generate, mutate, validate, verifyImages.',
      }),
    );

/** A generating rule that does something else as well. */
export const ruleWithTwoTypes: Check = perRule((rule) =>
  rule.types.length > 1
    ? [
        {
          path: rule.path,
          message: `rule ${rule.name} has ${rule.types.join(' and ')}, of which a rule has only one`,
          help: 'Make each of them a rule of its own.',
        },
      ]
    : [],
);

/** Image extractors in a rule that verifies no images. */
export const imageExtractors: Check = perRule((rule) =>
  isFilled(child(rule.raw, 'imageExtractors')) && !rule.types.includes('verifyImages')
    ? [
        {
          path: [...rule.path, 'imageExtractors'],
          message: `rule ${rule.name} has imageExtractors without verifyImages`,
          help: 'Remove imageExtractors.',
        },
      ]
    : [],
);

/** Conditions in CEL beside generate. */
export const celPreconditions: Check = perRule((rule) =>
  (child(rule.raw, 'celPreconditions') ?? null) !== null
    ? [
        {
          path: [...rule.path, 'celPreconditions'],
          message: `rule ${rule.name} has celPreconditions, which a generate rule cannot have`,
          help: 'Write preconditions, or make it a GeneratingPolicy with matchConditions.',
        },
      ]
    : [],
);

function isFilled(value: Json | undefined): boolean {
  return isJsonObject(value) && Object.keys(value).length > 0;
}
