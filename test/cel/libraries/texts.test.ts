import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { GZIP } from '../../../src/cel/libraries/gzip.ts';
import { HASH } from '../../../src/cel/libraries/hash.ts';
import { JSON as JSON_METHODS, JSON_VALUE } from '../../../src/cel/libraries/json.ts';
import { X509 } from '../../../src/cel/libraries/x509.ts';
import { YAML, YAML_VALUE } from '../../../src/cel/libraries/yaml.ts';
import { toJson } from '../../../src/cel/text-of.ts';
import { CelBytes, CelMap, CelTimestamp, fromJson, type CelResult, type CelValue } from '../../../src/cel/value.ts';
import { CERTIFICATE, ELLIPTIC, REQUEST } from '../../support/certificates.ts';
import { call, codeOf } from './call-overload.ts';

function field(result: CelResult, name: string): unknown {
  return result instanceof CelMap ? result.get(name) : undefined;
}

describe('json.unmarshal', () => {
  const unmarshal = (text: string) => call(JSON_METHODS, 'unmarshal', [JSON_VALUE, text]);

  it.each<[string, CelValue]>([
    ['1', 1],
    ['9007199254740993', 9007199254740992],
    [' "x" ', 'x'],
    ['[1, true, null]', [1, true, null]],
    ['null', null],
  ])('%s', (text, value) => {
    expect(unmarshal(text)).toEqual(value);
  });

  it('has doubles in maps, and the last of equal keys', () => {
    expect(field(unmarshal('{"a": 1}'), 'a')).toBe(1);
    expect(field(unmarshal('{"a": 1, "a": 2}'), 'a')).toBe(2);
    expect(field(unmarshal('{"__proto__": "x"}'), '__proto__')).toBe('x');
  });

  it.each(['', '{', '{"a":1} x', '1 2', "{'a':1}", '1e999', '"\\ud800"', '['.repeat(100_000)])(
    'fails, case %#',
    (text) => {
      expect(codeOf(unmarshal(text))).toBe('invalid-value');
    },
  );
});

describe('json.marshal', () => {
  const marshal = (value: CelValue) => call(JSON_METHODS, 'Marshal', [JSON_VALUE, value]);

  it.each<[CelValue, string]>([
    [null, 'null'],
    ['<a&b>', '"\\u003ca\\u0026b\\u003e"'],
    [1.5, '1.5'],
    [1, '1'],
    [7n, '7'],
    [fromJson({ b: 1, a: ['x', true], c: { z: null } }), '{"a":["x",true],"b":1,"c":{"z":null}}'],
    [CelMap.ofFields([['n', CelMap.ofFields([['b', null], ['a', 1]])]]), '{"n":{"a":1,"b":null}}'], // prettier-ignore
    [new CelTimestamp(0n), '"1970-01-01T00:00:00Z"'],
  ])('case %#', (value, text) => {
    expect(marshal(value)).toBe(text);
  });

  it('fails for what JSON has no form for', () => {
    expect(codeOf(marshal(Infinity))).toBe('invalid-value');
  });

  it('ends at the limit where a large object stands in many places', () => {
    const large = CelMap.ofJson({ list: Array.from({ length: 20_000 }, () => 'x'.repeat(1000)) });
    expect(codeOf(marshal(Array.from({ length: 1000 }, () => large)))).toBe('limit');
  });
});

describe('yaml.parse', () => {
  const parse = (text: string) => call(YAML, 'parse', [YAML_VALUE, text]);

  it.each<[string, unknown]>([
    ...['y', 'yes', 'on', 'true'].map((word): [string, unknown] => [word, true]),
    ...['n', 'no', 'off', 'False'].map((word): [string, unknown] => [word, false]),
    ['0x10', 16],
    ['1', 1],
    ['1.5', 1.5],
    ['"1"', '1'],
    ['2024-01-01', '2024-01-01'],
    ['~', null],
  ])('a: %s', (text, value) => {
    expect(field(parse(`a: ${text}`), 'a')).toBe(value);
  });

  it('takes keys for texts, the first document alone, and nothing for null', () => {
    expect(field(parse('1: x\ntrue: z\n---\nb: 2'), '1')).toBe('x');
    expect(field(parse('1: x\ntrue: z\n---\nb: 2'), 'true')).toBe('z');
    expect(parse('')).toBeNull();
    expect(parse('x')).toBe('x');
  });

  it.each(['a: [', 'a: b: c', 'a: 1\na: 2'])('fails for %j', (text) => {
    expect(codeOf(parse(text))).toBe('invalid-value');
  });
});

describe('digests', () => {
  it.each([
    ['sha256', 'hello', '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
    ['hash.sha1', '', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['hash.md5', 'é', '66ddcd97cfdeabb2f6fb8a999b4bc76f'],
  ])('%s', (name, text, expected) => {
    expect(call(HASH, name, [text])).toBe(expected);
  });
});

describe('gzip', () => {
  const compress = (text: string) => call(GZIP, 'gzip.compress', [text]);

  it.each(['', 'hello', 'é\u{1f600}', 'x'.repeat(100_000)])('there and back, case %#', (text) => {
    const packed = compress(text);
    expect(call(GZIP, 'gzip.decompress', [packed as CelBytes])).toBe(text);
    expect(compress(text)).toEqual(packed);
  });

  it('names neither time nor system', () => {
    const packed = compress('x');
    expect(packed instanceof CelBytes && [...packed.bytes.slice(4, 10)]).toEqual([0, 0, 0, 0, 0, 255]);
  });

  it('fails for what is no gzip, no UTF-8, no text, and too much', () => {
    const decompress = (bytes: Uint8Array) => codeOf(call(GZIP, 'gzip.decompress', [new CelBytes(bytes)]));
    expect(decompress(Buffer.from('nope'))).toBe('invalid-value');
    expect(decompress(gzipSync(Buffer.from([0xff])))).toBe('invalid-value');
    expect(decompress(gzipSync(Buffer.alloc(20_000_000)))).toBe('limit');
    expect(codeOf(call(GZIP, 'gzip.compress', [1n]))).toBe('no-such-overload');
  });
});

describe('x509.decode', () => {
  const decode = (text: string) => {
    const fields = call(X509, 'x509.decode', [text]);
    return fields instanceof CelMap ? toJson(fields) : codeOf(fields);
  };

  it('has the fields of certificates and requests', () => {
    expect(decode(CERTIFICATE)).toMatchObject({
      Issuer: { CommonName: 'example.test', Organization: ['Example', 'Second'] },
      PublicKeyAlgorithm: 1,
      PublicKey: { E: 65537 },
      IsCA: true,
    });
    expect(decode(REQUEST)).toMatchObject({ DNSNames: ['request.test'] });
    expect(field(call(X509, 'x509.decode', [CERTIFICATE]), 'SerialNumber')).toBe(Number(0x4a6f0be7a0428e09e78106b809e37c774d48c56bn)); // prettier-ignore
  });

  it('knows no keys but RSA', () => {
    expect(decode(ELLIPTIC)).toBe('invalid-value');
  });

  it.each(['', 'x', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])('fails, case %#', (text) => {
    expect(codeOf(call(X509, 'x509.decode', [text]))).toBe('invalid-value');
  });
});

it('what was unmarshalled goes out as numbers again', () => {
  expect(toJson(call(JSON_METHODS, 'unmarshal', [JSON_VALUE, '{"a":1}']) as CelMap)).toEqual({ a: 1 });
});
