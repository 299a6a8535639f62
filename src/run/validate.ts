// headwater validate: what Kyverno would say about the policies and about the edits that lead to them, what these edits would do to the
// downstreams that exist, and whether those who apply the output are told the right thing.
import { presentInputs, readAllInputs, readInventory, readPolicies } from '../load/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import { isUnusableInput } from '../model/diagnostic-codes.ts';
import type { SourceDocument } from '../model/document.ts';
import type { Inventory } from '../model/inventory.ts';
import type { TreeFile } from '../model/tree.ts';
import { validatePolicies } from '../policy/index.ts';
import { buildReport, exitStatusOf } from '../report/index.ts';
import { checkRepository } from './delivery.ts';
import { tellEffects } from './edit-effects.ts';
import type { GitOptions, RunOptions } from './options.ts';
import { readBase } from './policy-base.ts';
import type { RunResult } from './result.ts';

/** What is validated. The options of a run say what the next one would do. */
export interface ValidateOptions extends RunOptions, GitOptions {
  /** The inventory was named by the user, so that it has to be there. */
  readonly needsInventory: boolean;
  /** The policies as they were: a folder, or a Git reference. */
  readonly base: string | undefined;
  /** Look at what Argo CD and Flux are told in the repository, too; the file is the configuration's. Undefined: not asked for. */
  readonly repository: { readonly configuration: string | undefined } | undefined;
}

/** Validates. */
export async function runValidate(options: ValidateOptions): Promise<RunResult> {
  options.progress('reading policies');
  options.remote.begin([...options.policies, ...options.clusterState]);
  const documents = parsed(await readAllInputs(options.policies, options.remote));
  const base = options.base === undefined ? undefined : parsed(await readBase(options.base, options.policies, options));
  options.progress('reading inventory');
  const inventory = await readKnownInventory(options);
  const read = [...documents.diagnostics, ...(base?.diagnostics ?? []), ...inventory.diagnostics];
  // A state that was read in part would make edits of what is missing.
  const former = read.some(isUnusable) ? undefined : base?.value;
  const checked = validatePolicies({
    documents: documents.value,
    kinds: inventory.value.inventory.kinds,
    ...(former ? { base: former } : {}),
  });
  options.progress('comparing');
  const edits =
    former &&
    tellEffects({
      edits: checked.edits,
      base: former,
      documents: documents.value,
      inventory: inventory.value.isThere ? inventory.value.inventory : undefined,
      options,
    });
  const readers = options.repository ? await checkRepository({ ...options, ...options.repository }) : [];
  const diagnostics = [...read, ...checked.diagnostics, ...(edits?.diagnostics ?? []), ...readers];
  const { version, cluster } = options;
  const report = buildReport({
    kind: 'ValidateReport',
    version,
    cluster,
    diagnostics,
    policies: checked.policies.map(({ kind, name, at }) => ({ kind, name, file: at.file, line: at.line })),
    ...(edits ? { edits: edits.value } : {}),
  });
  return { report, status: diagnostics.some(isUnusable) ? 2 : exitStatusOf(report) };
}

function isUnusable({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && isUnusableInput(code);
}

function parsed(files: Checked<readonly TreeFile[]>): Checked<readonly SourceDocument[]> {
  const read = readPolicies(files.value);
  return { value: read.value, diagnostics: [...files.diagnostics, ...read.diagnostics] };
}

interface KnownInventory {
  readonly inventory: Inventory;
  readonly isThere: boolean;
}

async function readKnownInventory({
  clusterState,
  needsInventory,
  remote,
}: ValidateOptions): Promise<Checked<KnownInventory>> {
  const inputs = needsInventory ? clusterState : presentInputs(clusterState);
  const files = await readAllInputs(inputs, remote);
  const inventory = readInventory(files.value);
  return {
    value: { inventory: inventory.value, isThere: inputs.length > 0 },
    diagnostics: [...files.diagnostics, ...inventory.diagnostics],
  };
}
