// What single keys do. While a field has the focus, or with a modifier, letters are letters.

/** What the keys ask for. */
export interface KeyActions {
  readonly step: (by: 1 | -1) => void;
  readonly openAll: () => void;
  readonly toggleSideBySide: () => void;
  readonly search: () => void;
  readonly clearSearch: () => void;
  readonly showKeys: () => void;
}

/** Listens to the keys. */
export function listenToKeys(actions: KeyActions): void {
  const byKey: Readonly<Record<string, () => void>> = {
    '/': actions.search,
    j: () => actions.step(1),
    k: () => actions.step(-1),
    s: actions.toggleSideBySide,
    o: actions.openAll,
    '?': actions.showKeys,
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') {
      actions.clearSearch();
      return;
    }
    const action = Object.hasOwn(byKey, event.key) ? byKey[event.key] : undefined;
    if (action === undefined || isField(event.target)) return;
    event.preventDefault();
    action();
  });
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, select, textarea');
}
