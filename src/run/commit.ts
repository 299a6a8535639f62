// The commit of a run: everything below the output root that Headwater owns, as it is on disk, with a message that says what changed.
import { digestOf } from '../model/digest.ts';
import { hasErrors, type Checked, type Diagnostic } from '../model/diagnostic.ts';
import { isLedgerPath, parseLedgerFiles } from '../model/ledger-file.ts';
import type { Change, Plan } from '../model/plan.ts';
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
import { LAST_DIFF_PATH, ledgerFiles } from '../render/index.ts';
import type { Computed } from './compute.ts';
import type { PublishOptions, RunOptions } from './options.ts';

/** What a commit is made from. */
export interface CommitInput {
  readonly repository: Repository;
  readonly options: RunOptions;
  readonly publish: PublishOptions;
  readonly computed: NonNullable<Computed['planned']>;
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
  const taken = await takenEarlier(repository, root, computed);
  if (hasErrors(taken.diagnostics)) return { value: undefined, diagnostics: taken.diagnostics };
  return repository.commit({
    under: [root],
    paths: [...new Set([...ownedPaths(computed).map(below), ...taken.value])].sort(compareText),
    message: commitMessage(factsOf(input)),
    ...(publish.author ? { author: publish.author } : {}),
  });
}

/**
 * What an earlier run took away and did not commit: the ledger on disk knows nothing of it any more, the one in HEAD does. Other files
 * that are gone are for their owner to commit.
 */
async function takenEarlier(
  repository: Repository,
  root: string,
  { world }: CommitInput['computed'],
): Promise<Checked<readonly string[]>> {
  const prefix = root === '' ? '' : `${root}/`;
  const missing = await repository.missing(root);
  const inRoot = missing.value.map((path) => path.slice(prefix.length));
  if (inRoot.length === 0) return missing;
  const shards = [...world.own.keys(), ...inRoot].filter(isLedgerPath);
  const texts = await repository.committed(shards.map((path) => `${prefix}${path}`));
  const ledger = parseLedgerFiles(
    new Map([...texts.value].map(([path, text]) => [path.slice(prefix.length), text])),
    '',
  );
  const owned = new Set([...ledger.value.downstreams.values()].map(({ path }) => path));
  const taken = inRoot.filter((path) => isLedgerPath(path) || owned.has(path)).map((path) => `${prefix}${path}`);
  return { value: taken, diagnostics: [...missing.diagnostics, ...texts.diagnostics] };
}

function ownedPaths({ world, plan }: CommitInput['computed']): readonly string[] {
  const manifests = [...world.ledger.downstreams.values(), ...plan.ledger.downstreams.values()].map(({ path }) => path);
  const ledger = [...world.own.keys(), ...ledgerFiles(plan.ledger).keys(), LAST_DIFF_PATH];
  return [...new Set([...manifests, ...ledger])].sort(compareText);
}

function factsOf({ options, publish, computed, diagnostics }: CommitInput): CommitFacts {
  const { plan, world } = computed;
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
      inventory: inventoryDigest(world),
      ledger: ledgerDigest(plan),
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

/** Digest of the triggers and sources as the ledger keeps them: no secret value enters it. */
function inventoryDigest({ inventory, ledger }: CommitInput['computed']['world']): string {
  return digestOf([...inventory.objects.keys(), [...ledger.seen.values()].map(({ digest }) => digest)]);
}

function ledgerDigest(plan: Plan): string {
  return digestOf(Object.fromEntries(ledgerFiles(plan.ledger)));
}
