// Context entries of kind configMap.
import { DEFAULT_NAMESPACE } from '../../../kube/index.ts';
import { child, textAt, type JsonObject, type ResourceId } from '../../../model/resource.ts';
import { refusedAccess } from '../../confinement.ts';
import { placedTemplate, renderIn } from '../render.ts';
import { confinedEntry, entryFailure, unrendered, type Load } from './loader.ts';
import type { FieldPath } from '../../trouble.ts';

/**
 * How a `configMap` entry is loaded: the ConfigMap is read from the world.
 *
 * Source  Kyverno, context entries, configMap: `{data, metadata}`; data is null where the ConfigMap has none.
 */
export function configMapLoader(configMap: JsonObject, path: FieldPath): Load {
  const reference = placedTemplate(
    { name: textAt(configMap, 'name'), namespace: textAt(configMap, 'namespace') },
    path,
  );
  return ({ environment, scope, world, operation }) => {
    const rendered = renderIn(environment, reference, scope, operation);
    if (!rendered.ok) return unrendered(rendered.trouble);
    const name = textAt(rendered.value, 'name');
    if (name === '') return entryFailure('the name of the ConfigMap is no text');
    const asked = child(rendered.value, 'namespace');
    if (typeof asked !== 'string') return entryFailure('the namespace of the ConfigMap is no text');
    const own = environment.policy.namespace;
    const namespace = asked || own || DEFAULT_NAMESPACE;
    const id: ResourceId = { group: '', kind: 'ConfigMap', namespace, name };
    const refused = refusedAccess(own, { to: 'object', id, scope: 'Namespaced' });
    if (refused !== undefined) return confinedEntry(refused);
    const found = world.get(id);
    if (found === undefined) return entryFailure(`ConfigMap ${namespace}/${name} is not in the inventory`);
    return { data: child(found, 'data') ?? null, metadata: found.metadata };
  };
}
