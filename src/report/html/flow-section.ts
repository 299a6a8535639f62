// The flow with its heading: the picture, and the same facts as a list, for narrow pages and for those who listen.
import type { PreviewGroup } from '../../model/preview.ts';
import { flowOf, type FlowLine } from './flow.ts';
import { countWords, flowPicture } from './flow-picture.ts';
import { tag, type Piece } from './piece.ts';

/** The section; empty where the list of changes says it better. */
export function flowSection(groups: readonly PreviewGroup[]): readonly Piece[] {
  const flow = flowOf(groups);
  if (flow === undefined) return [];
  return [
    tag(
      'section',
      { class: 'flow-section', 'aria-labelledby': 'flow-heading' },
      tag('h2', { id: 'flow-heading', class: 'unseen' }, 'What sets off which rule, and what comes of it'),
      flowPicture(flow),
      tag('ul', { class: 'flow-list' }, ...flow.lines.map(lineItem)),
    ),
  ];
}

function lineItem({ rule, triggers, kinds, counts }: FlowLine): Piece {
  const path = [triggers.join(', '), rule, kinds.join(', ')];
  return tag(
    'li',
    {},
    tag('span', {}, path[0] ?? ''),
    ' → ',
    tag('code', {}, path[1] ?? ''),
    ' → ',
    tag('span', {}, path[2] ?? ''),
    tag('span', { class: 'soft' }, `: ${countWords(counts)}`),
  );
}
