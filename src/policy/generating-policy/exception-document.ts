// Reads a PolicyException of policies.kyverno.io, the kind that concerns policies in CEL. Its conditions stay texts, and which policies
// there are is not known here.
import { hasErrors, type Checked, type Diagnostic, type Position } from '../../model/diagnostic.ts';
import type { SourceDocument } from '../../model/document.ts';
import {
  child,
  isJsonList,
  isJsonObject,
  textAt,
  versionOf,
  type Json,
  type JsonObject,
} from '../../model/resource.ts';
import { parseTime, type Instant } from '../../values/index.ts';
import type { Finding } from '../checks/check.ts';
import { unknownIn } from '../checks/unknown-fields.ts';
import type { FieldPath } from '../trouble.ts';
import { fieldReader, type FieldReader } from '../cluster-policy/fields.ts';
import type { NamedExpression } from './document.ts';
import { CEL_EXCEPTION_FIELDS } from './known-fields.ts';
import { isGiven, namedList, readNamedExpressions, required, type Read } from './read-lists.ts';

/** The label that orders exceptions. */
export const PRIORITY_LABEL = 'polex.kyverno.io/priority';

const SPEC: FieldPath = ['spec'];

/** A policy as an exception names it: without a namespace. */
export interface CelPolicyReference {
  readonly path: FieldPath;
  readonly name: string;
  readonly kind: string;
}

/** One exception. Fields that are not right are as if they were not there; `isSound` tells whether there are any. */
export interface CelExceptionDocument {
  /** `namespace/name`. */
  readonly label: string;
  readonly name: string;
  /** `default` where none is named. */
  readonly namespace: string;
  readonly at: Position;
  /** False: something of it is an error, so that what it excepts is not known. */
  readonly isSound: boolean;
  /** Undefined where it cannot be read which policies are meant, so that it may be any. */
  readonly policyRefs: readonly CelPolicyReference[] | undefined;
  readonly matchConditions: readonly NamedExpression[];
  readonly images: readonly string[];
  readonly allowedValues: readonly string[];
  readonly reportResult: 'skip' | 'pass';
  /** From this instant on the exception is none. */
  readonly expiresAt?: Instant;
  /** Positive; absent where the label is, or is no such number. */
  readonly priority?: number;
  /** Where a field stands; the nearest ancestor where it is not there. */
  readonly place: (path: FieldPath) => Position;
  /** Where a character of a text stands. */
  readonly placeWithin: (path: FieldPath, offset: number) => Position;
}

/**
 * The exception that a document holds.
 *
 * Errors  policy/wrong-type and policy/invalid. Others are warnings: policy/unknown-field, policy/deprecated for v1alpha1, policy/invalid
 *         for a priority that is no positive integer.
 */
export function readCelException(document: SourceDocument): Checked<CelExceptionDocument> {
  const metadata = child(document.value, 'metadata');
  const name = textAt(metadata, 'name');
  const namespace = textAt(metadata, 'namespace') || 'default';
  const label = `${namespace}/${name}`;
  const reader = fieldReader(document, label);
  const spec = reader.object(document.value, [], 'spec') ?? {};
  const refs = readPolicyRefs(reader, spec);
  const conditions = readNamedExpressions(reader, spec, namedList('matchConditions'));
  const result = readReportResult(reader, spec);
  const expiry = readExpiry(reader, spec);
  const priority = readPriority(metadata);
  const content = {
    policyRefs: refs.value,
    matchConditions: conditions.value,
    images: reader.texts(spec, SPEC, 'images') ?? [],
    allowedValues: reader.texts(spec, SPEC, 'allowedValues') ?? [],
    reportResult: result.value,
    ...(expiry.value === undefined ? {} : { expiresAt: expiry.value }),
    ...(priority.value === undefined ? {} : { priority: priority.value }),
  };
  const findings = [
    ...checkHead(document.value),
    ...[refs, conditions, result, expiry, priority].flatMap((part) => part.findings),
    ...unknownIn(document.value, [], CEL_EXCEPTION_FIELDS),
  ];
  const diagnostics = [
    ...reader.problems.map((problem) => withoutPolicy(label, problem)),
    ...findings.map((finding) => exceptionDiagnostic(document, label, finding)),
  ];
  const place = (path: FieldPath): Position => document.place(path);
  const placeWithin = (path: FieldPath, offset: number): Position => document.placeWithin(path, offset);
  const isSound = !hasErrors(diagnostics);
  return { value: { label, name, namespace, at: place([]), isSound, ...content, place, placeWithin }, diagnostics };
}

