// Reads GlobalContextEntry documents and judges them as Kyverno's admission does. What an entry holds is for global-context.ts.
import { compileExpression, isExpressionError, type Expression } from '../jmespath/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import { child, isJsonList, textAt, versionOf, type JsonObject } from '../model/resource.ts';
import { parseDuration } from '../values/index.ts';
import type { ApiAddress } from './api/api-path.ts';
import { fieldReader, type FieldReader } from './cluster-policy/fields.ts';
import type { FieldPath } from './trouble.ts';

/** Where the content of an entry comes from. */
export type ContextSource =
  | { readonly from: 'objects'; readonly address: ApiAddress }
  | { readonly from: 'path'; readonly urlPath: string; readonly method: string }
  | { readonly from: 'service'; readonly call: JsonObject };

/** One entry without a fault. */
export interface ContextDefinition {
  readonly source: ContextSource;
  /** By name; each is an expression on the whole content. */
  readonly projections: ReadonlyMap<string, Expression>;
}

/** An entry as read. `definition` is not there where something is wrong with it. */
export interface ContextDocument {
  readonly name: string;
  readonly document: SourceDocument;
  readonly definition?: ContextDefinition;
}

/** How an entry is named in diagnostics, beside policies; no policy has such a name. */
export function entryLabel(name: string): string {
  return `GlobalContextEntry/${name}`;
}

/**
 * The entry that a document holds.
 *
 * Errors  policy/wrong-type, policy/invalid and policy/expression, each at its field.
 * Source  Kyverno, validation of GlobalContextEntry.
 */
export function readContextDocument(document: SourceDocument): Checked<ContextDocument> {
  const name = textAt(child(document.value, 'metadata'), 'name');
  const reader = fieldReader(document, entryLabel(name));
  const faults = faultList(document, name);
  if (name === '') faults.add(['metadata', 'name'], 'a GlobalContextEntry has no name', 'Write metadata.name.');
  const spec = reader.object(document.value, [], 'spec') ?? {};
  const source = readSource(reader, faults, spec);
  const projections = hasProjections(document, spec, faults)
    ? readProjections(reader, faults, spec, name)
    : new Map<string, Expression>();
  const diagnostics = [...reader.problems, ...faults.found];
  const isSound = source !== undefined && diagnostics.every(({ severity }) => severity !== 'error');
  return { value: { name, document, ...(isSound ? { definition: { source, projections } } : {}) }, diagnostics };
}

interface Faults {
  readonly found: readonly Diagnostic[];
  add(path: FieldPath, message: string, help: string, as?: Partial<Pick<Diagnostic, 'code' | 'severity'>>): void;
}

function faultList(document: SourceDocument, name: string): Faults {
  const found: Diagnostic[] = [];
  return {
    found,
    add(path, message, help, { code = 'policy/invalid', severity = 'error' } = {}) {
      const about = { policy: entryLabel(name), field: path.join('.') };
      found.push({ code, severity, message, help, at: document.place(path), about });
    },
  };
}

// ---- sources

function readSource(reader: FieldReader, faults: Faults, spec: JsonObject): ContextSource | undefined {
  const objects = reader.object(spec, ['spec'], 'kubernetesResource');
  const call = reader.object(spec, ['spec'], 'apiCall');
  const [hasObjects, hasCall] = [isGiven(spec, 'kubernetesResource'), isGiven(spec, 'apiCall')];
  if (hasObjects === hasCall) {
    const which = hasObjects ? 'both kubernetesResource and apiCall' : 'neither kubernetesResource nor apiCall';
    faults.add(['spec'], `the entry has ${which}`, 'Write exactly one of the two.');
    return undefined;
  }
  if (objects) return readObjects(reader, faults, objects);
  return call && readCall(reader, faults, call);
}

