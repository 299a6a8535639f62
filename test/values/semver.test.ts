import { describe, expect, it } from 'vitest';
import { compareVersions, parseVersion, parseVersionRange, versionInRange } from '../../src/values/index.ts';

it('orders versions by precedence', () => {
  const ascending = ['0.0.9', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0', '1.2.0', '1.10.0', '2.0.0']; // prettier-ignore
  for (const [index, lower] of ascending.entries()) {
    for (const [other, higher] of ascending.entries()) {
      const order = compareVersions(parseVersion(lower)!, parseVersion(higher)!);
      expect(Math.sign(order), `${lower} ${higher}`).toBe(Math.sign(index - other));
    }
  }
});

it.each(['v1.2.3', '1.2', '1', '01.2.3', '1.2.3-', '1.2.3-01', '1.2.3+', '', 'x', '1.2.3.4'])(
  '%j is no version',
  (text) => {
    expect(parseVersion(text)).toBeUndefined();
  },
);

describe('ranges', () => {
  it.each([
    ['1.2.3', '1.2.3', true],
    ['1.2.3', '=1.2.3', true],
    ['1.2.3', '==1.2.4', false],
    ['1.2.3', '!1.2.3', false],
    ['1.2.3', '!=1.2.4', true],
    ['1.2.3', '>1.2.2 <1.3.0', true],
    ['1.2.3', '> 1.2.2', true],
    ['1.2.3', '>1.2.3 || <1.0.0', false],
    ['1.2.3', '>=2.0.0 || 1.2.x', true],
    ['1.2.3', '1.x', true],
    ['1.2.3', '1.x.x', true],
    ['1.3.0', '1.2.x', false],
    ['1.3.0', '>1.2.x', true],
    ['1.2.9', '>1.2.x', false],
    ['1.2.9', '<=1.2.x', true],
    ['1.2.0', '<1.2.x', false],
    ['1.2.3-rc1', '<1.2.3', true],
    ['1.2.3+build', '1.2.3', true],
  ])('%s in %s is %j', (version, range, inside) => {
    expect(versionInRange(parseVersion(version)!, parseVersionRange(range)!)).toBe(inside);
  });

  it.each(['', '   ', 'x', '^1.2.3', '~1.2.3', '1.2', '>', '1.2.3 ||', '|| 1.2.3', '=>1.2.3', 'v1.2.3'])(
    '%j is no range',
    (range) => {
      expect(parseVersionRange(range)).toBeUndefined();
    },
  );
});
