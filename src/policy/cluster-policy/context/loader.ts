// What the loaders of context entries share: what they are given, and how they say that they failed.
import { expressionError, type ExpressionError } from '../../../jmespath/index.ts';
import type { Json } from '../../../model/resource.ts';
import type { Operation, World } from '../../../model/trigger.ts';
import type { RuleEnvironment } from '../environment.ts';
import type { Scope } from '../scope.ts';

/** One loading of one entry. `scope` has what was declared before it. */
export interface LoadInput {
  readonly environment: RuleEnvironment;
  readonly scope: Scope;
  readonly world: World;
  readonly operation: Operation;
}

/** Loads an entry's value. */
export type Load = (input: LoadInput) => Json | ExpressionError;

/** Why an entry has no value: the end of a sentence that names the entry. */
export function entryFailure(reason: string): ExpressionError {
  return expressionError('invalid-value', reason, { start: 0, end: 0 });
}
