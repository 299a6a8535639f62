// The first lines: what this is about, how much changes, and what makes the rest of it untrue.
import { digits } from '../../model/digits.ts';
import type { Preview } from '../../model/preview.ts';
import { amount } from '../amounts.ts';
import { countMembers, policiesTouched } from '../preview-counts.ts';
import type { Report } from '../report.ts';
import { countedParts } from './action-words.ts';
import { code, cut } from './escape.ts';

/** A branch, a folder or a cluster in a title. */
const MOST_OF_TITLE_NAME = 80;

/** The title, the sentence with all counts, and what is true of all that follows. */
export function openingLines(report: Report, preview: Preview): readonly string[] {
  return [`## ${titleOf(report, preview)}`, countLine(report, preview), ...warningsFirst(preview)];
}

/** What this is about. */
export function titleOf({ cluster }: Report, { output }: Preview): string {
  const place = output === '' ? '' : ` of ${code(cut(output, MOST_OF_TITLE_NAME))}`;
  return `Headwater preview${place}${cluster === '' ? '' : ` for cluster ${code(cut(cluster, MOST_OF_TITLE_NAME))}`}`;
}

/** All counts in one line: these are whole, whatever is left out further down. */
export function countLine({ counts: { failed } }: Report, preview: Preview): string {
  if (!preview.computed) {
    return `**The preview cannot be made**: ${failed === 0 ? 'base or head cannot be used' : amount(failed, 'error')}`;
  }
  const counts = countMembers(preview.groups);
  const { create: added, update: changed, delete: removed, retain: retained } = counts;
  const failures = failed === 0 ? [] : [`**${digits(failed)} failed**${before(failed, preview)}`];
  const parts = countedParts(counts);
  if (parts.length === 0) return ['No generated resource changes', ...failures].join(' \u00b7 ');
  return [`**${parts.join(' \u00b7 ')}**${reach(added + changed + removed + retained, preview)}`, ...failures].join(
    ' \u00b7 ',
  );
}

function reach(resources: number, preview: Preview): string {
  if (resources === 0) return '';
  const policies = policiesTouched(preview);
  const namespaces = preview.namespaces === 0 ? '' : ` in ${amount(preview.namespaces, 'namespace')}`;
  return ` \u2014 ${amount(resources, 'resource')}${namespaces}${policies === 0 ? '' : `, ${amount(policies, 'policy')}`}`;
}

function before(failed: number, { failedBefore }: Preview): string {
  if (failedBefore === 0) return '';
  return failedBefore >= failed
    ? ' (without this change too)'
    : ` (${digits(failedBefore)} of them without this change too)`;
}

function warningsFirst({ computed, stopped }: Preview): readonly string[] {
  if (!computed || !stopped) return [];
  return [
    '**The run after the merge would stop at the deletion guard**: nothing of what follows would happen until somebody lets it.',
  ];
}
