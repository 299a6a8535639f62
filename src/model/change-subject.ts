// A change in one line: how many manifests come, change and go, and of which cluster. Commits and pull requests have the same.

/** How many manifests were added, changed and removed. */
export interface Counts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** `headwater: +12 ~3 -1 (cluster prod-eu)`; the cluster's name is put there as it is, and '' leaves it out. */
export function changeSubject(counts: Counts, shownCluster: string): string {
  return `headwater: ${changeCounts(counts)}${shownCluster === '' ? '' : ` (cluster ${shownCluster})`}`;
}

/** `+12 ~3 -1`. */
export function changeCounts({ added, changed, removed }: Counts): string {
  return `+${added} ~${changed} -${removed}`;
}
