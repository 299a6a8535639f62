// What a reader chose, for as long as the tab is open. A page that may not store anything forgets it.

const KEY = 'headwater.side-by-side';

/** Whether differences are shown side by side. */
export function remembersSideBySide(): boolean {
  try {
    return sessionStorage.getItem(KEY) === 'yes';
  } catch {
    return false;
  }
}

/** Keeps the choice. */
export function rememberSideBySide(isOn: boolean): void {
  try {
    sessionStorage.setItem(KEY, isOn ? 'yes' : 'no');
  } catch {
    // It is forgotten.
  }
}
