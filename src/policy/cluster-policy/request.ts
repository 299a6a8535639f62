// The admission request that a trigger of the inventory stands for, as expressions see it.
import { groupOf, textAt, versionOf, type Json, type JsonObject } from '../../model/resource.ts';
import type { Trigger, World } from '../../model/trigger.ts';

/**
 * The variables of a request: `request`, `serviceAccountName` and `serviceAccountNamespace`.
 *
 * Shape   `request.oldObject` is an empty object unless there is one; `userInfo` is empty: a snapshot does not know who asked.
 *         `request.namespace` of a Namespace is its own name, as the API server sends it.
 */
export function requestVariables(trigger: Trigger, world: World): JsonObject {
  const { id, object, operation, oldObject } = trigger;
  const kind = { group: groupOf(object.apiVersion), version: versionOf(object.apiVersion), kind: object.kind };
  const isNamespace = id.kind === 'Namespace' && id.group === '';
  const uid = textAt(object.metadata, 'uid');
  const request: Record<string, Json> = {
    object: operation === 'DELETE' ? {} : object,
    oldObject: oldObject ?? {},
    operation,
    name: id.name,
    namespace: isNamespace ? id.name : id.namespace,
    kind,
    requestKind: kind,
    userInfo: {},
    ...(uid === '' ? {} : { uid }),
    ...pluralOf(trigger, world),
  };
  return { request, serviceAccountName: '', serviceAccountNamespace: '' };
}

function pluralOf({ id, object }: Trigger, world: World): { readonly resource?: JsonObject } {
  const resource = world.pluralOfKind(id.group, id.kind);
  if (resource === undefined) return {};
  return { resource: { group: id.group, version: versionOf(object.apiVersion), resource } };
}
