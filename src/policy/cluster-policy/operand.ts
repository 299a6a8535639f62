// What the operators of preconditions share: the values they compare and the smallest steps of comparing.

/** A JSON value, as conditions compare them; whole numbers beyond 2^53 are bigint. */
export type OperandValue =
  null | boolean | number | bigint | string | readonly OperandValue[] | { readonly [key: string]: OperandValue };

/** Whether a condition holds, or why that cannot be said. */
export type Outcome = boolean | { readonly error: string };

/** Smaller, equal or larger. */
export type Order = -1 | 0 | 1;

/** Whether the value is a number of either type. */
export function isNumber(value: OperandValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Whether the value is a list. */
export function isList(value: OperandValue): value is readonly OperandValue[] {
  return Array.isArray(value);
}

/** The order of two numbers; undefined where one is not a number (NaN). */
export function rank(left: number | bigint, right: number | bigint): Order | undefined {
  return left < right ? -1 : left > right ? 1 : left == right ? 0 : undefined;
}

/** Both as what `parse` reads, or undefined when one is not. */
export function bothParsed<T extends object>(
  key: string,
  value: OperandValue,
  parse: (text: string) => T | undefined,
): readonly [T, T] | undefined {
  const left = parse(key);
  const right = typeof value === 'string' ? parse(value) : undefined;
  return left === undefined || right === undefined ? undefined : [left, right];
}
