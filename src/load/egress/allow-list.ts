// Whom a run may ask: the entries of --allow-http, and what a URL and the addresses behind it are by them. No I/O.
import {
  contains,
  parseAddress,
  parseNetwork,
  standings,
  type Address,
  type Network,
  type Standing,
} from './address.ts';

/** An entry: a host name or a network, at one port or at the usual one of the URL's scheme. */
export type AllowedHost =
  | { readonly kind: 'name'; readonly name: string; readonly withSubdomains: boolean; readonly port?: number }
  | { readonly kind: 'network'; readonly network: Network; readonly port?: number };

/** The entry that a text is, or undefined: `api.example.org`, `*.example.org:8443`, `10.1.2.3:8080`, `[fd00::1]:80`, `10.0.0.0/8`. */
export function parseAllowedHost(text: string): AllowedHost | undefined {
  const network = parseNetwork(text);
  if (network) return { kind: 'network', network };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]/]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = digits === undefined ? {} : { port: Number(digits) };
  if (port.port === 0 || (port.port ?? 1) > 65_535) return undefined;
  const single = parseNetwork(bracketed ?? plain ?? '');
  if (single) return { kind: 'network', network: single, ...port };
  return plain === undefined ? undefined : named(plain, port);
}

function named(text: string, port: { readonly port?: number }): AllowedHost | undefined {
  const withSubdomains = text.startsWith('*.');
  const host = withSubdomains ? text.slice(2) : text;
  const name = /[*?#@\\%\s]/.test(host) ? '' : hostOf(host);
  // What the URL parser makes an address of is no name.
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name) || parseAddress(name)) return undefined;
  return { kind: 'name', name, withSubdomains, ...port };
}

function hostOf(text: string): string {
  try {
    return withoutDot(new URL(`http://${text}`).hostname);
  } catch {
    return '';
  }
}

/** The host of a URL as a name or an address; `example.org.` is `example.org`. */
export function hostOfUrl({ hostname }: URL): string {
  return withoutDot(hostname.replace(/^\[(.*)\]$/, '$1'));
}

function withoutDot(host: string): string {
  return host.replace(/\.$/, '');
}

/** The port of a URL, named in it or not. */
export function portOfUrl(url: URL): number {
  return url.port === '' ? usualPort(url) : Number(url.port);
}

function usualPort({ protocol }: URL): number {
  return protocol === 'https:' ? 443 : 80;
}

/** Tells whether a URL names a host of the list. What the name leads to is another question. */
export function allowsUrl(list: readonly AllowedHost[], url: URL): boolean {
  const host = hostOfUrl(url);
  const address = parseAddress(host);
  const usual = usualPort(url);
  const port = portOfUrl(url);
  return list.some((entry) => port === (entry.port ?? usual) && isHost(entry, host, address));
}

function isHost(entry: AllowedHost, host: string, address: Address | undefined): boolean {
  if (entry.kind === 'network') return address !== undefined && contains(entry.network, address);
  return entry.withSubdomains ? host.endsWith(`.${entry.name}`) : host === entry.name;
}

/** Why an address may not be connected to, or undefined where it may: it is public, or its network is on the list. */
export function addressProblem(list: readonly AllowedHost[], address: Address): Standing | undefined {
  const networks = list.flatMap((entry) => (entry.kind === 'network' ? [entry.network] : []));
  const isListed = (one: Address): boolean => networks.some((network) => contains(network, one));
  const all = standings(address);
  return (
    all.find(({ access }) => access === 'forbidden') ??
    all.find(({ access, address: one }) => access === 'internal' && !isListed(one) && !isListed(address))
  );
}
