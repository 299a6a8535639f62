// Colours of a terminal: the sixteen that every theme has, never a background.
import type { Action } from '../model/plan.ts';
import type { Severity } from '../model/diagnostic.ts';

/** The colours in use. */
export type Color = 'red' | 'green' | 'yellow' | 'cyan' | 'dim';

/** Puts a text into a colour, or leaves it as it is. */
export type Paint = (color: Color, text: string) => string;

const COLOR_CODES: Readonly<Record<Color, string>> = { red: '31', green: '32', yellow: '33', cyan: '36', dim: '2' };

/** The colour of each severity. */
export const SEVERITY_COLORS: Readonly<Record<Severity, Color>> = { error: 'red', warning: 'yellow', notice: 'cyan' };

/** The colour of each action. */
export const ACTION_COLORS: Readonly<Record<Action, Color>> = {
  create: 'green',
  update: 'yellow',
  delete: 'red',
  retain: 'dim',
  hold: 'dim',
  none: 'dim',
};

/** How to paint where colour is wanted, or is not. */
export function painter(color: boolean): Paint {
  return color ? colored : plain;
}

const plain: Paint = (_, text) => text;
const colored: Paint = (color, text) => `\u001b[${COLOR_CODES[color]}m${text}\u001b[0m`;
