// What `init` wrote, for people, and what comes next.
import { painter } from './paint.ts';
import type { Report } from './report.ts';
import { shownText } from './shown-text.ts';

/** What the commands after the first one are, as a person types them. */
const NEXT = [
  'Next:',
  '  put policies and a snapshot of the cluster where their README.md says',
  '  headwater validate --delivery   the policies, and what Argo CD and Flux are told in this repository',
  '  headwater diff                  what would be written',
  '  headwater reconcile             write and commit it',
  'Who owns a namespace can be asked for review of its folder: a line such as /output/team-a/ @example/team-a in CODEOWNERS.',
];

/** The files, one a line, and the next commands; nothing for other reports. */
export function writtenLines({ written = [], dryRun }: Report, paint: ReturnType<typeof painter>): readonly string[] {
  if (written.length === 0) return [];
  const files = written.map((path) => paint('green', `+ ${shownText(path)}`));
  return [...(dryRun === true ? ['Would be written:'] : []), ...files, '', ...NEXT];
}
