// How names and numbers are put into the sentences about risks.
import { digits } from '../../model/digits.ts';
import type { Change } from '../../model/plan.ts';
import { NAMESPACE_MARK, TRIGGER_MARK } from '../../model/preview.ts';
import { parseResourceKey, type ResourceId } from '../../model/resource.ts';

/** `a`, `a and b`, `a, b, c and 2 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most);
  if (names.length > most) return `${shown.join(', ')} and ${digits(names.length - most)} more`;
  const last = shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last ?? ''}`;
}

/** Where objects lie, with a blank in front; '' for cluster-scoped ones. */
export function whereOf(ids: readonly ResourceId[]): string {
  const namespaces = new Set(ids.map(({ namespace }) => namespace).filter((name) => name !== ''));
  if (namespaces.size > 1) return ` in ${digits(namespaces.size)} namespaces`;
  return [...namespaces].map((name) => ` in ${name}`).join('');
}

/** Objects as `namespace/name`, or `name`. */
export function pathsOf(ids: readonly ResourceId[]): string {
  return listed(ids.map(({ namespace, name }) => (namespace === '' ? name : `${namespace}/${name}`)));
}

/** Said of what would have had no place left anyway. */
export const NAMESPACE_GOES = ' (its Namespace goes too)';

/** The text with the names of a change's own places replaced by marks, as far as they stand there as names of their own. */
export function markPlaces(text: string, { id, causes }: Change): string {
  const trigger = parseResourceKey(causes[0]?.trigger ?? '');
  const marked = replaceName(text, id.namespace, NAMESPACE_MARK);
  const owner = trigger?.namespace ?? '';
  return replaceName(replaceName(marked, trigger?.name ?? '', TRIGGER_MARK), owner, NAMESPACE_MARK);
}

function replaceName(text: string, name: string, mark: string): string {
  if (name === '') return text;
  let [done, from] = ['', 0];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, from)) {
    const end = at + name.length;
    const isWhole = !isOfWord(text.charAt(at - 1)) && !isOfWord(text.charAt(end));
    done += text.slice(from, at) + (isWhole ? mark : name);
    from = end;
  }
  return done + text.slice(from);
}

/** Names of places stand between dashes, dots, colons and slashes. */
function isOfWord(character: string): boolean {
  return /^[A-Za-z0-9]$/.test(character);
}
