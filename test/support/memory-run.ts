// A reconcile in memory: the pure stages as run/ strings them together, over files that are a map from path to text. Thousands of
// small projects fit into the time that one on disk takes. Commits, locks and crashes are for the tests of publish/ and of the CLI.
import { memoryTree, readInventory, readOutputTree, readPolicies } from '../../src/load/index.ts';
import { OFFLINE_ANSWERS } from '../../src/evaluate/index.ts';
import type { ProvenanceMode } from '../../src/kube/index.ts';
import { DEFAULT_RESOURCE_FILTERS } from '../../src/match/index.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { isUnusableInput } from '../../src/model/diagnostic-codes.ts';
import type { FileChange } from '../../src/model/file-change.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import type { Plan } from '../../src/model/plan.ts';
import { settle, type LifecycleMode } from '../../src/plan/index.ts';
import { compilePolicies, DEFAULT_EVALUATION_LIMITS } from '../../src/policy/index.ts';
import { ledgerChanges, ledgerFiles, renderFiles } from '../../src/render/index.ts';

/** Texts by path. */
export type Texts = Readonly<Record<string, string>>;

/** What a run starts from. `output` is what the last run left. */
export interface MemoryInput {
  readonly policies: Texts;
  readonly inventory: Texts;
  readonly output: Texts;
  readonly lifecycle: LifecycleMode;
  /** RFC 3339; one fixed instant where not given. */
  readonly now?: string;
  /** `headwater` where not given. */
  readonly provenance?: ProvenanceMode;
}

/** What a run leaves. Without `plan` the input was unusable and output is as it was. */
export interface MemoryResult {
  readonly output: Texts;
  readonly changes: readonly FileChange[];
  readonly before: Ledger;
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reconciles in memory. */
export function memoryRun(input: MemoryInput): MemoryResult {
  const outputFiles = memoryTree(input.output);
  const documents = readPolicies(memoryTree(input.policies));
  const inventory = readInventory(memoryTree(input.inventory));
  const { kinds } = inventory.value;
  const found = readOutputTree(outputFiles, kinds, { shown: 'output', cluster: '' });
  const { ledger, output, own } = found.value;
  const compiled = compilePolicies(documents.value, {
    kinds,
    resourceFilters: DEFAULT_RESOURCE_FILTERS,
    cloneMetadata: 'clean',
    substitution: 'once',
    digestKey: undefined,
    limits: DEFAULT_EVALUATION_LIMITS,
  });
  const read = [documents, inventory, found, compiled].flatMap((part): readonly Diagnostic[] => part.diagnostics);
  const start = { output: input.output, before: ledger };
  if (read.some(({ code, severity }) => severity === 'error' && isUnusableInput(code))) {
    return { ...start, changes: [], diagnostics: read };
  }
  const { plan } = settle({
    mode: input.lifecycle,
    rules: compiled.value.rules,
    policies: compiled.value.policies,
    inventory: inventory.value,
    ledger,
    output,
    halfWritten: new Set(),
    answers: OFFLINE_ANSWERS,
    now: input.now ?? '2026-01-01T00:00:00Z',
    provenance: input.provenance ?? 'headwater',
    delivery: 'neutral',
    secrets: 'plain',
    digestKey: undefined,
  });
  const files = renderFiles(plan, output);
  const ledgerEdits = ledgerChanges(own, ledgerFiles(plan.ledger));
  return {
    ...start,
    output: applied(input.output, [...files, ...ledgerEdits]),
    changes: files,
    plan,
    diagnostics: [...read, ...plan.diagnostics],
  };
}

/** The manifests among the files of an output, without Headwater's own. */
export function manifestsOf(output: Texts): Texts {
  return Object.fromEntries(Object.entries(output).filter(([path]) => !path.startsWith('.headwater/')));
}

function applied(before: Texts, changes: readonly FileChange[]): Texts {
  const after = new Map(Object.entries(before));
  for (const { path, after: text } of changes) {
    if (text === undefined) after.delete(path);
    else after.set(path, text);
  }
  return Object.fromEntries([...after].sort(([a], [b]) => (a < b ? -1 : 1)));
}
