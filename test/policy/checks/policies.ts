// Policies and kinds for the tests of checks, written as YAML.
import { expect } from 'vitest';
import { kindCatalog } from '../../../src/kube/index.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { KindCatalog } from '../../../src/model/inventory.ts';
import type { JsonObject, Resource } from '../../../src/model/resource.ts';
import { checkPolicies, type CheckMode } from '../../../src/policy/checks/index.ts';
import type { PolicyDocument } from '../../../src/policy/cluster-policy/document.ts';
import { readPolicyDocument } from '../../../src/policy/cluster-policy/read.ts';
import { parseYaml } from '../../../src/yaml/index.ts';

/** The policies of a YAML text, in order. */
export function policiesOf(text: string, file = 'policies/a.yaml'): readonly PolicyDocument[] {
  const { documents, problems } = parseYaml(text);
  expect(problems).toEqual([]);
  return documents.map((document) => {
    const source = {
      file,
      value: document.value as JsonObject,
      place: (path: readonly (string | number)[]) => ({ file, ...document.positionOf(path) }),
      placeWithin: (path: readonly (string | number)[], offset: number) => ({
        file,
        ...document.positionWithin(path, offset),
      }),
    };
    return readPolicyDocument(source).value;
  });
}

/** The one policy of a YAML text. */
export function policyOf(text: string, file?: string): PolicyDocument {
  const [policy] = policiesOf(text, file);
  return policy!;
}

/** The built-in kinds, and a cluster-scoped Tenant and a namespaced Queue of example.com/v1. */
export function someKinds(): KindCatalog {
  const definition = (kind: string, plural: string, scope: string): Resource => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      names: { kind, plural },
      scope,
      versions: [{ name: 'v1', served: true, storage: true }],
    },
  });
  return kindCatalog([definition('Tenant', 'tenants', 'Cluster'), definition('Queue', 'queues', 'Namespaced')]);
}

/** What a diagnostic says to a program: `severity code field`. */
export function brief({ severity, code, about }: Diagnostic): string {
  return `${severity} ${code} ${about.field ?? ''}`;
}

/** What is wrong with the policies of a YAML text, in brief. */
export function found(text: string, mode: CheckMode): readonly string[] {
  return checkPolicies(policiesOf(text), { kinds: someKinds(), mode }).map(brief);
}

/**
 * A ClusterPolicy with one rule that makes a ConfigMap for each Namespace, with parts replaced.
 *
 * Shape   each part is YAML for one field, written at column 0; an empty text leaves the field out.
 */
export function aPolicy(parts: PolicyParts = {}): string {
  const {
    head = 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: p}',
    spec = '',
    match = 'any: [{resources: {kinds: [Namespace]}}]',
    rule = '',
    target = TARGET,
    data = 'data: {data: {k: v}}',
  } = parts;
  return [
    head,
    'spec:',
    indent(spec, 2),
    '  rules:',
    '  - name: r',
    match === '' ? '' : `    match:\n${indent(match, 6)}`,
    indent(rule, 4),
    target + data === '' ? '' : `    generate:\n${indent(target, 6)}\n${indent(data, 6)}`,
  ]
    .filter((line) => line.trim() !== '')
    .join('\n');
}

/** A ConfigMap in the trigger’s namespace. */
export const TARGET =
  'apiVersion: v1\nkind: ConfigMap\nname: made\nnamespace: "{{ request.object.metadata.name }}"\nsynchronize: true';

/** What `aPolicy` replaces. */
export interface PolicyParts {
  readonly head?: string;
  readonly spec?: string;
  readonly match?: string;
  readonly rule?: string;
  readonly target?: string;
  readonly data?: string;
}

function indent(text: string, by: number): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(by) + line))
    .join('\n');
}