function readObjects(reader: FieldReader, faults: Faults, raw: JsonObject): ContextSource {
  const path = ['spec', 'kubernetesResource'];
  const text = (key: string): string => reader.text(raw, path, key) ?? '';
  const [group, version, plural, namespace] = [text('group'), text('version'), text('resource'), text('namespace')];
  if (version === '') faults.add(path, 'kubernetesResource has no version', 'Write version, for example v1.');
  if (plural === '')
    faults.add(path, 'kubernetesResource has no resource', 'Write resource: the plural, for example configmaps.');
  if (group === '' && version !== '' && version !== 'v1')
    faults.add(path, `kubernetesResource has no group, and ${version} is no version of the core group`, 'Write group.');
  const within = namespace === '' ? undefined : namespace;
  const address = { group, version, namespace: within, plural, name: undefined, subresource: undefined };
  return { from: 'objects', address: { ...address, parameters: new Map() } };
}

function readCall(reader: FieldReader, faults: Faults, raw: JsonObject): ContextSource {
  const path = ['spec', 'apiCall'];
  const urlPath = reader.text(raw, path, 'urlPath') ?? '';
  const service = reader.object(raw, path, 'service');
  const method = reader.text(raw, path, 'method') ?? 'GET';
  if ((urlPath === '') === (service === undefined)) {
    const which = service ? 'both urlPath and service' : 'neither urlPath nor service';
    faults.add(path, `apiCall has ${which}`, 'Write exactly one of the two.');
  }
  if (isGiven(raw, 'data') && method !== 'POST')
    faults.add(
      [...path, 'data'],
      `apiCall has data, but its method is ${method}`,
      'Remove data, or write method: POST.',
    );
  checkInterval(reader, faults, raw);
  return service ? { from: 'service', call: raw } : { from: 'path', urlPath, method };
}

/** Whether a field holds something; an empty list is nothing, as the API machinery has it. */
function isGiven(raw: JsonObject, key: string): boolean {
  const value = child(raw, key) ?? null;
  return value !== null && !(isJsonList(value) && value.length === 0);
}

function checkInterval(reader: FieldReader, faults: Faults, raw: JsonObject): void {
  const path = ['spec', 'apiCall'];
  const text = reader.text(raw, path, 'refreshInterval');
  if (text === undefined) return;
  const interval = parseDuration(text);
  if (interval !== undefined && interval > 0n) return;
  const what = interval === undefined ? 'is no duration' : 'must be more than 0';
  faults.add([...path, 'refreshInterval'], `refreshInterval ${JSON.stringify(text)} ${what}`, 'Write it as in 10m.');
}

// ---- projections

/** Whether there are projections to read: a cluster drops those of the oldest version. */
function hasProjections({ value }: SourceDocument, spec: JsonObject, faults: Faults): boolean {
  if (!isGiven(spec, 'projections')) return false;
  const version = versionOf(textAt(value, 'apiVersion'));
  if (version !== 'v2alpha1') return true;
  const as = { code: 'policy/unknown-field', severity: 'warning' } as const;
  const path = ['spec', 'projections'];
  faults.add(path, 'spec of v2alpha1 has no field projections', 'Write apiVersion: kyverno.io/v2.', as);
  return false;
}

function readProjections(
  reader: FieldReader,
  faults: Faults,
  spec: JsonObject,
  entry: string,
): ReadonlyMap<string, Expression> {
  const listed = reader.objects(spec, ['spec'], 'projections') ?? [];
  const read = listed.flatMap(({ index, value }): [string, Expression][] => {
    const path = ['spec', 'projections', index];
    const name = reader.text(value, path, 'name') ?? '';
    const text = reader.text(value, path, 'jmesPath') ?? '';
    if (name === '') faults.add(path, 'a projection has no name', 'Write name and jmesPath.');
    else if (name === entry)
      faults.add([...path, 'name'], `the projection ${name} is named like its entry`, 'Give it another name.');
    if (text === '') {
      faults.add(path, `the projection ${name} has no jmesPath`, 'Write name and jmesPath.');
      return [];
    }
    const expression = compileExpression(text);
    if (!isExpressionError(expression)) return [[name, expression]];
    const as = { code: 'policy/expression' as const };
    faults.add(
      [...path, 'jmesPath'],
      `the projection ${name} cannot be parsed: ${expression.message}`,
      'Correct it.',
      as,
    );
    return [];
  });
  return new Map(read);
}
