// What a reader narrows the list with: search, actions, choices, the boxes of the picture. They show the filter and ask for another;
// what it leaves is decided elsewhere.
import {
  filterAddress,
  GROUP_ACTIONS,
  kindKey,
  readAddress,
  ruleLabel,
  type Filter,
  type PageData,
} from '../report/html/for-page.ts';
import { byId } from './draw.ts';

type Change = (change: Partial<Filter>) => void;

/** Joins the controls to the filter; what comes back shows a filter in them. */
export function joinControls(
  groups: PageData['groups'],
  current: () => Filter,
  change: Change,
): (filter: Filter) => void {
  const parts = [
    joinSearch(change),
    joinActions(current, change),
    ...joinChoices(groups, change),
    joinChips(change),
    joinBoxes(current, change),
  ];
  return (filter) => {
    for (const show of parts) show(filter);
  };
}

function joinSearch(change: Change): (filter: Filter) => void {
  const search = byId('search', HTMLInputElement);
  search?.addEventListener('input', () => change({ text: search.value }));
  return ({ text }) => {
    if (search && search.value !== text) search.value = text;
  };
}

function joinActions(current: () => Filter, change: Change): (filter: Filter) => void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-action]')];
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const { actions } = current();
      const own = button.dataset['action'];
      change({ actions: GROUP_ACTIONS.filter((action) => actions.includes(action) !== (action === own)) });
    });
  }
  return ({ actions }) => {
    for (const button of buttons) {
      const isPressed = actions.some((action) => action === button.dataset['action']);
      button.setAttribute('aria-pressed', String(isPressed));
    }
  };
}

// ---- choices

/** One choice of a list; its value is what the filter becomes. */
interface Choice {
  readonly label: string;
  readonly value: Partial<Filter>;
}

function joinChoices(groups: PageData['groups'], change: Change): readonly ((filter: Filter) => void)[] {
  return [
    joinChoice('policy', { policy: '', rule: '' }, change, () => ruleChoices(groups)),
    joinChoice('kind', { kind: '' }, change, () => kindChoices(groups)),
    joinChoice('namespace', { namespace: '' }, change, () => {
      const names = groups.flatMap(({ members }) => members.map(({ namespace }) => namespace));
      return sorted(names).map((namespace) => ({ label: namespace, value: { namespace } }));
    }),
  ];
}

function ruleChoices(groups: PageData['groups']): readonly Choice[] {
  return sorted(groups.map(({ policy }) => policy)).flatMap((policy) => {
    const rules = sorted(groups.filter((group) => group.policy === policy).map(({ rule }) => rule));
    const all = { label: policy, value: { policy, rule: '' } };
    return rules.length < 2
      ? [all]
      : [all, ...rules.map((rule) => ({ label: ruleLabel(policy, rule), value: { policy, rule } }))];
  });
}

function kindChoices(groups: PageData['groups']): readonly Choice[] {
  const names = new Map(groups.map((group) => [kindKey(group), group.kind]));
  const isShared = (kind: string): boolean => [...names.values()].filter((name) => name === kind).length > 1;
  return sorted([...names.keys()]).map((kind) => {
    const name = names.get(kind) ?? kind;
    return { label: isShared(name) ? kind : name, value: { kind } };
  });
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== '').sort();
}

/** Choices are made when somebody comes to choose: there may be ten thousand namespaces. */
function joinChoice(
  id: string,
  none: Partial<Filter>,
  change: Change,
  choicesOf: () => readonly Choice[],
): (filter: Filter) => void {
  const select = byId(id, HTMLSelectElement);
  if (!select) return () => undefined;
  let known: Map<string, Choice> | undefined;
  const fill = (): Map<string, Choice> => {
    if (known) return known;
    known = new Map(choicesOf().map((choice) => [filterAddress(choice.value), choice]));
    const chosen = select.value;
    while (select.options.length > 1) select.remove(1);
    for (const [value, { label }] of known) select.add(new Option(label, value));
    select.value = chosen;
    return known;
  };
  select.addEventListener('pointerdown', fill);
  select.addEventListener('focus', fill);
  select.addEventListener('change', () => change(fill().get(select.value)?.value ?? none));
  return (filter) => {
    const own = Object.fromEntries(
      Object.keys(none).map((key) => [key, filter[key as keyof Filter]]),
    ) as Partial<Filter>; // the keys of a part of a filter
    const value = filterAddress(own);
    if (value !== '' && ![...select.options].some((option) => option.value === value)) {
      select.add(new Option(Object.values(own).filter(Boolean).join(' / '), value));
    }
    select.value = value === '' ? 'any' : value;
  };
}

// ---- what has no control of its own

function joinChips(change: Change): (filter: Filter) => void {
  const chips = byId('chips', HTMLElement);
  const chip = (label: string, without: Partial<Filter>): HTMLButtonElement => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = `${label} ×`;
    button.setAttribute('aria-label', `${label}: no longer only these`);
    button.addEventListener('click', () => change(without));
    return button;
  };
  return ({ trigger, risks }) => {
    chips?.replaceChildren(
      ...(trigger === '' ? [] : [chip(`set off by ${trigger}`, { trigger: '' })]),
      ...(risks ? [chip('with risks', { risks: false })] : []),
    );
  };
}

// ---- boxes of the picture

function joinBoxes(current: () => Filter, change: Change): (filter: Filter) => void {
  const picture = document.querySelector('svg.flow');
  const boxes = [...document.querySelectorAll<SVGGElement>('[data-filter]')];
  const fieldsOf = (box: SVGGElement): readonly (readonly [keyof Filter, string])[] => {
    const { policy, rule, kind, trigger } = readAddress(box.dataset['filter'] ?? '');
    const fields = { policy, rule, kind, trigger };
    return (['policy', 'rule', 'kind', 'trigger'] as const).flatMap((key) =>
      fields[key] === '' ? [] : [[key, fields[key]]],
    );
  };
  const isOn = (box: SVGGElement, filter: Filter): boolean =>
    fieldsOf(box).every(([key, value]) => filter[key] === value);
  const press = (box: SVGGElement): void => {
    const clears = isOn(box, current());
    change(Object.fromEntries(fieldsOf(box).map(([key, value]) => [key, clears ? '' : value])));
  };
  picture?.removeAttribute('aria-hidden');
  picture?.setAttribute('role', 'group');
  picture?.setAttribute('aria-label', 'Triggers, rules and downstreams');
  for (const box of boxes) {
    box.setAttribute('role', 'button');
    box.setAttribute('tabindex', '0');
    box.addEventListener('click', () => press(box));
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      press(box);
    });
  }
  return (filter) => {
    for (const box of boxes) box.setAttribute('aria-pressed', String(isOn(box, filter)));
  };
}
