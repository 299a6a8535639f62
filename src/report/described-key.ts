// Keys of objects as people read them.
import { describeResource, parseResourceKey } from '../model/resource.ts';

/** `Namespace/team-a` of a `group/Kind/namespace/name`; a text that is no key stays as it is. */
export function describedKey(key: string): string {
  const id = parseResourceKey(key);
  return id ? describeResource(id) : key;
}