/** Tells whether an exception only allows some images or values, instead of keeping its policies from generating. */
export function isPartialException({ images, allowedValues }: CelExceptionDocument): boolean {
  return images.length > 0 || allowedValues.length > 0;
}

function checkHead(raw: JsonObject): readonly Finding[] {
  const apiVersion = textAt(raw, 'apiVersion');
  const old: Finding = {
    code: 'policy/deprecated',
    severity: 'warning',
    path: ['apiVersion'],
    message: `apiVersion ${apiVersion} is deprecated`,
    help: 'Write policies.kyverno.io/v1.',
  };
  const hasName = textAt(child(raw, 'metadata'), 'name') !== '';
  return [
    ...(hasName ? [] : [required(['metadata', 'name'], 'Write metadata.name.')]),
    ...(versionOf(apiVersion) === 'v1alpha1' ? [old] : []),
  ];
}

function readPolicyRefs(reader: FieldReader, spec: JsonObject): Read<readonly CelPolicyReference[] | undefined> {
  const path = [...SPEC, 'policyRefs'];
  const listed = child(spec, 'policyRefs') ?? undefined;
  const entries = reader.objects(spec, SPEC, 'policyRefs') ?? [];
  if (listed === undefined || (isJsonList(listed) && listed.length === 0)) {
    return { value: undefined, findings: [required(path, 'List the policies it is for, each with name and kind.')] };
  }
  const refs = entries.map(({ index, value }) => ({
    path: [...path, index],
    name: reader.text(value, [...path, index], 'name') ?? '',
    kind: reader.text(value, [...path, index], 'kind') ?? '',
  }));
  const findings = entries.flatMap(({ index, value }) =>
    (['name', 'kind'] as const)
      .filter((key) => !isGiven(value, key) || child(value, key) === '')
      .map((key) => required([...path, index, key], `Write ${key}: the policy is known by name and kind.`)),
  );
  const isWhole = isJsonList(listed) && listed.every(isJsonObject) && refs.every(({ name, kind }) => name && kind);
  return { value: isWhole ? refs : undefined, findings };
}

function readReportResult(reader: FieldReader, spec: JsonObject): Read<'skip' | 'pass'> {
  const text = reader.text(spec, SPEC, 'reportResult') ?? 'skip';
  if (text === 'skip' || text === 'pass') return { value: text, findings: [] };
  const message = `reportResult is ${JSON.stringify(text)}, which is neither skip nor pass`;
  return { value: 'skip', findings: [{ path: [...SPEC, 'reportResult'], message, help: 'Write skip or pass.' }] };
}

function readExpiry(reader: FieldReader, spec: JsonObject): Read<Instant | undefined> {
  const text = reader.text(spec, SPEC, 'expiresAt');
  const value = text === undefined ? undefined : parseTime(text);
  if (text === undefined || value !== undefined) return { value, findings: [] };
  const message = `expiresAt is ${JSON.stringify(text)}, which is no date and time`;
  const help = 'Write it as in 2030-12-31T23:59:59Z.';
  return { value, findings: [{ path: [...SPEC, 'expiresAt'], message, help }] };
}

function readPriority(metadata: Json | undefined): Read<number | undefined> {
  const label = child(child(metadata, 'labels'), PRIORITY_LABEL) ?? undefined;
  if (label === undefined) return { value: undefined, findings: [] };
  const value = typeof label === 'string' && /^\d{1,15}$/.test(label) ? Number(label) : 0;
  if (value > 0) return { value, findings: [] };
  const path = ['metadata', 'labels', PRIORITY_LABEL];
  const message = `the label ${PRIORITY_LABEL} is no positive integer and does not count`;
  const help = 'Write a number from 1 up, in quotes.';
  return { value: undefined, findings: [{ path, message, help, severity: 'warning' }] };
}

function exceptionDiagnostic(document: SourceDocument, label: string, finding: Finding): Diagnostic {
  const { path, message, help, code = 'policy/invalid', severity = 'error' } = finding;
  const told = `PolicyException ${label}: ${message}`;
  return { code, severity, message: told, help, at: document.place(path), about: { field: path.join('.') } };
}

/** The reader speaks of policies; an exception is none. */
function withoutPolicy(label: string, problem: Diagnostic): Diagnostic {
  const { field } = problem.about;
  const message = `PolicyException ${label}: ${problem.message}`;
  return { ...problem, message, about: field === undefined ? {} : { field } };
}
