// What a manifest says about where it comes from. It is for people and other tools: Headwater itself trusts only its ledger.
import { digestOf } from '../model/digest.ts';
import { policyLabel, type RuleId } from '../model/rule-id.ts';
import {
  child,
  groupOf,
  isJsonObject,
  metadataMap,
  textAt,
  versionOf,
  type JsonObject,
  type Metadata,
  type Resource,
  type ResourceId,
} from '../model/resource.ts';

/** How much a manifest says. */
export type ProvenanceMode = 'headwater' | 'kyverno' | 'none';

/** What there is to say. `trigger` and `source.object` are undefined where the object itself is no longer known. */
export interface ProvenanceFacts {
  readonly rule: RuleId;
  readonly trigger: Resource | undefined;
  readonly triggerId: ResourceId;
  readonly source?: { readonly id: ResourceId; readonly object?: Resource };
}

const MANAGED_BY = 'app.kubernetes.io/managed-by';
const HEADWATER = 'headwater';
const POLICY = 'headwater.dev/policy';
const RULE = 'headwater.dev/rule';
const TRIGGER = 'headwater.dev/trigger';
const SOURCE = 'headwater.dev/source';
const HEADWATER_ANNOTATIONS: readonly string[] = [POLICY, RULE, TRIGGER, SOURCE];
const KYVERNO = 'kyverno';
const KYVERNO_PREFIX = 'generate.kyverno.io/';

/** A key or the beginning of keys, and what it names. */
type Named = readonly [string, ProvenanceParty, boolean];
const ANNOTATED: readonly Named[] = [
  [POLICY, 'policy', false],
  [RULE, 'rule', false],
  [TRIGGER, 'trigger', false],
  [SOURCE, 'source', false],
];
const LABELLED: readonly Named[] = [
  [`${KYVERNO_PREFIX}policy-`, 'policy', true],
  [`${KYVERNO_PREFIX}rule-`, 'rule', true],
  [`${KYVERNO_PREFIX}trigger-`, 'trigger', true],
  [`${KYVERNO_PREFIX}source-`, 'source', true],
];
const CEL_RULE = 'generate';
const POLICIES_IN_CEL: readonly string[] = ['GeneratingPolicy', 'NamespacedGeneratingPolicy'];

/**
 * The manifest with its provenance.
 *
 * Shape   `headwater`: one label, and annotations for policy, rule, trigger and (clones) source; `kyverno`: the labels that Kyverno
 *         sets, those of the trigger's uid and version empty where the trigger is not known. They win over what is there.
 * Source  Kyverno 1.19, labels of a downstream. The label `clone-source` is not among them: it marks sources.
 */
export function withProvenance(content: Resource, facts: ProvenanceFacts, mode: ProvenanceMode): Resource {
  switch (mode) {
    case 'none':
      return content;
    case 'kyverno':
      return withEntries(content, 'labels', legalValues(kyvernoLabels(facts)));
    case 'headwater': {
      const bare = withoutEntries(content, 'annotations', (key) => HEADWATER_ANNOTATIONS.includes(key));
      const labelled = withEntries(bare, 'labels', { [MANAGED_BY]: HEADWATER });
      return withEntries(labelled, 'annotations', headwaterAnnotations(facts));
    }
  }
}

/** Tells whether an object says that Headwater made it. */
export function hasHeadwaterProvenance(resource: Resource): boolean {
  return metadataMap(resource, 'labels')[MANAGED_BY] === HEADWATER && POLICY in metadataMap(resource, 'annotations');
}

/** Tells whether an object carries marks that withProvenance, in any mode, would have written. */
export function hasProvenance(resource: Resource): boolean {
  return hasHeadwaterProvenance(resource) || hasKyvernoLabels(resource);
}

/** Whether the marks of an object are those that this rule and this trigger leave, in any mode. */
export function isMarkedBy(resource: Resource, facts: Pick<ProvenanceFacts, 'rule' | 'triggerId'>): boolean {
  const known = { ...facts, trigger: undefined };
  if (hasHeadwaterProvenance(resource) && holds(metadataMap(resource, 'annotations'), headwaterAnnotations(known)))
    return true;
  if (!hasKyvernoLabels(resource)) return false;
  const expected = Object.entries(legalValues(kyvernoLabels(known))).filter(([key]) => !OF_THE_CLUSTER.test(key));
  return holds(metadataMap(resource, 'labels'), Object.fromEntries(expected));
}

/** Whom the marks of an object name; undefined where they name nobody, or not one trigger alone. */
export interface NamedParties {
  /** `name` or `namespace/name`. */
  readonly policy: string;
  readonly rule: string;
  readonly trigger: ResourceId;
}

