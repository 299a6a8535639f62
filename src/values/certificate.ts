// X.509 certificates and certificate requests with an RSA key, as an object with the field names Go gives them.
// The fields a policy looks at are there; of Go's rarer ones (name constraints, policies, CRLs) only their extensions.

import type { DerElement } from './der.ts';
import { integer, objectIdentifier, readDer } from './der.ts';
import { instantOf, nanosecondsOf, printTime } from './time.ts';

/** A JSON value of a decoded certificate. */
export type CertificateValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly CertificateValue[]
  | { readonly [field: string]: CertificateValue };

/** The fields of a certificate or a request. */
export interface CertificateFields {
  readonly [field: string]: CertificateValue;
}

const MAX_TEXT = 256 * 1024;
const RSA = '1.2.840.113549.1.1.1';

/** Go's numbers of signature algorithms. */
const SIGNATURES: ReadonlyMap<string, number> = new Map([
  ['1.2.840.113549.1.1.4', 2],
  ['1.2.840.113549.1.1.5', 3],
  ['1.2.840.113549.1.1.11', 4],
  ['1.2.840.113549.1.1.12', 5],
  ['1.2.840.113549.1.1.13', 6],
  ['1.2.840.10045.4.1', 9],
  ['1.2.840.10045.4.3.2', 10],
  ['1.2.840.10045.4.3.3', 11],
  ['1.2.840.10045.4.3.4', 12],
  ['1.3.101.112', 16],
]);
const NAME_LISTS: ReadonlyMap<string, string> = new Map([
  ['2.5.4.6', 'Country'],
  ['2.5.4.10', 'Organization'],
  ['2.5.4.11', 'OrganizationalUnit'],
  ['2.5.4.7', 'Locality'],
  ['2.5.4.8', 'Province'],
  ['2.5.4.9', 'StreetAddress'],
  ['2.5.4.17', 'PostalCode'],
]);
/** Go's numbers of extended key usages. */
const USAGES: ReadonlyMap<string, number> = new Map([
  ['2.5.29.37.0', 0],
  ['1.3.6.1.5.5.7.3.1', 1],
  ['1.3.6.1.5.5.7.3.2', 2],
  ['1.3.6.1.5.5.7.3.3', 3],
  ['1.3.6.1.5.5.7.3.4', 4],
  ['1.3.6.1.5.5.7.3.8', 8],
  ['1.3.6.1.5.5.7.3.9', 9],
]);

/**
 * The fields of the first PEM block of `text`, or what is wrong with it.
 *
 * Errors  no PEM, a block of another kind, bytes that are no certificate, a key that is not RSA.
 * Source  Kyverno 1.19, `x509_decode`; Go `crypto/x509` as printed by `encoding/json`.
 */
export function decodeCertificate(text: string): CertificateFields | { readonly problem: string } {
  const block =
    text.length <= MAX_TEXT ? /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([A-Za-z0-9+/=\s]*)-----END \1-----/.exec(text) : null;
  if (block === null) return { problem: 'the text holds no PEM block' };
  const [, kind, body = ''] = block;
  const isRequest = kind === 'CERTIFICATE REQUEST';
  if (kind !== 'CERTIFICATE' && !isRequest)
    return { problem: 'the PEM block is no certificate or certificate request' };
  const root = readDer(Buffer.from(body, 'base64'));
  const fields = root === undefined ? undefined : isRequest ? requestFields(root) : certificateFields(root);
  return fields ?? { problem: 'the certificate cannot be read, or its key is not RSA' };
}

function base64(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? new Uint8Array()).toString('base64');
}

function identifier(element: DerElement | undefined): string {
  return objectIdentifier(element?.content ?? new Uint8Array()).join('.');
}

/** A bit string's bytes, without the count of unused bits. */
function bits(element: DerElement | undefined): Uint8Array {
  return element?.content.subarray(1) ?? new Uint8Array();
}

