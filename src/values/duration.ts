// Durations as Go writes them (`1h30m`, `1.5s`, `250ms`), in whole nanoseconds.
// When a number stands for seconds is left to the callers.

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const LARGEST = 2n ** 63n - 1n;
const MAX_TEXT = 256;

/**
 * The nanoseconds written in `text`, or undefined when it is no duration.
 *
 * Shape   a sign, then numbers with units; no days; `0` needs no unit. Beyond 64 bits it is no duration.
 * Source  Go `time.ParseDuration`.
 */
export function parseDuration(text: string): bigint | undefined {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0n;
  if (unsigned === '' || text.length > MAX_TEXT) return undefined;
  let total = 0n;
  const part = new RegExp(PART);
  while (part.lastIndex < unsigned.length) {
    const amount = partOf(part.exec(unsigned));
    if (amount === undefined) return undefined;
    total += amount;
  }
  const isNegative = text.startsWith('-');
  if (total > LARGEST + (isNegative ? 1n : 0n)) return undefined;
  return isNegative ? -total : total;
}

function partOf(match: RegExpExecArray | null): bigint | undefined {
  if (match === null) return undefined;
  const [, whole = '', fraction = '', name = ''] = match;
  const unit = UNITS.get(name);
  if (unit === undefined || (whole === '' && fraction === '')) return undefined;
  return BigInt(whole || '0') * unit + (BigInt(fraction || '0') * unit) / 10n ** BigInt(fraction.length);
}

/**
 * The text of a duration: `1h30m0s`, `1.5s`, `250ms`, `1µs`, `0s`.
 *
 * Source  Go `time.Duration.String`.
 */
export function printDuration(nanoseconds: bigint): string {
  if (nanoseconds < 0n) return `-${printDuration(-nanoseconds)}`;
  if (nanoseconds === 0n) return '0s';
  if (nanoseconds < 1_000n) return `${nanoseconds.toString()}ns`;
  if (nanoseconds < 1_000_000n) return `${decimal(nanoseconds, 3)}µs`;
  if (nanoseconds < 1_000_000_000n) return `${decimal(nanoseconds, 6)}ms`;
  const minutes = nanoseconds / 60_000_000_000n;
  const seconds = `${decimal(nanoseconds % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return seconds;
  const hours = minutes / 60n;
  const rest = `${(minutes % 60n).toString()}m${seconds}`;
  return hours === 0n ? rest : `${hours.toString()}h${rest}`;
}

/** `value × 10^-places` without trailing zeros. */
function decimal(value: bigint, places: number): string {
  const step = 10n ** BigInt(places);
  const fraction = (value % step).toString().padStart(places, '0').replace(/0+$/, '');
  return fraction === '' ? (value / step).toString() : `${(value / step).toString()}.${fraction}`;
}

/** The duration of so many seconds, cut to whole nanoseconds; undefined when it does not fit 64 bits. */
export function durationFromSeconds(seconds: number): bigint | undefined {
  const nanoseconds = seconds * 1e9;
  if (!Number.isFinite(nanoseconds) || Math.abs(nanoseconds) > Number(LARGEST)) return undefined;
  return BigInt(Math.trunc(nanoseconds));
}

/** The duration in seconds, as a number. */
export function durationInSeconds(nanoseconds: bigint): number {
  const whole = nanoseconds / 1_000_000_000n;
  return Number(whole) + Number(nanoseconds - whole * 1_000_000_000n) / 1e9;
}
