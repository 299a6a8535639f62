// The headers of a request to a service: the policy's own, what JSON needs, and nothing of the environment.
import type { HttpHeader, HttpRequest } from '../../model/trigger.ts';

/** Headers that belong to the connection, not to a policy; another Host would be another host than the one that was checked. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'te', 'trailer', 'upgrade'],
  ...['expect', 'accept-encoding', 'proxy-authorization', 'proxy-connection', 'proxy-authenticate'],
]);

/**
 * The headers to send, names in lower case.
 *
 * Errors  a problem names a reserved header, and nothing of any other: what stands in a header may be secret.
 */
export function headersToSend({
  method,
  headers,
}: HttpRequest): { readonly value: readonly HttpHeader[] } | { readonly problem: string } {
  const own = headers.map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  const reserved = own.find(({ name }) => RESERVED.has(name));
  if (reserved) return { problem: `a policy cannot set the header ${reserved.name}` };
  if (!own.every(isLegal)) return { problem: 'one of its headers has characters that a header cannot have' };
  const given = new Set(own.map(({ name }) => name));
  const ours: readonly HttpHeader[] = [
    { name: 'accept', value: 'application/json' },
    ...(method === 'POST' ? [{ name: 'content-type', value: 'application/json' }] : []),
  ];
  return { value: [...ours.filter(({ name }) => !given.has(name)), ...own] };
}

function isLegal({ name, value }: HttpHeader): boolean {
  return /^[!#$%&'*+.^_`|~a-z0-9-]+$/.test(name) && /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value);
}
