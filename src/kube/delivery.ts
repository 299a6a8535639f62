// What a manifest needs so that those who apply it from Git, Argo CD and Flux, take it as it was meant; and what of it they would take
// otherwise all the same. How they read a whole folder is in render/reader-problems.ts; what no API server takes is in object-size.ts.
import { child, isJsonList, isJsonObject, textAt, type Json, type Resource } from '../model/resource.ts';
import { jsonBytesOver } from './object-size.ts';

/** The readers that manifests are made for. */
export type DeliveryProfile = 'both' | 'argocd' | 'flux' | 'neutral';

/** What additions depend on. `synchronize`: one of the causes of the manifest synchronizes. */
export interface DeliveryFacts {
  readonly profile: DeliveryProfile;
  readonly synchronize: boolean;
}

const SUBSTITUTE = 'kustomize.toolkit.fluxcd.io/substitute';
const APPLY = 'kustomize.toolkit.fluxcd.io/ssa';
const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const SERVER_SIDE = 'ServerSideApply';

/** Most bytes, as JSON, of an object that client-side apply can store in an annotation. */
const MOST_APPLIED = 262_144;

/** Tells whether manifests are made for this reader. */
export function isMadeFor(reader: 'argocd' | 'flux', profile: DeliveryProfile): boolean {
  return profile === 'both' || profile === reader;
}

/**
 * The manifest with what its readers need. What the rule itself sets wins, as a label too where Flux reads labels.
 *
 * Shape   Flux: an object with `${` anywhere is left out of substitution; one that no rule synchronizes is created and not applied again.
 *         Argo CD: one that client-side apply cannot store is applied by the server. `neutral` is given back as it is.
 */
export function withDelivery(manifest: Resource, { profile, synchronize }: DeliveryFacts): Resource {
  const added: (readonly [string, string])[] = [];
  if (isMadeFor('flux', profile)) {
    if (holdsVariable(manifest) && !isSet(manifest, SUBSTITUTE)) added.push([SUBSTITUTE, 'disabled']);
    if (!synchronize && !isSet(manifest, APPLY)) added.push([APPLY, 'IfNotPresent']);
  }
  if (isMadeFor('argocd', profile) && jsonBytesOver(manifest, MOST_APPLIED)) {
    const options = withServerSide(textAt(manifest.metadata['annotations'], SYNC_OPTIONS));
    if (options !== undefined) added.push([SYNC_OPTIONS, options]);
  }
  return added.length === 0 ? manifest : annotated(manifest, Object.fromEntries(added));
}

/**
 * What a reader would do with a manifest that was not meant.
 *
 * `substituted`: Flux may put something else, or nothing, for `${…}`; `large`: client-side apply cannot store it; `list`: Argo CD takes it
 * apart as a List; `tracked`: Argo CD takes it for another application's.
 */
export type DeliveryConcern = 'substituted' | 'large' | 'list' | 'tracked';

/** What to tell about a manifest as it lies in output. The text itself is in none of it: it may be secret. */
export function deliveryConcerns(manifest: Resource, profile: DeliveryProfile): readonly DeliveryConcern[] {
  const concerns: DeliveryConcern[] = [];
  if (holdsVariable(manifest) && !isSet(manifest, SUBSTITUTE)) concerns.push('substituted');
  if (profile === 'flux') return concerns;
  if (jsonBytesOver(manifest, MOST_APPLIED)) concerns.push('large');
  if (isJsonList(manifest['items'])) concerns.push('list');
  const isTracked = child(manifest.metadata['annotations'], TRACKING_ID) !== undefined;
  if (isTracked && isMadeFor('argocd', profile)) concerns.push('tracked');
  return concerns;
}

/** Stops at the first text or key that has it. */
function holdsVariable(value: Json): boolean {
  if (typeof value === 'string') return value.includes('${');
  if (isJsonList(value)) return value.some(holdsVariable);
  if (!isJsonObject(value)) return false;
  for (const key of Object.keys(value)) {
    if (key.includes('${') || holdsVariable(value[key] ?? null)) return true;
  }
  return false;
}

/** Source  Flux looks for what switches it in annotations and labels. */
function isSet(manifest: Resource, key: string): boolean {
  const { annotations, labels } = manifest.metadata;
  return child(annotations, key) !== undefined || child(labels, key) !== undefined;
}

/** The options with the server's apply among them; undefined where they say something of it already. */
function withServerSide(options: string): string | undefined {
  const given = options
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option !== '');
  if (given.some((option) => option.split('=', 1)[0] === SERVER_SIDE)) return undefined;
  return [...given, `${SERVER_SIDE}=true`].join(',');
}

function annotated(manifest: Resource, added: Readonly<Record<string, string>>): Resource {
  const { annotations } = manifest.metadata;
  const merged = { ...(isJsonObject(annotations) ? annotations : {}), ...added };
  return { ...manifest, metadata: { ...manifest.metadata, annotations: merged } };
}