/** The parties that an object names, whoever wrote that. Labels of Kyverno name the trigger by a uid, or by nothing but its kind. */
export function namedParties(
  resource: Resource,
  ofUid: (uid: string) => ResourceId | undefined,
): NamedParties | undefined {
  if (hasHeadwaterProvenance(resource)) {
    const annotations = metadataMap(resource, 'annotations');
    const trigger = parseReference(annotations[TRIGGER] ?? '');
    const [policy = '', rule = ''] = [annotations[POLICY], annotations[RULE]];
    return trigger === undefined || policy === '' ? undefined : { policy, rule, trigger };
  }
  return hasKyvernoLabels(resource) ? partiesInLabels(metadataMap(resource, 'labels'), ofUid) : undefined;
}

/** What differs from cluster to cluster, though the object is the same. */
const OF_THE_CLUSTER = /-(?:uid|version)$/;

function hasKyvernoLabels(resource: Resource): boolean {
  const labels = metadataMap(resource, 'labels');
  return labels[MANAGED_BY] === KYVERNO && `${KYVERNO_PREFIX}policy-name` in labels;
}

function partiesInLabels(
  labels: Readonly<Record<string, string>>,
  ofUid: (uid: string) => ResourceId | undefined,
): NamedParties | undefined {
  const label = (name: string): string => labels[`${KYVERNO_PREFIX}${name}`] ?? '';
  const name = label('trigger-name');
  const [group, kind, namespace] = [label('trigger-group'), label('trigger-kind'), label('trigger-namespace')];
  const trigger = name === '' || kind === '' ? ofUid(label('trigger-uid')) : { group, kind, namespace, name };
  if (trigger === undefined) return undefined;
  const policy = [label('policy-namespace'), label('policy-name')].filter((part) => part !== '').join('/');
  // Policies in CEL have one rule, and the labels name none.
  return { policy, rule: name === '' ? label('rule-name') : CEL_RULE, trigger };
}

/** The reverse of objectReference. */
function parseReference(text: string): ResourceId | undefined {
  const parts = text.split('/');
  if (parts.length < 2 || parts.length > 3) return undefined;
  const [kindAndGroup = '', name = ''] = [parts[0], parts.at(-1)];
  const namespace = parts.length === 3 ? (parts[1] ?? '') : '';
  if (name === '') return undefined;
  const dot = kindAndGroup.indexOf('.');
  const kind = dot < 0 ? kindAndGroup : kindAndGroup.slice(0, dot);
  if (kind === '') return undefined;
  return { group: dot < 0 ? '' : kindAndGroup.slice(dot + 1), kind, namespace, name };
}

function holds(found: Readonly<Record<string, string>>, expected: JsonObject): boolean {
  return Object.entries(expected).every(([key, value]) => found[key] === value);
}

/** The object without anything that withProvenance adds in any mode; maps that become empty go too. */
export function withoutProvenance(resource: Resource): Resource {
  const bare = withoutEntries(resource, 'annotations', (key) => HEADWATER_ANNOTATIONS.includes(key));
  return withoutEntries(bare, 'labels', (key, value) =>
    key === MANAGED_BY ? value === HEADWATER || value === KYVERNO : key.startsWith(KYVERNO_PREFIX),
  );
}

/**
 * The object without the marks that withProvenance left on it, in whichever mode. Where `own` (what its rule says, without marks) has
 * something of its own under such a key, that stands there instead; maps that become empty go too.
 */
export function withoutMarks(resource: Resource, own?: Resource): Resource {
  const labels = metadataMap(resource, 'labels');
  const isKyvernos = labels[MANAGED_BY] === KYVERNO && `${KYVERNO_PREFIX}policy-name` in labels;
  const isMark = (key: string, value: unknown): boolean =>
    key === MANAGED_BY ? value === HEADWATER || isKyvernos : isKyvernos && provenanceParty('labels', key) !== undefined;
  const bare = withoutOwnEntries(resource, own, 'annotations', (key) => HEADWATER_ANNOTATIONS.includes(key));
  return withoutOwnEntries(bare, own, 'labels', isMark);
}

/** Tells whether an object has any of the marks that name Headwater. */
export function hasHeadwaterMarks(resource: Resource): boolean {
  const annotations = metadataMap(resource, 'annotations');
  return (
    metadataMap(resource, 'labels')[MANAGED_BY] === HEADWATER || HEADWATER_ANNOTATIONS.some((key) => key in annotations)
  );
}

/** What an entry of labels or annotations is about where withProvenance, in any mode, would have written one of that key. */
export type ProvenanceParty = 'policy' | 'rule' | 'trigger' | 'source';

/** Whom or what a label or an annotation of this key names; undefined where it is none of provenance, or says the same everywhere. */
export function provenanceParty(field: 'labels' | 'annotations', key: string): ProvenanceParty | undefined {
  const parties = field === 'annotations' ? ANNOTATED : LABELLED;
  return parties.find(([named, , isPrefix]) => (isPrefix ? key.startsWith(named) : key === named))?.[1];
}

