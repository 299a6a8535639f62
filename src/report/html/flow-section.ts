// The flow with its heading: the picture, and the same facts as a list, for narrow pages and for those who listen.
import type { PreviewGroup } from '../../model/preview.ts';
import { flowOf, type FlowLine } from './flow.ts';
import { countWords, flowPicture } from './flow-picture.ts';
import { tag, type Piece } from './piece.ts';
import { counted } from './words.ts';

/** Rules that the list has at once. */
const AT_ONCE = 8;

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
      tag('div', { class: 'flow-list' }, ...lineList(flow.lines)),
    ),
  ];
}

/** The first lines, and the others on demand: on a narrow page the changes must not be far. */
function lineList(lines: readonly FlowLine[]): readonly Piece[] {
  const rest = lines.slice(AT_ONCE);
  const first = tag('ul', {}, ...lines.slice(0, AT_ONCE).map(lineItem));
  if (rest.length === 0) return [first];
  return [
    first,
    tag(
      'details',
      {},
      tag('summary', {}, `and ${counted(rest.length, 'more rule')}`),
      tag('ul', {}, ...rest.map(lineItem)),
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
