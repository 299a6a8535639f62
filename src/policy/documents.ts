// Sorts the documents of the policy folders by what they are, and says what of them is not evaluated.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import { child, groupOf, textAt, versionOf } from '../model/resource.ts';

/** Documents by what they are. */
export interface SortedDocuments {
  readonly clusterPolicies: readonly SourceDocument[];
  /** Those for ClusterPolicy and Policy. */
  readonly exceptions: readonly SourceDocument[];
  readonly contextEntries: readonly SourceDocument[];
  /** GeneratingPolicy and NamespacedGeneratingPolicy. */
  readonly celPolicies: readonly SourceDocument[];
  /** Those for policies in CEL. */
  readonly celExceptions: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

type Role = 'policy' | 'generating-policy' | 'exception' | 'cel-exception' | 'context-entry';

interface ServedKind {
  readonly role: Role;
  readonly versions: readonly string[];
}

const POLICIES_GROUP = ['v1alpha1', 'v1beta1', 'v1'];

/** Group and kind to the versions that Kyverno serves. */
const SERVED: ReadonlyMap<string, ServedKind> = new Map([
  ['kyverno.io/ClusterPolicy', { role: 'policy', versions: ['v1', 'v2beta1'] }],
  ['kyverno.io/Policy', { role: 'policy', versions: ['v1', 'v2beta1'] }],
  ['kyverno.io/PolicyException', { role: 'exception', versions: ['v2beta1', 'v2'] }],
  ['kyverno.io/GlobalContextEntry', { role: 'context-entry', versions: ['v2alpha1', 'v2beta1', 'v2'] }],
  ['policies.kyverno.io/GeneratingPolicy', { role: 'generating-policy', versions: POLICIES_GROUP }],
  ['policies.kyverno.io/NamespacedGeneratingPolicy', { role: 'generating-policy', versions: POLICIES_GROUP }],
  ['policies.kyverno.io/PolicyException', { role: 'cel-exception', versions: POLICIES_GROUP }],
]);

/**
 * Sorts documents.
 *
 * Errors  policy/unknown-version: a kind of Kyverno's that generates, in a version it does not serve.
 */
export function sortDocuments(documents: readonly SourceDocument[]): SortedDocuments {
  const known = documents.map((document) => ({ document, served: SERVED.get(groupKind(document)) }));
  const refused = known.filter(({ document, served }) => served && !served.versions.includes(version(document)));
  const accepted = known.filter((one) => !refused.includes(one));
  const withRole = (role: Role): readonly SourceDocument[] =>
    accepted.filter(({ served }) => served?.role === role).map(({ document }) => document);
  return {
    clusterPolicies: withRole('policy'),
    exceptions: withRole('exception'),
    contextEntries: withRole('context-entry'),
    celPolicies: withRole('generating-policy'),
    celExceptions: withRole('cel-exception'),
    diagnostics: [
      ...refused.map(({ document, served }) => unknownVersion(document, served?.versions ?? [])),
      ...known.filter(({ served }) => served === undefined).map(({ document }) => noPolicy(document)),
    ],
  };
}

function groupKind({ value }: SourceDocument): string {
  return `${groupOf(textAt(value, 'apiVersion'))}/${textAt(value, 'kind')}`;
}

function version({ value }: SourceDocument): string {
  return versionOf(textAt(value, 'apiVersion'));
}

function nameOf({ value }: SourceDocument): string {
  return `${textAt(value, 'kind')} ${textAt(child(value, 'metadata'), 'name')}`.trim();
}

function unknownVersion(document: SourceDocument, versions: readonly string[]): Diagnostic {
  const group = groupOf(textAt(document.value, 'apiVersion'));
  return {
    code: 'policy/unknown-version',
    severity: 'error',
    message: `${nameOf(document)} has apiVersion ${textAt(document.value, 'apiVersion')}, which Kyverno does not serve`,
    help: `Write ${versions.map((served) => `${group}/${served}`).join(' or ')}.`,
    at: document.place(['apiVersion']),
    about: { field: 'apiVersion' },
  };
}

function noPolicy(document: SourceDocument): Diagnostic {
  return {
    code: 'load/not-kubernetes',
    severity: 'notice',
    message: `${nameOf(document) || 'A document'} is no policy that generates, and is left alone`,
    at: document.place([]),
    about: {},
  };
}
