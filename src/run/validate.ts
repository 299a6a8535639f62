// headwater validate: what Kyverno would say about the policies, and about the edits that lead to them.
import { presentInputs, readInputs, readInventory, readPolicies } from '../load/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import { isUnusableInput } from '../model/diagnostic-codes.ts';
import type { SourceDocument } from '../model/document.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { validatePolicies } from '../policy/index.ts';
import { buildReport, exitStatusOf } from '../report/index.ts';
import type { RunResult } from './result.ts';

/** What is validated. */
export interface ValidateOptions {
  readonly policies: readonly string[];
  readonly clusterState: readonly string[];
  /** The inventory was named by the user, so that it has to be there. */
  readonly needsInventory: boolean;
  /** The policies as they were. */
  readonly base: string | undefined;
  readonly version: string;
  readonly cluster: string;
  readonly progress: (stage: string) => void;
}

/** Validates. */
export function runValidate(options: ValidateOptions): RunResult {
  options.progress('reading policies');
  const documents = readDocuments(options.policies);
  const base = options.base === undefined ? undefined : readDocuments([options.base]);
  options.progress('reading inventory');
  const kinds = readKinds(options);
  const read = [...documents.diagnostics, ...(base?.diagnostics ?? []), ...kinds.diagnostics];
  const checked = validatePolicies({
    documents: documents.value,
    kinds: kinds.value,
    ...(base ? { base: base.value } : {}),
  });
  const { version, cluster } = options;
  const report = buildReport({ kind: 'ValidateReport', version, cluster, diagnostics: [...read, ...checked] });
  const unusable = [...read, ...checked].some(({ code, severity }) => severity === 'error' && isUnusableInput(code));
  return { report, status: unusable ? 2 : exitStatusOf(report) };
}

function readDocuments(inputs: readonly string[]): Checked<readonly SourceDocument[]> {
  const files = readInputs(inputs);
  const read = readPolicies(files.value);
  return { value: read.value, diagnostics: [...files.diagnostics, ...read.diagnostics] };
}

function readKinds({ clusterState, needsInventory }: ValidateOptions): Checked<KindCatalog> {
  const inputs = needsInventory ? clusterState : presentInputs(clusterState);
  const files = readInputs(inputs);
  const inventory = readInventory(files.value);
  const diagnostics: readonly Diagnostic[] = [...files.diagnostics, ...inventory.diagnostics];
  return { value: inventory.value.kinds, diagnostics };
}
