// Context entries of kind globalReference: the content of a GlobalContextEntry, then the expression on it.
import { child, textAt, type JsonObject } from '../../../model/resource.ts';
import { refusedAccess } from '../../confinement.ts';
import { placedTemplate, renderIn } from '../render.ts';
import { confinedEntry, entryFailure, unrendered, type Load } from './loader.ts';
import type { FieldPath } from '../../trouble.ts';

/**
 * How a `globalReference` entry is loaded.
 *
 * Source  Kyverno, context entries, globalReference: there is no default; a null that the expression gives is a null.
 */
export function globalReferenceLoader(globalReference: JsonObject, path: FieldPath): Load {
  const template = placedTemplate(globalReference, path);
  return ({ environment, scope, world, operation }) => {
    const rendered = renderIn(environment, template, scope, operation);
    if (!rendered.ok) return unrendered(rendered.trouble);
    const name = textAt(rendered.value, 'name');
    if (name === '') return entryFailure('the name of the GlobalContextEntry is no text');
    const refused = refusedAccess(environment.policy.namespace, { to: 'global-context' });
    if (refused !== undefined)
      return confinedEntry({ ...refused, problem: `GlobalContextEntry ${name} ${refused.problem}` });
    const jmesPath = child(rendered.value, 'jmesPath') ?? '';
    if (typeof jmesPath !== 'string') return entryFailure('its jmesPath is no text');
    const content = environment.options.globalContext.read(name, world);
    if ('failure' in content) return entryFailure(content.failure, { help: content.help });
    return jmesPath === '' ? content.value : scope.evaluateOn(jmesPath, content.value);
  };
}