/**
 * How an annotation names an object: `Namespace/team-a`, `Deployment.apps/team-a/web`.
 *
 * Shape   kind and, after a dot, its group; the namespace, where there is one; the name. No kind has a dot and no name a slash, so
 *         different objects read differently.
 */
export function objectReference(id: ResourceId): string {
  const kind = id.group === '' ? id.kind : `${id.kind}.${id.group}`;
  return [kind, id.namespace, id.name].filter((part) => part !== '').join('/');
}

/** The text itself where it is a legal label value, else one made from it: legal characters, cut, and eight hex digits of a digest. */
export function legalLabelValue(text: string): string {
  if (text.length <= 63 && /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/.test(text)) return text;
  const legal = text.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 54);
  return `${legal.replace(/^[_.-]+|[_.-]+$/g, '')}-${digestOf(text).slice(0, 8)}`.replace(/^-/, '');
}

function headwaterAnnotations({ rule, triggerId, source }: ProvenanceFacts): JsonObject {
  return {
    [POLICY]: policyLabel(rule),
    [RULE]: rule.rule,
    [TRIGGER]: objectReference(triggerId),
    ...(source === undefined ? {} : { [SOURCE]: objectReference(source.id) }),
  };
}

function kyvernoLabels(facts: ProvenanceFacts): Readonly<Record<string, string>> {
  const named = { [MANAGED_BY]: KYVERNO, [`${KYVERNO_PREFIX}policy-name`]: facts.rule.policy };
  return { ...named, ...(POLICIES_IN_CEL.includes(facts.rule.policyKind) ? celLabels(facts) : ruleLabels(facts)) };
}

function ruleLabels({ rule, trigger, triggerId, source }: ProvenanceFacts): Readonly<Record<string, string>> {
  return {
    [`${KYVERNO_PREFIX}policy-namespace`]: rule.policyNamespace,
    [`${KYVERNO_PREFIX}rule-name`]: rule.rule,
    ...partyLabels('trigger', triggerId, trigger),
    ...(source === undefined ? {} : partyLabels('source', source.id, source.object)),
  };
}

/** These policies have no rules, and tell of a source its uid only. */
function celLabels({ trigger, triggerId, source }: ProvenanceFacts): Readonly<Record<string, string>> {
  return {
    [`${KYVERNO_PREFIX}trigger-name`]: triggerId.name,
    ...partyLabels('trigger', triggerId, trigger),
    ...(source === undefined ? {} : { [`${KYVERNO_PREFIX}source-uid`]: textAt(source.object?.metadata, 'uid') }),
  };
}

function partyLabels(
  party: 'trigger' | 'source',
  id: ResourceId,
  object: Resource | undefined,
): Readonly<Record<string, string>> {
  const prefix = `${KYVERNO_PREFIX}${party}-`;
  return {
    [`${prefix}group`]: object === undefined ? id.group : groupOf(object.apiVersion),
    [`${prefix}version`]: object === undefined ? '' : versionOf(object.apiVersion),
    [`${prefix}kind`]: id.kind,
    [`${prefix}namespace`]: id.namespace,
    [`${prefix}uid`]: textAt(object?.metadata, 'uid'),
  };
}

function legalValues(labels: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, legalLabelValue(value)]));
}

function withEntries(resource: Resource, field: 'labels' | 'annotations', entries: JsonObject): Resource {
  const map = child(resource.metadata, field);
  const merged = { ...(isJsonObject(map) ? map : {}), ...entries };
  return { ...resource, metadata: { ...resource.metadata, [field]: merged } };
}

/** Entries that `own` has too, under the same key, are put to what it says. */
function withoutOwnEntries(
  resource: Resource,
  own: Resource | undefined,
  field: 'labels' | 'annotations',
  isMark: (key: string, value: unknown) => boolean,
): Resource {
  const said = own === undefined ? {} : metadataMap(own, field);
  const bare = withoutEntries(resource, field, (key, value) => isMark(key, value) && !Object.hasOwn(said, key));
  const stays = Object.entries(metadataMap(bare, field)).filter(([key, value]) => isMark(key, value));
  const other = stays.filter(([key, value]) => said[key] !== value);
  if (other.length === 0) return bare;
  return withEntries(bare, field, Object.fromEntries(other.map(([key]) => [key, said[key] ?? ''])));
}

function withoutEntries(
  resource: Resource,
  field: 'labels' | 'annotations',
  isRemoved: (key: string, value: unknown) => boolean,
): Resource {
  const map = child(resource.metadata, field);
  if (!isJsonObject(map)) return resource;
  const kept = Object.entries(map).filter(([key, value]) => !isRemoved(key, value));
  if (kept.length === Object.keys(map).length) return resource;
  const rest = Object.entries(resource.metadata).filter(([key]) => key !== field);
  const metadata = [...rest, ...(kept.length === 0 ? [] : [[field, Object.fromEntries(kept)]])];
  // Only a map of labels or annotations was left out, so the name is still there.
  return { ...resource, metadata: Object.fromEntries(metadata) as Metadata };
}
