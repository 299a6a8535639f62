// A report as lines that GitHub's runner turns into annotations. Names and messages come from anybody: nothing in them may become a
// command, or a part of one that they are not meant for.
import { FINDING_LEVELS, findingsOf, type Finding, type FindingLevel } from './findings.ts';
import type { Report } from './report.ts';
import { shownText } from './shown-text.ts';

/** The runner shows ten of each kind and step. */
const MOST_OF_A_KIND = 10;

/** What a level is called, as a command and in words. */
const COMMANDS: Readonly<Record<FindingLevel, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/**
 * One line for each annotation, the worst ten of each kind, and a line that counts the rest; '' where there is nothing to tell.
 * `folder` is the working folder as the repository names it.
 */
export function workflowCommands(report: Report, folder = ''): string {
  const findings = findingsOf(report, folder);
  const kinds = FINDING_LEVELS.map((level) => ({
    level,
    found: findings.filter((finding) => finding.level === level),
  }));
  const lines = kinds.flatMap(({ found }) => found.slice(0, MOST_OF_A_KIND).map(annotation));
  const rest = kinds
    .filter(({ found }) => found.length > MOST_OF_A_KIND)
    .map(({ level, found }) => counted(found.length - MOST_OF_A_KIND, COMMANDS[level]));
  return [...lines, ...(rest.length > 0 ? [`Without an annotation: ${rest.join(', ')}.`] : [])]
    .map((line) => `${line}\n`)
    .join('');
}

function annotation({ level, title, message, help, place }: Finding): string {
  const properties = [
    ...(place ? [`file=${escapedProperty(shownText(place.file))}`, `line=${place.line}`, `col=${place.column}`] : []),
    `title=${escapedProperty(title)}`,
  ];
  const text = help === '' ? message : `${message}\n${help}`;
  return `::${COMMANDS[level]} ${properties.join(',')}::${escapedData(text)}`;
}

/** The text of a command, as the runner takes it apart. */
export function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property, in which two more characters mean something. */
function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function counted(count: number, one: string): string {
  return `${count} more ${one}${count === 1 ? '' : 's'}`;
}
