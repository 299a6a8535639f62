// Reads the address of an API call: which resource it names and with which parameters. What stands there is for api-answer.ts.

/** A resource of the API, or a list of them where the path has no `name`. `namespace` is only what stands in front of `plural`. */
export interface ApiAddress {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly plural: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** Decoded; of a parameter that is given twice, the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `refused`: no address that may be asked for at all. `other`: an address, but of nothing that an inventory holds. */
export type ApiPath =
  | { readonly kind: 'resource'; readonly address: ApiAddress }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'other'; readonly reason: string };

/** Subresources of Namespace itself; any other word after a namespace is a plural. */
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(['status', 'finalize']);

/**
 * Reads a path with its parameters.
 *
 * Shape   one `/` in front and one at the end may be missing. Segments are decoded once; one that is empty, `.` or `..`, or that still
 *         holds `/`, `\` or `%`, is refused, so that a path cannot mean another resource than it shows.
 * Source  Kubernetes API concepts, resource URIs.
 */
export function readApiPath(urlPath: string): ApiPath {
  const mark = urlPath.indexOf('?');
  const [path, query] = mark < 0 ? [urlPath, ''] : [urlPath.slice(0, mark), urlPath.slice(mark + 1)];
  const segments = path
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .split('/')
    .map((segment) => decoded(segment));
  const problem = pathProblem(urlPath, segments);
  if (problem !== undefined) return { kind: 'refused', reason: `the path ${shown(path)} ${problem}` };
  const parameters = readParameters(query);
  if (parameters === undefined) {
    return { kind: 'refused', reason: `a parameter of ${shown(path)} is not percent-encoded as it should be` };
  }
  const texts = segments.filter((segment) => segment !== undefined);
  const address = addressOf(texts, parameters);
  return address
    ? { kind: 'resource', address }
    : { kind: 'other', reason: `${shown(path)} is not the path of a resource, and an inventory holds only resources` };
}

function pathProblem(urlPath: string, segments: readonly (string | undefined)[]): string | undefined {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(urlPath)) return 'has a line break or another control character in it';
  if (urlPath.includes('#')) return 'has a # in it';
  if (segments.includes(undefined)) return 'is not percent-encoded as it should be';
  if (segments.includes('')) return 'has an empty segment; is a variable in it empty?';
  if (segments.includes('.') || segments.includes('..')) return 'goes up or stays with . or ..';
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const isHidden = segments.some((segment) => /[/\\%\u0000-\u001f\u007f]/.test(segment ?? ''));
  return isHidden ? 'hides a slash, a percent sign or a control character in percent-encoding' : undefined;
}

function addressOf(segments: readonly string[], parameters: ReadonlyMap<string, string>): ApiAddress | undefined {
  const [root, first = '', second = ''] = segments;
  if (root === 'api' && first !== '') return resourceOf('', first, segments.slice(2), parameters);
  if (root === 'apis' && second !== '') return resourceOf(first, second, segments.slice(3), parameters);
  return undefined;
}

function resourceOf(
  group: string,
  version: string,
  rest: readonly string[],
  parameters: ReadonlyMap<string, string>,
): ApiAddress | undefined {
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2 && !isOfNamespace(group, rest);
  const namespace = isInNamespace ? rest[1] : undefined;
  const [plural, name, subresource, ...more] = isInNamespace ? rest.slice(2) : rest;
  if (plural === undefined || more.length > 0) return undefined;
  return { group, version, namespace, plural, name, subresource, parameters };
}

function isOfNamespace(group: string, rest: readonly string[]): boolean {
  return group === '' && rest.length === 3 && NAMESPACE_SUBRESOURCES.has(rest[2] ?? '');
}

function readParameters(query: string): ReadonlyMap<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const equals = pair.indexOf('=');
    const [rawName, rawValue] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    const [name, value] = [decodedParameter(rawName), decodedParameter(rawValue)];
    if (name === undefined || value === undefined) return undefined;
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

function decodedParameter(text: string): string | undefined {
  return decoded(text.replaceAll('+', ' '));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function shown(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}
