// The variable `images`: the container images of a Pod, or of what makes Pods, taken apart. It loads when an expression names it.
import { expressionError, isExpressionError, type ExpressionError } from '../../jmespath/index.ts';
import { child, isJsonList, textAt, type Json, type JsonObject, type Resource } from '../../model/resource.ts';
import { parseImage, printImage, type ImageReference } from '../../values/index.ts';
import type { LazyEntry } from './scope.ts';

const TEMPLATE = ['spec', 'template', 'spec'];

/** Where the Pod's spec stands, by kind. */
const POD_SPECS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', ['spec']],
  ['CronJob', ['spec', 'jobTemplate', ...TEMPLATE]],
  ...['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Job'].map(
    (kind): [string, readonly string[]] => [kind, TEMPLATE],
  ),
]);

const GROUPS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/**
 * The entry for `images`; undefined for a kind that has none.
 *
 * Shape   `images.<group>.<container>` with registry, name, path, tag, digest, reference, referenceWithTag and jsonPointer. What is empty
 *         is absent, and so is a group without containers.
 * Source  Kyverno, variables: images. An image that is no reference fails whatever names `images`.
 */
export function imagesEntry(object: Resource): LazyEntry | undefined {
  const path = POD_SPECS.get(object.kind);
  if (path === undefined) return undefined;
  return { name: 'images', merges: false, load: () => imagesAt(object, path) };
}

function imagesAt(object: Resource, path: readonly string[]): JsonObject | ExpressionError {
  const spec = path.reduce<Json | undefined>((value, key) => child(value, key), object);
  const groups: [string, JsonObject][] = [];
  for (const group of GROUPS) {
    const images = imagesOfGroup(child(spec, group), `/${[...path, group].join('/')}`);
    if (isExpressionError(images)) return images;
    if (images !== undefined) groups.push([group, images]);
  }
  return Object.fromEntries(groups);
}

function imagesOfGroup(containers: Json | undefined, pointer: string): JsonObject | ExpressionError | undefined {
  if (!isJsonList(containers) || containers.length === 0) return undefined;
  const images: [string, Json][] = [];
  for (const [index, container] of containers.entries()) {
    const text = textAt(container, 'image');
    const name = textAt(container, 'name');
    if (text === '') continue;
    const image = parseImage(text);
    const at = `${pointer}/${index}/image`;
    if (image === undefined) return expressionError('invalid-value', `${at} is no image`, { start: 0, end: 0 });
    images.push([name, partsOf(image, at)]);
  }
  return Object.fromEntries(images);
}

function partsOf(image: ImageReference, jsonPointer: string): JsonObject {
  const { registry, name, path, tag, digest } = image;
  return {
    registry,
    name,
    path,
    ...(tag === '' ? {} : { tag, referenceWithTag: `${registry}/${path}:${tag}` }),
    ...(digest === '' ? {} : { digest }),
    reference: printImage(image),
    jsonPointer,
  };
}
