// Why an exchange over HTTP came to nothing, fit to be shown.

/** The end of a sentence. `milliseconds` is how long was waited for an answer. Only the system's code is told: messages quote addresses and headers. */
export function networkTrouble(error: unknown, milliseconds: number): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `it did not answer in ${milliseconds / 1000} seconds`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return `it cannot be reached${typeof code === 'string' && /^[A-Z0-9_]+$/.test(code) ? ` (${code})` : ''}`;
}
