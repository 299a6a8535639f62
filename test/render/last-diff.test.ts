import { expect, test } from 'vitest';
import { lastDiffText, unifiedDiff } from '../../src/render/index.ts';

const changes = [
  { path: 'a.yaml', after: 'é\n' },
  { path: 'b.yaml', before: 'b\n', after: 'c\n' },
  { path: 'c.yaml', before: 'c\n' },
  { path: 'd.yaml', before: 'd\n' },
];

test('is the diff as long as it is within the limit, in bytes', () => {
  const diff = unifiedDiff(changes, 'output/');
  expect(lastDiffText(changes, 'output/')).toBe(diff);
  expect(lastDiffText(changes, 'output/', diff.length + 1)).toBe(diff);
  expect(lastDiffText(changes, 'output/', diff.length)).not.toContain('@@');
});

test('counts over the limit', () => {
  expect(lastDiffText(changes, 'output/', 10)).toBe(
    '# The difference is over 10 bytes. Files added: 1, changed: 1, removed: 2.\n',
  );
});

test('is five mebibytes by default', () => {
  const big = [{ path: 'a.yaml', after: `${'x'.repeat(5 * 1024 * 1024)}\n` }];
  expect(lastDiffText(big, '')).toContain('over 5242880 bytes');
});
