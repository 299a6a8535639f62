// What is in a row: drawn when the row is opened for the first time, and anew when differences are to be shown in another way.
import { rowBody, type Row } from '../report/html/for-page.ts';
import { draw } from './draw.ts';

/** Lines and names of one row. */
const MOST_LINES = 20_000;
const ROWS = 'details[data-row]';

/** What is known of the rows that were opened. */
export interface RowBodies {
  /** Draws what is in the open rows below this node, where it is not drawn yet. */
  readonly fillOpen: (root: ParentNode) => void;
  /** Tells whether the row was open when it was last seen. */
  readonly wasOpen: (index: number) => boolean;
  /** Draws differences in two columns or in one. */
  readonly setSideBySide: (isOn: boolean) => void;
}

/** Looks after what is in the rows of the list. */
export function lookAfterBodies(list: HTMLElement, all: readonly Row[]): RowBodies {
  let sideBySide = false;
  const opened = new Set<number>();
  const filled = new WeakSet<Element>();

  const fill = (details: HTMLDetailsElement): void => {
    const row = all[indexOf(details)];
    const body = details.querySelector(':scope > .body');
    if (!row || !body || filled.has(body)) return;
    filled.add(body);
    body.replaceChildren(draw(rowBody(row, { sideBySide, most: MOST_LINES })));
  };
  const noteOpen = (details: HTMLDetailsElement): void => {
    if (details.open) fill(details);
    if (details.open) opened.add(indexOf(details));
    else opened.delete(indexOf(details));
  };
  // The event does not bubble: it is caught on its way down.
  const onToggle = ({ target }: Event): void => {
    if (target instanceof HTMLDetailsElement && target.matches(ROWS)) noteOpen(target);
  };
  list.addEventListener('toggle', onToggle, true);
  for (const details of openRows(list)) noteOpen(details);

  return {
    fillOpen: (root) => {
      for (const details of openRows(root)) fill(details);
    },
    wasOpen: (index) => opened.has(index),
    setSideBySide: (isOn) => {
      sideBySide = isOn;
      for (const body of list.querySelectorAll(`${ROWS} > .body`)) filled.delete(body);
      for (const details of openRows(list)) fill(details);
    },
  };
}

function openRows(root: ParentNode): NodeListOf<HTMLDetailsElement> {
  return root.querySelectorAll<HTMLDetailsElement>(`${ROWS}[open]`);
}

function indexOf(details: HTMLDetailsElement): number {
  return Number(details.dataset['row']);
}
