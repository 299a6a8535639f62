// From what was read to what is to be written: the pure stages in their order. Both reconcile and diff do exactly this.
import { type Diagnostic, hasErrors, sortDiagnostics } from '../model/diagnostic.ts';
import { isUnusableInput } from '../model/diagnostic-codes.ts';
import type { FileChange } from '../model/file-change.ts';
import type { Plan } from '../model/plan.ts';
import { guardDeletions, settle, type Trace } from '../plan/index.ts';
import { compilePolicies } from '../policy/index.ts';
import { checkOutputRoot } from '../publish/index.ts';
import { renderFiles } from '../render/index.ts';
import type { RunOptions } from './options.ts';
import { compareText } from '../model/resource.ts';
import { readWorld, type ReadWorld } from './world.ts';

/** A plan with its files, or (without `planned`) input that cannot be used: nothing may be written. */
export interface Computed {
  readonly planned?: {
    readonly world: ReadWorld;
    readonly plan: Plan;
    readonly files: readonly FileChange[];
    /** Only where it was asked for: it holds on to every evaluation. */
    readonly trace?: Trace;
  };
  /** All of the run but the plan's own, which are in the plan. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads, compiles, settles, guards and renders. */
export function compute(options: RunOptions, { keepTrace = false } = {}): Computed {
  const root = checkOutputRoot(options.output, {
    policyRoots: options.policies.filter(isLocal),
    inventoryRoots: options.clusterState.filter(isLocal),
    cwd: options.cwd,
  });
  // A root that is refused is not looked into: it may be the whole disk.
  const world = readWorld(options, { withOutput: !hasErrors(root) });
  options.progress('compiling policies');
  const compiled = compilePolicies(world.value.documents, {
    kinds: world.value.inventory.kinds,
    resourceFilters: world.value.filters,
    cloneMetadata: options.cloneMetadata,
    substitution: options.substitution,
    digestKey: options.digestKey,
    limits: options.limits,
  });
  const diagnostics = sortDiagnostics([...root, ...world.diagnostics, ...compiled.diagnostics]);
  if (diagnostics.some(({ code, severity }) => severity === 'error' && isUnusableInput(code))) return { diagnostics };
  options.progress('evaluating');
  const { plan, trace } = settle({
    mode: options.lifecycle,
    rules: compiled.value.rules,
    policies: compiled.value.policies,
    inventory: world.value.inventory,
    ledger: world.value.ledger,
    output: world.value.output,
    halfWritten: world.value.halfWritten,
    answers: new Map(),
    now: options.now,
    provenance: options.provenance,
    secrets: options.secrets,
    digestKey: options.digestKey,
  });
  const stopped = guardDeletions(plan, world.value.ledger, options.maxDeletions);
  if (stopped) return { diagnostics: sortDiagnostics([...diagnostics, ...plan.diagnostics, stopped]) };
  options.progress('rendering');
  return {
    planned: {
      world: world.value,
      plan,
      files: renderFiles(plan, world.value.output),
      ...(keepTrace ? { trace } : {}),
    },
    diagnostics: [...diagnostics, ...tellOthers(world.value, plan, options)],
  };
}

function isLocal(input: string): boolean {
  return input !== '-' && !/^(?:git\+|live(?::|$))/.test(input);
}

/** Files below the output root that the ledger knows neither before nor after the run: no manifests, and manifests of somebody else. */
function tellOthers({ output, ledger }: ReadWorld, plan: Plan, options: RunOptions): readonly Diagnostic[] {
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
  ];
}
