// Reads policies, inventory and filters of both states under the configuration of each. Output and ledger come later: those of the head
// follow from what a run on the base leaves.
import { readInventory, readPolicies } from '../../load/index.ts';
import type { ResourceFilter } from '../../match/index.ts';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { SourceDocument } from '../../model/document.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { TreeFile } from '../../model/tree.ts';
import type { RunOptions } from '../options.ts';
import { refusedRoot } from '../refused-root.ts';
import { filtersIn, isFilterFile } from '../world.ts';
import { isOfFork, saidInVain } from './of-a-fork.ts';
import type { PreviewOptions } from './options.ts';
import { sameBytes } from './output-files.ts';
import type { SideReader } from './side-reader.ts';

/** One state as read, but for its output. */
export interface Side {
  readonly reader: SideReader;
  readonly options: RunOptions;
  readonly documents: Checked<readonly SourceDocument[]>;
  readonly inventory: Checked<Inventory>;
  readonly filters: Checked<readonly ResourceFilter[]>;
  /** What speaks against its configuration. */
  readonly configuration: readonly Diagnostic[];
  /** What speaks against its output root. */
  readonly root: readonly Diagnostic[];
}

/** A state with its options, before its inputs are read. */
export type OpenedSide = Pick<Side, 'reader' | 'options' | 'configuration'>;

/** The options that hold in a state. A change from a fork is given no key, and nobody is asked on its behalf. */
export async function configureSide(
  reader: SideReader,
  { configuration, cwd, env, runOptions }: Pick<PreviewOptions, 'configuration' | 'cwd' | 'env' | 'runOptions'>,
  isFork: boolean,
): Promise<OpenedSide> {
  // Where the work tree has none, the other state may have one under the usual name.
  const isAbsent = configuration === undefined && reader.isWorkTree;
  const file = isAbsent
    ? { value: undefined, diagnostics: [] }
    : await reader.configuration(configuration ?? `${cwd}/headwater.yaml`);
  const options = runOptions(file.value);
  const troubles = [...file.diagnostics, ...options.diagnostics];
  if (!isFork) return { reader, options: options.value, configuration: troubles };
  return {
    reader,
    options: { ...options.value, digestKey: undefined, allowHttp: [] },
    configuration: [
      ...troubles,
      ...(options.value.allowHttp.length > 0 ? [NO_REQUESTS] : []),
      ...(reader.isWorkTree && isOfFork(configuration ?? cwd, cwd, env) ? saidInVain(file.value) : []),
    ],
  };
}

const NO_REQUESTS: Diagnostic = {
  code: 'preview/no-requests',
  severity: 'notice',
  message: 'The change comes from a fork, so no service was asked: what --allow-http allows counts as failed',
  about: {},
};

/** Reads the inputs of one state. */
export async function readSide(side: OpenedSide): Promise<Side> {
  const { reader, options } = side;
  options.progress('reading policies');
  const documents = await readDocuments(side);
  const filters = await filtersOf(side);
  options.progress('reading inventory');
  const files = await reader.inputs(options.clusterState);
  const read = readInventory(files.value);
  const inventory = { value: read.value, diagnostics: [...files.diagnostics, ...read.diagnostics] };
  return { ...side, documents, filters, inventory, root: rootOf(side) };
}

/** Reads the inputs of both states. An inventory that is the same in both is parsed and held once. */
export async function readSides(
  base: OpenedSide,
  head: OpenedSide,
): Promise<{ readonly base: Side; readonly head: Side }> {
  head.options.progress('reading policies');
  const policies = { base: await readDocuments(base), head: await readDocuments(head) };
  const filters = { base: await filtersOf(base), head: await filtersOf(head) };
  head.options.progress('reading inventory');
  const inventory = await readInventories(base, head);
  const root = { base: rootOf(base), head: rootOf(head) };
  return {
    base: { ...base, documents: policies.base, inventory: inventory.base, filters: filters.base, root: root.base },
    head: { ...head, documents: policies.head, inventory: inventory.head, filters: filters.head, root: root.head },
  };
}

async function readDocuments({ reader, options }: OpenedSide): Promise<Checked<readonly SourceDocument[]>> {
  const files = await reader.inputs(options.policies);
  const read = readPolicies(files.value);
  return { value: read.value, diagnostics: [...files.diagnostics, ...read.diagnostics] };
}

async function filtersOf({ reader, options }: OpenedSide): Promise<Side['filters']> {
  const { resourceFilters } = options;
  const text = isFilterFile(resourceFilters) ? await reader.text(resourceFilters) : { value: '', diagnostics: [] };
  return filtersIn(resourceFilters, text);
}

async function readInventories(
  base: OpenedSide,
  head: OpenedSide,
): Promise<{ readonly base: Checked<Inventory>; readonly head: Checked<Inventory> }> {
  const former = await base.reader.inputs(base.options.clusterState);
  const current = await head.reader.inputs(head.options.clusterState);
  const read = readInventory(current.value);
  const readBefore = sameFiles(former.value, current.value) ? read : readInventory(former.value);
  return {
    base: { value: readBefore.value, diagnostics: [...former.diagnostics, ...readBefore.diagnostics] },
    head: { value: read.value, diagnostics: [...current.diagnostics, ...read.diagnostics] },
  };
}

function sameFiles(one: readonly TreeFile[], other: readonly TreeFile[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ path, bytes }, index) => {
      const twin = other[index];
      return twin?.path === path && sameBytes(bytes, twin.bytes);
    })
  );
}

/** Links on disk are no matter for a state that is read from a commit: those in its tree are judged where it is read. */
function rootOf({ reader, options }: OpenedSide): readonly Diagnostic[] {
  const trouble = refusedRoot(options);
  const isOnDisk = reader.isWorkTree || !reader.isOwn(options.output);
  return isOnDisk ? trouble : trouble.filter(({ code }) => code === 'output/unsafe-root');
}
