// The entry of the package of texts with a grammar. It imports nothing of ours, so that every other folder may use it.

export { hasWildcard, matchesWildcard } from './wildcard.ts';
export { compilePathGlob, compileTextGlob, type Glob } from './glob.ts';
export { isLeftOut, parseIgnorePatterns, type IgnorePattern } from './ignore-patterns.ts';
export type { Quantity, QuantityFormat } from './quantity.ts';
export {
  addQuantities,
  compareQuantities,
  divideQuantity,
  multiplyQuantities,
  parseQuantity,
  printQuantity,
  quantityRatio,
  quantityRemainder,
  subtractQuantities,
  wholeNumber,
} from './quantity.ts';
export { durationFromSeconds, durationInSeconds, parseDuration, printDuration } from './duration.ts';
export type { Version, VersionRange } from './semver.ts';
export { compareVersions, parseVersion, parseVersionRange, versionInRange, ZERO_VERSION } from './semver.ts';
export type { Pattern, PatternMatch, PatternProblem } from './pattern.ts';
export { compilePattern, MAX_PATTERN_LENGTH, MAX_REPLACED_LENGTH } from './pattern.ts';
export type { DigestAlgorithm } from './digest.ts';
export { digest } from './digest.ts';
export {
  compareText,
  decodeBase64,
  decodeBase64Bytes,
  encodeBase64,
  equalFold,
  lowerCase,
  parseFloatText,
  printPlainNumber,
  printShortFloat,
  upperCase,
} from './text.ts';
export type { Instant, WallTime } from './time.ts';
export {
  addToTime,
  instantFromUnix,
  inUtc,
  parseTime,
  printTime,
  timeBetween,
  truncateTime,
  wallTime,
} from './time.ts';
export { parseTimeByLayout } from './time-layout.ts';
export type { ImageReference } from './image.ts';
export { parseImage, printImage } from './image.ts';
export type { RegistryReference } from './registry-reference.ts';
export { parseRegistryReference } from './registry-reference.ts';
export type { IpAddress, IpAddressKinds, IpBlock } from './ip-address.ts';
export {
  equalIpAddresses,
  ipAddressKinds,
  ipBlockHas,
  ipBlockHasBlock,
  maskIpBlock,
  parseIpAddress,
  parseIpBlock,
  printIpAddress,
} from './ip-address.ts';
export { compressText, decompressText, MAX_DECOMPRESSED } from './gzip.ts';
export type { RequestUrl } from './request-url.ts';
export { parseRequestUrl } from './request-url.ts';
export type { UrlReach } from './address.ts';
export { urlReach } from './address.ts';
export { MAX_OPEN_REPEAT, MAX_RANDOM_LENGTH, randomText } from './random-text.ts';
export type { CertificateFields, CertificateValue } from './certificate.ts';
export { decodeCertificate } from './certificate.ts';
