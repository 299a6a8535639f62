// What led to a plan: the evaluations and wishes behind its decisions. Only explaining looks at it.
import type { Overlay } from '../evaluate/index.ts';
import type { ResourceKey } from '../model/resource.ts';
import type { Agreed } from './conflicts.ts';
import type { PlanContext } from './input.ts';
import type { Outcome } from './outcome.ts';

/** The last evaluation of every rule and trigger by `evaluationId`, whose wishes were heard, and what the last evaluations saw. */
export interface Trace {
  readonly context: PlanContext;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly agreed: ReadonlyMap<ResourceKey, Agreed>;
  readonly overlay: Overlay;
}
