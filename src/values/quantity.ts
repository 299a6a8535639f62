// Kubernetes resource quantities, exact: parsing, comparing, arithmetic and the canonical text.
// Which texts are taken for quantities, and in which order of recognition, is left to the callers.

/** How a quantity is printed: `1k`, `1Ki` or `1e3`. */
export type QuantityFormat = 'decimal' | 'binary' | 'exponent';

/** An exact number `unscaled × 10^-scale` with the notation it came in. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
}

const DECIMAL_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?([numkMGTPE]?|[KMGTPE]i|[eE][+-]?\d{1,4})$/;

/** The finest step of a quantity is 10^-9: smaller non-zero amounts are rounded away from zero. */
const FINEST_SCALE = 9;
const LARGEST_BINARY = 2n ** 63n - 1n;
const MAX_TEXT = 512;
const MAX_EXPONENT = 1000;

/**
 * The quantity written in `text`, or undefined when it is none.
 *
 * Source  Kubernetes API machinery, `resource.ParseQuantity`, except that a sign or a point without a digit is not a zero.
 */
export function parseQuantity(text: string): Quantity | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const parts = SHAPE.exec(text);
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = parts;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const unscaled = sign === '-' ? -digits : digits;
  return withSuffix(unscaled, fraction.length, suffix);
}

function withSuffix(unscaled: bigint, scale: number, suffix: string): Quantity | undefined {
  if (suffix.endsWith('i')) return binary(unscaled, scale, suffix);
  const power = DECIMAL_EXPONENTS.get(suffix);
  if (power !== undefined) return rounded({ unscaled, scale: scale - power, format: 'decimal' });
  const exponent = Number(suffix.slice(1));
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  return rounded({ unscaled, scale: scale - exponent, format: 'exponent' });
}

function binary(unscaled: bigint, scale: number, suffix: string): Quantity {
  const power = BINARY_SUFFIXES.findIndex((known) => known === suffix) * 10;
  const value = rounded({ unscaled: unscaled * 2n ** BigInt(power), scale, format: 'binary' });
  const [mine, one] = aligned(value, { unscaled: 1n, scale: 0, format: 'binary' });
  if (mine > LARGEST_BINARY * one) return { unscaled: LARGEST_BINARY, scale: 0, format: 'binary' };
  return mine > 0n && mine < one ? { ...value, format: 'decimal' } : value;
}

function rounded(value: Quantity): Quantity {
  if (value.scale <= FINEST_SCALE) return value;
  const step = power10(value.scale - FINEST_SCALE);
  const rest = value.unscaled % step;
  const cut = value.unscaled / step;
  const away = rest === 0n ? 0n : rest > 0n ? 1n : -1n;
  return { unscaled: cut + away, scale: FINEST_SCALE, format: value.format };
}

function power10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** Both numbers at the finer of the two scales. */
function aligned(left: Quantity, right: Quantity): [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [left.unscaled * power10(scale - left.scale), right.unscaled * power10(scale - right.scale), scale];
}

/** −1, 0 or 1 as `left` is smaller than, equal to or larger than `right`, whatever their notation. */
export function compareQuantities(left: Quantity, right: Quantity): -1 | 0 | 1 {
  const [mine, other] = aligned(left, right);
  return mine < other ? -1 : mine > other ? 1 : 0;
}

/** The sum, in the notation of `left` (of `right` when `left` is zero). */
export function addQuantities(left: Quantity, right: Quantity): Quantity {
  const [mine, other, scale] = aligned(left, right);
  return { unscaled: mine + other, scale, format: left.unscaled === 0n ? right.format : left.format };
}

/** The difference, in the notation of `left` (of `right` when `left` is zero). */
export function subtractQuantities(left: Quantity, right: Quantity): Quantity {
  return addQuantities(left, { ...right, unscaled: -right.unscaled });
}

/** The product, in the notation of `left`; what is finer than 10^-9 is rounded away from zero. */
export function multiplyQuantities(left: Quantity, right: Quantity): Quantity {
  return rounded({ unscaled: left.unscaled * right.unscaled, scale: left.scale + right.scale, format: left.format });
}

/**
 * The quotient in the notation of `left`, cut toward zero at the larger of the two scales; undefined for a zero divisor.
 *
 * Source  Kyverno 1.19, `divide` of a quantity by a number.
 */
export function divideQuantity(left: Quantity, right: Quantity): Quantity | undefined {
  if (right.unscaled === 0n) return undefined;
  const scale = Math.max(left.scale, right.scale);
  const shift = scale - left.scale + right.scale;
  const numerator = shift >= 0 ? left.unscaled * power10(shift) : left.unscaled;
  const denominator = shift >= 0 ? right.unscaled : right.unscaled * power10(-shift);
  return { unscaled: numerator / denominator, scale, format: left.format };
}

/** How often `right` goes into `left`, as a number; undefined for a zero divisor. */
export function quantityRatio(left: Quantity, right: Quantity): number | undefined {
  if (right.unscaled === 0n) return undefined;
  const [mine, other] = aligned(left, right);
  return Number(mine) / Number(other);
}

/** The remainder with the sign of `left`, in its notation; undefined for a zero divisor or operands that are not integers. */
export function quantityRemainder(left: Quantity, right: Quantity): Quantity | undefined {
  const mine = wholeNumber(left);
  const other = wholeNumber(right);
  if (mine === undefined || other === undefined || other === 0n) return undefined;
  return { unscaled: mine % other, scale: 0, format: left.format };
}

/** The quantity as an integer, or undefined when it has a fraction. */
export function wholeNumber(value: Quantity): bigint | undefined {
  if (value.scale <= 0) return value.unscaled * power10(-value.scale);
  const step = power10(value.scale);
  return value.unscaled % step === 0n ? value.unscaled / step : undefined;
}

/**
 * The canonical text: no fraction, the largest suffix that keeps an integer, in the quantity's own notation.
 *
 * Shape   a binary quantity below 1024 or with a fraction is printed in decimal notation.
 * Source  Kubernetes API machinery, `Quantity.CanonicalizeBytes`.
 */
export function printQuantity(value: Quantity): string {
  if (value.unscaled === 0n) return '0';
  if (value.format === 'binary') {
    const whole = wholeNumber(value);
    if (whole !== undefined && (whole <= -1024n || whole >= 1024n)) return printBinary(whole);
  }
  return printDecimal(value);
}

function printBinary(whole: bigint): string {
  let rest = whole;
  let power = 0;
  while (rest % 1024n === 0n && power < BINARY_SUFFIXES.length - 1) {
    rest /= 1024n;
    power++;
  }
  return `${rest.toString()}${BINARY_SUFFIXES[power] ?? ''}`;
}

function printDecimal(value: Quantity): string {
  let rest = value.unscaled;
  let exponent = -value.scale;
  while (rest % 10n === 0n) {
    rest /= 10n;
    exponent++;
  }
  const usable = value.format === 'exponent' ? exponent : Math.min(exponent, 18);
  const target = Math.floor(usable / 3) * 3;
  const digits = (rest * power10(exponent - target)).toString();
  if (target === 0) return digits;
  if (value.format === 'exponent') return `${digits}e${target}`;
  for (const [suffix, power] of DECIMAL_EXPONENTS) if (power === target) return digits + suffix;
  return `${digits}e${target}`;
}
