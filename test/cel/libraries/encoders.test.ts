import { expect, it, test } from 'vitest';
import { ENCODERS } from '../../../src/cel/libraries/encoders.ts';
import { CelBytes } from '../../../src/cel/value.ts';
import { call, failureOf } from './call.ts';

const bytes = (...all: number[]): CelBytes => new CelBytes(new Uint8Array(all));

it.each([
  ['aGk=', bytes(104, 105)],
  ['aGk', bytes(104, 105)],
  ['aG\nk=\r\n', bytes(104, 105)],
  ['/+8=', bytes(255, 239)],
  ['', bytes()],
])('%j is decoded', (text, result) => {
  expect(call(ENCODERS, 'base64.decode', [text])).toEqual(result);
});

it.each(['***', 'a', 'aGk==', '_-8=', 'a=Gk', '='])('%j is no base64', (text) => {
  expect(failureOf(ENCODERS, 'base64.decode', [text])).toBe('invalid-value');
});

test('bytes are encoded with padding, texts are not', () => {
  expect(call(ENCODERS, 'base64.encode', [bytes(255, 239)])).toBe('/+8=');
  expect(failureOf(ENCODERS, 'base64.encode', ['hi'])).toBe('no-such-overload');
});
