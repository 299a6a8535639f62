// `authorizer`: what a webhook's conditions ask about who may do what. The calls are known, so that an expression checks; there is nobody to
// ask, so that none is ever answered.
//
// Source  Kubernetes, CEL library `authz` and its selectors.
import { methodOverload, noSuchOverload, type Overload } from '../overload.ts';
import { BOOL, DYN, STRING, type Type } from '../type.ts';

/** The variable itself fails, so only something else gets here. */
function method(name: string, parameters: readonly Type[], result: Type): Overload {
  return methodOverload(name, [DYN, ...parameters], result, () => noSuchOverload(name));
}

const ASKED = ['path', 'group', 'resource', 'subresource', 'namespace', 'name', 'fieldSelector', 'labelSelector', 'check']; // prettier-ignore

/** The methods of `authorizer` and of what they give. */
export const AUTHORIZER: readonly Overload[] = [
  ...ASKED.map((name) => method(name, [STRING], DYN)),
  method('serviceAccount', [STRING, STRING], DYN),
  ...['allowed', 'errored'].map((name) => method(name, [], BOOL)),
  ...['reason', 'error'].map((name) => method(name, [], STRING)),
];
