// The rows that are drawn: the first of those that a filter leaves, more when the end comes near, and what is in a row when it is opened.
import { rowAnchor, rowBody, rowItem, type Row } from '../report/html/for-page.ts';
import { draw } from './draw.ts';

/** Rows that are drawn ahead, and of these, those that one picture of the screen waits for. */
const STEP = 200;
const CHUNK = 40;
/** Rows that one key may open. */
const MOST_OPENED = 200;
/** Lines and names of one row. */
const MOST_LINES = 20_000;
/** How far below the window the end of the list may be before more is drawn. */
const NEAR = '1500px';

/** The list on the page. */
export interface RowList {
  /** Shows these rows in place of the former. */
  readonly show: (rows: readonly Row[]) => void;
  /** Opens the row of this index, if it is among those shown, and moves there. */
  readonly reveal: (index: number) => boolean;
  /** Moves to the next row or the former one. */
  readonly step: (by: 1 | -1) => void;
  /** Opens everything that is drawn; where all is open, closes it. */
  readonly openAll: () => void;
  /** Draws differences in two columns or in one. */
  readonly setSideBySide: (isOn: boolean) => void;
}

/** Takes over the list as the page was delivered, with these rows in it. */
export function takeOverRows(list: HTMLElement, all: readonly Row[]): RowList {
  let shown: readonly Row[] = all;
  let drawn = list.children.length;
  let goal = drawn;
  let frame = 0;
  let sideBySide = false;
  const opened = new Set<number>();
  const live = new WeakSet<Element>();

  const fill = (details: HTMLDetailsElement): void => {
    const row = all[indexOf(details)];
    const body = details.querySelector(':scope > .body');
    if (!row || !body || live.has(body)) return;
    live.add(body);
    body.replaceChildren(draw(rowBody(row, { sideBySide, most: MOST_LINES })));
  };
  const drawNext = (): void => {
    const rows = shown.slice(drawn, drawn + CHUNK);
    const items = draw(rows.map((row) => rowItem(row, [], opened.has(row.index))));
    for (const details of items.querySelectorAll<HTMLDetailsElement>(':scope > li > details[open]')) fill(details);
    list.append(items);
    drawn += rows.length;
  };
  const drawOn = (): void => {
    if (drawn >= Math.min(goal, shown.length)) return;
    drawNext();
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(drawOn);
  };
  list.addEventListener(
    'toggle',
    ({ target }) => {
      if (!(target instanceof HTMLDetailsElement) || target.dataset['row'] === undefined) return;
      if (target.open) fill(target);
      if (target.open) opened.add(indexOf(target));
      else opened.delete(indexOf(target));
    },
    true,
  );
  for (const details of list.querySelectorAll<HTMLDetailsElement>('details[open][data-row]')) {
    opened.add(indexOf(details));
    fill(details);
  }
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
    reveal: (index) => {
      const place = shown.findIndex((row) => row.index === index);
      if (place < 0) return false;
      while (drawn <= place) drawNext();
      const details = list.children[place]?.firstElementChild;
      if (details instanceof HTMLDetailsElement) details.open = true;
      moveTo(list.children[place]);
      return true;
    },
    step: (by) => {
      const place = placeNow(list) + by;
      if (place >= drawn && drawn < shown.length) drawNext();
      moveTo(list.children[Math.max(0, Math.min(place, drawn - 1))]);
    },
    openAll: () => {
      const rows = [...list.querySelectorAll<HTMLDetailsElement>('details[data-row]')].slice(0, MOST_OPENED);
      const isAllOpen = rows.every(({ open }) => open);
      for (const row of rows) row.open = !isAllOpen;
    },
    setSideBySide: (isOn) => {
      sideBySide = isOn;
      for (const details of list.querySelectorAll<HTMLDetailsElement>('details[data-row]')) {
        const body = details.querySelector(':scope > .body');
        if (body) live.delete(body);
        if (details.open) fill(details);
      }
    },
  };
}

function indexOf(details: HTMLDetailsElement): number {
  return Number(details.dataset['row']);
}

/** The place of the row that has the focus; before the first that can be seen where none has. */
function placeNow(list: HTMLElement): number {
  const items = [...list.children];
  const focused = document.activeElement?.closest('#list > li');
  if (focused) return items.indexOf(focused);
  const first = items.findIndex((item) => item.getBoundingClientRect().bottom > 0);
  return first - 1;
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
