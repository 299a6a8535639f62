// Reads a parsed GeneratingPolicy or NamespacedGeneratingPolicy and judges it as the schema does. Its expressions and templates stay
// texts: whether they parse and check is for those who compile them.
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import type { SourceDocument } from '../../model/document.ts';
import { child, isJsonList, textAt, versionOf, type JsonObject } from '../../model/resource.ts';
import type { Finding } from '../checks/check.ts';
import { unknownIn } from '../checks/unknown-fields.ts';
import type { FieldPath } from '../trouble.ts';
import { fieldReader, type FieldReader } from '../cluster-policy/fields.ts';
import type { AuditAnnotation, EvaluationSettings, GenerateEntry, GeneratingPolicyDocument } from './document.ts';
import { GENERATING_POLICY_FIELDS } from './known-fields.ts';
import { isGiven, namedList, readNamedExpressions, required, type Read } from './read-lists.ts';
import { readMatchConstraints } from './read-match-constraints.ts';

const SPEC: FieldPath = ['spec'];
const MOST_CONDITIONS = 64;

/** What reading comes to. `doubtful` is the policy where only its matchConstraints are wrong, so that its expressions can be judged. */
export interface ReadPolicy extends Checked<GeneratingPolicyDocument | undefined> {
  readonly doubtful?: GeneratingPolicyDocument;
}

/**
 * The policy that a document holds; undefined where something of it is an error.
 *
 * Errors  policy/wrong-type and policy/invalid. Others are warnings: policy/unknown-field for what a cluster drops, policy/deprecated
 *         for v1alpha1, policy/invalid for a namespace that is missing, or too many.
 */
export function readGeneratingPolicy(document: SourceDocument): ReadPolicy {
  const identity = identityOf(document.value);
  const reader = fieldReader(document, identity.label);
  const spec = reader.object(document.value, [], 'spec') ?? {};
  const constraints = readMatchConstraints(reader, spec);
  const conditions = readNamedExpressions(reader, spec, namedList('matchConditions'));
  const variables = readNamedExpressions(reader, spec, namedList('variables'));
  const generate = readGenerate(reader, spec);
  const audits = readAuditAnnotations(reader, spec);
  const policy: GeneratingPolicyDocument = {
    ...identity,
    matchConstraints: constraints.value,
    matchConditions: conditions.value,
    variables: variables.value,
    generate: generate.value,
    auditAnnotations: audits.value,
    evaluation: readEvaluation(reader, spec),
    useServerSideApply: reader.flag(spec, SPEC, 'useServerSideApply') ?? false,
    raw: document.value,
    place: (path) => document.place(path),
    placeWithin: (path, offset) => document.placeWithin(path, offset),
  };
  const parts = [constraints, conditions, variables, generate, audits];
  const findings = [...checkIdentity(document.value, identity), ...parts.flatMap((part) => part.findings)];
  const all = [...findings, ...checkCount(spec), ...unknownIn(document.value, [], GENERATING_POLICY_FIELDS)];
  const diagnostics = [...reader.problems, ...all.map((finding) => policyDiagnostic(policy, finding))];
  if (!hasErrors(diagnostics)) return { value: policy, diagnostics };
  return { value: undefined, diagnostics, ...(isOnlyAboutMatching(diagnostics) ? { doubtful: policy } : {}) };
}

function isOnlyAboutMatching(diagnostics: readonly Diagnostic[]): boolean {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return errors.every(({ about }) => /^spec\.matchConstraints(?:\.|$)/.test(about.field ?? ''));
}

/** A finding about a policy, at its place. */
export function policyDiagnostic(
  { label, place }: Pick<GeneratingPolicyDocument, 'label' | 'place'>,
  { path, message, help, code = 'policy/invalid', severity = 'error', expression }: Finding,
): Diagnostic {
  const about = { policy: label, field: path.join('.'), ...(expression === undefined ? {} : { expression }) };
  return { code, severity, message, help, at: place(path), about };
}

type Identity = Pick<GeneratingPolicyDocument, 'kind' | 'apiVersion' | 'name' | 'namespace' | 'label'>;

function identityOf(raw: JsonObject): Identity {
  const metadata = child(raw, 'metadata');
  const name = textAt(metadata, 'name');
  const apiVersion = textAt(raw, 'apiVersion');
  if (raw['kind'] !== 'NamespacedGeneratingPolicy') {
    return { kind: 'GeneratingPolicy', apiVersion, name, namespace: '', label: name };
  }
  const namespace = textAt(metadata, 'namespace') || 'default';
  return { kind: 'NamespacedGeneratingPolicy', apiVersion, name, namespace, label: `${namespace}/${name}` };
}

function checkIdentity(raw: JsonObject, { kind, apiVersion, name }: Identity): readonly Finding[] {
  const metadata = child(raw, 'metadata');
  const path = ['metadata', 'name'];
  const nameless = isGiven(metadata, 'name') && typeof child(metadata, 'name') !== 'string';
  const noName = nameless
    ? { path, message: 'the name of the policy is no text', help: 'Write it in quotes.' }
    : required(path, 'Write metadata.name.');
  const old: Finding = {
    code: 'policy/deprecated',
    severity: 'warning',
    path: ['apiVersion'],
    message: `apiVersion ${apiVersion} of ${kind} is deprecated`,
    help: 'Write policies.kyverno.io/v1.',
  };
  return [
    ...(name === '' ? [noName] : []),
    ...(versionOf(apiVersion) === 'v1alpha1' ? [old] : []),
    ...checkNamespace(raw, kind, name),
  ];
}

