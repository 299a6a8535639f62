// IP addresses and blocks of them as values, after the `ip` and `cidr` libraries of Kubernetes.
import {
  equalIpAddresses,
  ipAddressKinds,
  ipBlockHas,
  ipBlockHasBlock,
  maskIpBlock,
  parseIpAddress,
  parseIpBlock,
  printIpAddress,
  type IpAddress,
  type IpAddressKinds,
  type IpBlock,
} from '../../values/index.ts';
import { CelFailure, invalid } from '../failure.ts';
import { anyAt, functionOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import { BOOL, INT, opaque, STRING, type Type } from '../type.ts';
import { CelObject, type CelResult, type CelValue } from '../value.ts';

/** The type of addresses. */
export const IP_TYPE = opaque('net.IP');
/** The type of blocks. */
export const CIDR_TYPE = opaque('net.CIDR');

/** An address. */
export class IpValue extends CelObject {
  readonly type = IP_TYPE;
  readonly address: IpAddress;

  constructor(address: IpAddress) {
    super();
    this.address = address;
  }

  equals(other: CelObject): boolean {
    return other instanceof IpValue && equalIpAddresses(other.address, this.address);
  }
}

/** A block: two of the same addresses are only equal when they were written with the same address. */
export class CidrValue extends CelObject {
  readonly type = CIDR_TYPE;
  readonly block: IpBlock;

  constructor(block: IpBlock) {
    super();
    this.block = block;
  }

  equals(other: CelObject): boolean {
    if (!(other instanceof CidrValue)) return false;
    return other.block.bits === this.block.bits && equalIpAddresses(other.block.address, this.block.address);
  }
}

function ipOf(text: string): CelResult {
  const address = parseIpAddress(text);
  return address === undefined ? invalid('the text is no IP address') : new IpValue(address);
}

function cidrOf(text: string): CelResult {
  const block = parseIpBlock(text);
  return block === undefined ? invalid('the text is no CIDR block') : new CidrValue(block);
}

function isCanonical(text: string): CelResult {
  const address = parseIpAddress(text);
  return address === undefined ? invalid('the text is no IP address') : printIpAddress(address) === text;
}

/** A method of addresses, or a function of one. */
function ofIp(style: Overload['style'], name: string, result: Type, read: (address: IpAddress) => CelValue): Overload {
  const run = (args: readonly CelValue[]) => {
    const value = anyAt(args, 0);
    return value instanceof IpValue ? read(value.address) : noSuchOverload(name);
  };
  return { name, style, parameters: [IP_TYPE], result, run };
}

/** The same of blocks; `more` are the arguments behind. */
function ofCidr(
  style: Overload['style'],
  name: string,
  types: readonly [result: Type, ...more: readonly Type[]],
  read: (block: IpBlock, argument: CelValue) => CelResult,
): Overload {
  const [result, ...more] = types;
  const run = (args: readonly CelValue[]) => {
    const value = anyAt(args, 0);
    return value instanceof CidrValue ? read(value.block, args[1] ?? null) : noSuchOverload(name);
  };
  return { name, style, parameters: [CIDR_TYPE, ...more], result, run };
}

function containsIp(block: IpBlock, argument: CelValue): CelResult {
  const inner = typeof argument === 'string' ? ipOf(argument) : argument;
  return inner instanceof IpValue ? ipBlockHas(block, inner.address) : failureOf(inner, 'containsIP');
}

function containsCidr(block: IpBlock, argument: CelValue): CelResult {
  const inner = typeof argument === 'string' ? cidrOf(argument) : argument;
  return inner instanceof CidrValue ? ipBlockHasBlock(block, inner.block) : failureOf(inner, 'containsCIDR');
}

function failureOf(result: CelResult, name: string): CelResult {
  return result instanceof CelFailure ? result : noSuchOverload(name);
}

const KINDS: readonly (readonly [method: string, kind: keyof IpAddressKinds])[] = [
  ['isUnspecified', 'unspecified'],
  ['isLoopback', 'loopback'],
  ['isLinkLocalMulticast', 'linkLocalMulticast'],
  ['isLinkLocalUnicast', 'linkLocalUnicast'],
  ['isGlobalUnicast', 'globalUnicast'],
];

const ADDRESSES: readonly Overload[] = [
  functionOverload('ip', [STRING], IP_TYPE, (args) => ipOf(textAt(args, 0))),
  functionOverload('isIP', [STRING], BOOL, (args) => parseIpAddress(textAt(args, 0)) !== undefined),
  functionOverload('ip.isCanonical', [STRING], BOOL, (args) => isCanonical(textAt(args, 0))),
  ofIp('function', 'string', STRING, printIpAddress),
  ofIp('method', 'family', INT, ({ bytes }) => (bytes.length === 4 ? 4n : 6n)),
  ...KINDS.map(([name, kind]) => ofIp('method', name, BOOL, (address) => ipAddressKinds(address)[kind])),
];

const BLOCKS: readonly Overload[] = [
  functionOverload('cidr', [STRING], CIDR_TYPE, (args) => cidrOf(textAt(args, 0))),
  functionOverload('isCIDR', [STRING], BOOL, (args) => parseIpBlock(textAt(args, 0)) !== undefined),
  ofCidr('function', 'string', [STRING], ({ address, bits }) => `${printIpAddress(address)}/${bits}`),
  ofCidr('method', 'containsIP', [BOOL, STRING], containsIp),
  ofCidr('method', 'containsIP', [BOOL, IP_TYPE], containsIp),
  ofCidr('method', 'containsCIDR', [BOOL, STRING], containsCidr),
  ofCidr('method', 'containsCIDR', [BOOL, CIDR_TYPE], containsCidr),
  ofCidr('method', 'ip', [IP_TYPE], ({ address }) => new IpValue(address)),
  ofCidr('method', 'masked', [CIDR_TYPE], (block) => new CidrValue(maskIpBlock(block))),
  ofCidr('method', 'prefixLength', [INT], ({ bits }) => BigInt(bits)),
];

/** The functions and methods of addresses and blocks. */
export const IP: readonly Overload[] = [...ADDRESSES, ...BLOCKS];
