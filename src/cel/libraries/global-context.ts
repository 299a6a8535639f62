// `globalContext`: what GlobalContextEntry resources hold. Where that comes from is left to the host.
import { methodOverload, textAt, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { DYN, opaque, STRING } from '../type.ts';
import { CelObject, type CelResult } from '../value.ts';
import { ask, type Question } from './host-answer.ts';
import { inBothSpellings } from './spelling.ts';

/** The type of the variable `globalContext`. */
export const GLOBAL_CONTEXT_TYPE = opaque('globalcontext.Context');

/** The variable `globalContext`: it has no content, only methods. */
export class GlobalContextLibrary extends CelObject {
  readonly type = GLOBAL_CONTEXT_TYPE;

  equals(): boolean {
    return true;
  }
}

/** The value of the variable `globalContext`. */
export const GLOBAL_CONTEXT_VALUE = new GlobalContextLibrary();

const LOOKING: Question = {
  steps: 1000,
  code: 'invalid-value',
  missing: 'global context entries are not available',
};

function entry(run: CelRun, name: string, projection: string): CelResult {
  return ask(run, LOOKING, (host) => host.globalContext?.(name, projection === '' ? undefined : projection));
}

/** The methods of `globalContext`; an empty projection is the whole entry. */
export const GLOBAL_CONTEXT: readonly Overload[] = inBothSpellings([
  methodOverload('get', [GLOBAL_CONTEXT_TYPE, STRING], DYN, (args, run) => entry(run, textAt(args, 1), '')),
  methodOverload('get', [GLOBAL_CONTEXT_TYPE, STRING, STRING], DYN, (args, run) =>
    entry(run, textAt(args, 1), textAt(args, 2)),
  ),
]);
