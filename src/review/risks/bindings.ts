// RoleBindings and ClusterRoleBindings that give a role to somebody who did not have it by them.
import { digits } from '../../model/digits.ts';
import { child, compareText, isJsonList, textAt, type Resource, type ResourceId } from '../../model/resource.ts';
import { allowsEverything, RBAC_GROUP } from '../../kube/index.ts';
import type { Family, Finding, Places, View } from './finding.ts';
import { listed } from './words.ts';

const KINDS: ReadonlySet<string> = new Set(['RoleBinding', 'ClusterRoleBinding']);
const ALL_POWERFUL = 'cluster-admin';

/** Bindings with a subject or a role that is new to them. */
export const findBindings: Family = ({ change: { id }, before, after }, view) => {
  if (after === undefined || id.group !== RBAC_GROUP || !KINDS.has(id.kind)) return [];
  const who = gainingIn(before, after);
  return who.length === 0 ? [] : [gain(who, roleOf(after), id, view)];
};

/** Who has the role by the binding and had it not before. *Order*: by name. */
function gainingIn(before: Resource | undefined, after: Resource): readonly string[] {
  const had = before !== undefined && sameRole(roleOf(before), roleOf(after)) ? subjectsOf(before) : new Map();
  const gaining = [...subjectsOf(after)].filter(([key]) => !had.has(key));
  return gaining.map(([, name]) => name).sort(compareText);
}

function gain(who: readonly string[], role: RoleRef, { kind, namespace }: ResourceId, view: View): Finding {
  const isAdmin = role.kind === 'ClusterRole' && role.name === ALL_POWERFUL;
  const isEverything = !isAdmin && givesEverything(role, namespace, view);
  const named = (name: string): string => view.hiding.text(name);
  const text = `${listed(who.map(named))} ${who.length === 1 ? 'gains' : 'gain'} ${role.kind} ${named(role.name)}`;
  const reach = kind === 'ClusterRoleBinding' ? ' in the whole cluster' : '';
  const say = ({ ids, where, show }: Places): string =>
    `RBAC grows: ${show(text)}${where}${reach}${isEverything ? ', which allows everything' : ''}${throughOf(ids)}`;
  if (!isAdmin && !isEverything) return { level: 'caution', code: 'rbac-subject', say, ...helpAbout(who) };
  const place = kind === 'ClusterRoleBinding' ? 'cluster' : 'namespace';
  const help = `Give a role that names what is needed: nothing in the ${place} is safe from this one.`;
  return { level: 'blocker', code: 'rbac-cluster-admin', say, help };
}

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
  return ids.length > 1 && ids[0]?.namespace === '' ? ` through ${digits(ids.length)} bindings` : '';
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
