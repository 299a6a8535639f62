// The functions and operators of the language itself. What extends it is in the other files of this folder.
import type { Overload } from '../overload.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { COMPARISON } from './comparison.ts';
import { CONVERSION } from './conversion.ts';
import { TEXT } from './text.ts';
import { TIME } from './time.ts';

/** Operators, sizes and tests of texts, conversions, parts of times. */
export const STANDARD: readonly Overload[] = [...ARITHMETIC, ...COMPARISON, ...TEXT, ...CONVERSION, ...TIME];
