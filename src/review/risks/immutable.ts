// Updates that the API server refuses, since they change what it lets nobody change.
import { metadataMap, type Resource, type ResourceId } from '../../model/resource.ts';
import { changedImmutableFields } from '../../kube/index.ts';
import type { Family, Places } from './finding.ts';
import { listed } from './words.ts';

/** With this a Flux deletes and creates again what it cannot change. */
const FORCE = 'kustomize.toolkit.fluxcd.io/force';

/** Kinds that hold data or serve while they are there. */
const PRECIOUS: ReadonlySet<string> = new Set([
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apps/StatefulSet',
]);

/** Fields that are changed and cannot be. */
export const findImmutable: Family = ({ change, after }, view) => {
  if (change.action !== 'update' || change.before === undefined || after === undefined) return [];
  const changed = changedImmutableFields(change.before, after);
  if (changed.length === 0) return [];
  const { kind, name } = change.id;
  const isForced = metadataMap(after, 'annotations')[FORCE]?.toLowerCase() === 'enabled';
  const then = isForced ? 'so that it is deleted and created again' : 'which cannot be changed';
  const fields = view.hiding.text(listed(changed));
  const say = ({ where, show }: Places): string => `${kind} ${show(name)}${where} changes ${fields}, ${then}`;
  const isPrecious = PRECIOUS.has(`${change.id.group}/${kind}`);
  return [
    {
      level: isForced && !isPrecious ? 'caution' : 'blocker',
      code: 'immutable-field',
      say,
      ...(isForced && !isPrecious ? {} : { help: helpFor(change.id, after, isPrecious) }),
    },
  ];
};

function helpFor({ kind }: ResourceId, after: Resource, isPrecious: boolean): string {
  if (isPrecious) return 'It has to be deleted and created again, and may take data with it: make a copy first.';
  const other = isHeld(kind, after) ? 'Give it another name, or it' : 'It';
  return `${other} has to be deleted and created again; Flux does that where it is annotated ${FORCE}: enabled.`;
}

function isHeld(kind: string, { apiVersion }: Resource): boolean {
  return apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret');
}
