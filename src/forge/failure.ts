// What can go wrong with a forge, as values. What a failure means for a run is decided by who asked.

/**
 * Kinds of failure: `no-token` there is none, `unauthorized` the token is not accepted, `forbidden` it may not, `missing` there is no such thing or the token may not
 * see it, `too-long` the text is, `failed` everything else.
 */
export type ForgeFailureKind = 'no-token' | 'unauthorized' | 'forbidden' | 'missing' | 'too-long' | 'failed';

/** One request that was not answered as hoped. */
export interface ForgeFailure {
  readonly kind: ForgeFailureKind;
  /** One sentence with what was asked and what came back; no token and no credentials are in it. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
  /** Of the answer, where there was one. */
  readonly status?: number;
  /** Of a request that writes: nothing came back that says that it was not carried out. */
  readonly isUnsure?: true;
}

/** A value, or why there is none. */
export type ForgeResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: ForgeFailure };

/** A result that is there. */
export function given<T>(value: T): ForgeResult<T> {
  return { ok: true, value };
}

/** A result that is not. */
export function failed(
  kind: ForgeFailureKind,
  message: string,
  help: string,
  more: Pick<ForgeFailure, 'status' | 'isUnsure'> = {},
): ForgeResult<never> {
  return { ok: false, failure: { kind, message, help, ...more } };
}
