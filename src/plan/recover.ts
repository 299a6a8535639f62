// After a crash between the first and the last write of a run, the ledger holds some downstreams in two states. Here each is resolved
// to the one that the file on disk agrees with, so that this run decides as the crashed one did.
import { digestOfResource, type Digest } from '../model/digest.ts';
import { sameEntry } from '../model/ledger-lines.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import type { Output } from '../model/output.ts';
import type { ResourceKey } from '../model/resource.ts';

/** Ledger and output as they can be planned on. */
export interface Recovered {
  readonly ledger: Ledger;
  readonly output: Output;
  /** Paths of manifests that a crash left half written. */
  readonly halfWritten: ReadonlySet<string>;
}

/**
 * What a crashed run left, put right: each downstream in the one state that the file on disk agrees with, and files that agree with
 * none (cut off in the middle) taken for not written.
 */
export function recover(ledger: Ledger, output: Output, digestKey: string | undefined): Recovered {
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

/** The ledger with every entry in one state. `found` gives the digest of what lies in output, as the ledger keeps digests. */
export function resolveInterrupted(ledger: Ledger, found: (key: ResourceKey) => Digest | undefined): Ledger {
  const resolved = [...ledger.downstreams].flatMap(([key, entry]): [ResourceKey, LedgerEntry][] => {
    const kept = entry.before === undefined ? entry : resolveEntry(entry, found(key));
    return kept ? [[key, kept]] : [];
  });
  return { ...ledger, downstreams: new Map(resolved) };
}

/**
 * Tells whether an interrupted downstream's file agrees neither with what was to be written nor with what was there before. A file that
 * the run was not going to write is not half written, whatever is in it.
 */
export function isHalfWritten(entry: LedgerEntry, found: Digest | undefined): boolean {
  const { before, written } = entry;
  if (before === undefined || before?.written === written || found === written) return false;
  return before === null || found !== before.written;
}

function resolveEntry(entry: LedgerEntry, found: Digest | undefined): LedgerEntry | undefined {
  if (entry.before === undefined) return entry;
  const { before, ...settled } = entry;
  if (found === undefined && before && sameEntry(settled, before)) return undefined;
  // Nothing was to be written: what the crashed run decided holds, also where somebody edited the file before or since.
  if (found === settled.written || before?.written === settled.written) return settled;
  // Not written yet: what was known before the crash holds.
  return before ?? undefined;
}
