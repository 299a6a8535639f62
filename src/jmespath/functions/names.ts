// The names of all functions, for those who check expressions without evaluating them.

import { FUNCTIONS } from './table.ts';

/** The names of all functions of the language, sorted by code unit. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()].sort();
