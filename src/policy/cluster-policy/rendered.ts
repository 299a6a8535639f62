// A pattern after substitution, and what generating from it comes to: the words that data, clone and cloneList share.
import type { Desired, MissingSource, Skipped } from '../../model/downstream.ts';
import { textAt, type Json } from '../../model/resource.ts';
import type { World } from '../../model/trigger.ts';
import type { FieldPath } from './document.ts';
import type { Attempt, RuleEnvironment, Trouble } from './environment.ts';
import { resolveTarget, type Target } from './target.ts';

/** What a pattern comes to. `troubles` are failures and remarks; what could be made is made all the same. */
export interface PatternResult {
  readonly desired: readonly Desired[];
  readonly missingSources: readonly MissingSource[];
  readonly skipped: readonly Skipped[];
  readonly troubles: readonly Trouble[];
}

/** A rendered pattern with what it takes to make objects of it. */
export interface Rendered {
  readonly environment: RuleEnvironment;
  readonly world: World;
  readonly path: FieldPath;
  readonly document: Json;
  readonly element?: string;
}

/** A result that is only a failure. */
export function nothingBut(trouble: Trouble): PatternResult {
  return { desired: [], missingSources: [], skipped: [], troubles: [trouble] };
}

/** The target that the document itself names. */
export function ownTarget({ environment, document, path, world }: Rendered): Attempt<Target> {
  const text = {
    apiVersion: textAt(document, 'apiVersion'),
    kind: textAt(document, 'kind'),
    namespace: textAt(document, 'namespace'),
    name: textAt(document, 'name'),
  };
  return resolveTarget(environment, text, path, world);
}
