// The commit of a run: everything below the output root that Headwater owns, as it is on disk, with a message that says what changed.
import { isGitAddress, isLocalInput } from '../load/index.ts';
import { digestOf, digestOfResource } from '../model/digest.ts';
import { hasErrors, type Checked, type Diagnostic } from '../model/diagnostic.ts';
import type { Change } from '../model/plan.ts';
import { compareText, describeResource } from '../model/resource.ts';
import { parseRuleKey, policyLabel } from '../model/rule-id.ts';
import {
  commitMessage,
  pathInRepository,
  type Commit,
  type CommitFacts,
  type Counts,
  type PolicyCounts,
  type Repository,
} from '../publish/index.ts';
import { LAST_DIFF_PATH, type LedgerFiles } from '../render/index.ts';
import type { Computed } from './compute.ts';
import type { PublishOptions, RunOptions } from './options.ts';
import { takenEarlier } from './taken-earlier.ts';

/** What a commit is made from. */
export interface CommitInput {
  readonly repository: Repository;
  readonly options: RunOptions;
  readonly publish: PublishOptions;
  readonly computed: NonNullable<Computed['planned']>;
  /** The ledger's files as they were written. */
  readonly ledger: LedgerFiles;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Commits what Headwater owns and HEAD does not have; undefined where nothing differs.
 *
 * Shape   what an earlier run wrote and did not commit is committed with it, so that manifests and ledger are always of one state.
 */
export async function commitOutput(input: CommitInput): Promise<Checked<Commit | undefined>> {
  const { repository, options, publish, computed } = input;
  const root = pathInRepository(repository, options.output);
  const below = (path: string): string => (root === '' ? path : `${root}/${path}`);
  const taken = await takenEarlier(repository, root, computed.world);
  if (hasErrors(taken.diagnostics)) return { value: undefined, diagnostics: taken.diagnostics };
  const policies = await policiesCommit(input);
  let message: string | undefined;
  return repository.commit({
    under: [root],
    paths: [...new Set([...ownedPaths(input).map(below), ...taken.value])].sort(compareText),
    // The digests in it cost a look at the whole inventory, which a run that commits nothing can do without.
    get message() {
      message ??= commitMessage(factsOf(input, policies));
      return message;
    },
    ...(publish.author ? { author: publish.author } : {}),
  });
}

/** The commit that the policies were read on top of, where those that are not fetched lie in the repository that is committed to. */
async function policiesCommit({ repository, options }: CommitInput): Promise<string | undefined> {
  const own = options.policies.filter((input) => !isGitAddress(input));
  const areInside = own.every((input) => isLocalInput(input) && !pathInRepository(repository, input).startsWith('..'));
  return own.length > 0 && areInside ? (await repository.head()).value.commit : undefined;
}

/** The commits that inventories were fetched from; a digest of all objects where one of them was not fetched. */
function inventoryStates({ options, computed }: Facts): readonly string[] {
  const digest = options.clusterState.every(isGitAddress) ? [] : [inventoryDigest(computed.world, options.digestKey)];
  return [...digest, ...fetchedFrom(options, options.clusterState)];
}

/** Each commit once, in the order of the inputs' names. */
function fetchedFrom({ remote }: RunOptions, inputs: readonly string[]): readonly string[] {
  const addresses = inputs.filter(isGitAddress);
  return addresses.length === 0 ? [] : [...new Set(remote.sources(addresses).map(({ commit }) => commit))];
}

function ownedPaths({ computed: { world, plan }, ledger: written }: CommitInput): readonly string[] {
  const manifests = [...world.ledger.downstreams.values(), ...plan.ledger.downstreams.values()].map(({ path }) => path);
  const ledger = [...world.own.keys(), ...written.keys(), LAST_DIFF_PATH];
  return [...new Set([...manifests, ...ledger])].sort(compareText);
}

type Facts = Omit<CommitInput, 'repository'>;

/** What the message tells. `policies` is the commit that policies in the repository itself were read at. */
export function factsOf(input: Facts, policies: string | undefined): CommitFacts {
  const { options, publish, computed, ledger, diagnostics } = input;
  const { plan } = computed;
  const changed = plan.changes.filter(isWritten);
  const failures = [...diagnostics, ...plan.diagnostics].filter(({ severity }) => severity === 'error');
  return {
    cluster: options.cluster,
    counts: countsOf(changed),
    policies: countsByPolicy(changed),
    names: changed.map(({ id }) => describeResource(id)),
    failures: failures.map(({ about, message }) => [about.policy, about.rule, message].filter(Boolean).join(': ')),
    trailers: {
      version: options.version,
      policies: [...(policies === undefined ? [] : [policies]), ...fetchedFrom(options, options.policies)],
      inventory: inventoryStates(input),
      ledger: digestOf(Object.fromEntries(ledger)),
      ...(publish.runAddress === undefined ? {} : { run: publish.runAddress }),
    },
  };
}

function isWritten({ action }: Change): boolean {
  return action === 'create' || action === 'update' || action === 'delete';
}

function countsOf(changes: readonly Change[]): Counts {
  const count = (action: Change['action']): number => changes.filter((change) => change.action === action).length;
  return { added: count('create'), changed: count('update'), removed: count('delete') };
}

function countsByPolicy(changes: readonly Change[]): readonly PolicyCounts[] {
  const byPolicy = new Map<string, Change[]>();
  for (const change of changes) {
    const [cause] = change.causes;
    const id = cause ? parseRuleKey(cause.rule) : undefined;
    const policy = id ? policyLabel(id) : '';
    const list = byPolicy.get(policy);
    if (list) list.push(change);
    else byPolicy.set(policy, [change]);
  }
  return [...byPolicy].sort((a, b) => compareText(a[0], b[0])).map(([policy, list]) => ({ policy, ...countsOf(list) }));
}

/** Digest of all objects, each as the ledger digests it: a secret value enters only under the key, if there is one. */
function inventoryDigest({ inventory }: CommitInput['computed']['world'], digestKey: string | undefined): string {
  const objects = [...inventory.objects].map(([key, { resource }]) => [key, digestOfResource(resource, digestKey)]);
  return digestOf(objects);
}
