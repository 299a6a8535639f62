// Whom a run may ask: every way of writing an address, and every entry of the allow-list.
import { describe, expect, it, test } from 'vitest';
import { parseAddress, parseNetwork, standings } from '../../../src/load/egress/address.ts';
import {
  addressProblem,
  allowsUrl,
  hostOfUrl,
  parseAllowedHost,
  type AllowedHost,
} from '../../../src/load/egress/allow-list.ts';

function allowed(...texts: readonly string[]): readonly AllowedHost[] {
  return texts.map((text) => {
    const host = parseAllowedHost(text);
    if (host === undefined) throw new Error(text);
    return host;
  });
}

/** The worst that is said of the address that a URL names, after the parser of URLs has put its form right. */
function accessOf(host: string): string {
  const address = parseAddress(hostOfUrl(new URL(`http://${host}/`)));
  if (address === undefined) return 'a name';
  const found = standings(address).map(({ access }) => access);
  return ['forbidden', 'internal'].find((access) => found.some((one) => one === access)) ?? 'public';
}

describe('what an address is', () => {
  it.each([
    // Link-local and metadata, in every dress
    ['169.254.169.254', 'forbidden'],
    ['169.254.0.1', 'forbidden'],
    ['2852039166', 'forbidden'],
    ['0xa9fea9fe', 'forbidden'],
    ['0xA9.0xFE.0xA9.0xFE', 'forbidden'],
    ['0251.0376.0251.0376', 'forbidden'],
    ['169.254.43518', 'forbidden'],
    ['169.16689662', 'forbidden'],
    ['%31%36%39.254.169.254', 'forbidden'],
    ['１６９.254.169.254', 'forbidden'],
    ['169。254。169。254', 'forbidden'],
    ['169.254.169.254.', 'forbidden'],
    ['[::ffff:169.254.169.254]', 'forbidden'],
    ['[::ffff:a9fe:a9fe]', 'forbidden'],
    ['[0:0:0:0:0:ffff:a9fe:a9fe]', 'forbidden'],
    ['[::169.254.169.254]', 'forbidden'],
    ['[::ffff:0:169.254.169.254]', 'forbidden'],
    ['[64:ff9b::169.254.169.254]', 'forbidden'],
    ['[64:ff9b::a9fe:a9fe]', 'forbidden'],
    ['[64:ff9b:1::a9fe:a9fe]', 'forbidden'],
    ['[2002:a9fe:a9fe::]', 'forbidden'],
    ['[2002:a9fe:a9fe:1::1]', 'forbidden'],
    ['[2001:0:a9fe:a9fe::]', 'forbidden'],
    ['[2001::5601:5601]', 'forbidden'],
    ['[2a00:1:2:3:0:5efe:a9fe:a9fe]', 'forbidden'],
    ['[2a00:1:2:3:200:5efe:a9fe:a9fe]', 'forbidden'],
    ['[fe80::1]', 'forbidden'],
    ['[febf::1]', 'forbidden'],
    ['[fd00:ec2::254]', 'forbidden'],
    ['[fd20:ce::254]', 'forbidden'],
    ['168.63.129.16', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['192.0.0.192', 'forbidden'],
    // Inside
    ['127.0.0.1', 'internal'],
    ['127.255.255.254', 'internal'],
    ['127.1', 'internal'],
    ['0x7f.1', 'internal'],
    ['017700000001', 'internal'],
    ['2130706433', 'internal'],
    ['[::1]', 'internal'],
    ['[::ffff:127.0.0.1]', 'internal'],
    ['[::127.0.0.1]', 'internal'],
    ['0.0.0.0', 'internal'],
    ['0', 'internal'],
    ['0.1.2.3', 'internal'],
    ['[::]', 'internal'],
    ['10.0.0.1', 'internal'],
    ['10.255.255.255', 'internal'],
    ['172.16.0.1', 'internal'],
    ['172.31.255.255', 'internal'],
    ['192.168.1.1', 'internal'],
    ['100.64.0.1', 'internal'],
    ['100.127.255.255', 'internal'],
    ['[fc00::1]', 'internal'],
    ['[fdff::1]', 'internal'],
    ['[fec0::1]', 'internal'],
    ['224.0.0.1', 'internal'],
    ['239.255.255.255', 'internal'],
    ['[ff02::1]', 'internal'],
    ['240.0.0.1', 'internal'],
    ['255.255.255.255', 'internal'],
    ['192.0.2.1', 'internal'],
    ['198.18.0.1', 'internal'],
    ['198.51.100.1', 'internal'],
    ['203.0.113.1', 'internal'],
    ['[2001:db8::1]', 'internal'],
    ['[3fff::1]', 'internal'],
    ['[100::1]', 'internal'],
    ['[64:ff9b::10.0.0.1]', 'internal'],
    ['[2002:a00:1::]', 'internal'],
    ['[::8.8.8.8]', 'internal'],
    // Outside, also just beyond the edges
    ['8.8.8.8', 'public'],
    ['9.255.255.255', 'public'],
    ['11.0.0.0', 'public'],
    ['126.255.255.255', 'public'],
    ['128.0.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.128.0.0', 'public'],
    ['169.253.255.255', 'public'],
    ['169.255.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.0', 'public'],
    ['192.167.255.255', 'public'],
    ['192.169.0.0', 'public'],
    ['223.255.255.255', 'public'],
    ['[::ffff:8.8.8.8]', 'public'],
    ['[2a00:1450:4001::200e]', 'public'],
    ['[2606:4700::1111]', 'public'],
    ['[64:ff9b::8.8.8.8]', 'public'],
    ['[2002:808:808::1]', 'public'],
    ['localhost', 'a name'],
    ['metadata.google.internal', 'a name'],
  ])('%s is %s', (host, access) => {
    expect(accessOf(host)).toBe(access);
  });

  it.each(['1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', 'fe80::1%eth0', '[::1]', '', 'example.org', '::1::'])(
    '%j is no address',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );

  it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '/8', '::/129', '::ffff:10.0.0.0/95', '10.0.0.0/8/8', 'a/8'])(
    '%j is no network',
    (text) => {
      expect(parseNetwork(text)).toBeUndefined();
    },
  );
});

