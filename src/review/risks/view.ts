// What families of risks look at: the changes as subjects, and the state that the run after the merge leaves.
import { addedGrants, type Grant } from '../../kube/index.ts';
import { canonicalJson } from '../../model/digest.ts';
import type { Change } from '../../model/plan.ts';
import { parseRuleKey, policyLabel } from '../../model/rule-id.ts';
import { child, resourceKey, type Resource, type ResourceKey } from '../../model/resource.ts';
import type { FoldedGroup } from '../folded.ts';
import type { Hiding } from '../hidden-values.ts';
import type { ReviewInput } from '../review.ts';
import type { Subject, View } from './finding.ts';

/** The view on a review. */
export function openView(input: ReviewInput, groups: readonly FoldedGroup[], hiding: Hiding): View {
  const subjects = groups.flatMap(({ changes }, group) => changes.map((change) => subjectOf(input, change, group)));
  const created = createdByNamespace(subjects);
  const plain = plainRules(input);
  let objects: ReadonlyMap<ResourceKey, Resource> | undefined;
  const allObjects = (): ReadonlyMap<ResourceKey, Resource> => (objects ??= objectsAfter(input));
  return {
    input,
    hiding,
    subjects,
    objects: allObjects,
    createdIn: (namespace) => created.get(namespace) ?? [],
    find: (id) => allObjects().get(resourceKey(id)),
    losesNamespace(name) {
      const key = resourceKey({ group: '', kind: 'Namespace', namespace: '', name });
      const wasThere = input.before.inventory.objects.has(key) || input.output.manifests.has(key);
      return wasThere && !allObjects().has(key);
    },
    addedGrants: rememberGrants(),
    writesPlain: ({ causes }) => causes.some(({ rule }) => plain.has(ruleName(rule))),
  };
}

function subjectOf({ before: { inventory } }: ReviewInput, change: Change, group: number): Subject {
  const isWritten = change.action === 'create' || change.action === 'update';
  const before = change.before ?? inventory.objects.get(resourceKey(change.id))?.resource;
  return {
    change,
    group,
    ...(before === undefined ? {} : { before }),
    ...(isWritten && change.after !== undefined ? { after: change.after } : {}),
  };
}

function createdByNamespace(subjects: readonly Subject[]): ReadonlyMap<string, readonly Subject[]> {
  const created = new Map<string, Subject[]>();
  for (const subject of subjects.filter(({ change }) => change.action === 'create')) {
    const { namespace } = subject.change.id;
    const list = created.get(namespace);
    if (list) list.push(subject);
    else created.set(namespace, [subject]);
  }
  return created;
}

/** Output lies over the inventory; what is deleted is in neither, whatever the inventory shows still. */
function objectsAfter({ after, output, plan }: ReviewInput): ReadonlyMap<ResourceKey, Resource> {
  const objects = new Map<ResourceKey, Resource>();
  for (const [key, { resource }] of after.inventory.objects) objects.set(key, resource);
  for (const [key, { resource }] of output.manifests) objects.set(key, resource);
  for (const change of plan.changes) {
    const key = resourceKey(change.id);
    if (change.action === 'delete') objects.delete(key);
    else if (change.after !== undefined) objects.set(key, change.after);
  }
  return objects;
}

/** In a folded group all roles ask the same. */
function rememberGrants(): View['addedGrants'] {
  const known = new Map<string, readonly Grant[]>();
  return (before, after) => {
    const question = canonicalJson([child(before, 'rules') ?? null, child(after, 'rules') ?? null]);
    const grants = known.get(question) ?? addedGrants(before, after);
    known.set(question, grants);
    return grants;
  };
}

/** Rules that write Secrets in clear text, as planning said. */
function plainRules({ plan }: ReviewInput): ReadonlySet<string> {
  const told = plan.diagnostics.filter(({ code }) => code === 'plan/secret-plain');
  return new Set(told.map(({ about }) => JSON.stringify([about.policy ?? '', about.rule ?? ''])));
}

function ruleName(key: string): string {
  const id = parseRuleKey(key);
  return id === undefined ? '' : JSON.stringify([policyLabel(id), id.rule]);
}
