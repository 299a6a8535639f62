// Makes from the input of a plan, once, what all of planning asks for again and again.
import { indexInventory } from '../evaluate/index.ts';
import { withoutVolatile } from '../kube/index.ts';
import { digestOfResource, type Digest } from '../model/digest.ts';
import type { Resource } from '../model/resource.ts';
import { ruleKey } from '../model/rule-id.ts';
import type { PlanContext, SettleInput } from './input.ts';

/** The context of a plan. Digests are computed at most once an object. */
export function openContext(input: SettleInput): PlanContext {
  const digests = new WeakMap<Resource, Digest>();
  const triggerDigests = new WeakMap<Resource, Digest>();
  const digest = memo(digests, (resource) => digestOfResource(resource, input.digestKey));
  const rules = input.rules;
  return {
    ...input,
    index: indexInventory(input.inventory),
    ruleByKey: new Map(rules.map((rule) => [ruleKey(rule.id), rule])),
    digest,
    triggerDigest: memo(triggerDigests, (resource) => digestOfResource(withoutVolatile(resource), input.digestKey)),
  };
}

function memo(
  known: WeakMap<Resource, Digest>,
  compute: (resource: Resource) => Digest,
): (resource: Resource) => Digest {
  return (resource) => {
    const digest = known.get(resource) ?? compute(resource);
    known.set(resource, digest);
    return digest;
  };
}
