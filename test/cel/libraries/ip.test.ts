import { describe, expect, it } from 'vitest';
import { CidrValue, IP, IpValue } from '../../../src/cel/libraries/ip.ts';
import { equalValues } from '../../../src/cel/equality.ts';
import type { CelValue } from '../../../src/cel/value.ts';
import { call, codeOf } from './call-overload.ts';

const ip = (text: string) => call(IP, 'ip', [text]) as IpValue;
const cidr = (text: string) => call(IP, 'cidr', [text]) as CidrValue;

describe('addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1', 4n],
    ['::', '::', 6n],
    ['::1', '::1', 6n],
    ['2001:DB8:0:0::1', '2001:db8::1', 6n],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3', 6n],
    ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4', 6n],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7', 6n],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304', 6n],
    ['1::', '1::', 6n],
  ])('%s prints as %s', (text, printed, family) => {
    expect(call(IP, 'string', [ip(text)])).toBe(printed);
    expect(call(IP, 'family', [ip(text)])).toBe(family);
    expect(call(IP, 'ip.isCanonical', [text])).toBe(text === printed);
    expect(equalValues(ip(text), ip(printed))).toBe(true);
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.01',
    '1.2.3.4.5',
    '::ffff:1.2.3.4',
    '::ffff:102:304',
    'fe80::1%eth0',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7::8',
    '12345::',
    '1.2.3.4::',
    '::1.2.3',
    ' ::1',
    '1'.repeat(10_000),
  ])('%j is none', (text) => {
    expect(call(IP, 'isIP', [text])).toBe(false);
    expect(codeOf(call(IP, 'ip', [text]))).toBe('invalid-value');
    expect(codeOf(call(IP, 'ip.isCanonical', [text]))).toBe('invalid-value');
  });

  it.each<[string, readonly string[]]>([
    ['127.0.0.1', ['isLoopback']],
    ['::1', ['isLoopback']],
    ['0.0.0.0', ['isUnspecified']],
    ['::', ['isUnspecified']],
    ['224.0.0.1', ['isLinkLocalMulticast']],
    ['224.0.1.1', []],
    ['ff02::1', ['isLinkLocalMulticast']],
    ['169.254.0.1', ['isLinkLocalUnicast']],
    ['fe80::1', ['isLinkLocalUnicast']],
    ['255.255.255.255', []],
    ['10.0.0.1', ['isGlobalUnicast']],
    ['fd00::1', ['isGlobalUnicast']],
  ])('%s is %j', (text, kinds) => {
    const all = ['isUnspecified', 'isLoopback', 'isLinkLocalMulticast', 'isLinkLocalUnicast', 'isGlobalUnicast'];
    expect(all.filter((name) => call(IP, name, [ip(text)]) === true)).toEqual(kinds);
  });
});

describe('blocks', () => {
  it.each<[string, string, readonly CelValue[], CelValue]>([
    ['10.0.0.0/8', 'containsIP', ['10.1.2.3'], true],
    ['10.0.0.0/8', 'containsIP', [ip('11.0.0.1')], false],
    ['10.0.0.0/8', 'containsIP', ['::1'], false],
    ['0.0.0.0/0', 'containsIP', ['255.1.1.1'], true],
    ['2001:db8::/33', 'containsIP', ['2001:db8:8000::1'], false],
    ['10.0.0.0/8', 'containsCIDR', ['10.1.0.0/16'], true],
    ['10.0.0.0/8', 'containsCIDR', [cidr('10.0.0.0/7')], false],
    ['10.0.0.0/8', 'containsCIDR', ['10.0.0.0/8'], true],
    ['10.1.2.3/8', 'prefixLength', [], 8n],
  ])('%s %s, case %#', (text, name, args, expected) => {
    expect(call(IP, name, [cidr(text), ...args])).toBe(expected);
  });

  it('has an address and a mask', () => {
    const block = cidr('10.1.2.3/12');
    expect(call(IP, 'string', [block])).toBe('10.1.2.3/12');
    expect(call(IP, 'string', [call(IP, 'ip', [block]) as IpValue])).toBe('10.1.2.3');
    expect(equalValues(call(IP, 'masked', [block]) as CidrValue, cidr('10.0.0.0/12'))).toBe(true);
    expect(equalValues(block, cidr('10.0.0.0/12'))).toBe(false);
  });

  it.each(['', '10.0.0.1', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/-1', '10.0.0.0/', '::/129', '/8', 'fe80::%a/8'])(
    '%j is none',
    (text) => {
      expect(call(IP, 'isCIDR', [text])).toBe(false);
      expect(codeOf(call(IP, 'cidr', [text]))).toBe('invalid-value');
      expect(codeOf(call(IP, 'containsCIDR', [cidr('10.0.0.0/8'), text]))).toBe('invalid-value');
    },
  );
});
