// What cannot be had back, or leaves something open, once it is removed.
import { digits } from '../../model/digits.ts';
import type { RiskCode } from '../../model/preview.ts';
import { sameJson } from '../../model/digest.ts';
import { child, describeResource, type ResourceId } from '../../model/resource.ts';
import type { Family, Finding, Places, Subject, View } from './finding.ts';
import { listed, NAMESPACE_GOES, pathsOf } from './words.ts';

interface Loss {
  readonly code: RiskCode;
  readonly plural: string;
  readonly help: string;
}

const LOSSES: Readonly<Record<string, Loss>> = {
  '/Namespace': {
    code: 'namespace-removed',
    plural: 'Namespaces',
    help: 'Everything in a Namespace is deleted with it.',
  },
  '/PersistentVolumeClaim': {
    code: 'claim-removed',
    plural: 'PersistentVolumeClaims',
    help: 'Unless the volume is retained, its data is deleted with the claim: make a copy first.',
  },
  'apiextensions.k8s.io/CustomResourceDefinition': {
    code: 'crd-removed',
    plural: 'CustomResourceDefinitions',
    help: 'All objects of the kind are deleted with its definition, in every namespace.',
  },
  'apps/StatefulSet': {
    code: 'stateful-set-removed',
    plural: 'StatefulSets',
    help: 'Its Pods stop, and what they serve with them; the claims of its volumes may go too.',
  },
  'networking.k8s.io/NetworkPolicy': {
    code: 'network-policy-removed',
    plural: 'NetworkPolicies',
    help: 'Pods that no other NetworkPolicy selects accept and send any traffic.',
  },
};

/** Namespaces, definitions of kinds, claims, StatefulSets and NetworkPolicies that go away. */
export const findRemovals: Family = (subject, view) => {
  const { change } = subject;
  const kind = `${change.id.group}/${change.id.kind}`;
  const loss = change.action === 'delete' && Object.hasOwn(LOSSES, kind) ? LOSSES[kind] : undefined;
  if (loss === undefined) return [];
  return [removal(loss, change.id, asideOf(subject, view))];
};

/** An article and the kind: `A Secret`, `An Ingress`. */
function aKind(kind: string): string {
  return `${/^[AEIOU]/.test(kind) ? 'An' : 'A'} ${kind}`;
}

function removal({ code, plural, help }: Loss, { kind, namespace, name }: ResourceId, aside: string): Finding {
  const say = ({ ids, where, show }: Places): string => {
    if (ids.length === 1) return `${aKind(kind)} goes away: ${pathsOf(ids)}${show(aside)}`;
    if (namespace !== '') return `${aKind(kind)} goes away${where}: ${show(name)}${show(aside)}`;
    return `${digits(ids.length)} ${plural} go away: ${listed(ids.map((id) => id.name))}${show(aside)}`;
  };
  return { level: 'blocker', code, say, help };
}

/** What makes the loss less of one, though it still has a moment in which nothing is there. */
function asideOf(subject: Subject, view: View): string {
  const { namespace, kind } = subject.change.id;
  if (namespace !== '' && view.losesNamespace(namespace)) return NAMESPACE_GOES;
  const twin = kind === 'NetworkPolicy' ? twinOf(subject, view) : undefined;
  return twin === undefined ? '' : ` (${describeTwin(twin)} is new with the same spec)`;
}

function twinOf({ change, before }: Subject, view: View): ResourceId | undefined {
  const spec = child(before, 'spec') ?? null;
  const { group, kind, namespace } = change.id;
  return view
    .createdIn(namespace)
    .find(
      ({ change: { id }, after }) =>
        id.group === group && id.kind === kind && sameJson(child(after, 'spec') ?? null, spec),
    )?.change.id;
}

function describeTwin({ group, kind, name }: ResourceId): string {
  return describeResource({ group, kind, namespace: '', name });
}
