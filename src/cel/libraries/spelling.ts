// The names one function goes by: those of older releases, and those with and without a prefix.
import type { Overload } from '../overload.ts';

/** Each overload, and again with a capital letter: older releases know only those names. */
export function inBothSpellings(overloads: readonly Overload[]): readonly Overload[] {
  const renamed = overloads.map((overload) => ({ ...overload, name: capitalized(overload.name) }));
  return [...overloads, ...renamed];
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Each function, and again as `prefix.name`. */
export function alsoPrefixed(prefix: string, overloads: readonly Overload[]): readonly Overload[] {
  return [...overloads, ...overloads.map((overload) => ({ ...overload, name: `${prefix}.${overload.name}` }))];
}
