// The commit of a rebuilt ledger: the ledger, and the manifests that it speaks of as they lie on disk.
import type { Checked } from '../../model/diagnostic.ts';
import { digestOf } from '../../model/digest.ts';
import { compareText } from '../../model/resource.ts';
import type { Adoption } from '../../plan/index.ts';
import { adoptMessage, pathInRepository, type Commit, type Repository } from '../../publish/index.ts';
import { LAST_DIFF_PATH, type LedgerFiles } from '../../render/index.ts';
import type { ReportAdopted } from '../../report/index.ts';
import type { PublishOptions, RunOptions } from '../options.ts';
import type { AdoptWorld } from './read.ts';

/** What the commit is made from. */
export interface LedgerCommit {
  readonly repository: Repository;
  readonly input: { readonly options: RunOptions; readonly publish: PublishOptions };
  readonly world: AdoptWorld;
  readonly adoption: Adoption;
  readonly counted: Omit<ReportAdopted, 'written'>;
  readonly files: LedgerFiles;
}

/** Commits; undefined where nothing differs from HEAD. A manifest that nobody committed goes with its ledger, as in every run. */
export async function commitLedger(given: LedgerCommit): Promise<Checked<Commit | undefined>> {
  const { repository, input, world, adoption, files } = given;
  const root = pathInRepository(repository, input.options.output);
  const below = (path: string): string => (root === '' ? path : `${root}/${path}`);
  const manifests = [...adoption.ledger.downstreams.values()].map(({ path }) => path);
  const own = [...world.own.keys(), ...files.keys(), LAST_DIFF_PATH];
  return repository.commit({
    under: [root],
    paths: [...new Set([...manifests, ...own].map(below))].sort(compareText),
    message: messageOf(given),
    ...(input.publish.author ? { author: input.publish.author } : {}),
  });
}

function messageOf({ input: { options, publish }, counted, files }: LedgerCommit): string {
  return adoptMessage({
    cluster: options.cluster,
    counts: [
      ['by their marks', counted.provenance],
      ['by Git’s history', counted.history],
      ['by the policies', counted.policies],
      ['kept out of management', counted.retained],
      ['could not be told', counted.unknown],
    ],
    trailers: {
      version: options.version,
      ledger: digestOf(Object.fromEntries(files)),
      ...(publish.runAddress === undefined ? {} : { run: publish.runAddress }),
    },
  });
}
