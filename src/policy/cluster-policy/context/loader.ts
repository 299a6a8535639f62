// What the loaders of context entries share: what they are given, and how they say that they failed.
import { expressionError, type ExpressionError } from '../../../jmespath/index.ts';
import type { DiagnosticCode } from '../../../model/diagnostic-codes.ts';
import type { Json } from '../../../model/resource.ts';
import type { Operation, World } from '../../../model/trigger.ts';
import type { Confined } from '../../confinement.ts';
import type { RuleEnvironment } from '../environment.ts';
import { entryError, type Scope } from '../scope.ts';
import type { Trouble } from '../../trouble.ts';

/** One loading of one entry. `scope` has what was declared before it. */
export interface LoadInput {
  readonly environment: RuleEnvironment;
  readonly scope: Scope;
  readonly world: World;
  readonly operation: Operation;
}

/** Loads an entry's value. */
export type Load = (input: LoadInput) => Json | ExpressionError;

/** A failure that says more than why: what to do, and the code where it is another one than evaluate/context. */
export interface EntryFailure extends ExpressionError {
  readonly told: { readonly help?: string; readonly code?: DiagnosticCode };
}

/** Why an entry has no value: the end of a sentence that names the entry. */
export function entryFailure(reason: string, told: EntryFailure['told'] = {}): EntryFailure {
  return Object.assign(expressionError('invalid-value', reason, { start: 0, end: 0 }), { told });
}

/** Whether a loader said more about a failure. */
export function isEntryFailure(error: ExpressionError): error is EntryFailure {
  return 'told' in error;
}

/** The failure of an entry that a namespaced policy may not load. */
export function confinedEntry({ problem, help }: Confined): EntryFailure {
  return entryFailure(problem, { code: 'evaluate/confined', help });
}

/** The failure of an entry whose text could not be put together. What another entry was refused for stays told of that one. */
export function unrendered({ code, message, path, help }: Trouble): ExpressionError {
  const isRefusal = code === 'evaluate/confined' || code === 'evaluate/limit';
  return isRefusal ? entryError(entryFailure(message), { path, help, code }) : entryFailure(message);
}
