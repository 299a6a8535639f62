// Container image references as a registry client reads them. What workloads' images mean to rules is in image.ts, which knows another
// default registry and another grammar.

/** The parts of a reference. Exactly one of `tag` and `digest` is not `''`. */
export interface RegistryReference {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

const DEFAULT_REGISTRY = 'index.docker.io';
const REGISTRY = /^(?:[A-Za-z0-9._~-]+|\[[0-9a-fA-F:.]+\])(?::\d*)?$/;
const REPOSITORY = /^[a-z0-9_./-]{1,255}$/;
const TAG = /^[A-Za-z0-9_.-]{1,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const MAX_TEXT = 1024;

/**
 * The parts of `text`, or undefined when it is no reference.
 *
 * Shape   the registry is `index.docker.io` where none is given, its single names lie in `library`; the tag is `latest` where there is neither tag
 *         nor digest, and left out where there is a digest.
 * Source  go-containerregistry `name.ParseReference`.
 */
export function parseRegistryReference(text: string): RegistryReference | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const [base = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  const { name, tag } = splitTag(base);
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  const place = splitRegistry(name);
  if (place === undefined) return undefined;
  return digest === undefined ? { ...place, tag: tag ?? 'latest', digest: '' } : { ...place, tag: '', digest };
}

/** A colon behind the last `/` starts the tag; before it, it is the registry's port. */
function splitTag(base: string): { readonly name: string; readonly tag: string | undefined } {
  const colon = base.lastIndexOf(':');
  if (colon <= base.lastIndexOf('/')) return { name: base, tag: undefined };
  return { name: base.slice(0, colon), tag: base.slice(colon + 1) };
}

function splitRegistry(name: string): { readonly registry: string; readonly repository: string } | undefined {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isGiven = /[.:]/.test(first) || first === 'localhost';
  const given = isGiven && first !== 'docker.io' ? first : DEFAULT_REGISTRY;
  const path = isGiven ? name.slice(slash + 1) : name;
  if (!REGISTRY.test(given) || !REPOSITORY.test(path)) return undefined;
  const single = given === DEFAULT_REGISTRY && !path.includes('/');
  return { registry: given, repository: single ? `library/${path}` : path };
}
