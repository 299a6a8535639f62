// The contract's exit statuses, by name.
import type { ExitStatus } from '../run/index.ts';

/** Done. */
export const DONE: ExitStatus = 0;
/** Unusable arguments or input; nothing was written. */
export const UNUSABLE: ExitStatus = 2;
