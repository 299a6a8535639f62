// What the risks of a preview are called where there is a list of kinds of finding.
import type { RiskCode } from '../model/preview.ts';

/** Titles by code. */
export const RISK_TITLES = {
  'deletion-guard': 'The deletion guard would stop the next run',
  'namespace-removed': 'Namespace removed',
  'crd-removed': 'CustomResourceDefinition removed',
  'claim-removed': 'PersistentVolumeClaim removed',
  'stateful-set-removed': 'StatefulSet removed',
  'network-policy-removed': 'NetworkPolicy removed',
  'rbac-wildcard': 'Right to everything granted',
  'rbac-escalation': 'Right to escalate granted',
  'rbac-cluster-admin': 'cluster-admin granted',
  'rbac-subject': 'Rights granted to a new subject',
  'rbac-rule': 'Further rights granted',
  'immutable-field': 'Field that cannot be changed',
  'webhook-changed': 'Webhook configuration changed',
  'edit-refused': 'Edit that Kyverno would refuse',
  'edit-warned': 'Edit that Kyverno warns about',
  'secret-changed': 'Secret changed',
  'secret-removed': 'Secret removed',
  'secret-clear-text': 'Secret in clear text',
  'many-removed': 'Many resources removed',
  retained: 'Resources no longer managed',
  'triggers-policy': 'Generated resource sets off a policy',
} as const satisfies Readonly<Record<RiskCode, string>>;
