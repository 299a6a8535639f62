import { describe, expect, test } from 'vitest';
import { kindMatches, parseKindPattern } from '../../src/match/index.ts';

describe('parseKindPattern', () => {
  const cases: readonly (readonly [string, string, string, string, string])[] = [
    // text, group, version, kind, subresource
    ['ConfigMap', '*', '*', 'ConfigMap', ''],
    ['*', '*', '*', '*', ''],
    ['*Set', '*', '*', '*Set', ''],
    ['*/*', '*', '*', '*', '*'],
    ['*.*', '*', '*', '*', '*'],
    ['*/status', '*', '*', '*', 'status'],
    ['*/Secret', '*', '*', 'Secret', ''],
    ['v2/Secret', '*', 'v2', 'Secret', ''],
    ['v12beta34/Secret', '*', 'v12beta34', 'Secret', ''],
    ['Secret/status', '*', '*', 'Secret', 'status'],
    ['Secret.status', '*', '*', 'Secret', 'status'],
    ['Node/?*', '*', '*', 'Node', '?*'],
    ['apps/Deployment', '*', '*', 'apps', 'Deployment'],
    ['v1gamma1/Secret', '*', '*', 'v1gamma1', 'Secret'],
    ['v1/Secret/status', '*', 'v1', 'Secret', 'status'],
    ['v1/Secret.status', '*', 'v1', 'Secret', 'status'],
    ['*/Secret/status', '*', '*', 'Secret', 'status'],
    ['apps/v1/Deployment', 'apps', 'v1', 'Deployment', ''],
    ['apps/*/Deployment', 'apps', '*', 'Deployment', ''],
    ['cert-manager.io/v1/Certificate', 'cert-manager.io', 'v1', 'Certificate', ''],
    ['apps/v1/Deployment/scale', 'apps', 'v1', 'Deployment', 'scale'],
    ['apps/v1/Deployment.scale', 'apps', 'v1', 'Deployment', 'scale'],
  ];
  test.each(cases)('reads %s', (text, group, version, kind, subresource) => {
    expect(parseKindPattern(text)).toEqual({ group, version, kind, subresource });
  });

  test.each(['a/b/c/d/e', 'a/b/c/d.e', 'a.b.c.d.e'])('takes %s for nothing', (text) => {
    expect(parseKindPattern(text)).toBeUndefined();
  });
});

describe('kindMatches', () => {
  const matches = (kinds: readonly string[], group: string, version: string, kind: string, subresource = ''): boolean =>
    kindMatches(
      kinds.map((text) => parseKindPattern(text)!),
      { group, version, kind, subresource },
    );

  test.each([
    { name: 'any group and version of a bare kind', kinds: ['Deployment'], is: true },
    { name: 'one of several', kinds: ['Pod', 'apps/v1/Deployment'], is: true },
    { name: 'wildcards inside a part', kinds: ['app?/v*/*ment'], is: true },
    { name: 'a version without its group', kinds: ['v1/Deployment'], is: true },
    { name: 'no other version', kinds: ['v2/Deployment'], is: false },
    { name: 'no other group', kinds: ['batch/v1/Deployment'], is: false },
    { name: 'no other case', kinds: ['deployment'], is: false },
    { name: 'no plural', kinds: ['deployments'], is: false },
    { name: 'no subresource of it', kinds: ['Deployment/scale'], is: false },
    { name: 'everything', kinds: ['*/*'], is: true },
    { name: 'nothing without entries', kinds: [], is: false },
  ])('$name', ({ kinds, is }) => {
    expect(matches(kinds, 'apps', 'v1', 'Deployment')).toBe(is);
  });

  test('the core group is the empty text, which only a wildcard meets', () => {
    expect(matches(['*/v1/Secret'], '', 'v1', 'Secret')).toBe(false);
    expect(matches(['v1/Secret'], '', 'v1', 'Secret')).toBe(true);
    expect(matches(['core/v1/Secret'], '', 'v1', 'Secret')).toBe(false);
  });

  test('a subresource has to be asked for, but for the debug containers of a Pod', () => {
    expect(matches(['Deployment'], 'apps', 'v1', 'Deployment', 'scale')).toBe(false);
    expect(matches(['Deployment/*'], 'apps', 'v1', 'Deployment', 'scale')).toBe(true);
    expect(matches(['*/scale'], 'apps', 'v1', 'Deployment', 'scale')).toBe(true);
    expect(matches(['Pod'], '', 'v1', 'Pod', 'ephemeralcontainers')).toBe(true);
    expect(matches(['Pod/status'], '', 'v1', 'Pod', 'ephemeralcontainers')).toBe(false);
    expect(matches(['Deployment'], 'apps', 'v1', 'Deployment', 'ephemeralcontainers')).toBe(false);
  });
});
