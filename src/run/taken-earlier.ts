// What an interrupted run removed from disk and never committed. Everything else that is to be committed is known from the ledgers.
import type { Checked } from '../model/diagnostic.ts';
import { isLedgerPath, parseLedgerFiles } from '../model/ledger-file.ts';
import type { Repository } from '../publish/index.ts';
import type { ReadWorld } from './world.ts';

/**
 * What an earlier run took away and did not commit: the ledger on disk knows nothing of it any more, the one in HEAD does. Other files
 * that are gone are for their owner to commit.
 */
export async function takenEarlier(
  repository: Repository,
  root: string,
  world: ReadWorld,
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
