// The rows that are drawn: the first of those that a filter leaves, and more when the end comes near. What is in a row is row-bodies.ts's.
import { rowAnchor, rowItem, type Row } from '../report/html/for-page.ts';
import { draw } from './draw.ts';
import { lookAfterBodies, type RowBodies } from './row-bodies.ts';

/** Rows that are drawn ahead, and of these, those that one picture of the screen waits for. */
const STEP = 200;
const CHUNK = 40;
/** Rows that one key may open. */
const MOST_OPENED = 200;
/** Rows before one that is far down. */
const FAR = 1_000;
/** How far below the window the end of the list may be before more is drawn. */
const NEAR = '1500px';

/** The list on the page. */
export interface RowList {
  /** Shows these rows in place of the former. */
  readonly show: (rows: readonly Row[]) => void;
  /** Tells whether the row of this index is shown, and not so far down that drawing all before it would take its time. */
  readonly isNear: (index: number) => boolean;
  /** Opens the row of this index, if it is among those shown, and moves there. */
  readonly reveal: (index: number) => void;
  /** Moves to the next row or the former one. */
  readonly step: (by: 1 | -1) => void;
  /** Opens everything that is drawn; where all is open, closes it. */
  readonly openAll: () => void;
  /** Draws differences in two columns or in one. */
  readonly setSideBySide: (isOn: boolean) => void;
}

/** Takes over the list as the page was delivered, with the first of these rows in it. */
export function takeOverRows(list: HTMLElement, all: readonly Row[]): RowList {
  const bodies = lookAfterBodies(list, all);
  const drawing = startDrawing(list, all, bodies);
  return {
    show: drawing.show,
    isNear: (index) => {
      const place = drawing.placeOf(index);
      return place >= 0 && place < FAR;
    },
    reveal: (index) => {
      const place = drawing.placeOf(index);
      const item = place < 0 ? undefined : drawing.itemAt(place);
      const details = item?.firstElementChild;
      if (details instanceof HTMLDetailsElement) details.open = true;
      moveTo(item);
    },
    step: (by) => {
      moveTo(drawing.itemAt(placeNow(list) + by));
    },
    openAll: () => {
      const rows = [...list.querySelectorAll<HTMLDetailsElement>('details[data-row]')].slice(0, MOST_OPENED);
      const isAllOpen = rows.every(({ open }) => open);
      for (const row of rows) row.open = !isAllOpen;
    },
    setSideBySide: bodies.setSideBySide,
  };
}

interface Drawing {
  readonly show: (rows: readonly Row[]) => void;
  /** Where the row of this index stands among those shown; -1 where it does not. */
  readonly placeOf: (index: number) => number;
  /** The item at this place, drawn if need be. */
  readonly itemAt: (place: number) => Element | undefined;
}

function startDrawing(list: HTMLElement, all: readonly Row[], bodies: RowBodies): Drawing {
  let shown: readonly Row[] = all;
  let drawn = list.children.length;
  let goal = drawn;
  let frame = 0;

  const drawNext = (): void => {
    const rows = shown.slice(drawn, drawn + CHUNK);
    const items = draw(rows.map((row) => rowItem(row, [], bodies.wasOpen(row.index))));
    bodies.fillOpen(items);
    list.append(items);
    drawn += rows.length;
  };
  const drawOn = (): void => {
    if (drawn >= Math.min(goal, shown.length)) return;
    drawNext();
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(drawOn);
  };
  watchEnd(list, () => {
    goal = drawn + STEP;
    drawOn();
  });
  return {
    show: (rows) => {
      shown = rows;
      drawn = 0;
      goal = STEP;
      list.replaceChildren();
      drawOn();
      if (list.getBoundingClientRect().top < 0) list.scrollIntoView();
    },
    placeOf: (index) => shown.findIndex((row) => row.index === index),
    itemAt: (place) => {
      while (drawn <= place && drawn < shown.length) drawNext();
      return list.children[Math.max(0, Math.min(place, drawn - 1))];
    },
  };
}

/** The place of the row that has the focus; before the first that can be seen where none has. */
function placeNow(list: HTMLElement): number {
  const items = [...list.children];
  const focused = document.activeElement?.closest('#list > li');
  if (focused) return items.indexOf(focused);
  return items.findIndex((item) => item.getBoundingClientRect().bottom > 0) - 1;
}

function moveTo(item: Element | undefined): void {
  const summary = item?.querySelector('summary');
  summary?.focus({ preventScroll: true });
  summary?.scrollIntoView({ block: 'nearest' });
}

/** Calls whenever the end of the list comes near; what is drawn then puts it off again. */
function watchEnd(list: HTMLElement, whenNear: () => void): void {
  const end = document.createElement('div');
  list.after(end);
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) whenNear();
    },
    { rootMargin: `0px 0px ${NEAR} 0px` },
  );
  observer.observe(end);
}

/** The index of the row that an address names, without its #. */
export function rowOfAddress(address: string, total: number): number | undefined {
  const index = Number(/^row-(\d{1,7})$/.exec(address)?.[1] ?? Number.NaN);
  return index < total && address === rowAnchor(index) ? index : undefined;
}
