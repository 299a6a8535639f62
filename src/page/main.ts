// The script of the page: reads the data, and joins list, filter, keys and buttons.
import { NO_FILTER, rowsOf } from '../report/html/for-page.ts';
import { readData } from './data.ts';
import { byId } from './draw.ts';
import { keepFilter, type FilterKeeper } from './filter-keeper.ts';
import { listenToKeys } from './keys.ts';
import { rememberSideBySide, remembersSideBySide } from './memory.ts';
import { takeOverRows, type RowList } from './rows.ts';

/** Side by side needs this much room. */
const WIDE = '(min-width: 1100px)';

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
  const shownList = takeOverRows(list, rows);
  const typed = byId('search', HTMLInputElement)?.value ?? '';
  const filter = keepFilter(groups, rows, shownList);
  if (typed !== '') filter.change({ text: typed });
  byId('clear', HTMLButtonElement)?.addEventListener('click', () => filter.change(NO_FILTER));
  joinKeys(shownList, filter, joinSideBySide(shownList.setSideBySide));
  // For those who measure.
  document.documentElement.dataset['ready'] = String(Math.round(performance.now()));
}

function joinKeys(list: RowList, filter: FilterKeeper, toggleSideBySide: () => void): void {
  const search = byId('search', HTMLInputElement);
  const dialog = byId('keys', HTMLDialogElement);
  byId('close-keys', HTMLButtonElement)?.addEventListener('click', () => dialog?.close());
  listenToKeys({
    step: list.step,
    openAll: list.openAll,
    toggleSideBySide,
    search: () => search?.focus(),
    clearSearch: () => {
      if (filter.current().text === '') search?.blur();
      else filter.change({ text: '' });
    },
    showKeys: () => dialog?.showModal(),
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
