// How much the context entries of one evaluation hold together. Entries that are built on one another double in size with each; the
// limit on the sum stops them long before memory does.
import { isJsonList, type Json } from '../../model/resource.ts';

/** What the entries of a scope hold, with those of the scopes around it. A scope inside lets go of its own by being dropped. */
export interface Held {
  add(bytes: number): void;
  total(): number;
}

/** Nothing held yet, inside what `around` holds. */
export function holding(around?: Held): Held {
  let own = 0;
  return {
    add(bytes) {
      own += bytes;
    },
    total: () => own + (around?.total() ?? 0),
  };
}

/**
 * The bytes of a value's JSON text in UTF-8.
 *
 * Shape  parts that are shared count as often as they occur. Counting stops beyond `most`; what comes back is then more than that.
 */
export function jsonBytes(value: Json, most: number): number {
  const count = { left: most };
  countValue(value, count);
  return most - count.left;
}

interface Count {
  left: number;
}

function countValue(value: Json, count: Count): void {
  if (typeof value === 'string') {
    countText(value, count);
    return;
  }
  if (typeof value !== 'object' || value === null) {
    count.left -= String(value).length;
    return;
  }
  // Brackets, and a comma for each value but the first.
  if (isJsonList(value)) {
    count.left -= 2 + Math.max(value.length - 1, 0);
    for (const item of value) {
      if (count.left < 0) return;
      countValue(item, count);
    }
    return;
  }
  const entries = Object.entries(value);
  count.left -= 2 + Math.max(entries.length * 2 - 1, 0);
  for (const [key, item] of entries) {
    if (count.left < 0) return;
    countText(key, count);
    countValue(item, count);
  }
}

function countText(text: string, count: Count): void {
  count.left -= 2 + text.length;
  for (let index = 0; index < text.length && count.left >= 0; index += 1)
    count.left -= moreThanOne(text.charCodeAt(index));
}

/** The bytes of a code unit in JSON text beyond the first. Each half of a surrogate pair is two of four. */
function moreThanOne(unit: number): number {
  if (unit < 0x20) return [0x08, 0x09, 0x0a, 0x0c, 0x0d].includes(unit) ? 1 : 5;
  if (unit < 0x80) return unit === 0x22 || unit === 0x5c ? 1 : 0;
  if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) return 1;
  return 2;
}
