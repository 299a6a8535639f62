// Downstreams that no API server would take because of their size. They fail as one with an illegal name does, whatever made them.
import { sizeProblem } from '../kube/index.ts';
import type { Desired } from '../model/downstream.ts';
import { describeResource, resourceKey } from '../model/resource.ts';
import type { FieldPath, Trouble } from './trouble.ts';

/** Why a downstream is too large for a cluster; undefined where it is not. `path` leads to what made it. */
export function tooLarge({ id, content }: Desired, path: FieldPath): Trouble | undefined {
  const problem = sizeProblem(content);
  if (problem === undefined) return undefined;
  return {
    code: 'delivery/too-large',
    message: `${describeResource(id)} cannot be applied: ${problem}`,
    help: 'Make the rule write less into one object, or split it over several.',
    path,
    downstream: resourceKey(id),
  };
}
