// Container image references: their parts, with defaults filled in. Which images a resource has is left to the callers.

/** The parts of an image reference; `tag` and `digest` are `''` where there is none. */
export interface ImageReference {
  readonly registry: string;
  readonly path: string;
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

const DOMAIN =
  /^(?:(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?:\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const MAX_TEXT = 1024;

/**
 * The parts of `text`, or undefined when it is no image reference.
 *
 * Shape   the registry is `docker.io` and the tag `latest` (unless there is a digest) where they are left out.
 * Source  Kyverno 1.19, `images` and `image_normalize`; the grammar of the distribution project.
 */
export function parseImage(text: string, defaultRegistry = 'docker.io'): ImageReference | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const at = text.indexOf('@');
  const digest = at < 0 ? '' : text.slice(at + 1);
  if (at >= 0 && !DIGEST.test(digest)) return undefined;
  const { registry, rest } = splitRegistry(at < 0 ? text : text.slice(0, at), defaultRegistry);
  const colon = rest.indexOf(':');
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const given = colon < 0 ? undefined : rest.slice(colon + 1);
  if (!DOMAIN.test(registry) || !path.split('/').every((part) => COMPONENT.test(part))) return undefined;
  if (given !== undefined && !TAG.test(given)) return undefined;
  const tag = given ?? (digest === '' ? 'latest' : '');
  return { registry, path, name: path.slice(path.lastIndexOf('/') + 1), tag, digest };
}

/** The part before the first `/` is a registry if it has a point or colon, is `localhost` or has capital letters. */
function splitRegistry(text: string, defaultRegistry: string): { readonly registry: string; readonly rest: string } {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || /[A-Z]/.test(first);
  return isRegistry ? { registry: first, rest: text.slice(slash + 1) } : { registry: defaultRegistry, rest: text };
}

/** The full reference: by digest where there is one, else by tag. */
export function printImage(image: ImageReference): string {
  const name = `${image.registry}/${image.path}`;
  return image.digest === '' ? `${name}:${image.tag}` : `${name}@${image.digest}`;
}
