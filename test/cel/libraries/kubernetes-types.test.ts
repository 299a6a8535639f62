import { describe, expect, it, test } from 'vitest';
import { equalValues } from '../../../src/cel/equality.ts';
import { CelFailure } from '../../../src/cel/failure.ts';
import { NAMED_FORMAT } from '../../../src/cel/libraries/named-format.ts';
import { QUANTITY } from '../../../src/cel/libraries/quantity.ts';
import { SEMVER } from '../../../src/cel/libraries/semver.ts';
import { URL_LIBRARY } from '../../../src/cel/libraries/url.ts';
import { CelMap, CelOptional, NONE, type CelValue } from '../../../src/cel/value.ts';
import type { Overload } from '../../../src/cel/overload.ts';
import { call, failureOf } from './call.ts';

function made(table: readonly Overload[], name: string, ...args: readonly CelValue[]): CelValue {
  const value = call(table, name, args);
  if (value instanceof CelFailure) throw new Error(value.message);
  return value;
}

const quantity = (text: string): CelValue => made(QUANTITY, 'quantity', text);
const url = (text: string): CelValue => made(URL_LIBRARY, 'url', text);

describe('quantities', () => {
  it.each<[string, readonly CelValue[], CelValue]>([
    ['isQuantity', ['1.5Gi'], true],
    ['isQuantity', ['1.5 Gi'], false],
    ['isGreaterThan', [quantity('1Gi'), quantity('500Mi')], true],
    ['isLessThan', [quantity('1'), quantity('1000m')], false],
    ['compareTo', [quantity('1'), quantity('2')], -1n],
    ['compareTo', [quantity('1'), quantity('1000m')], 0n],
    ['asInteger', [quantity('50Ki')], 51_200n],
    ['asInteger', [quantity('50k')], 50_000n],
    ['isInteger', [quantity('1e3')], true],
    ['isInteger', [quantity('1.5')], false],
    ['isInteger', [quantity('1.5Gi')], false],
    ['isInteger', [quantity('9999999999999999999G')], false],
    ['asApproximateFloat', [quantity('1.5')], 1.5],
    ['asApproximateFloat', [quantity('100m')], 0.1],
    ['sign', [quantity('-1k')], -1n],
    ['sign', [quantity('0')], 0n],
  ])('%s of %o gives %o', (name, args, result) => {
    expect(call(QUANTITY, name, args)).toBe(result);
  });

  it.each<[string, CelValue, CelValue, string]>([
    ['add', quantity('10'), quantity('5'), '15'],
    ['add', quantity('10'), 5n, '15'],
    ['sub', quantity('10'), quantity('500m'), '9500m'],
    ['sub', quantity('0'), quantity('1k'), '-1k'],
    ['add', quantity('1Ki'), 0n, '1024'],
  ])('%s of %o and %o', (name, left, right, result) => {
    expect(equalValues(made(QUANTITY, name, left, right), quantity(result))).toBe(true);
  });

  test('sums are integers where both parts are', () => {
    expect(call(QUANTITY, 'asInteger', [made(QUANTITY, 'sub', quantity('0'), quantity('1k'))])).toBe(-1000n);
    expect(failureOf(QUANTITY, 'asInteger', [quantity('1.5')])).toBe('invalid-value');
    expect(failureOf(QUANTITY, 'quantity', ['abc'])).toBe('invalid-value');
  });
});

describe('URLs', () => {
  const full = url('HTTPS://user:p%40@a.example:8443/x%20y?y=1&y=2&z=a+b&bad=%zz&flag');
  it.each<[string, CelValue, CelValue]>([
    ['getScheme', full, 'https'],
    ['getHost', full, 'a.example:8443'],
    ['getHostname', full, 'a.example'],
    ['getPort', full, '8443'],
    ['getEscapedPath', full, '/x%20y'],
    ['getHostname', url('http://[::1]:80/'), '::1'],
    ['getHost', url('http://[::1]'), '[::1]'],
    ['getPort', url('http://[::1]'), ''],
    ['getEscapedPath', url('/päth x'), '/p%C3%A4th%20x'],
    ['getEscapedPath', url('https://h/x#f'), '/x%23f'],
    ['getEscapedPath', url('https://h'), ''],
    ['getScheme', url('/only/a/path'), ''],
    ['getScheme', url('mailto:a@b'), 'mailto'],
  ])('%s of %o is %o', (name, value, result) => {
    expect(call(URL_LIBRARY, name, [value])).toBe(result);
  });

  test('the query maps each name to its values', () => {
    const query = call(URL_LIBRARY, 'getQuery', [full]) as CelMap;
    expect(query.keys()).toEqual(['y', 'z', 'flag']);
    expect(query.keys().map((key) => query.get(key))).toEqual([['1', '2'], ['a b'], ['']]);
  });

  it.each(['', 'nope', '../rel', 'https://a b', 'https://a:b', ':a', '/%zz', 'https://[::1', 'a\n:b', 'http://a%41b/'])(
    '%j is none',
    (text) => {
      expect(call(URL_LIBRARY, 'isURL', [text])).toBe(false);
      expect(failureOf(URL_LIBRARY, 'url', [text])).toBe('invalid-value');
    },
  );

  test('are equal whatever the case of the scheme', () => {
    expect(equalValues(url('HTTPS://h/x?a=1'), url('https://h/x?a=1'))).toBe(true);
    expect(equalValues(url('https://h/x?a=1'), url('https://h/x?a=2'))).toBe(false);
    expect(equalValues(url('https://h/x'), url('https://u@h/x'))).toBe(false);
    expect(equalValues(url('a:b'), url('a:c'))).toBe(false);
  });
});

