// Questions to HTTP services, whatever language the policy is written in. Asking them is for load/external.ts.
import { digestOf } from './digest.ts';
import type { HttpRequest } from './trigger.ts';

const PREFIX = 'http ';

/** A request with its key, which is a digest of all the rest. */
export function httpRequest(parts: Omit<HttpRequest, 'kind' | 'key'>): HttpRequest {
  const { method, url, headers, body = null, caBundle = null } = parts;
  const named = headers.map(({ name, value }) => ({ name, value }));
  return { ...parts, kind: 'http', key: PREFIX + digestOf({ method, url, headers: named, body, caBundle }) };
}

/** Tells whether a key is the one of an HTTP request. */
export function isHttpKey(key: string): boolean {
  return key.startsWith(PREFIX);
}
