// What the page's script shares with the page as it is delivered: the pieces of a row, the filter and its address.
export { filterAddress, NO_FILTER, readAddress, type Filter } from './filter.ts';
export type { PageData } from './page-data.ts';
export { tag, type Piece, type Tag } from './piece.ts';
export { rowAnchor, rowBody, rowItem, rowsOf, type Row } from './row.ts';
export {
  ACTION_LOOKS,
  counted,
  GROUP_ACTIONS,
  kindKey,
  numberText,
  ruleLabel,
  triggerKind,
  type GroupAction,
} from './words.ts';