describe('an address that is not public', () => {
  const cases: readonly (readonly [string, readonly string[], boolean])[] = [
    ['8.8.8.8', [], true],
    ['10.1.2.3', [], false],
    ['10.1.2.3', ['api.example.org'], false],
    ['10.1.2.3', ['10.0.0.0/8'], true],
    ['10.1.2.3', ['10.1.2.3'], true],
    ['10.1.2.3', ['10.1.2.3:8080'], true],
    ['10.1.2.3', ['10.1.2.4'], false],
    ['10.1.2.3', ['11.0.0.0/8', '10.1.0.0/16'], true],
    ['::ffff:10.1.2.3', ['10.0.0.0/8'], true],
    ['10.1.2.3', ['::ffff:10.0.0.0/104'], true],
    ['64:ff9b::10.1.2.3', ['10.0.0.0/8'], true],
    ['64:ff9b::10.1.2.3', ['192.168.0.0/16'], false],
    ['fd12::1', ['fd00::/8'], true],
    ['fd12::1', ['10.0.0.0/8'], false],
    ['127.0.0.1', ['127.0.0.0/8'], true],
    ['::1', ['127.0.0.0/8'], false],
    ['::1', ['[::1]:8080'], true],
    ['169.254.169.254', ['0.0.0.0/0'], false],
    ['169.254.169.254', ['169.254.169.254'], false],
    ['::ffff:169.254.169.254', ['169.254.0.0/16', '::/0', '0.0.0.0/0'], false],
    ['64:ff9b::169.254.169.254', ['::/0', '0.0.0.0/0'], false],
    ['fe80::1', ['::/0', 'fe80::/10'], false],
    ['fd00:ec2::254', ['fd00::/8', 'fd00:ec2::254'], false],
    ['100.100.100.200', ['100.64.0.0/10'], false],
  ];
  it.each(cases)('%s with %j on the list: %j', (text, list, passes) => {
    const address = parseAddress(text);
    if (address === undefined) throw new Error(text);
    expect(addressProblem(allowed(...list), address) === undefined).toBe(passes);
  });
});

describe('an entry of the list', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['api.example.org', 'https://api.example.org/x?y', true],
    ['api.example.org', 'http://api.example.org', true],
    ['api.example.org', 'https://API.Example.ORG./', true],
    ['API.example.org', 'https://api.example.org', true],
    ['api.example.org.', 'https://api.example.org', true],
    ['api.example.org', 'https://api.example.org:443', true],
    ['api.example.org', 'https://api.example.org:80', false],
    ['api.example.org', 'http://api.example.org:6379', false],
    ['api.example.org:8443', 'https://api.example.org:8443', true],
    ['api.example.org:8443', 'https://api.example.org', false],
    ['api.example.org', 'https://example.org', false],
    ['api.example.org', 'https://evil-api.example.org', false],
    ['api.example.org', 'https://api.example.org.evil.example', false],
    ['api.example.org', 'https://api.example.org@evil.example', false],
    ['api.example.org', 'https://evil.example#@api.example.org', false],
    ['api.example.org', 'https://evil.example\\@api.example.org', false],
    ['*.example.org', 'https://a.example.org', true],
    ['*.example.org', 'https://a.b.example.org', true],
    ['*.example.org', 'https://example.org', false],
    ['*.example.org', 'https://badexample.org', false],
    ['*.example.org:8443', 'https://a.example.org:8443', true],
    ['bücher.example', 'https://xn--bcher-kva.example', true],
    ['10.0.0.0/8', 'http://10.1.2.3', true],
    ['10.0.0.0/8', 'http://10.1.2.3:8080', false],
    ['10.1.2.3:8080', 'http://10.1.2.3:8080', true],
    ['10.1.2.3:8080', 'http://0xa.1.2.3:8080', true],
    ['10.0.0.0/8', 'http://name.example', false],
    ['[fd00::1]:8080', 'http://[fd00:0::1]:8080', true],
    ['fd00::1', 'http://[fd00::1]', true],
    ['[::1]', 'http://[::1]', true],
  ];
  it.each(cases)('%s allows %s: %j', (entry, url, passes) => {
    expect(allowsUrl(allowed(entry), new URL(url))).toBe(passes);
  });

  it.each([
    ...['', '*', '*.', 'a.*.example', 'https://api.example.org', 'api.example.org/path', 'user@host', 'host:0'],
    ...[
      'host:65536',
      'host:x',
      '10.0.0.0/8:80',
      '10.0.0.0/33',
      '2130706433',
      '0x7f.1',
      'a b',
      'a,b',
      '[host]:80',
      '[::1',
      '-:',
    ],
  ])('%j is none', (text) => {
    expect(parseAllowedHost(text)).toBeUndefined();
  });

  test('an empty list allows nothing', () => {
    expect(allowsUrl([], new URL('https://api.example.org'))).toBe(false);
  });
});
