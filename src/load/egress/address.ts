// IP addresses and networks as numbers, and what an address is: whether a request to it may leave at all. No I/O.
import { isIPv4, isIPv6 } from 'node:net';

/** An address: 32 or 128 bits. An IPv4 address in IPv6 clothes (`::ffff:10.0.0.1`) is the IPv4 address. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** The addresses that share the first `prefix` bits. */
export interface Network extends Address {
  readonly prefix: number;
}

/** The address that a text is, or undefined. Forms other than the usual ones (`0x7f.1`) are for the URL parser to undo. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { family: 4, bits: bitsOfIpv4(text) };
  // A zone names an interface of this machine.
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const bits = bitsOfIpv6(text);
  return bits >> 32n === 0xffffn ? { family: 4, bits: lowest(bits, 32) } : { family: 6, bits };
}

/** The network of `10.0.0.0/8` or of a single address, or undefined. */
export function parseNetwork(text: string): Network | undefined {
  const [, host = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(host);
  if (address === undefined) return undefined;
  const size = sizeOf(address);
  const prefix = length === undefined ? size : Number(length) - (host.includes(':') && size === 32 ? 96 : 0);
  return prefix < 0 || prefix > size ? undefined : { ...address, prefix };
}

/** Tells whether an address is in a network. */
export function contains(network: Network, { family, bits }: Address): boolean {
  if (network.family !== family) return false;
  const rest = BigInt(sizeOf(network) - network.prefix);
  return bits >> rest === network.bits >> rest;
}

/** What an address is. `forbidden` is never reached, `internal` only where the user names its network. */
export interface Standing {
  readonly access: 'public' | 'internal' | 'forbidden';
  readonly what: string;
  /** The address itself, or one that it carries inside (NAT64, 6to4 and others). */
  readonly address: Address;
}

/** What an address and the addresses inside it are; the worst of it decides. */
export function standings(address: Address): readonly Standing[] {
  return [address, ...carriedBy(address)].map((one) => standingOf(one));
}

function standingOf(address: Address): Standing {
  const found = SPECIAL.find(({ network }) => contains(network, address));
  if (found) return { access: found.access, what: found.what, address };
  const isGlobal = address.family === 4 || contains(GLOBAL_UNICAST, address) || contains(NAT64, address);
  return isGlobal ? { access: 'public', what: 'public', address } : { access: 'internal', what: 'reserved', address };
}

interface Special {
  readonly network: Network;
  readonly access: 'internal' | 'forbidden';
  readonly what: string;
}

const GLOBAL_UNICAST = known('2000::/3');
const NAT64 = known('64:ff9b::/96');

/**
 * The first that contains the address counts.
 *
 * Source  IANA special-purpose address registries; the metadata addresses of Amazon, Azure, Alibaba, Oracle and Google.
 */
const SPECIAL: readonly Special[] = [
  ...forbidden('a link-local address, where clouds keep credentials', '169.254.0.0/16', 'fe80::/10'),
  ...forbidden('the address of a metadata service', 'fd00:ec2::254', 'fd20:ce::254', '168.63.129.16'),
  ...forbidden('the address of a metadata service', '100.100.100.200', '192.0.0.192'),
  ...internal('a loopback address', '127.0.0.0/8', '::1'),
  ...internal('a private address', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'),
  ...internal('a private address', 'fc00::/7', 'fec0::/10'),
  ...internal('an unspecified address', '0.0.0.0/8', '::'),
  ...internal('a multicast address', '224.0.0.0/4', 'ff00::/8'),
  ...internal('a reserved address', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15'),
  ...internal('a reserved address', '198.51.100.0/24', '203.0.113.0/24', '240.0.0.0/4'),
  ...internal('a reserved address', '2001::/23', '2001:db8::/32', '3fff::/20'),
];

function forbidden(what: string, ...texts: readonly string[]): readonly Special[] {
  return texts.map((text) => ({ network: known(text), access: 'forbidden', what }));
}

function internal(what: string, ...texts: readonly string[]): readonly Special[] {
  return texts.map((text) => ({ network: known(text), access: 'internal', what }));
}

function known(text: string): Network {
  const network = parseNetwork(text);
  if (network === undefined) throw new Error(`not a network: ${text}`);
  return network;
}

/** Where the forms of IPv6 that stand for an IPv4 address keep it: how many bits from the right. */
const CARRIERS: readonly { readonly network: Network; readonly shift: number }[] = [
  { network: known('::/96'), shift: 0 },
  { network: known('::ffff:0:0:0/96'), shift: 0 },
  { network: NAT64, shift: 0 },
  { network: known('64:ff9b:1::/48'), shift: 0 },
  { network: known('2002::/16'), shift: 80 },
  { network: known('2001::/32'), shift: 64 },
];

function carriedBy({ family, bits }: Address): readonly Address[] {
  if (family === 4 || bits <= 1n) return [];
  const shifts = CARRIERS.filter(({ network }) => contains(network, { family, bits })).map(({ shift }) => shift);
  const interfaceType = lowest(bits >> 32n, 32);
  // ISATAP: the interface part of any prefix is 0:5efe or 200:5efe and the address.
  const isatap = interfaceType === 0x5efen || interfaceType === 0x2005efen ? [0] : [];
  const teredo = bits >> 96n === 0x20010000n ? [lowest(~bits, 32)] : [];
  const found = [...new Set([...shifts, ...isatap])].map((shift) => lowest(bits >> BigInt(shift), 32));
  return [...found, ...teredo].map((inner) => ({ family: 4, bits: inner }));
}

function sizeOf({ family }: Address): number {
  return family === 4 ? 32 : 128;
}

function lowest(bits: bigint, count: number): bigint {
  return BigInt.asUintN(count, bits);
}

function bitsOfIpv4(text: string): bigint {
  return text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function bitsOfIpv6(text: string): bigint {
  const [before = '', after] = hexadecimal(text).split('::');
  const head = groupsOf(before);
  const tail = groupsOf(after ?? '');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0n);
  return [...head, ...zeros, ...tail].reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** `::10.0.0.1` as `::a00:1`. */
function hexadecimal(text: string): string {
  const [, front, dotted] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  if (front === undefined || dotted === undefined) return text;
  const bits = bitsOfIpv4(dotted);
  return `${front}${(bits >> 16n).toString(16)}:${lowest(bits, 16).toString(16)}`;
}

function groupsOf(text: string): readonly bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));
}
