// From what was read to what is to be written: the pure stages in their order. Both reconcile and diff do exactly this.
import { type Checked, type Diagnostic, hasErrors, sortDiagnostics } from '../model/diagnostic.ts';
import { isUnusableInput } from '../model/diagnostic-codes.ts';
import { openEgress, type AskService } from '../load/index.ts';
import type { FileChange } from '../model/file-change.ts';
import type { Plan } from '../model/plan.ts';
import type { CompiledPolicies, ExceptionPresence } from '../model/policy.ts';
import { guardDeletions, type Settled, type Trace } from '../plan/index.ts';
import { compilePolicies } from '../policy/index.ts';
import { renderFiles } from '../render/index.ts';
import { settleWithAnswers } from './answers.ts';
import type { RunOptions } from './options.ts';
import { compareText } from '../model/resource.ts';
import { compileOptions, settleInput } from './settle-input.ts';
import { tellForeignFiles, tellTotalSize } from './tell-readers.ts';
import { readWorld, type ReadWorld } from './world.ts';
import { refusedRoot } from './refused-root.ts';

/** A plan with its files, or (without `planned`) input that cannot be used: nothing may be written. */
export interface Computed {
  readonly planned?: {
    readonly world: ReadWorld;
    readonly plan: Plan;
    readonly files: readonly FileChange[];
    readonly exceptions: readonly ExceptionPresence[];
    /** Only where it was asked for: it holds on to every evaluation. */
    readonly trace?: Trace;
  };
  /** All of the run but the plan's own, which are in the plan. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads, compiles, settles (asking services where that is allowed), guards and renders. */
export async function compute(options: RunOptions, { keepTrace = false } = {}): Promise<Computed> {
  const root = refusedRoot(options);
  // A root that is refused is not looked into: it may be the whole disk.
  const world = await readWorld(options, { withOutput: !hasErrors(root) });
  return computeWorld(world, root, options, { keepTrace });
}

/** The same with what was read, wherever it was read from. `root` is what speaks against configuration and output root. */
export async function computeWorld(
  world: Checked<ReadWorld>,
  root: readonly Diagnostic[],
  options: RunOptions,
  { keepTrace = false } = {},
): Promise<Computed> {
  const ask = options.allowHttp.length > 0 ? openEgress({ allowed: options.allowHttp }) : undefined;
  const { compiled, settled, diagnostics } = await planWorld(world, root, options, ask);
  if (settled === undefined) return { diagnostics };
  const { plan, trace } = settled;
  const stopped = guardDeletions(plan, world.value.ledger, options.maxDeletions);
  if (stopped) return { diagnostics: sortDiagnostics([...diagnostics, ...plan.diagnostics, stopped]) };
  options.progress('rendering');
  const files = renderFiles(plan, world.value.output);
  return {
    planned: {
      world: world.value,
      plan,
      files,
      exceptions: compiled.exceptions,
      ...(keepTrace ? { trace } : {}),
    },
    diagnostics: [
      ...diagnostics,
      ...tellOthers(world.value, plan, options),
      ...tellTotalSize(world.value.output.files, files, options),
    ],
  };
}

/** Policies as they compile in a world and, where all input can be used, what they come to. */
export interface PlannedWorld {
  readonly compiled: CompiledPolicies;
  readonly settled?: Settled;
  /** Of root, world and policies, the plan's own not among them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles and settles what was read, wherever it was read from. `root` is what speaks against the output root. */
export async function planWorld(
  world: Checked<ReadWorld>,
  root: readonly Diagnostic[],
  options: RunOptions,
  ask: AskService | undefined,
): Promise<PlannedWorld> {
  options.progress('compiling policies');
  const compiled = compilePolicies(world.value.documents, compileOptions(world.value, options));
  const diagnostics = sortDiagnostics([...root, ...world.diagnostics, ...compiled.diagnostics]);
  if (diagnostics.some(({ code, severity }) => severity === 'error' && isUnusableInput(code))) {
    return { compiled: compiled.value, diagnostics };
  }
  options.progress('evaluating');
  const settled = await settleWithAnswers(settleInput(compiled.value, world.value, options), ask, options.progress);
  return { compiled: compiled.value, settled, diagnostics };
}

/** Files below the output root that the ledger knows neither before nor after the run, and what their readers make of them. */
export function tellOthers({ output, ledger }: ReadWorld, plan: Plan, options: RunOptions): readonly Diagnostic[] {
  const entries = [...ledger.downstreams.values(), ...plan.ledger.downstreams.values()];
  const own = new Set(entries.map(({ path }) => path));
  const others = [...output.files.keys()].filter((path) => !own.has(path)).sort(compareText);
  const [first] = others;
  if (first === undefined) return [];
  const shown = others.slice(0, 5).join(', ') + (others.length > 5 ? ' …' : '');
  return [
    {
      code: 'output/foreign-file',
      severity: 'notice',
      message: `Not Headwater’s in ${options.output}, and left alone (${others.length}): ${shown}`,
      at: { file: `${options.output}/${first}`, line: 1, column: 1 },
      about: {},
    },
    ...tellForeignFiles(new Map(others.map((path) => [path, output.files.get(path) ?? ''])), options),
  ];
}
