// Whether the host of a URL is an address of the outside world. Names are never resolved: there is no network here.

import { parseIpv6Groups } from './ip-address.ts';

/** Where a URL leads: outside, to a loopback or private address, to a name nobody resolved; or it is no URL. */
export type UrlReach = 'external' | 'internal' | 'name' | 'invalid';

/**
 * Where `url` leads, by the literal address in it; `localhost` is internal without being resolved.
 *
 * Source  Kyverno 1.19, `is_external_url`: neither loopback nor private (RFC 1918, RFC 4193).
 */
export function urlReach(url: string): UrlReach {
  const host = hostOf(url);
  if (host === undefined) return 'invalid';
  if (host.toLowerCase() === 'localhost') return 'internal';
  const inner = host.startsWith('[') ? parseV6(host.slice(1, -1)) : parseV4(host);
  if (inner === undefined) return host.startsWith('[') ? 'invalid' : 'name';
  return isInternal(inner) ? 'internal' : 'external';
}

function hostOf(url: string): string | undefined {
  const match = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^:/?#[\]]+)(?::\d*)?(?:[/?#]|$)/.exec(url);
  return match?.[1];
}

function parseV4(text: string): readonly number[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const parts = match?.slice(1).map(Number);
  return parts?.every((part) => part <= 255) === true ? parts : undefined;
}

/** Sixteen bytes, or four for an IPv4 address written as IPv6. */
function parseV6(text: string): readonly number[] | undefined {
  const [address = '', zone] = text.split('%');
  if (zone === '') return undefined;
  const dotted = /^(.*:)([\d.]+)$/.exec(address);
  const tail = dotted === null || !address.includes('.') ? [] : parseV4(dotted[2] ?? '');
  if (tail === undefined) return undefined;
  const groups = parseIpv6Groups(tail.length === 0 ? address : `${dotted?.[1] ?? ''}0:0`);
  if (groups === undefined) return undefined;
  const bytes = groups.flatMap((group) => [group >> 8, group & 0xff]);
  const all = tail.length === 0 ? bytes : [...bytes.slice(0, 12), ...tail];
  const mapped = all.slice(0, 10).every((byte) => byte === 0) && all[10] === 0xff && all[11] === 0xff;
  return mapped ? all.slice(12) : all;
}

function isInternal(bytes: readonly number[]): boolean {
  const [first = 0, second = 0] = bytes;
  if (bytes.length === 4) {
    const privateNet =
      first === 10 || (first === 172 && second >= 16 && second <= 31) || (first === 192 && second === 168);
    return first === 127 || privateNet;
  }
  const loopback = bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1;
  return loopback || (first & 0xfe) === 0xfc;
}
