// RoleBindings and ClusterRoleBindings that give a role to somebody who did not have it by them.
import { child, compareText, isJsonList, textAt, type Resource } from '../../model/resource.ts';
import { allowsEverything, RBAC_GROUP } from '../../kube/index.ts';
import type { Family, Places, View } from './finding.ts';
import { countOf, listed } from './words.ts';

const ALL_POWERFUL = 'cluster-admin';

/** Bindings with a subject or a role that is new to them. */
export const findBindings: Family = ({ change, before, after }, view) => {
  const { group, kind, namespace } = change.id;
  if (after === undefined || group !== RBAC_GROUP || !(kind === 'RoleBinding' || kind === 'ClusterRoleBinding'))
    return [];
  const role = roleOf(after);
  const had = before !== undefined && sameRole(roleOf(before), role) ? subjectsOf(before) : new Map<string, string>();
  const gaining = [...subjectsOf(after)].filter(([key]) => !had.has(key)).map(([, name]) => name);
  if (gaining.length === 0) return [];
  const isAdmin = role.kind === 'ClusterRole' && role.name === ALL_POWERFUL;
  const isEverything = !isAdmin && givesEverything(role, namespace, view);
  const who = gaining.sort(compareText);
  const text = `${listed(who)} ${who.length === 1 ? 'gains' : 'gain'} ${role.kind} ${role.name}`;
  const reach = kind === 'ClusterRoleBinding' ? ' in the whole cluster' : '';
  const say = ({ ids, where, show }: Places): string =>
    `RBAC grows: ${show(text)}${where}${reach}${isEverything ? ', which allows everything' : ''}${throughOf(ids)}`;
  return [
    isAdmin || isEverything
      ? {
          level: 'blocker',
          code: 'rbac-cluster-admin',
          say,
          help: `Give a role that names what is needed: ${namespace === '' ? 'nothing in the cluster is safe from this one' : 'nothing in the namespace is safe from this one'}.`,
        }
      : { level: 'caution', code: 'rbac-subject', say, ...helpAbout(who) },
  ];
};

/** Subjects that are many more than one would think. */
const EVERYBODY: Readonly<Record<string, string>> = {
  'Group system:authenticated': 'everybody who is logged in, every ServiceAccount among them',
  'Group system:serviceaccounts': 'every ServiceAccount of every namespace',
  'Group system:unauthenticated': 'everybody who can reach the API server, without logging in',
  'User system:anonymous': 'everybody who can reach the API server, without logging in',
};

function helpAbout(who: readonly string[]): { readonly help?: string } {
  const told = who
    .filter((name) => Object.hasOwn(EVERYBODY, name))
    .map((name) => `${name} is ${EVERYBODY[name] ?? ''}`);
  return told.length === 0 ? {} : { help: `${told.join('; ')}.` };
}

/** Several bindings that lie in no namespace. */
function throughOf(ids: Places['ids']): string {
  return ids.length > 1 && ids[0]?.namespace === '' ? ` through ${countOf(ids.length)} bindings` : '';
}

interface RoleRef {
  readonly kind: string;
  readonly name: string;
}

function roleOf(binding: Resource): RoleRef {
  const ref = child(binding, 'roleRef');
  return { kind: textAt(ref, 'kind'), name: textAt(ref, 'name') };
}

function sameRole(a: RoleRef, b: RoleRef): boolean {
  return a.kind === b.kind && a.name === b.name;
}

/** Subjects as people name them, by what tells them apart. The API group of a subject follows from its kind. */
function subjectsOf(binding: Resource): ReadonlyMap<string, string> {
  const list = child(binding, 'subjects');
  const subjects = isJsonList(list) ? list : [];
  return new Map(
    subjects.map((subject): [string, string] => {
      const [kind, name] = [textAt(subject, 'kind'), textAt(subject, 'name')];
      const namespace = kind === 'ServiceAccount' ? textAt(subject, 'namespace') : '';
      return [JSON.stringify([kind, namespace, name]), `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`];
    }),
  );
}

function givesEverything({ kind, name }: RoleRef, namespace: string, view: View): boolean {
  const role = view.find({ group: RBAC_GROUP, kind, namespace: kind === 'Role' ? namespace : '', name });
  return role !== undefined && allowsEverything(role);
}
