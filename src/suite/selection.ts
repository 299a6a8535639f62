// Which policies and resources of a test a result is about.
import type { Diagnostic } from '../model/diagnostic.ts';
import { groupOf, versionOf } from '../model/resource.ts';
import type { SuitePolicy } from './policies.ts';
import type { Prepared } from './prepare.ts';
import type { SuiteResource } from './resources.ts';
import type { Expected } from './suite.ts';

/**
 * The policies that a result names.
 *
 * Shape   policies in CEL and others are never together: isGeneratingPolicy decides which of the two are meant where both have the name.
 *         Of policies in CEL with one name, those in the namespace that the result names are meant, if there are any.
 */
export function meantPolicies({ policies }: Prepared, expected: Expected): readonly SuitePolicy[] {
  const named = policies.filter(({ name }) => name === expected.policy);
  const inCel = named.filter(({ form }) => form === 'generating');
  const others = named.filter(({ form }) => form !== 'generating');
  if (inCel.length === 0 || (others.length > 0 && !expected.isGeneratingPolicy)) return others;
  return preferred(inCel, ({ namespace }) => namespace === expected.policyNamespace);
}

/**
 * The resources that a result names; all of them where it names none.
 *
 * Shape   for rules also all of them where none of those named is there. A policy in CEL takes the kind into account where several
 *         resources have the name.
 */
export function meantResources(
  { triggers }: Prepared,
  expected: Expected,
  form: SuitePolicy['form'],
): readonly SuiteResource[] {
  if (namesNone(expected, form)) return triggers;
  const found = triggers.filter((trigger) => isNamed(trigger, expected));
  if (form === 'generating') return preferred(found, ({ id }) => id.kind === expected.kind);
  return found.length === 0 ? triggers : found;
}

function namesNone({ resources, resourceSpecs }: Expected, form: SuitePolicy['form']): boolean {
  if (resources === undefined) return true;
  return form === 'generating' && resources.length === 0 && resourceSpecs.length === 0;
}

/** Those that fit; all of them where none does. */
function preferred<T>(all: readonly T[], fits: (one: T) => boolean): readonly T[] {
  const fitting = all.filter(fits);
  return fitting.length === 0 ? all : fitting;
}

function isNamed(trigger: SuiteResource, { resources = [], resourceSpecs }: Expected): boolean {
  const { id, resource } = trigger;
  return (
    resources.some((name) => hasName(trigger, name)) ||
    resourceSpecs.some(
      ({ group, version, namespace, name }) =>
        name === id.name &&
        (namespace === '' || namespace === id.namespace) &&
        (version === '' || (version === versionOf(resource.apiVersion) && group === groupOf(resource.apiVersion))),
    )
  );
}

function hasName({ id }: SuiteResource, name: string): boolean {
  return name === id.name || name === `${id.namespace}/${id.name}`;
}

/** The names in a result that no resource has. */
export function unknownResources({ triggers }: Prepared, { resources = [] }: Expected): readonly string[] {
  return resources.filter((name) => !triggers.some((trigger) => hasName(trigger, name)));
}

/** A warning for a result of rules that names such resources; for a policy in CEL it does not hold anyway. */
export function tellUnknownResources(prepared: Prepared, expected: Expected): readonly Diagnostic[] {
  const { resources = [], policy, at } = expected;
  const unknown = unknownResources(prepared, expected);
  const [first] = meantPolicies(prepared, expected);
  if (unknown.length === 0 || first?.form === 'generating') return [];
  const rest = unknown.length === resources.length ? ', so the result is about all of them' : '';
  const message = `The test has no resource ${unknown.join(', ')}${rest}`;
  return [{ code: 'suite/no-resource', severity: 'warning', message, at, about: { policy } }];
}
