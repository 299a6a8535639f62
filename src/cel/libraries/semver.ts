// Kubernetes' semantic versions, version 1 of its library: with `normalize` also such as `v1.2`.
//
// Source  Kubernetes, CEL library `semver`.
import { compareVersions, parseVersion, type Version } from '../../values/index.ts';
import { invalid } from '../failure.ts';
import { anyAt, functionOverload, methodOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import { BOOL, INT, opaque, STRING, type Type } from '../type.ts';
import { CelObject, fitsUint, type CelResult, type CelValue } from '../value.ts';

const SEMVER_TYPE = opaque('kubernetes.Semver');

/** A semantic version. */
export class CelSemver extends CelObject {
  readonly type = SEMVER_TYPE;
  readonly version: Version;

  constructor(version: Version) {
    super();
    this.version = version;
  }

  equals(other: CelObject): boolean {
    return other instanceof CelSemver && compareVersions(this.version, other.version) === 0;
  }
}

function parse(text: string, normalize: boolean): Version | undefined {
  const whole = normalize ? normalized(text) : text;
  const version = whole === undefined ? undefined : parseVersion(whole);
  const numbers = version === undefined ? [] : [version.major, version.minor, version.patch];
  return numbers.every(fitsUint) ? version : undefined;
}

/** Without a `v` and leading zeros, missing parts filled up; undefined where a short version goes on behind its numbers. */
function normalized(text: string): string | undefined {
  const [major = '', minor, ...rest] = text.replace(/^v/, '').split('.');
  const parts = [major, minor, minor === undefined || rest.length === 0 ? undefined : rest.join('.')];
  const given = parts.filter((part) => part !== undefined).map(withoutZeros);
  if (given.length < 3 && /[+-]/.test(given.at(-1) ?? '')) return undefined;
  return [...given, '0', '0'].slice(0, 3).join('.');
}

function withoutZeros(part: string): string {
  if (part.length <= 1) return part;
  const bare = part.replace(/^0+/, '');
  return /^\d/.test(bare) ? bare : `0${bare}`;
}

function versionAt(args: readonly CelValue[], index: number): Version | undefined {
  const value = anyAt(args, index);
  return value instanceof CelSemver ? value.version : undefined;
}

function getter(name: string, read: (version: Version) => bigint): Overload {
  return methodOverload(name, [SEMVER_TYPE], INT, (args) => {
    const version = versionAt(args, 0);
    return version === undefined ? noSuchOverload(name) : BigInt.asIntN(64, read(version));
  });
}

function comparison(name: string, result: Type, read: (order: -1 | 0 | 1) => CelResult): Overload {
  return methodOverload(name, [SEMVER_TYPE, SEMVER_TYPE], result, (args) => {
    const [left, right] = [versionAt(args, 0), versionAt(args, 1)];
    return left === undefined || right === undefined ? noSuchOverload(name) : read(compareVersions(left, right));
  });
}

function parsing(name: string, result: Type, read: (version: Version | undefined) => CelResult): readonly Overload[] {
  return [
    functionOverload(name, [STRING], result, (args) => read(parse(textAt(args, 0), false))),
    functionOverload(name, [STRING, BOOL], result, (args) => read(parse(textAt(args, 0), args[1] === true))),
  ];
}

/** The functions of semantic versions. */
export const SEMVER: readonly Overload[] = [
  ...parsing('semver', SEMVER_TYPE, (version) =>
    version === undefined ? invalid('the text is no semantic version') : new CelSemver(version),
  ),
  ...parsing('isSemver', BOOL, (version) => version !== undefined),
  getter('major', (version) => version.major),
  getter('minor', (version) => version.minor),
  getter('patch', (version) => version.patch),
  comparison('isLessThan', BOOL, (order) => order < 0),
  comparison('isGreaterThan', BOOL, (order) => order > 0),
  comparison('compareTo', INT, (order) => BigInt(order)),
];
