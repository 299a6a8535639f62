// Context entries of kind configMap.
import { DEFAULT_NAMESPACE } from '../../../kube/index.ts';
import { child, textAt, type JsonObject } from '../../../model/resource.ts';
import type { FieldPath } from '../document.ts';
import { placedTemplate, renderIn } from '../render.ts';
import { entryFailure, type Load } from './loader.ts';

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
    if (!rendered.ok) return entryFailure(rendered.trouble.message);
    const name = textAt(rendered.value, 'name');
    const own = environment.policy.namespace;
    const namespace = textAt(rendered.value, 'namespace') || own || DEFAULT_NAMESPACE;
    if (name === '') return entryFailure('the name of the ConfigMap is no text');
    if (own !== '' && namespace !== own) {
      return entryFailure(`ConfigMap ${namespace}/${name} is outside the policy's namespace ${own}`);
    }
    const found = world.get({ group: '', kind: 'ConfigMap', namespace, name });
    if (found === undefined) return entryFailure(`ConfigMap ${namespace}/${name} is not in the inventory`);
    return { data: child(found, 'data') ?? null, metadata: found.metadata };
  };
}
