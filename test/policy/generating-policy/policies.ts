// Policies in CEL as a user writes them, for the tests of their parts.
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { SourceDocument } from '../../../src/model/document.ts';
import type { GeneratingPolicyDocument } from '../../../src/policy/generating-policy/document.ts';
import { readGeneratingPolicy } from '../../../src/policy/generating-policy/read.ts';
import { documentsOf } from '../cluster-policy/rules.ts';

/** Parts of a policy, each as YAML of one line; '' leaves the part out. */
export interface PolicyParts {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: string;
  readonly matchConstraints?: string;
  readonly generate?: string;
  /** Further lines of the spec, written at column 0. */
  readonly more?: string;
}

/** A policy for Namespaces, with these parts instead. */
export function aGeneratingPolicy({
  apiVersion = 'policies.kyverno.io/v1',
  kind = 'GeneratingPolicy',
  metadata = '{name: quotas}',
  matchConstraints = '{resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [namespaces]}]}',
  generate = '[{expression: "generator.apply(object.metadata.name, [variables.quota])"}]',
  more = '',
}: PolicyParts = {}): string {
  const spec = [
    ...(matchConstraints === '' ? [] : [`matchConstraints: ${matchConstraints}`]),
    ...(generate === '' ? [] : [`generate: ${generate}`]),
    ...(more === '' ? [] : more.split('\n')),
  ].map((line) => `  ${line}`);
  return [`apiVersion: ${apiVersion}`, `kind: ${kind}`, `metadata: ${metadata}`, 'spec:', ...spec, ''].join('\n');
}

/** The first document of a YAML text. */
export function theDocument(text: string): SourceDocument {
  const [document] = documentsOf(text);
  if (document === undefined) throw new Error('there is no document');
  return document;
}

/** A policy that has to be without an error. */
export function soundPolicy(parts: PolicyParts = {}): GeneratingPolicyDocument {
  const { value, diagnostics } = readGeneratingPolicy(theDocument(aGeneratingPolicy(parts)));
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

/** Diagnostics in one line each: `error policy/invalid spec.generate: sentence`. */
export function told(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(
    ({ severity, code, about, message }) => `${severity} ${code} ${about.field ?? ''}: ${message}`,
  );
}
