// Addresses with credentials in what people are told.
import { expect, test } from 'vitest';
import { withoutUserinfo } from '../../src/model/without-userinfo.ts';

test.each([
  ['no https://me:pw@host/x, "git+https://:pw@host"', 'no https://host/x, "git+https://host"'],
  ['https://me:p@w@host', 'https://host'],
  ['https://ghp_0123456789abcdef0123@host', 'https://host'],
  ['ssh://git@host/x and git@host:x', 'ssh://git@host/x and git@host:x'],
  ['https://host:8443/@scope/x', 'https://host:8443/@scope/x'],
  ['oci://host:5000/image@sha256:0', 'oci://host:5000/image@sha256:0'],
])('%s is %s', (text, shown) => expect(withoutUserinfo(text)).toBe(shown));

test('takes no time over much that is almost one', () => {
  const start = performance.now();
  withoutUserinfo(`${'a'.repeat(100_000)}${'a://b:'.repeat(5000)}`);
  expect(performance.now() - start).toBeLessThan(1000);
});
