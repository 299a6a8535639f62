// Reads an output root whose ledger need not be readable: whatever can still be made out of the ledger, and the manifests. What a ledger
// is rebuilt from is for plan/.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Checked } from '../model/diagnostic.ts';
import type { KindCatalog } from '../model/inventory.ts';
import {
  BEYOND_REPAIR,
  hasConflictMarkers,
  isLedgerPath,
  parseLedgerFiles,
  sideOfConflict,
} from '../model/ledger-file.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Output } from '../model/output.ts';
import { compareText } from '../model/resource.ts';
import type { TreeFile } from '../model/tree.ts';
import { missingLedger, ownFiles, readOutput, type OutputName } from './output.ts';

/** What is left of a ledger. */
export interface LedgerRemains {
  /** Headwater's own files, by path. */
  readonly own: ReadonlyMap<string, string>;
  /** What can be read of it, in each way that it can be read. */
  readonly ledgers: readonly Ledger[];
  /** What is wrong with it and can be mended. */
  readonly troubles: readonly Diagnostic[];
}

/**
 * What can be made out of a ledger: of conflict markers both sides; of two lines about one object each.
 *
 * Errors  ledger/newer and ledger/other-cluster alone, for which there is no mending.
 */
export function readLedgerRemains(files: readonly TreeFile[], { shown, cluster }: OutputName): Checked<LedgerRemains> {
  const own = ownFiles(files);
  const whole = parseLedgerFiles(own, `${shown}/`, cluster);
  const others =
    whole.diagnostics.length === 0
      ? []
      : otherReadings(own).map((texts) => parseLedgerFiles(texts, `${shown}/`, cluster));
  const all = [...whole.diagnostics, ...others.flatMap(({ diagnostics }) => diagnostics)];
  const [beyond] = all.filter(({ code }) => BEYOND_REPAIR.has(code));
  return {
    value: {
      own,
      ledgers: [whole, ...others].map(({ value }) => value).filter((ledger) => !isEmpty(ledger)),
      troubles: whole.diagnostics.filter(({ code }) => !BEYOND_REPAIR.has(code)),
    },
    diagnostics: beyond ? [beyond] : [],
  };
}

/** The manifests of an output root. `ledgers` tell the scope of kinds that the inventory does not know. */
export function readManifests(
  files: readonly TreeFile[],
  ledgers: readonly Ledger[],
  kinds: KindCatalog,
  { shown }: OutputName,
): Checked<{
  readonly output: Output;
  readonly missing: readonly Diagnostic[];
  readonly conflicted: readonly string[];
}> {
  // Of several entries for one path the last counts: the newest ledger's.
  const entries = ledgers.toReversed().flatMap(({ downstreams }) => [...downstreams.values()]);
  const { value: output, diagnostics } = readOutput(files, entries, kinds);
  const conflicted = [...output.files].filter(([, text]) => hasConflictMarkers(text)).map(([path]) => path);
  const missing = missingLedger(ownFiles(files), output, shown);
  return { value: { output, missing, conflicted: conflicted.sort(compareText) }, diagnostics };
}

function otherReadings(own: ReadonlyMap<string, string>): readonly ReadonlyMap<string, string>[] {
  const change = (by: (text: string) => string): ReadonlyMap<string, string> =>
    new Map([...own].filter(([path]) => isLedgerPath(path)).map(([path, text]) => [path, by(text)]));
  const sides = [...own.values()].some(hasConflictMarkers) ? (['ours', 'theirs'] as const) : [];
  return [
    ...sides.map((side) => change((text) => sideOfConflict(text, side))),
    change((text) => sideOfConflict(text, 'theirs').split('\n').reverse().join('\n')),
  ];
}

function isEmpty({ downstreams, seen, rules }: Ledger): boolean {
  return downstreams.size + seen.size + rules.size === 0;
}
