// Keeps the filter: in the controls, in the list, and behind the # of the address, from where a link or the reader may change it too.
import {
  counted,
  filterAddress,
  NO_FILTER,
  numberText,
  readAddress,
  type Filter,
  type PageData,
  type Row,
} from '../report/html/for-page.ts';
import { joinControls } from './controls.ts';
import { matching, searchRow } from './match.ts';
import { rowOfAddress, type RowList } from './rows.ts';

/** Browsers let a page write its address only so often. */
const ADDRESS_DELAY = 150;

/** The filter that holds. */
export interface FilterKeeper {
  readonly current: () => Filter;
  readonly change: (change: Partial<Filter>) => void;
}

/** Joins controls, list and address. */
export function keepFilter(groups: PageData['groups'], rows: readonly Row[], list: RowList): FilterKeeper {
  const searched = rows.map(searchRow);
  let filter: Filter = NO_FILTER;
  let timer: number | undefined;
  const change = (part: Partial<Filter>): void => {
    filter = { ...filter, ...part };
    const found = matching(searched, filter);
    list.show(found);
    showFilter(filter);
    showCount(found.length, rows.length);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => writeAddress(filter), ADDRESS_DELAY);
  };
  const showFilter = joinControls(groups, () => filter, change);
  const follow = (): void => {
    const address = location.hash.slice(1);
    const row = rowOfAddress(address, rows.length);
    if (row !== undefined) {
      if (!list.isNear(row)) change(NO_FILTER);
      // What is far down and linked to is among the risks, and these are few.
      if (!list.isNear(row)) change({ risks: true });
      list.reveal(row);
    } else if (address === '' || !document.getElementById(address)) {
      const next = readAddress(address);
      if (filterAddress(next) !== filterAddress(filter)) change(next);
    }
  };
  showFilter(filter);
  follow();
  listenToLinks(follow);
  return { current: () => filter, change };
}

function showCount(found: number, all: number): void {
  const shown = document.getElementById('shown');
  const whole = counted(all, 'group');
  if (shown) shown.textContent = found === all ? whole : `${numberText(found)} of ${whole}`;
  const none = document.getElementById('none');
  if (none) none.hidden = found > 0;
}

function writeAddress(filter: Filter): void {
  const address = filterAddress(filter);
  try {
    history.replaceState(null, '', `${location.pathname}${location.search}${address === '' ? '' : `#${address}`}`);
  } catch {
    // A page inside another one may not write its address; the filter works all the same.
  }
}

/** A link to the address that there is already changes nothing that a browser would tell of. */
function listenToLinks(follow: () => void): void {
  window.addEventListener('hashchange', follow);
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('a[href^="#"]') : null;
    if (link && link.getAttribute('href') === location.hash) follow();
  });
}
