// Sorts the documents of the policy folders by what they are, and says what of them is not evaluated.
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { PolicyPresence } from '../model/policy.ts';
import { child, groupOf, textAt, versionOf } from '../model/resource.ts';

/** Documents by what they are. */
export interface SortedDocuments {
  readonly clusterPolicies: readonly SourceDocument[];
  /** Those for ClusterPolicy and Policy. */
  readonly exceptions: readonly SourceDocument[];
  readonly contextEntries: readonly SourceDocument[];
  /** Policies of languages that are not evaluated: they are there, and nothing more is known of them. */
  readonly presences: readonly PolicyPresence[];
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
 * Errors  policy/unknown-version: a kind of Kyverno's that generates, in a version it does not serve. policy/unsupported-kind: a kind
 *         that is served and not evaluated.
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
    presences: withRole('generating-policy').map(presenceOf),
    diagnostics: [
      ...refused.map(({ document, served }) => unknownVersion(document, served?.versions ?? [])),
      ...withRole('generating-policy').map((document) => unsupported(document, 'its downstreams are left as they are')),
      ...withRole('cel-exception').map((document) => unsupported(document, CEL_EXCEPTION, 'warning')),
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

function presenceOf({ value }: SourceDocument): PolicyPresence {
  const kind = textAt(value, 'kind');
  const metadata = child(value, 'metadata');
  const namespace = kind.startsWith('Namespaced') ? textAt(metadata, 'namespace') || 'default' : '';
  return { kind, namespace, name: textAt(metadata, 'name'), complete: false, rules: [] };
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

/** It takes nothing from what is generated here: the policies that it concerns are an error each, and held. */
const CEL_EXCEPTION =
  'it concerns policies in CEL only, which are not evaluated either, and no rule of a ClusterPolicy or Policy';

function unsupported(document: SourceDocument, consequence: string, severity: Severity = 'error'): Diagnostic {
  return {
    code: 'policy/unsupported-kind',
    severity,
    message: `${nameOf(document)} is not evaluated by this version of Headwater; ${consequence}`,
    help: 'Move it out of the policy folders, or keep Kyverno for what it does.',
    at: document.place([]),
    about: { policy: textAt(child(document.value, 'metadata'), 'name') },
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