function checkNamespace(raw: JsonObject, kind: Identity['kind'], name: string): readonly Finding[] {
  const metadata = child(raw, 'metadata');
  const path = ['metadata', 'namespace'];
  const isNamespaced = kind === 'NamespacedGeneratingPolicy';
  const namespace = child(metadata, 'namespace') ?? '';
  if (isNamespaced && typeof namespace !== 'string') {
    const message = `the namespace of ${kind} ${name} is no text`;
    return [{ path, message, help: 'Write metadata.namespace as a text, in quotes.' }];
  }
  if (isNamespaced === (namespace !== '')) return [];
  const [message, help] = isNamespaced
    ? [`${kind} ${name} names no namespace and is taken to be in default`, 'Write metadata.namespace.']
    : [
        `${kind} ${name} names a namespace, but is cluster-wide: the namespace does not count`,
        'Remove metadata.namespace, or make it a NamespacedGeneratingPolicy.',
      ];
  return [{ path, message, help, severity: 'warning' }];
}

function checkCount(spec: JsonObject): readonly Finding[] {
  const conditions = child(spec, 'matchConditions');
  if (!isJsonList(conditions) || conditions.length <= MOST_CONDITIONS) return [];
  const message = `spec.matchConditions: Too many: ${conditions.length}: must have at most ${MOST_CONDITIONS} items`;
  return [{ path: [...SPEC, 'matchConditions'], message, help: 'Join conditions with &&.' }];
}

function readGenerate(reader: FieldReader, spec: JsonObject): Read<readonly GenerateEntry[]> {
  const path = [...SPEC, 'generate'];
  const listed = child(spec, 'generate') ?? undefined;
  const entries = reader.objects(spec, SPEC, 'generate') ?? [];
  if (listed === undefined || (isJsonList(listed) && listed.length === 0)) {
    return { value: [], findings: [required(path, 'Say what to generate: list expressions or templates.')] };
  }
  const read = entries.map(({ index, value }) => readGenerateEntry(reader, value, [...path, index]));
  return { value: read.flatMap((one) => one.value ?? []), findings: read.flatMap((one) => one.findings) };
}

function readGenerateEntry(reader: FieldReader, raw: JsonObject, path: FieldPath): Read<GenerateEntry | undefined> {
  const [hasExpression, hasTemplate] = [isGiven(raw, 'expression'), isGiven(raw, 'template')];
  if (hasExpression === hasTemplate) {
    const found = hasExpression ? 'both expression and template' : 'neither expression nor template';
    const message = `generate entry ${Number(path.at(-1)) + 1} has ${found}, of which it must have one`;
    return { value: undefined, findings: [{ path, message, help: 'Write one of expression and template.' }] };
  }
  if (hasTemplate) return readTemplate(reader, raw, path);
  const at = [...path, 'expression'];
  const text = reader.text(raw, path, 'expression');
  if (text === '') return { value: undefined, findings: [required(at, 'Write an expression.')] };
  return { value: text === undefined ? undefined : { form: 'expression', text, path: at }, findings: [] };
}

function readTemplate(reader: FieldReader, entry: JsonObject, entryPath: FieldPath): Read<GenerateEntry | undefined> {
  const raw = reader.object(entry, entryPath, 'template');
  if (raw === undefined) return { value: undefined, findings: [] };
  const path = [...entryPath, 'template'];
  const at = [...path, 'value'];
  const text = reader.text(raw, path, 'value');
  const interpolate = reader.text(raw, path, 'interpolate') ?? 'none';
  const findings = isGiven(raw, 'value') ? [] : [required(at, 'Write the manifests to generate as one text of YAML.')];
  if (interpolate !== 'none' && interpolate !== 'cel') {
    const message = `template.interpolate is ${JSON.stringify(interpolate)}, which is neither none nor cel`;
    const refused = { path: [...path, 'interpolate'], message, help: 'Write none or cel.' };
    return { value: undefined, findings: [...findings, refused] };
  }
  return { value: text === undefined ? undefined : { form: 'template', value: text, interpolate, path: at }, findings };
}

function readAuditAnnotations(reader: FieldReader, spec: JsonObject): Read<readonly AuditAnnotation[]> {
  const form = { list: 'auditAnnotations', name: 'key', expression: 'valueExpression' };
  const { value, findings } = readNamedExpressions(reader, spec, form);
  return { value: value.map(({ name, text, path }) => ({ key: name, text, path })), findings };
}

function readEvaluation(reader: FieldReader, spec: JsonObject): EvaluationSettings {
  const path = [...SPEC, 'evaluation'];
  const evaluation = reader.object(spec, SPEC, 'evaluation');
  const enabled = (key: keyof EvaluationSettings, otherwise: boolean): boolean =>
    reader.flag(reader.object(evaluation, path, key), [...path, key], 'enabled') ?? otherwise;
  return {
    admission: enabled('admission', true),
    generateExisting: enabled('generateExisting', false),
    synchronize: enabled('synchronize', false),
    orphanDownstreamOnPolicyDelete: enabled('orphanDownstreamOnPolicyDelete', false),
    skipBackgroundRequests: reader.flag(evaluation, path, 'skipBackgroundRequests') ?? true,
  };
}
