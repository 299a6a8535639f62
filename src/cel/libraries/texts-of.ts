// Maps of texts to texts as arguments: labels, headers.
import { CelFailure } from '../failure.ts';
import { noSuchOverload } from '../overload.ts';
import type { CelMap } from '../value.ts';

/** The map as one of texts to texts; there is no `name` for any other. */
export function textsOf(map: CelMap, name: string): ReadonlyMap<string, string> | CelFailure {
  const texts = new Map<string, string>();
  for (const key of map.keys()) {
    const value = map.get(key);
    if (value instanceof CelFailure) return value;
    if (typeof key !== 'string' || typeof value !== 'string') return noSuchOverload(name);
    texts.set(key, value);
  }
  return texts;
}
