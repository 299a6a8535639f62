// Doubles with a fixed number of decimal places, exactly rounded: the host rounds ties up and gives up at 10^21.

const FRACTION_BITS = 52n;
const EXPONENT_BIAS = 1075;

/** `numerator / 2^shift`, exactly the double's size. */
interface Binary {
  readonly numerator: bigint;
  readonly shift: number;
}

function binaryOf(size: number): Binary {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> FRACTION_BITS);
  const fraction = bits & ((1n << FRACTION_BITS) - 1n);
  const numerator = exponent === 0 ? fraction : fraction | (1n << FRACTION_BITS);
  return { numerator, shift: EXPONENT_BIAS - Math.max(exponent, 1) };
}

/** `size × 10^power`, rounded to an integer, half to even. */
function scaled(size: number, power: number): bigint {
  const { numerator, shift } = binaryOf(size);
  const up = numerator * 10n ** BigInt(Math.max(power, 0)) * 2n ** BigInt(Math.max(-shift, 0));
  const down = 10n ** BigInt(Math.max(-power, 0)) * 2n ** BigInt(Math.max(shift, 0));
  const twice = (up % down) * 2n;
  const whole = up / down;
  return twice > down || (twice === down && whole % 2n === 1n) ? whole + 1n : whole;
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return undefined;
  return value > 0 ? '+Inf' : '-Inf';
}

function withPoint(digits: string, places: number): string {
  if (places === 0) return digits;
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : '';
}

/** The double with this many places behind the point: `3.14`. */
export function printFixed(value: number, places: number): string {
  const named = special(value);
  if (named !== undefined) return named;
  const digits = String(scaled(Math.abs(value), places)).padStart(places + 1, '0');
  return signOf(value) + withPoint(digits, places);
}

/** The double with one digit before the point, this many behind it, and an exponent of at least two digits: `3.14e+00`. */
export function printScientific(value: number, places: number): string {
  const named = special(value);
  if (named !== undefined) return named;
  const size = Math.abs(value);
  let exponent = size === 0 ? 0 : Number(size.toExponential().split('e')[1]);
  let digits = String(scaled(size, places - exponent));
  if (digits.length > places + 1) {
    exponent += 1;
    digits = String(scaled(size, places - exponent));
  }
  const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return `${signOf(value)}${withPoint(digits.padEnd(places + 1, '0'), places)}e${power}`;
}
