// Objects that are no Secrets and come to hold what one holds: a rule copied it, and whoever reads the repository reads it. No value is
// ever in a message.
import { shownByTriggers } from '../secret-names.ts';
import type { Family } from './finding.ts';

/** Values of Secrets that come into the clear, unless the trigger shows them already or the Secret's copy is one itself. */
export const findCopies: Family = (subject, view) => {
  const { after, before, change } = subject;
  if (after === undefined || (change.id.group === '' && change.id.kind === 'Secret')) return [];
  const held = view.hiding.heldIn(after);
  if (held.size === 0) return [];
  const known = [...(before ? [before] : []), ...shownByTriggers(change, view.input)].map((one) =>
    view.hiding.heldIn(one),
  );
  if ([...held].every((value) => known.some((values) => values.has(value)))) return [];
  const name = view.hiding.text(change.id.name);
  return [
    {
      level: 'blocker',
      code: 'secret-clear-text',
      say: ({ where, show }) => `${change.id.kind} ${show(name)} holds a value of a Secret in clear text${where}`,
      help: 'Whoever reads the repository reads it, and its history keeps it: let what needs the value refer to the Secret.',
    },
  ];
};
