// What the list is narrowed to, and how that is written behind the # of the page's address, so that a link shows the same view.
// What matches is decided by the page's script.
import { GROUP_ACTIONS, type GroupAction } from './words.ts';

/** What the list is narrowed to; '' and an empty list narrow nothing. */
export interface Filter {
  readonly text: string;
  readonly actions: readonly GroupAction[];
  readonly policy: string;
  /** With `policy`; nothing by itself. */
  readonly rule: string;
  /** As kindKey has it. */
  readonly kind: string;
  readonly namespace: string;
  /** The kind of a trigger. */
  readonly trigger: string;
  /** Only what a risk is about. */
  readonly risks: boolean;
}

/** Everything. */
export const NO_FILTER: Filter = {
  text: '',
  actions: [],
  policy: '',
  rule: '',
  kind: '',
  namespace: '',
  trigger: '',
  risks: false,
};

/** The filter as an address without its #; '' where it narrows nothing. */
export function filterAddress(filter: Partial<Filter>): string {
  const { text, actions, policy, rule, kind, namespace, trigger, risks } = { ...NO_FILTER, ...filter };
  const fields = { search: text, actions: actions.join(','), policy, rule, kind, namespace, trigger };
  const given = Object.entries({ ...fields, risks: risks ? 'yes' : '' }).filter(([, value]) => value !== '');
  return new URLSearchParams(given).toString();
}

/** The filter of an address without its #; what it does not know narrows nothing. */
export function readAddress(address: string): Filter {
  const fields = new URLSearchParams(address);
  const field = (name: string): string => fields.get(name) ?? '';
  const actions = field('actions').split(',');
  return {
    text: field('search'),
    actions: GROUP_ACTIONS.filter((action) => actions.includes(action)),
    policy: field('policy'),
    rule: field('rule'),
    kind: field('kind'),
    namespace: field('namespace'),
    trigger: field('trigger'),
    risks: field('risks') === 'yes',
  };
}
