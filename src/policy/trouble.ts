// What fails while a rule is evaluated, before it is told with policy, rule and trigger: the words that both policy languages share.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticCode } from '../model/diagnostic-codes.ts';
import type { ResourceKey } from '../model/resource.ts';

/** A path into a policy document: keys and list indexes. */
export type FieldPath = readonly (string | number)[];

/** Something that failed, with the field it failed in. */
export interface Trouble {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help: string;
  readonly path: FieldPath;
  readonly expression?: string;
  readonly downstream?: ResourceKey;
  readonly severity?: Diagnostic['severity'];
}

/** A value, or what kept it from being made. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble };

/** A value that was made. */
export function made<T>(value: T): Attempt<T> {
  return { ok: true, value };
}

/** A failure. */
export function failed<T>(trouble: Trouble): Attempt<T> {
  return { ok: false, trouble };
}
