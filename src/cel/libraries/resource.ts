// `resource`: reading other resources. Which there are, and that reading makes a result depend on them, is left to the host.
import { CelFailure, invalid } from '../failure.ts';
import { anyAt, mapAt, methodOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import type { CelRun, ResourceAddress } from '../run.ts';
import { ANY, mapOf, opaque, STRING, type Type } from '../type.ts';
import { CelObject, type CelResult, type CelValue } from '../value.ts';
import { ask, unavailable, type Question } from './host-answer.ts';
import { inBothSpellings } from './spelling.ts';
import { textsOf } from './texts-of.ts';

/** The type of the variable `resource`. */
export const RESOURCE_TYPE = opaque('resource.Context');
/** The type of what `toGVR` gives. */
export const ADDRESS_TYPE = opaque('resource.GVR');

/** The variable `resource`: it has no content, only methods. */
export class ResourceLibrary extends CelObject {
  readonly type = RESOURCE_TYPE;

  equals(): boolean {
    return true;
  }
}

/** The value of the variable `resource`. */
export const RESOURCE_VALUE = new ResourceLibrary();

/** Where resources of a kind are served: group, version and plural. */
export class AddressValue extends CelObject {
  readonly type = ADDRESS_TYPE;
  readonly address: ResourceAddress;

  constructor(address: ResourceAddress) {
    super();
    this.address = address;
  }

  equals(other: CelObject): boolean {
    if (!(other instanceof AddressValue)) return false;
    const { group, version, resource } = other.address;
    return group === this.address.group && version === this.address.version && resource === this.address.resource;
  }
}

const MISSING = 'resources cannot be read here';
const GETTING: Question = { steps: 200, code: 'invalid-value', missing: MISSING };
/** A host may look through all it has for a list. */
const LISTING: Question = { ...GETTING, steps: 5000 };
const OBJECT = mapOf(STRING, ANY);
const LABELS = mapOf(STRING, STRING);

/** How the arguments of a call name a resource: by apiVersion and plural, or by what `toGVR` gave. */
type Naming = 'by-name' | 'by-address';
const NAMINGS: readonly Naming[] = ['by-name', 'by-address'];

function namingTypes(naming: Naming): readonly Type[] {
  return naming === 'by-name' ? [RESOURCE_TYPE, STRING, STRING] : [RESOURCE_TYPE, ADDRESS_TYPE];
}

interface Named {
  readonly address: ResourceAddress;
  readonly subresource: string;
  /** The arguments behind those that name the resource. */
  readonly rest: readonly CelValue[];
}

function named(args: readonly CelValue[], naming: Naming): Named | CelFailure {
  if (naming === 'by-address') {
    const value = anyAt(args, 1);
    const rest = args.slice(2);
    return value instanceof AddressValue
      ? { address: value.address, subresource: '', rest }
      : noSuchOverload('resource');
  }
  const version = groupAndVersion(textAt(args, 1));
  if (version instanceof CelFailure) return version;
  const plural = textAt(args, 2);
  const slash = plural.indexOf('/');
  const resource = slash < 0 ? plural : plural.slice(0, slash);
  const subresource = slash < 0 ? '' : plural.slice(slash + 1);
  return { address: { ...version, resource }, subresource, rest: args.slice(3) };
}

function groupAndVersion(apiVersion: string): { readonly group: string; readonly version: string } | CelFailure {
  const [first = '', second, ...more] = apiVersion.split('/');
  if (more.length > 0) return invalid('an apiVersion is VERSION or GROUP/VERSION');
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** Where the namespace comes from: an argument, which must be `only` if that is given, or the policy. */
type Place = { readonly from: 'argument'; readonly only?: string } | { readonly from: 'policy'; readonly name: string };

function placeTypes(place: Place): readonly Type[] {
  return place.from === 'argument' ? [STRING] : [];
}

/** The namespace and the arguments behind it. */
function placed(
  args: readonly CelValue[],
  place: Place,
): { readonly namespace: string; readonly rest: readonly CelValue[] } | CelFailure {
  if (place.from === 'policy') return { namespace: place.name, rest: args };
  const namespace = textAt(args, 0);
  if (place.only !== undefined && namespace !== place.only) {
    return invalid(`a policy of namespace ${place.only} reads no resources outside of it`);
  }
  return { namespace, rest: args.slice(1) };
}

function getFrom(naming: Naming, place: Place): Overload {
  const types = [...namingTypes(naming), ...placeTypes(place), STRING];
  return methodOverload('get', types, OBJECT, (args, run) => {
    const target = named(args, naming);
    if (target instanceof CelFailure) return target;
    const at = placed(target.rest, place);
    if (at instanceof CelFailure) return at;
    const { address, subresource } = target;
    const name = textAt(at.rest, 0);
    return ask(run, GETTING, (host) => host.getResource?.({ ...address, subresource }, at.namespace, name));
  });
}

function listFrom(naming: Naming, place: Place, filter: 'all' | 'by-labels'): Overload {
  const types = [...namingTypes(naming), ...placeTypes(place), ...(filter === 'all' ? [] : [LABELS])];
  return methodOverload('list', types, OBJECT, (args, run) => {
    const target = named(args, naming);
    if (target instanceof CelFailure) return target;
    if (target.subresource !== '') return invalid('a subresource cannot be listed');
    const at = placed(target.rest, place);
    if (at instanceof CelFailure) return at;
    const labels = filter === 'all' ? new Map<string, string>() : textsOf(mapAt(at.rest, 0), 'list');
    if (labels instanceof CelFailure) return labels;
    return ask(run, LISTING, (host) => host.listResources?.(target.address, at.namespace, labels));
  });
}

const POST_PARAMETERS: readonly Type[] = [RESOURCE_TYPE, STRING, STRING];

function post(): CelResult {
  return unavailable('resource.post is not available offline');
}

function addressOf(args: readonly CelValue[], run: CelRun): CelResult {
  const version = groupAndVersion(textAt(args, 1));
  if (version instanceof CelFailure) return version;
  const found = run.host.addressOfKind?.(version.group, version.version, textAt(args, 2));
  if (found === undefined) return unavailable(MISSING);
  return 'failure' in found ? invalid(found.failure) : new AddressValue(found);
}

function reading(place: Place): readonly Overload[] {
  return NAMINGS.flatMap((naming) => [
    getFrom(naming, place),
    listFrom(naming, place, 'all'),
    listFrom(naming, place, 'by-labels'),
  ]);
}

const POST = methodOverload('post', [...POST_PARAMETERS, OBJECT], OBJECT, post);
const POST_IN = methodOverload('post', [...POST_PARAMETERS, STRING, OBJECT], OBJECT, post);
const TO_GVR = methodOverload('toGVR', [RESOURCE_TYPE, STRING, STRING], ADDRESS_TYPE, addressOf);

/** The methods of `resource` in cluster-wide policies. */
export const RESOURCE: readonly Overload[] = inBothSpellings([...reading({ from: 'argument' }), POST, POST_IN, TO_GVR]);

/** The methods of `resource` in policies of `namespace`, as they are checked: none takes a namespace. */
export function resourceNamespaced(namespace: string): readonly Overload[] {
  return inBothSpellings([...reading({ from: 'policy', name: namespace }), POST, TO_GVR]);
}

/** The same as they run: the forms with a namespace work too where that is the policy's own. */
export function resourceNamespacedLenient(namespace: string): readonly Overload[] {
  const withArgument = [...reading({ from: 'argument', only: namespace }), POST_IN];
  return [...resourceNamespaced(namespace), ...inBothSpellings(withArgument)];
}