function certificateFields(root: DerElement): CertificateFields | undefined {
  const [body, algorithm, signature] = root.parts;
  if (body === undefined) return undefined;
  const versioned = body.parts[0]?.tag === 0xa0;
  const [serial, , issuer, validity, subject, key] = body.parts.slice(versioned ? 1 : 0);
  const publicKey = publicKeyFields(key);
  const notBefore = timeText(validity?.parts[0]);
  const notAfter = timeText(validity?.parts[1]);
  if (serial === undefined || issuer === undefined || subject === undefined || publicKey === undefined)
    return undefined;
  if (notBefore === undefined || notAfter === undefined) return undefined;
  const extensions = body.parts.find((part) => part.tag === 0xa3)?.parts[0]?.parts ?? [];
  return {
    Raw: base64(root.bytes),
    RawTBSCertificate: base64(body.bytes),
    RawSubjectPublicKeyInfo: base64(key?.bytes),
    RawSubject: base64(subject.bytes),
    RawIssuer: base64(issuer.bytes),
    Signature: base64(bits(signature)),
    SignatureAlgorithm: SIGNATURES.get(identifier(algorithm?.parts[0])) ?? 0,
    PublicKeyAlgorithm: 1,
    PublicKey: publicKey,
    Version: versioned ? Number(integer(body.parts[0]?.parts[0]?.content ?? new Uint8Array())) + 1 : 1,
    SerialNumber: jsonInteger(integer(serial.content)),
    Issuer: nameFields(issuer),
    Subject: nameFields(subject),
    NotBefore: notBefore,
    NotAfter: notAfter,
    ...usageFields(extensions),
    ...extensionFields(extensions),
    UnhandledCriticalExtensions: null,
  };
}

function requestFields(root: DerElement): CertificateFields | undefined {
  const [body, algorithm, signature] = root.parts;
  const [version, subject, key, attributes] = body?.parts ?? [];
  const publicKey = publicKeyFields(key);
  if (body === undefined || version === undefined || subject === undefined || publicKey === undefined) return undefined;
  const asked = attributes?.parts.find((part) => identifier(part.parts[0]) === '1.2.840.113549.1.9.14');
  return {
    Raw: base64(root.bytes),
    RawTBSCertificateRequest: base64(body.bytes),
    RawSubjectPublicKeyInfo: base64(key?.bytes),
    RawSubject: base64(subject.bytes),
    Version: Number(integer(version.content)),
    Signature: base64(bits(signature)),
    SignatureAlgorithm: SIGNATURES.get(identifier(algorithm?.parts[0])) ?? 0,
    PublicKeyAlgorithm: 1,
    PublicKey: publicKey,
    Subject: nameFields(subject),
    ...extensionFields(asked?.parts[1]?.parts[0]?.parts ?? []),
  };
}

