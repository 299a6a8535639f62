// The script of the page: reads the data, joins the controls to the list, and keeps the filter in the address.
import {
  counted,
  filterAddress,
  NO_FILTER,
  numberText,
  readAddress,
  rowsOf,
  type Filter,
} from '../report/html/for-page.ts';
import { joinControls } from './controls.ts';
import { readData } from './data.ts';
import { byId } from './draw.ts';
import { listenToKeys } from './keys.ts';
import { matching, searchRow } from './match.ts';
import { rememberSideBySide, remembersSideBySide } from './memory.ts';
import { rowOfAddress, takeOverRows } from './rows.ts';

/** Side by side needs this much room. */
const WIDE = '(min-width: 1100px)';
/** Browsers let a page write its address only so often. */
const ADDRESS_DELAY = 150;

// Controls are there at once, so that nothing moves later; where the data cannot be read, the page stays what it is without a script.
document.documentElement.className = 'live';
start().catch(() => {
  document.documentElement.className = 'static';
});

async function start(): Promise<void> {
  const list = document.getElementById('list');
  if (!list) return;
  const { groups, risks } = await readData();
  const rows = rowsOf(groups, risks);
  const searched = rows.map(searchRow);
  const shownList = takeOverRows(list, rows);
  let filter: Filter = NO_FILTER;
  let timer: number | undefined;

  const setFilter = (next: Filter): void => {
    filter = next;
    const found = matching(searched, filter);
    shownList.show(found);
    showFilter(filter);
    showCount(found.length, rows.length);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => writeAddress(filter), ADDRESS_DELAY);
  };
  const showFilter = joinControls(
    groups,
    () => filter,
    (change) => setFilter({ ...filter, ...change }),
  );
  const followAddress = (): void => {
    const address = location.hash.slice(1);
    const row = rowOfAddress(address, rows.length);
    if (row !== undefined) {
      if (!shownList.reveal(row)) setFilter(NO_FILTER);
      shownList.reveal(row);
    } else if (address === '' || !document.getElementById(address)) {
      const next = readAddress(address);
      if (filterAddress(next) !== filterAddress(filter)) setFilter(next);
    }
  };

  const sideBySide = joinSideBySide((isOn) => shownList.setSideBySide(isOn));
  joinKeysDialog();
  byId('clear', HTMLButtonElement)?.addEventListener('click', () => setFilter(NO_FILTER));
  listenToLinks(followAddress);
  const search = byId('search', HTMLInputElement);
  listenToKeys({
    step: shownList.step,
    openAll: shownList.openAll,
    toggleSideBySide: sideBySide,
    search: () => search?.focus(),
    clearSearch: () => {
      if (filter.text === '') search?.blur();
      else setFilter({ ...filter, text: '' });
    },
    showKeys: () => byId('keys', HTMLDialogElement)?.showModal(),
  });
  const typed = search?.value ?? '';
  showFilter(filter);
  followAddress();
  if (typed !== '') setFilter({ ...filter, text: typed });
  document.documentElement.dataset['ready'] = String(Math.round(performance.now()));
}

function showCount(found: number, all: number): void {
  const shown = document.getElementById('shown');
  if (shown)
    shown.textContent = found === all ? counted(all, 'group') : `${numberText(found)} of ${counted(all, 'group')}`;
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
function listenToLinks(followAddress: () => void): void {
  window.addEventListener('hashchange', followAddress);
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('a[href^="#"]') : null;
    if (link && link.getAttribute('href') === location.hash) followAddress();
  });
}

/** Joins the button; what comes back is what the key does. */
function joinSideBySide(set: (isOn: boolean) => void): () => void {
  const button = byId('side-by-side', HTMLButtonElement);
  const wide = matchMedia(WIDE);
  let wanted = remembersSideBySide();
  const show = (): void => {
    button?.setAttribute('aria-pressed', String(wanted));
    set(wanted && wide.matches);
  };
  const toggle = (): void => {
    if (!wide.matches) return;
    wanted = !wanted;
    rememberSideBySide(wanted);
    show();
  };
  button?.addEventListener('click', toggle);
  wide.addEventListener('change', show);
  show();
  return toggle;
}

function joinKeysDialog(): void {
  const dialog = byId('keys', HTMLDialogElement);
  byId('close-keys', HTMLButtonElement)?.addEventListener('click', () => dialog?.close());
}
