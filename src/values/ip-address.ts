// IP addresses and blocks of them: reading, printing as Go's `net/netip` does, and which kinds of address there are. Where a URL leads is
// left to address.ts.

/** An address: four bytes or sixteen. */
export interface IpAddress {
  readonly bytes: readonly number[];
}

/** A block: an address within it, not necessarily its first one, and how many bits all of its addresses share. */
export interface IpBlock {
  readonly address: IpAddress;
  readonly bits: number;
}

/** No address is written longer; IPv6 with an IPv4 tail is. */
const MAX_TEXT = 45;

/**
 * The address, or undefined.
 *
 * Errors  leading zeros in IPv4, a zone, an IPv4 address written as IPv6.
 * Source  Kubernetes' `ip` library over Go `netip.ParseAddr`.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const bytes = text.includes(':') ? parseSixteen(text) : parseFour(text);
  return bytes === undefined || isMapped(bytes) ? undefined : { bytes };
}

function parseFour(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  const good = parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return good ? parts.map(Number) : undefined;
}

function parseSixteen(text: string): readonly number[] | undefined {
  const tailStart = text.lastIndexOf(':') + 1;
  const tail = text.includes('.') ? parseFour(text.slice(tailStart)) : [];
  if (tail === undefined) return undefined;
  const groups = parseIpv6Groups(tail.length === 0 ? text : `${text.slice(0, tailStart)}0:0`);
  const bytes = groups?.flatMap((group) => [group >> 8, group & 0xff]);
  return bytes === undefined || tail.length === 0 ? bytes : [...bytes.slice(0, 12), ...tail];
}

/** The eight groups of an IPv6 address without an IPv4 tail, or undefined. */
export function parseIpv6Groups(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))
    ? groups.map((group) => parseInt(group, 16))
    : undefined;
}

function isMapped(bytes: readonly number[]): boolean {
  return bytes.length === 16 && bytes.slice(0, 12).every((byte, at) => byte === (at < 10 ? 0 : 0xff));
}

/** The canonical text: IPv6 in lower case, with the longest run of zeros (two groups at least, the first of equals) left out. */
export function printIpAddress({ bytes }: IpAddress): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0));
  const texts = groups.map((group) => group.toString(16));
  const { start, length } = longestZeros(groups);
  if (length < 2) return texts.join(':');
  return `${texts.slice(0, start).join(':')}::${texts.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = at + 1;
    else if (at + 1 - start > best.length) best = { start, length: at + 1 - start };
  }
  return best;
}

/** Whether the two are the same address. */
export function equalIpAddresses(left: IpAddress, right: IpAddress): boolean {
  return left.bytes.length === right.bytes.length && left.bytes.every((byte, at) => byte === right.bytes[at]);
}

/** What kinds of address it is one of. */
export interface IpAddressKinds {
  readonly unspecified: boolean;
  readonly loopback: boolean;
  readonly linkLocalMulticast: boolean;
  readonly linkLocalUnicast: boolean;
  readonly globalUnicast: boolean;
}

/** The kinds of an address, as Go's `netip` tells them. Private addresses are global unicast ones. */
export function ipAddressKinds({ bytes }: IpAddress): IpAddressKinds {
  const [first = 0, second = 0, third = 0] = bytes;
  const isFour = bytes.length === 4;
  const unspecified = bytes.every((byte) => byte === 0);
  const loopback = isFour ? first === 127 : bytes.every((byte, at) => byte === Number(at === 15));
  const multicast = isFour ? first >= 224 && first <= 239 : first === 0xff;
  const linkLocalMulticast = multicast && (isFour ? first === 224 && second + third === 0 : (second & 0x0f) === 2);
  const linkLocalUnicast = isFour ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80;
  const broadcast = isFour && bytes.every((byte) => byte === 255);
  const globalUnicast = !unspecified && !loopback && !multicast && !linkLocalUnicast && !broadcast;
  return { unspecified, loopback, linkLocalMulticast, linkLocalUnicast, globalUnicast };
}

/** The block written `address/bits`, or undefined. */
export function parseIpBlock(text: string): IpBlock | undefined {
  const slash = text.lastIndexOf('/');
  const length = text.slice(slash + 1);
  const address = slash < 0 ? undefined : parseIpAddress(text.slice(0, slash));
  if (address === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = Number(length);
  return bits <= address.bytes.length * 8 ? { address, bits } : undefined;
}

/** The block with the first of its addresses. */
export function maskIpBlock({ address, bits }: IpBlock): IpBlock {
  const bytes = address.bytes.map((byte, at) => {
    const kept = Math.min(Math.max(bits - at * 8, 0), 8);
    return byte & (0xff << (8 - kept));
  });
  return { address: { bytes }, bits };
}

/** Whether the address is within the block; never for one of the other family. */
export function ipBlockHas(block: IpBlock, address: IpAddress): boolean {
  const same = maskIpBlock({ address, bits: block.bits }).address;
  return equalIpAddresses(maskIpBlock(block).address, same);
}

/** Whether all addresses of `inner` are within the block. */
export function ipBlockHasBlock(block: IpBlock, inner: IpBlock): boolean {
  return block.bits <= inner.bits && ipBlockHas(block, inner.address);
}