/** Large integers stay exact. */
function jsonInteger(value: bigint): number | bigint {
  return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** The modulus as decimal text, since no JSON number holds it. */
function publicKeyFields(key: DerElement | undefined): CertificateFields | undefined {
  if (identifier(key?.parts[0]?.parts[0]) !== RSA) return undefined;
  const [modulus, exponent] = readDer(bits(key?.parts[1]))?.parts ?? [];
  if (modulus === undefined || exponent === undefined) return undefined;
  return { N: integer(modulus.content).toString(), E: jsonInteger(integer(exponent.content)) };
}

/** A time with a year of two digits (50 and more is the last century) or four. */
function timeText(element: DerElement | undefined): string | undefined {
  const text = Buffer.from(element?.content ?? new Uint8Array()).toString('latin1');
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return undefined;
  const [short = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const year = match[1]?.length === 4 ? short : short >= 50 ? short + 1900 : short + 2000;
  const instant = instantOf({ year, month, day, hour, minute, second }, nanosecondsOf(''), 0);
  return instant === undefined ? undefined : printTime(instant);
}

function stringText(element: DerElement | undefined): string {
  const bytes = Buffer.from(element?.content ?? new Uint8Array());
  return element?.tag === 0x1e ? bytes.swap16().toString('utf16le') : bytes.toString('utf8');
}

function nameFields(name: DerElement): CertificateFields {
  const attributes = name.parts.flatMap((set) => set.parts);
  const lists = new Map<string, CertificateValue>([...NAME_LISTS.values()].map((field) => [field, null]));
  const names: CertificateValue[] = [];
  let serialNumber = '';
  let commonName = '';
  for (const { parts } of attributes) {
    const id = identifier(parts[0]);
    const value = stringText(parts[1]);
    names.push({ Type: objectIdentifier(parts[0]?.content ?? new Uint8Array()), Value: value });
    const field = NAME_LISTS.get(id);
    if (field !== undefined) lists.set(field, [...asList(lists.get(field)), value]);
    if (id === '2.5.4.5') serialNumber = value;
    if (id === '2.5.4.3') commonName = value;
  }
  return {
    ...Object.fromEntries(lists),
    SerialNumber: serialNumber,
    CommonName: commonName,
    Names: names.length === 0 ? null : names,
    ExtraNames: null,
  };
}

function asList(value: CertificateValue | undefined): readonly CertificateValue[] {
  return Array.isArray(value) ? value : [];
}

interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: DerElement | undefined;
  readonly bytes: Uint8Array;
}

function extensionOf(element: DerElement): Extension {
  const [id, ...rest] = element.parts;
  const bytes = rest.at(-1)?.content ?? new Uint8Array();
  const critical = rest.length > 1 && rest[0]?.content[0] === 0xff;
  return { id: identifier(id), critical, value: readDer(bytes), bytes };
}

/** What a certificate, not a request, says about its use. */
function usageFields(elements: readonly DerElement[]): CertificateFields {
  const extensions = elements.map(extensionOf);
  const value = (id: string) => extensions.find((extension) => extension.id === id)?.value;
  const constraints = value('2.5.29.19');
  const length = constraints?.parts.find((part) => part.tag === 0x02);
  const usages = value('2.5.29.37')?.parts.map((part) => part.content) ?? [];
  const known = usages.map((content) => USAGES.get(objectIdentifier(content).join('.')));
  const unknown = usages.filter((_, index) => known[index] === undefined).map(objectIdentifier);
  const known2 = known.filter((usage) => usage !== undefined);
  return {
    KeyUsage: keyUsage(value('2.5.29.15')),
    ExtKeyUsage: known2.length === 0 ? null : known2,
    UnknownExtKeyUsage: unknown.length === 0 ? null : unknown,
    BasicConstraintsValid: constraints !== undefined,
    IsCA: constraints?.parts[0]?.tag === 0x01 && constraints.parts[0].content[0] === 0xff,
    MaxPathLen: length === undefined ? (constraints === undefined ? 0 : -1) : Number(integer(length.content)),
    MaxPathLenZero: length !== undefined && integer(length.content) === 0n,
    SubjectKeyId: bytesOrNull(value('2.5.29.14')?.content),
    AuthorityKeyId: bytesOrNull(value('2.5.29.35')?.parts.find((part) => part.tag === 0x80)?.content),
  };
}

function bytesOrNull(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : base64(bytes);
}

/** Bit n of the text is bit n of the number. */
function keyUsage(element: DerElement | undefined): number {
  let result = 0;
  for (const [index, byte] of bits(element).entries()) {
    for (let bit = 0; bit < 8; bit++) if ((byte & (0x80 >> bit)) !== 0) result |= 1 << (index * 8 + bit);
  }
  return result;
}

function extensionFields(elements: readonly DerElement[]): CertificateFields {
  const extensions = elements.map(extensionOf);
  const names = extensions.find(({ id }) => id === '2.5.29.17')?.value?.parts ?? [];
  const texts = (tag: number) => listOrNull(names.filter((name) => name.tag === tag).map(stringText));
  return {
    Extensions: listOrNull(
      extensions.map(({ id, critical, bytes }) => ({
        Id: id.split('.').map(Number),
        Critical: critical,
        Value: base64(bytes),
      })),
    ),
    ExtraExtensions: null,
    DNSNames: texts(0x82),
    EmailAddresses: texts(0x81),
    IPAddresses: listOrNull(names.filter((name) => name.tag === 0x87).map((name) => addressText(name.content))),
    URIs: texts(0x86),
  };
}

function listOrNull(list: readonly CertificateValue[]): CertificateValue {
  return list.length === 0 ? null : list;
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from(
    { length: bytes.length / 2 },
    (_, at) => ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0),
  );
  const text = groups.map((group) => group.toString(16)).join(':');
  const zeros = [...text.matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)].map((match) => match[0]);
  const longest = zeros.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = text.search(new RegExp(`(?:^|(?<=:))${longest}(?=:|$)`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
