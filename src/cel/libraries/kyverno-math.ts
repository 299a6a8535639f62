// Rounding to decimal places, beside what the `math` extension has under the same name.
import { doubleAt, functionOverload, intAt, type Overload } from '../overload.ts';
import { DOUBLE, INT } from '../type.ts';

/** Beyond these places a double has no digits: rounding there keeps it, or leaves nothing of it. */
const MOST_PLACES = 308;

/** Half away from zero on the scaled number, as Go rounds. */
function roundTo(value: number, places: bigint): number {
  if (places > MOST_PLACES || !Number.isFinite(value)) return value;
  if (places < -MOST_PLACES) return 0;
  const scale = Number(`1e${places}`);
  const scaled = value * scale;
  if (!Number.isFinite(scaled)) return value;
  return (Math.sign(scaled) * Math.round(Math.abs(scaled))) / scale;
}

/** `math.round` with a precision. */
export const KYVERNO_MATH: readonly Overload[] = [
  functionOverload('math.round', [DOUBLE, INT], DOUBLE, (args) => roundTo(doubleAt(args, 0), intAt(args, 1))),
];
