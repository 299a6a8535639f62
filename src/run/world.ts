// Reads everything a run looks at. All of it is read before anything is judged, so that every error is shown at once.
import {
  isLocalInput,
  readAllInputs,
  readInventory,
  readOutputRoot,
  readOutputTree,
  readPolicies,
  readTextFile,
  shownInput,
  type OutputName,
  type OutputTree,
} from '../load/index.ts';
import { DEFAULT_RESOURCE_FILTERS, parseResourceFilters, type ResourceFilter } from '../match/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { Inventory, KindCatalog } from '../model/inventory.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Output } from '../model/output.ts';
import { recover } from '../plan/index.ts';
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

/** What a world is made of, as read. */
export interface WorldParts {
  readonly documents: readonly SourceDocument[];
  readonly inventory: Inventory;
  readonly found: OutputTree;
  readonly filters: readonly ResourceFilter[];
}

/**
 * Reads the world; without the output root there is no ledger either, and the caller may only tell what is wrong.
 *
 * Errors  all of load/ and ledger/; load/empty-inventory where there is no object and the ledger has downstreams.
 */
export async function readWorld(
  options: RunOptions,
  { withOutput }: { readonly withOutput: boolean },
): Promise<Checked<ReadWorld>> {
  options.remote.begin([...options.policies, ...options.clusterState]);
  options.progress('reading policies');
  const documents = await readPolicyInputs(options);
  options.progress('reading inventory');
  const inventory = await readInventoryInputs(options);
  options.progress('reading output');
  const found = readOutputFolder(options, inventory.value.kinds, withOutput);
  return assembleWorld({ documents, inventory, found, filters: readFilters(options.resourceFilters) }, options);
}

/**
 * The world that these parts make, what a crash left of it put right.
 *
 * Errors  those of the parts; load/empty-inventory.
 */
export function assembleWorld(
  parts: { readonly [Part in keyof WorldParts]: Checked<WorldParts[Part]> },
  options: RunOptions,
): Checked<ReadWorld> {
  const { documents, inventory, found, filters } = parts;
  const recovered = recover(found.value.ledger, found.value.output, options.digestKey);
  return {
    value: {
      documents: documents.value,
      inventory: inventory.value,
      ...recovered,
      own: found.value.own,
      filters: filters.value,
    },
    diagnostics: [
      ...[documents, inventory, found, filters].flatMap((part): readonly Diagnostic[] => part.diagnostics),
      ...checkNotEmpty(inventory.value, recovered.ledger, options),
    ],
  };
}

// Each of these lets go of the bytes that it read when it returns: of a large cluster there are many.

async function readPolicyInputs({ policies, remote }: RunOptions): Promise<Checked<readonly SourceDocument[]>> {
  const files = await readAllInputs(policies, remote);
  const read = readPolicies(files.value);
  return { value: read.value, diagnostics: [...files.diagnostics, ...read.diagnostics] };
}

async function readInventoryInputs({ clusterState, remote }: RunOptions): Promise<Checked<Inventory>> {
  const files = await readAllInputs(clusterState, remote);
  const read = readInventory(files.value);
  return { value: read.value, diagnostics: [...files.diagnostics, ...read.diagnostics] };
}

/** Output and ledger; nothing of a root that is not safe to look into. */
export function readOutputFolder(options: RunOptions, kinds: KindCatalog, isSafe: boolean): Checked<OutputTree> {
  const files = isSafe ? readOutputRoot(options.output) : { value: [], diagnostics: [] };
  const read = readOutputTree(files.value, kinds, outputName(options, options.output));
  return { value: read.value, diagnostics: [...files.diagnostics, ...read.diagnostics] };
}

/** What an output root is called, and whose it should be. */
export function outputName({ cluster, rebuildCommand }: RunOptions, shown: string): OutputName {
  return { shown, cluster, rebuild: rebuildCommand };
}

/** Refuses an inventory without an object where the ledger has downstreams. */
export function checkNotEmpty(inventory: Inventory, ledger: Ledger, options: RunOptions): readonly Diagnostic[] {
  if (inventory.objects.size > 0 || ledger.downstreams.size === 0 || options.allowEmpty) return [];
  return [
    {
      code: 'load/empty-inventory',
      severity: 'error',
      message: `${options.clusterState.map(shownInput).join(', ')} holds no object, and the ledger has ${ledger.downstreams.size} downstreams`,
      help: 'Check the snapshot. If the cluster really is empty, pass --allow-empty.',
      about: {},
    },
  ];
}

/** The filters that the option names. */
export function readFilters(option: string): Checked<readonly ResourceFilter[]> {
  return filtersIn(option, isFilterFile(option) ? readTextFile(option) : NO_TEXT);
}

/** Whether the option names a file. */
export function isFilterFile(option: string): boolean {
  return option !== 'none' && option !== 'default';
}

/** The filters that the option stands for, where it names a file those of its text. */
export function filtersIn(option: string, text: Checked<string>): Checked<readonly ResourceFilter[]> {
  if (option === 'none') return { value: [], diagnostics: [] };
  if (option === 'default') return { value: DEFAULT_RESOURCE_FILTERS, diagnostics: [] };
  const { filters, problems } = parseResourceFilters(text.value);
  return {
    value: filters,
    diagnostics: [...text.diagnostics, ...problems.map((problem) => badFilter(option, problem))],
  };
}

const NO_TEXT: Checked<string> = { value: '', diagnostics: [] };

/** Whether an input is a path, and not standard input or something far away. */
export function isLocal(input: string): boolean {
  return isLocalInput(input);
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
