// Objects that stay where they are and that nobody looks after any more.
import type { Family } from './finding.ts';

/** What is retained. */
export const findRetained: Family = ({ change }) => {
  if (change.action !== 'retain') return [];
  const { kind, name } = change.id;
  return [
    {
      level: 'caution',
      code: 'retained',
      say: ({ where, show }) => `${kind} ${show(name)} stays${where} and is no longer managed`,
      help: 'No later run changes or deletes it: delete its manifest by hand when it is not wanted.',
    },
  ];
};
