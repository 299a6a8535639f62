// Field selectors of lists: `metadata.name=x,status.phase!=Running`. Which fields can be selected differs by kind, and is a table here.
import { isJsonObject, type Json, type Resource, type ResourceId } from '../../model/resource.ts';
import type { ParsedSelector } from './api-label-selector.ts';

/** An object with its identity, which knows the namespace also where the object does not say it. */
export interface SelectableObject {
  readonly id: ResourceId;
  readonly resource: Resource;
}

/** Where a field stands, and what the API server has where an object does not say it. */
interface Field {
  readonly path: readonly string[];
  readonly absent: string;
}

type Fields = Readonly<Record<string, Field>>;

const REFERENCE_FIELDS = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** By group and kind. Source  Kubernetes 1.32, field label conversions of each built-in kind. */
const FIELDS: Readonly<Record<string, Fields>> = {
  '/Pod': fields(
    'spec.nodeName status.podIP status.nominatedNodeName',
    'spec.serviceAccountName=default spec.restartPolicy=Always spec.schedulerName=default-scheduler',
    'spec.hostNetwork=false status.phase=Pending',
  ),
  '/Event': {
    ...fields('reason type reportingComponent', ...REFERENCE_FIELDS.map((name) => `involvedObject.${name}`)),
    source: { path: ['source', 'component'], absent: '' },
  },
  'events.k8s.io/Event': fields(
    'reason type reportingController',
    ...REFERENCE_FIELDS.map((name) => `regarding.${name}`),
  ),
  '/Namespace': fields('status.phase=Active'),
  '/Node': fields('spec.unschedulable=false'),
  '/Secret': fields('type=Opaque'),
  '/Service': fields('spec.clusterIP spec.type=ClusterIP'),
  '/ReplicationController': fields('status.replicas=0'),
  'apps/ReplicaSet': fields('status.replicas=0'),
  'batch/Job': { 'status.successful': { path: ['status', 'succeeded'], absent: '0' } },
  'certificates.k8s.io/CertificateSigningRequest': fields('spec.signerName'),
};

/** Fields written as `path` or `path=what is there when it is absent`. */
function fields(...lines: readonly string[]): Fields {
  const entries = lines
    .flatMap((line) => line.split(' '))
    .map((text): [string, Field] => {
      const [label = '', absent = ''] = text.split('=');
      return [label, { path: label.split('.'), absent }];
    });
  return Object.fromEntries(entries);
}

interface Term {
  readonly label: string;
  readonly isEqual: boolean;
  readonly value: string;
}

/**
 * Reads a field selector for lists of one kind; an empty one selects everything.
 *
 * Source  Kubernetes fields.ParseSelector: `=`, `==`, `!=`, joined by commas; a backslash before `,`, `=` and a backslash.
 */
export function parseFieldSelector(text: string, group: string, kind: string): ParsedSelector<SelectableObject> {
  const known = FIELDS[`${group}/${kind}`] ?? {};
  const tests: ((object: SelectableObject) => boolean)[] = [];
  for (const written of text.match(/(?:\\.|[^,\\]|\\$)+/gs) ?? []) {
    const term = readTerm(written);
    if (term === undefined) return { problem: `the field selector ${JSON.stringify(text)} cannot be read` };
    const read = reader(term.label, known);
    if (read === undefined)
      return { problem: `lists of ${kind} cannot be selected by field ${JSON.stringify(term.label)}` };
    tests.push((object) => (read(object) === term.value) === term.isEqual);
  }
  return { matches: (object) => tests.every((holds) => holds(object)) };
}

function readTerm(written: string): Term | undefined {
  const match = /^((?:\\.|[^=!\\]|!(?!=))*)(!=|==|=)(.*)$/s.exec(written);
  const [, label = '', operator, escaped = ''] = match ?? [];
  // An unescaped = in a value is no text that the API server takes.
  if (operator === undefined || /^(?:\\[\\,=]|[^\\,=])*$/s.exec(escaped) === null) return undefined;
  return { label, isEqual: operator !== '!=', value: escaped.replace(/\\([\\,=])/g, '$1') };
}

function reader(label: string, known: Fields): ((object: SelectableObject) => string) | undefined {
  if (label === 'metadata.name') return ({ id }) => id.name;
  if (label === 'metadata.namespace') return ({ id }) => id.namespace;
  const field = Object.hasOwn(known, label) ? known[label] : undefined;
  return field && (({ resource }) => textOf(valueAt(resource, field.path), field.absent));
}

function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (found, key) => (isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined),
    value,
  );
}

function textOf(value: Json | undefined, absent: string): string {
  if (typeof value === 'string') return value === '' ? absent : value;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : absent;
}
