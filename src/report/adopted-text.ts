// The last lines of a rebuilt ledger's report, for people.
import { nounFor } from './amounts.ts';
import type { Paint } from './paint.ts';
import type { Report, ReportAdopted } from './report.ts';
import { shownText } from './shown-text.ts';

/** How many manifests were taken up on what grounds, what was left, and what is to be done next. */
export function adoptedLines({ commit }: Report, adopted: ReportAdopted, paint: Paint): readonly string[] {
  const { commits, next } = adopted;
  return [
    ...(commits.length === 0 ? [] : [`Ledgers of before: ${commits.map((id) => id.slice(0, 7)).join(', ')}`]),
    `${adopted.written ? 'Ledger rebuilt' : 'Nothing written'}: ${taken(adopted)}.`,
    ...leftLines(adopted, paint),
    ...(commit === undefined ? [] : [`Committed ${shownText(commit.slice(0, 7))}.`]),
    ...(next === undefined ? [] : [`Next: ${shownText(next)}`]),
  ];
}

function taken({ provenance, history, policies }: ReportAdopted): string {
  const all = provenance + history + policies;
  if (all === 0) return 'no manifest to take up';
  const parts = [
    [provenance, 'by their marks'],
    [history, 'by Git’s history'],
    [policies, 'by the policies'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, by]) => `${count} ${by}`);
  return `${all} ${nounFor(all, 'manifest')} taken up (${shown.join(', ')})`;
}

function leftLines({ retained, unknown, foreign, missing, pending }: ReportAdopted, paint: Paint): readonly string[] {
  const lines: readonly (readonly [number, string])[] = [
    [retained, 'kept out of management'],
    [unknown, 'could not be told, and left alone'],
    [foreign, 'not Headwater’s, and left alone'],
    [missing, 'not there, and taken for deleted by somebody'],
    [pending, 'for the next run to write or delete: headwater diff shows them'],
  ];
  return lines
    .filter(([count]) => count > 0)
    .map(([count, what]) => paint(what.startsWith('could') ? 'red' : 'dim', `${count} ${what}`));
}
