// Reads everything that a ledger is rebuilt from: inputs and manifests as a run does, what is left of the ledger, and Git's history.
import {
  findRepository,
  ledgersInHistory,
  readInputs,
  readInventory,
  readLedgerRemains,
  readManifests,
  readOutputRoot,
  readPolicies,
  type LedgerHistory,
} from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import { digestOfResource, type Digest } from '../../model/digest.ts';
import type { Ledger } from '../../model/ledger.ts';
import type { Output } from '../../model/output.ts';
import type { ResourceKey } from '../../model/resource.ts';
import { recover, uniteLedgers } from '../../plan/index.ts';
import type { GitOptions, RunOptions } from '../options.ts';
import { checkNotEmpty, outputName, readFilters, type ReadWorld } from '../world.ts';
import { refusedRoot } from '../refused-root.ts';

/** A world in which `ledger` is what several former ledgers come to. */
export interface AdoptWorld extends ReadWorld {
  /** What is wrong with the ledger that is there, and is being mended. */
  readonly troubles: readonly Diagnostic[];
  /** Files with the conflict markers of a merge. */
  readonly conflicted: readonly string[];
  /** The commits whose ledgers counted, youngest first. */
  readonly commits: readonly string[];
}

/**
 * Reads the world of a ledger that is to be rebuilt.
 *
 * Errors  all of load/; ledger/newer and ledger/other-cluster. Other trouble of the ledger is in `troubles`.
 */
export async function readAdoptWorld(options: RunOptions, git: GitOptions): Promise<Checked<AdoptWorld>> {
  const root = refusedRoot(options);
  options.progress('reading policies');
  const policies = readInputs(options.policies);
  const documents = readPolicies(policies.value);
  options.progress('reading inventory');
  const objects = readInputs(options.clusterState);
  const inventory = readInventory(objects.value);
  options.progress('reading output');
  const files = hasErrors(root) ? { value: [], diagnostics: [] } : readOutputRoot(options.output);
  const name = outputName(options, options.output);
  const remains = readLedgerRemains(files.value, name);
  options.progress('reading history');
  const history = hasErrors(root) ? NO_HISTORY : await readHistory(options, git);
  const ledgers = [...remains.value.ledgers, ...history.value.ledgers.map(({ ledger }) => ledger)];
  const manifests = readManifests(files.value, ledgers, inventory.value.kinds, name);
  const [newest] = ledgers;
  const { output, halfWritten } = newest
    ? recover(newest, manifests.value.output, options.digestKey)
    : { output: manifests.value.output, halfWritten: new Set<string>() };
  const former = uniteLedgers(ledgers, digestsIn(output, options.digestKey), options.cluster);
  const filters = readFilters(options.resourceFilters);
  const parts = [policies, documents, objects, inventory, files, remains, history, manifests, filters];
  return {
    value: {
      documents: documents.value,
      inventory: inventory.value,
      ledger: former,
      output,
      halfWritten,
      own: remains.value.own,
      filters: filters.value,
      troubles: [...remains.value.troubles, ...manifests.value.missing],
      conflicted: manifests.value.conflicted,
      commits: history.value.ledgers.map(({ commit }) => commit),
    },
    diagnostics: [
      ...root,
      ...parts.flatMap(({ diagnostics }): readonly Diagnostic[] => diagnostics),
      ...checkInventory(inventory.value, former, output, options),
    ],
  };
}

const NO_HISTORY: Checked<LedgerHistory> = { value: { ledgers: [] }, diagnostics: [] };

/** The ledgers of before. That a history cannot be read is told and ends nothing: there are other grounds. */
async function readHistory(options: RunOptions, { git, env }: GitOptions): Promise<Checked<LedgerHistory>> {
  const place = findRepository(`${options.output}/x`);
  if (place === undefined) return NO_HISTORY;
  const path = place.path.replace(/\/?x$/, '');
  const history = await ledgersInHistory(place.repository, { path, cluster: options.cluster, git, env });
  const told = history.diagnostics.map(({ message, help }) => historyTrouble(message, help));
  return { value: history.value, diagnostics: [...told, ...tellEnd(history.value)] };
}

function tellEnd({ ended }: LedgerHistory): readonly Diagnostic[] {
  if (ended === undefined) return [];
  const where = ended === 'shallow' ? 'the clone is shallow and ends' : 'the search ended after 2,000 commits';
  return [historyTrouble(`Not all of Git’s history was searched for a good ledger: ${where} before one was found`)];
}

function historyTrouble(message: string, help?: string): Diagnostic {
  return { code: 'adopt/history', severity: 'warning', message, ...(help ? { help } : {}), about: {} };
}

function digestsIn({ manifests }: Output, digestKey: string | undefined): (key: ResourceKey) => Digest | undefined {
  const known = new Map<ResourceKey, Digest>();
  return (key) => {
    const resource = manifests.get(key)?.resource;
    const digest = known.get(key) ?? (resource && digestOfResource(resource, digestKey));
    if (digest) known.set(key, digest);
    return digest;
  };
}

/** Without an object in the inventory no trigger is there, and every manifest would count as left behind. */
function checkInventory(
  inventory: ReadWorld['inventory'],
  former: Ledger,
  { manifests }: Output,
  options: RunOptions,
): readonly Diagnostic[] {
  const known = checkNotEmpty(inventory, former, options);
  if (known.length > 0 || inventory.objects.size > 0 || manifests.size === 0 || options.allowEmpty) return known;
  const message = `${options.clusterState.join(', ')} holds no object, and ${options.output} has ${manifests.size} manifests`;
  return [{ code: 'load/empty-inventory', severity: 'error', message, about: {} }];
}
