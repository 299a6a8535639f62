// All functions of the language by name. A new one goes into the file of its subject and is found here by itself.

import { CONVERSION_FUNCTIONS } from './conversions.ts';
import type { FunctionDefinition } from './definition.ts';
import { DRAWN_FUNCTIONS } from './drawn.ts';
import { LIST_FUNCTIONS } from './lists.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { PLACE_FUNCTIONS } from './places.ts';
import { TEXT_FUNCTIONS } from './texts.ts';
import { TIME_FUNCTIONS } from './times.ts';

/** Every function of the language by its name. */
export const FUNCTIONS: ReadonlyMap<string, FunctionDefinition> = new Map(
  [
    ...CONVERSION_FUNCTIONS,
    ...DRAWN_FUNCTIONS,
    ...LIST_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...PLACE_FUNCTIONS,
    ...TEXT_FUNCTIONS,
    ...TIME_FUNCTIONS,
  ].map((definition) => [definition.name, definition]),
);
