import { expect, it } from 'vitest';
import {
  compareText,
  decodeBase64,
  decodeBase64Bytes,
  digest,
  encodeBase64,
  equalFold,
  lowerCase,
  parseFloatText,
  printPlainNumber,
  printShortFloat,
  upperCase,
} from '../../src/values/index.ts';

it('compareText goes by code point', () => {
  expect(compareText('a', 'b')).toBe(-1);
  expect(compareText('ab', 'a')).toBe(1);
  expect(compareText('', '')).toBe(0);
  expect(compareText('\uffff', '😀')).toBe(-1);
});

it('changes case by character', () => {
  expect(upperCase('straße é')).toBe('STRAßE É');
  expect(lowerCase('ÀÉ İ')).toBe('àé i');
  expect(equalFold('ΣΑΣ', 'σας')).toBe(true);
  expect(equalFold('ß', 'SS')).toBe(false);
});

it('decodes only padded standard base64', () => {
  expect(decodeBase64(encodeBase64('größer'))).toBe('größer');
  expect(decodeBase64('YW\r\nJj')).toBe('abc');
  expect(decodeBase64('/w==')).toBe('\ufffd');
  for (const bad of ['YWI', 'YW-_', 'Y===', 'YWJj=', 'a b=']) expect(decodeBase64(bad), bad).toBeUndefined();
});

it.each([
  ['1e3', 1000],
  ['+.5', 0.5],
  ['5.', 5],
  ['0x1p-1', 0.5],
  ['-Infinity', -Infinity],
  ['0x10', undefined],
  ['1_000', undefined],
  ['', undefined],
  [' 1', undefined],
  ['1e999', undefined],
])('parseFloatText(%j) is %j', (text, number) => {
  expect(parseFloatText(text)).toBe(number);
});

it.each([
  [1.1, '1.1'],
  [16_777_217, '16777216'],
  [1e21, '1000000000000000000000'],
  [1e-7, '0.0000001'],
  [-0.5, '-0.5'],
  [100, '100'],
])('printShortFloat(%d) is %s', (value, text) => {
  expect(printShortFloat(value)).toBe(text);
});

it('printPlainNumber has no exponent', () => {
  expect([1e21, 1.5e-7, 10, 0, 9_007_199_254_740_993n].map(printPlainNumber)).toEqual([
    '1000000000000000000000',
    '0.00000015',
    '10',
    '0',
    '9007199254740993',
  ]);
});

it('digests are lower-case hexadecimal', () => {
  expect(digest('md5', '')).toBe('d41d8cd98f00b204e9800998ecf8427e');
  expect(digest('sha1', '')).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
  expect(digest('sha256', '')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

it.each([
  ['/+8=', [255, 239]],
  ['/+8', [255, 239]],
  ['/+\n8=', [255, 239]],
  ['/+8==', undefined],
  ['/', undefined],
  ['_-8=', undefined],
])('%j is the base64 of the bytes %j', (text, bytes) => {
  const decoded = decodeBase64Bytes(text);
  expect(decoded === undefined ? undefined : [...decoded]).toEqual(bytes);
});
