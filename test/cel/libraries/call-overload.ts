// Calls overloads as an evaluation does: the first one whose parameters take the arguments.
import { isOfType } from '../../../src/cel/runtime-type.ts';
import type { Overload } from '../../../src/cel/overload.ts';
import { CelRun, type CelHost, type CelLimits } from '../../../src/cel/run.ts';
import { CelFailure } from '../../../src/cel/failure.ts';
import type { CelResult, CelValue } from '../../../src/cel/value.ts';

/** What the call gives, `no-such-overload` included. */
export function call(
  overloads: readonly Overload[],
  name: string,
  args: readonly CelValue[],
  host: CelHost = {},
  limits?: CelLimits,
): CelResult {
  const found = overloads.find(
    (overload) =>
      overload.name === name &&
      overload.parameters.length === args.length &&
      overload.parameters.every((type, at) => isOfType(args[at] ?? null, type)),
  );
  return found === undefined ? new CelFailure('no-such-overload', name) : found.run(args, new CelRun(host, limits));
}

/** The code of a failure, undefined for a value. */
export function codeOf(result: CelResult): string | undefined {
  return result instanceof CelFailure ? result.code : undefined;
}
