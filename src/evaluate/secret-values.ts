// What people may see of a value that may come from a Secret. A value is shown where it is the same with other values in the Secrets, and
// holds no text of any Secret; everything else is masked. How whole Secrets are shown in a diff is render/mask.ts.
import { isSecret } from '../model/digest.ts';
import { child, isJsonList, isJsonObject, type Json, type Resource } from '../model/resource.ts';
import type { Trigger, World } from '../model/trigger.ts';
import type { Read } from './reads.ts';

/** What stands where a value is not shown. */
export const HIDDEN = '‹secret›';

const STAND_IN = 'another value in the place of a secret one';
const FIELDS = ['data', 'stringData'] as const;
/** Shorter texts occur everywhere by chance; a Secret that an evaluation reads is told by the stand-ins. */
const SHORTEST = 4;

/** Whether one of the reads of an evaluation may have come upon a Secret. */
export function readsSecrets(reads: readonly Read[]): boolean {
  return reads.some((read) => /^(?:list )?\/Secret\//.test(read));
}

/** The world with other values in its Secrets: what comes out of it differs where a value of a Secret decides. */
export function withStandIns(world: World): World {
  return {
    ...world,
    get: (id) => {
      const found = world.get(id);
      return found && standIn(found);
    },
    list: (query) => world.list(query).map(standIn),
  };
}

/** The trigger with other values, where it is a Secret. */
export function triggerWithStandIns(trigger: Trigger): Trigger {
  const { object, oldObject } = trigger;
  return { ...trigger, object: standIn(object), ...(oldObject ? { oldObject: standIn(oldObject) } : {}) };
}

/** Shows `value` where it may be seen. `twin` is what came of stand-ins, undefined where nothing did. */
export function showBeside(value: Json, twin: Json | undefined): Json {
  if (isJsonObject(value) && isJsonObject(twin) && sameKeys(value, twin)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, showBeside(item, child(twin, key))]));
  }
  if (isJsonList(value) && isJsonList(twin) && value.length === twin.length) {
    return value.map((item, at) => showBeside(item, twin[at]));
  }
  return Object.is(value, twin) ? value : HIDDEN;
}

/** Hides what repeats a value of a Secret. */
export interface Hiding {
  readonly text: (text: string) => string;
  readonly json: (value: Json) => Json;
}

/** Masks texts that repeat a value of one of the Secrets, raw or decoded. */
export function hideTextsOf(secrets: Iterable<Resource>): Hiding {
  const texts = [...new Set([...secrets].filter(isSecret).flatMap(textsOf))];
  const text = (shown: string): string => (texts.some((secret) => shown.includes(secret)) ? HIDDEN : shown);
  const json = (value: Json): Json => {
    if (value === null || typeof value === 'boolean') return value;
    if (isJsonList(value)) return value.map(json);
    // A key may repeat a value as well as a text can.
    if (isJsonObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), json(item)]));
    if (typeof value === 'string') return text(value);
    return text(String(value)) === HIDDEN ? HIDDEN : value;
  };
  return { text, json };
}

function standIn(resource: Resource): Resource {
  if (!isSecret(resource)) return resource;
  const replaced = FIELDS.flatMap((field): [string, Json][] => {
    const values = child(resource, field);
    if (values === undefined) return [];
    const other = field === 'data' ? btoa(STAND_IN) : STAND_IN;
    if (!isJsonObject(values)) return [[field, other]];
    return [[field, Object.fromEntries(Object.keys(values).map((key) => [key, other]))]];
  });
  return { ...resource, ...Object.fromEntries(replaced), metadata: withoutLastApplied(resource.metadata) };
}

/** kubectl writes the whole object into an annotation. */
function withoutLastApplied(metadata: Resource['metadata']): Resource['metadata'] {
  const annotations = child(metadata, 'annotations');
  const key = 'kubectl.kubernetes.io/last-applied-configuration';
  if (!isJsonObject(annotations) || child(annotations, key) === undefined) return metadata;
  return { ...metadata, annotations: { ...annotations, [key]: STAND_IN } };
}

function textsOf(secret: Resource): readonly string[] {
  const raw = FIELDS.flatMap((field) => Object.values(asMap(child(secret, field))));
  return raw
    .filter((value): value is string => typeof value === 'string')
    .flatMap((text) => [text, ...decoded(text)])
    .map((text) => text.trim())
    .filter((text) => text.length >= SHORTEST);
}

function asMap(value: Json | undefined): Readonly<Record<string, Json>> {
  return isJsonObject(value) ? value : { value: value ?? null };
}

function decoded(text: string): readonly string[] {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return [new TextDecoder().decode(bytes)];
  } catch {
    return [];
  }
}

function sameKeys(one: Readonly<Record<string, Json>>, other: Readonly<Record<string, Json>>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key));
}