describe('semantic versions', () => {
  it.each<[string, readonly CelValue[], boolean]>([
    ['isSemver', ['1.2.3-rc.1+b'], true],
    ['isSemver', ['v1.2.3'], false],
    ['isSemver', ['1.2'], false],
    ['isSemver', ['01.2.3'], false],
    ['isSemver', ['99999999999999999999.0.0'], false],
    ['isSemver', ['v1.2.3', false], false],
    ['isSemver', ['v1', true], true],
    ['isSemver', ['01.02.00', true], true],
    ['isSemver', ['1.2-rc', true], false],
    ['isSemver', ['', true], false],
  ])('%s of %o is %s', (name, args, result) => {
    expect(call(SEMVER, name, args)).toBe(result);
  });

  test('have parts and an order', () => {
    const version = made(SEMVER, 'semver', '1.20.3-rc.1');
    expect(['major', 'minor', 'patch'].map((part) => call(SEMVER, part, [version]))).toEqual([1n, 20n, 3n]);
    const release = made(SEMVER, 'semver', 'v1.20.03', true);
    expect(call(SEMVER, 'isLessThan', [version, release])).toBe(true);
    expect(call(SEMVER, 'isGreaterThan', [version, release])).toBe(false);
    expect(call(SEMVER, 'compareTo', [release, version])).toBe(1n);
    expect(equalValues(release, made(SEMVER, 'semver', '1.20.3+build'))).toBe(true);
    expect(failureOf(SEMVER, 'semver', ['1.2'])).toBe('invalid-value');
  });
});

describe('named formats', () => {
  it.each<[string, string]>([
    ['dns1123Label', 'a-1'],
    ['dns1123Subdomain', 'a.b-c'],
    ['dns1035Label', 'a1'],
    ['qualifiedName', 'example.com/My_Name'],
    ['dns1123LabelPrefix', 'a-'],
    ['dns1123SubdomainPrefix', 'a.b-'],
    ['dns1035LabelPrefix', 'a-'],
    ['labelValue', ''],
    ['uri', 'https://x'],
    ['uuid', '123E4567-e89b-12d3-a456-426614174000'],
    ['byte', 'aGk='],
    ['date', '2024-02-29'],
    ['datetime', '2024-02-29T10:00:00.5+01:00'],
  ])('%s takes %j', (name, text) => {
    const format = made(NAMED_FORMAT, `format.${name}`);
    expect(call(NAMED_FORMAT, 'validate', [format, text])).toBe(NONE);
    expect(equalValues(made(NAMED_FORMAT, 'format.named', name), new CelOptional(format))).toBe(true);
  });

  it.each<[string, string, readonly string[]]>([
    ['dns1123Label', 'a.b', ['must not contain dots']],
    ['dns1123Label', 'a'.repeat(64), ['must be no more than 63 bytes']],
    ['dns1123Label', 'A'.repeat(64), ['must be no more than 63 bytes', expect.stringContaining('RFC 1123 label')]],
    ['dns1123Subdomain', 'a..b', [expect.stringContaining("(e.g. 'example.com', regex used for validation is '")]],
    ['dns1035Label', '1a', [expect.stringContaining("'my-name',  or 'abc-123', regex")]],
    ['qualifiedName', '/a', ['prefix part must be non-empty']],
    ['qualifiedName', 'a/', ['name part must be non-empty', expect.stringContaining('name part must consist')]],
    ['qualifiedName', 'A!/b', [expect.stringContaining('prefix part a lowercase')]],
    ['qualifiedName', 'a/b/c', [expect.stringContaining('optional DNS subdomain prefix')]],
    ['dns1123LabelPrefix', '-', [expect.anything()]],
    ['labelValue', 'has space', [expect.anything()]],
    ['uri', 'nope', [expect.anything()]],
    ['uuid', 'nope', ['does not match the UUID format']],
    ['byte', 'aGk', ['invalid base64']],
    ['date', '2023-02-29', ['invalid date']],
    ['datetime', '2024-01-31', ['invalid datetime']],
    ['datetime', '2024-01-31T24:00:00Z', ['invalid datetime']],
  ])('%s does not take %j', (name, text, problems) => {
    const format = made(NAMED_FORMAT, `format.${name}`);
    expect(call(NAMED_FORMAT, 'validate', [format, text])).toEqual(new CelOptional(problems));
  });

  test('there are no others', () => {
    expect(call(NAMED_FORMAT, 'format.named', ['toString'])).toBe(NONE);
    expect(equalValues(made(NAMED_FORMAT, 'format.date'), made(NAMED_FORMAT, 'format.uri'))).toBe(false);
  });

  test('long texts take no longer than their length', () => {
    const format = made(NAMED_FORMAT, 'format.dns1123Subdomain');
    expect(call(NAMED_FORMAT, 'validate', [format, `${'a-.a'.repeat(50_000)}-`])).not.toBe(NONE);
    expect(failureOf(NAMED_FORMAT, 'validate', [format, 'a'.repeat(50_000)], 1000)).toBe('limit');
  });
});
