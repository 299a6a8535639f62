// Builds the message of the commit of a rebuilt ledger (pure).
import { oneLine, printTrailers, type CommitTrailers } from './commit-message.ts';

/** What such a commit tells: how many manifests were taken up, and on what grounds. */
export interface AdoptFacts {
  /** '' where the cluster has no name. */
  readonly cluster: string;
  /** How many of what, in the order to print. */
  readonly counts: readonly (readonly [what: string, count: number])[];
  readonly trailers: CommitTrailers;
}

/** Subject, counts and trailers, with one final newline. */
export function adoptMessage({ cluster, counts, trailers }: AdoptFacts): string {
  const subject = `headwater: ledger rebuilt${cluster === '' ? '' : ` (cluster ${oneLine(cluster)})`}`;
  const lines = counts.map(([what, count]) => `- ${what}: ${count}`);
  const paragraphs = [[subject], lines, printTrailers(trailers)].filter((paragraph) => paragraph.length > 0);
  return `${paragraphs.map((paragraph) => paragraph.join('\n')).join('\n\n')}\n`;
}
