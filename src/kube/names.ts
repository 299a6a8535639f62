// Which names Kubernetes accepts. A target whose name comes out of an expression is judged here before it becomes a path or a manifest.
import type { ResourceId } from '../model/resource.ts';

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const LETTER_LABEL = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
// A CustomResourceDefinition may name a kind in lower case or with hyphens: lower-cased it has to be a label.
const KIND = /^[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
// Control characters are legal in a path segment, but no manifest needs one and no terminal should print one.
// eslint-disable-next-line no-control-regex
const NO_SEGMENT = /[/%\u0000-\u001f\u007f]/;

/** Kinds whose names are only held to be usable in a URL. */
const SEGMENT_NAMED: ReadonlySet<string> = new Set([
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'apiregistration.k8s.io/APIService',
  'certificates.k8s.io/CertificateSigningRequest',
  'networking.k8s.io/IPAddress',
]);

/**
 * Why Kubernetes would refuse an object of this identity, as the end of a sentence; undefined where it would not.
 *
 * Source  Kubernetes, object name validation by kind (DNS-1123 subdomain, DNS-1123 label, DNS-1035 label, path segment).
 */
export function nameProblem(id: ResourceId): string | undefined {
  return kindProblem(id.kind) ?? groupProblem(id.group) ?? namespaceProblem(id) ?? objectNameProblem(id);
}

/**
 * Why Kubernetes would refuse an apiVersion, as the end of a sentence; undefined where it would not.
 *
 * Source  Kubernetes: `version` or `group/version`; a version is a DNS label that begins with a letter.
 */
export function apiVersionProblem(apiVersion: string): string | undefined {
  const parts = apiVersion.split('/');
  const version = parts.at(-1) ?? '';
  const isLegal = parts.length <= 2 && parts[0] !== '' && LETTER_LABEL.test(version) && version.length <= 63;
  return isLegal ? undefined : `apiVersion ${quote(apiVersion)} is not a version, or a group and a version`;
}

function kindProblem(kind: string): string | undefined {
  return KIND.test(kind) && kind.length <= 63 ? undefined : `kind ${quote(kind)} is not a legal kind`;
}

function groupProblem(group: string): string | undefined {
  return group === '' || isSubdomain(group) ? undefined : `group ${quote(group)} is not a DNS subdomain`;
}

function namespaceProblem({ namespace }: ResourceId): string | undefined {
  if (namespace === '' || isLabel(namespace)) return undefined;
  return `namespace ${quote(namespace)} is not a DNS label of at most 63 characters`;
}

function objectNameProblem({ group, kind, name }: ResourceId): string | undefined {
  if (name === '') return 'the name is empty';
  const qualified = `${group}/${kind}`;
  if (SEGMENT_NAMED.has(qualified)) return segmentProblem(name);
  if (qualified === '/Namespace' && !isLabel(name)) {
    return `name ${quote(name)} is not a DNS label of at most 63 characters`;
  }
  if (qualified === '/Service' && !(LETTER_LABEL.test(name) && name.length <= 63)) {
    return `name ${quote(name)} is not a DNS label of at most 63 characters that begins with a letter`;
  }
  // A CronJob's Jobs add eleven characters to its name.
  if (qualified === 'batch/CronJob' && name.length > 52) return `name ${quote(name)} is longer than 52 characters`;
  return isSubdomain(name) ? undefined : `name ${quote(name)} is not a DNS subdomain of at most 253 characters`;
}

function segmentProblem(name: string): string | undefined {
  const isLegal = name !== '.' && name !== '..' && !NO_SEGMENT.test(name);
  return isLegal ? undefined : `name ${quote(name)} cannot be part of a URL`;
}

function isLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

function isSubdomain(text: string): boolean {
  return text.length <= 253 && SUBDOMAIN.test(text);
}

/** Quoted and cut, so that a long or odd text cannot garble a message. */
function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
