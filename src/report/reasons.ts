// What people read about actions: one word and glyph for each. The clauses for reasons are model/reason-words.ts; where they stand in
// a line belongs to text.ts.
import type { Action } from '../model/plan.ts';

export { REASON_SENTENCES } from '../model/reason-words.ts';

/** How an action is shown: a glyph in front of the name, and the word that its count has. */
export const ACTION_WORDS: Readonly<Record<Action, { readonly glyph: string; readonly word: string }>> = {
  create: { glyph: '+', word: 'added' },
  update: { glyph: '~', word: 'changed' },
  delete: { glyph: '-', word: 'removed' },
  retain: { glyph: '=', word: 'retained' },
  hold: { glyph: '!', word: 'held' },
  none: { glyph: '.', word: 'unchanged' },
};
