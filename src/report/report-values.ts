// Checks of the single values that reports are made of, for reports that somebody else made. Which field holds which is said in
// parse-report.ts and parse-preview.ts.
import { asList, asText, fail, pass, type Check } from '../model/strict-fields.ts';

/** A list beyond this is none of a preview that could be shown. */
const MOST_ITEMS = 500_000;
const TEXT_CHARACTERS = 64 * 1024;
const DIFF_CHARACTERS = 16 * 1024 ** 2;

/** A text of bounded length. */
export const asShortText: Check<string> = asTextUpTo(TEXT_CHARACTERS);

/** A difference. */
export const asDiff: Check<string> = asTextUpTo(DIFF_CHARACTERS);

/** A full id of a commit. */
export const asCommit: Check<string> = (value) =>
  typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)
    ? pass(value)
    : fail('is no id of a commit');

/** A version such as `1.2.0-rc.1`. */
export const asVersion: Check<string> = (value) =>
  typeof value === 'string' && value.length <= 64 && /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(value)
    ? pass(value)
    : fail('is no version');

/** A number of a line or of a request: whole, from 1 on. */
export const asNumberFromOne: Check<number> = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? pass(value) : fail('is no number from 1 on');

/** One of the keys of a table; which there are is not told, for there can be hundreds. */
export function asKeyOf<T extends string>(table: Readonly<Record<T, unknown>>): Check<T> {
  return (value) =>
    typeof value === 'string' && Object.hasOwn(table, value)
      ? pass(value as T) // the table has it
      : fail('has a value that is not known');
}

/** A list of bounded length. */
export function asItems<T>(check: Check<T>): Check<readonly T[]> {
  const every = asList(check);
  return (value) =>
    Array.isArray(value) && value.length > MOST_ITEMS ? fail(`has more than ${MOST_ITEMS} items`) : every(value);
}

function asTextUpTo(most: number): Check<string> {
  return (value) =>
    typeof value === 'string' && value.length > most ? fail(`has more than ${most} characters`) : asText(value);
}
