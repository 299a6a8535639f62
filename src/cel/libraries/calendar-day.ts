// Days of the calendar as numbers. Times of day are left to the callers.

/** Days from 1970-01-01 to this day of the Gregorian calendar, which also counts for the years before there was one. */
export function daysSince1970(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 86_400_000;
}
