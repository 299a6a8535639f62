// Reads everything a run looks at. All of it is read before anything is judged, so that every error is shown at once.
import {
  ownFiles,
  readInputs,
  readInventory,
  readLedger,
  readOutput,
  readOutputRoot,
  readPolicies,
  readTextFile,
} from '../load/index.ts';
import { DEFAULT_RESOURCE_FILTERS, parseResourceFilters, type ResourceFilter } from '../match/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Output } from '../model/output.ts';
import type { ResourceKey } from '../model/resource.ts';
import { isHalfWritten, resolveInterrupted } from '../plan/index.ts';
import { digestOfResource, type Digest } from '../model/digest.ts';
import type { RunOptions } from './options.ts';

/** Policies, inventory, ledger and output as they were found. */
export interface ReadWorld {
  readonly documents: readonly SourceDocument[];
  readonly inventory: Inventory;
  readonly ledger: Ledger;
  readonly output: Output;
  /** Paths of manifests that a crash left half written. */
  readonly halfWritten: ReadonlySet<string>;
  /** Headwater's own files below the output root, by path. */
  readonly own: ReadonlyMap<string, string>;
  readonly filters: readonly ResourceFilter[];
}

/**
 * Reads the world; without the output root there is no ledger either, and the caller may only tell what is wrong.
 *
 * Errors  all of load/ and ledger/; load/empty-inventory where there is no object and the ledger has downstreams.
 */
export function readWorld(options: RunOptions, { withOutput }: { readonly withOutput: boolean }): Checked<ReadWorld> {
  options.progress('reading policies');
  const policyFiles = readInputs(options.policies);
  const policies = readPolicies(policyFiles.value);
  options.progress('reading inventory');
  const inventoryFiles = readInputs(options.clusterState);
  const inventory = readInventory(inventoryFiles.value);
  options.progress('reading output');
  const outputFiles = withOutput ? readOutputRoot(options.output) : { value: [], diagnostics: [] };
  const { kinds } = inventory.value;
  const unnamed = readLedger(outputFiles.value, emptyOutput(), options.cluster, options.output).value;
  const output = readOutput(outputFiles.value, unnamed.downstreams.values(), kinds);
  const ledger = readLedger(outputFiles.value, output.value, options.cluster, options.output);
  const filters = readFilters(options.resourceFilters);
  const recovered = recover(ledger.value, output.value, options.digestKey);
  const parts = [policyFiles, policies, inventoryFiles, inventory, outputFiles, output, ledger, filters];
  return {
    value: {
      documents: policies.value,
      inventory: inventory.value,
      ...recovered,
      own: ownFiles(outputFiles.value),
      filters: filters.value,
    },
    diagnostics: [
      ...parts.flatMap((part): readonly Diagnostic[] => part.diagnostics),
      ...checkNotEmpty(inventory.value, recovered.ledger, options),
    ],
  };
}

interface Recovered {
  readonly ledger: Ledger;
  readonly output: Output;
  readonly halfWritten: ReadonlySet<string>;
}

/**
 * What a crashed run left, put right: each downstream in the one state that the file on disk agrees with, and files that agree with
 * none (cut off in the middle) taken for not written.
 */
function recover(ledger: Ledger, output: Output, digestKey: string | undefined): Recovered {
  const digestAt = (key: ResourceKey): Digest | undefined => {
    const manifest = output.manifests.get(key);
    return manifest ? digestOfResource(manifest.resource, digestKey) : undefined;
  };
  const halfWritten = new Set(
    [...ledger.downstreams.values()]
      .filter((entry) => entry.before !== undefined && isHalfWritten(entry, digestAt(entry.key)))
      .map(({ path }) => path),
  );
  const whole = [...output.manifests].filter(([, { path }]) => !halfWritten.has(path));
  const usable: Output = { ...output, manifests: new Map(whole) };
  const found = (key: ResourceKey): Digest | undefined => (usable.manifests.has(key) ? digestAt(key) : undefined);
  return { ledger: resolveInterrupted(ledger, found), output: usable, halfWritten };
}

function emptyOutput(): Output {
  return { manifests: new Map(), files: new Map() };
}

function checkNotEmpty(inventory: Inventory, ledger: Ledger, options: RunOptions): readonly Diagnostic[] {
  if (inventory.objects.size > 0 || ledger.downstreams.size === 0 || options.allowEmpty) return [];
  return [
    {
      code: 'load/empty-inventory',
      severity: 'error',
      message: `${options.clusterState.join(', ')} holds no object, and the ledger has ${ledger.downstreams.size} downstreams`,
      help: 'Check the snapshot. If the cluster really is empty, pass --allow-empty.',
      about: {},
    },
  ];
}

function readFilters(option: string): Checked<readonly ResourceFilter[]> {
  if (option === 'none') return { value: [], diagnostics: [] };
  if (option === 'default') return { value: DEFAULT_RESOURCE_FILTERS, diagnostics: [] };
  const text = readTextFile(option);
  const { filters, problems } = parseResourceFilters(text.value);
  return {
    value: filters,
    diagnostics: [...text.diagnostics, ...problems.map((problem) => badFilter(option, problem))],
  };
}

function badFilter(file: string, problem: string): Diagnostic {
  return {
    code: 'cli/usage',
    severity: 'error',
    message: problem,
    help: 'Write entries like [Event,*,*] or [*/*,kube-system,*].',
    at: { file, line: 1, column: 1 },
    about: {},
  };
}
