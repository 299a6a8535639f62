// Names that a rule made of a value of a Secret: they stand in paths, keys and sentences, so they are replaced in whatever is told at last.
import { parseResourceKey, resourceKey, type Resource } from '../model/resource.ts';
import type { Change } from '../model/plan.ts';
import type { Hiding } from './hidden-values.ts';
import type { ReviewInput } from './review.ts';

/** Names of changed objects that hold a value of a Secret, with what is shown for them. *Order*: longer ones first. */
export function secretNames(input: ReviewInput, hiding: Hiding): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const change of input.plan.changes) {
    const { name } = change.id;
    const held = names.has(name) ? [] : [...hiding.heldInText(name)];
    if (held.length === 0 || input.after.inventory.objects.has(resourceKey(change.id))) continue;
    const shown = shownByTriggers(change, input).map((resource) => hiding.heldIn(resource));
    if (!held.every((value) => shown.some((values) => values.has(value)))) names.set(name, hiding.text(name));
  }
  return new Map([...names].sort(([a], [b]) => b.length - a.length));
}

/** The same value with these names replaced in all its texts. */
export function withNamesHidden<T>(value: T, names: ReadonlyMap<string, string>): T {
  return names.size === 0 ? value : (replaced(value, [...names]) as T); // texts become texts, and nothing else changes
}

/** The objects that a change follows from, which lie in the inventory for all to read: triggers, and their Namespaces. */
export function shownByTriggers({ causes }: Change, { after }: ReviewInput): readonly Resource[] {
  const keys = causes.flatMap(({ trigger }) => {
    const name = parseResourceKey(trigger)?.namespace ?? '';
    return [trigger, resourceKey({ group: '', kind: 'Namespace', namespace: '', name })];
  });
  return keys.flatMap((key) => after.inventory.objects.get(key)?.resource ?? []);
}

function replaced(value: unknown, names: readonly (readonly [string, string])[]): unknown {
  if (typeof value === 'string')
    return names.reduce((text, [name, shown]) => text.replaceAll(name, () => shown), value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, names)]));
}
