// The policies of a test: what they are, and which of them Kyverno would refuse.
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { child, groupOf, isJsonObject, textAt } from '../model/resource.ts';
import { validatePolicies } from '../policy/index.ts';
import { objectsAt } from './read.ts';

/** A policy of a test. */
export interface SuitePolicy {
  readonly document: SourceDocument;
  /** `rules`: ClusterPolicy or Policy. `generating`: in CEL. `other`: none that generates. */
  readonly form: 'rules' | 'generating' | 'other';
  readonly kind: string;
  readonly name: string;
  /** '' for one that has none. */
  readonly namespace: string;
  readonly rules: readonly { readonly name: string; readonly generates: boolean }[];
  /** Why Kyverno would refuse it. */
  readonly refused?: string;
}

/** The command line of Kyverno knows no cluster kinds when it checks policies, so every target needs a namespace there. */
const NO_KINDS: KindCatalog = { find: () => undefined, byPlural: () => undefined, groupsOf: () => [] };

const POLICY_GROUPS = new Set(['kyverno.io', 'policies.kyverno.io', 'admissionregistration.k8s.io']);

/** The policies among some documents, each once, checked. What is wrong with them is told as a warning: it makes results that name them skip. */
export function policiesIn(documents: readonly SourceDocument[]): Checked<readonly SuitePolicy[]> {
  const named = new Map<string, SuitePolicy>();
  for (const document of documents) {
    const policy = policyOf(document);
    const key = policy && [policy.kind, policy.namespace, policy.name].join('/');
    if (policy && key !== undefined && !named.has(key)) named.set(key, policy);
  }
  const read = [...named.values()].map(checked);
  return { value: read.map((one) => one.value), diagnostics: read.flatMap((one) => one.diagnostics) };
}

function policyOf(document: SourceDocument): SuitePolicy | undefined {
  const { value } = document;
  const kind = textAt(value, 'kind');
  const group = groupOf(textAt(value, 'apiVersion'));
  if (!kind.endsWith('Policy') || !POLICY_GROUPS.has(group)) return undefined;
  const form = formOf(group, kind);
  const metadata = child(value, 'metadata');
  const rules = objectsAt(child(value, 'spec'), 'rules').map((rule) => ({
    name: textAt(rule, 'name'),
    generates: isJsonObject(child(rule, 'generate')),
  }));
  const namespace = kind === 'Policy' ? textAt(metadata, 'namespace') || 'default' : textAt(metadata, 'namespace');
  return { document, form, kind, name: textAt(metadata, 'name'), namespace, rules };
}

function formOf(group: string, kind: string): SuitePolicy['form'] {
  if (group === 'kyverno.io' && (kind === 'ClusterPolicy' || kind === 'Policy')) return 'rules';
  return group === 'policies.kyverno.io' && kind.endsWith('GeneratingPolicy') ? 'generating' : 'other';
}

function checked(policy: SuitePolicy): Checked<SuitePolicy> {
  if (policy.form !== 'rules' || !policy.rules.some(({ generates }) => generates)) {
    return { value: policy, diagnostics: [] };
  }
  const found = validatePolicies({ documents: [policy.document], kinds: NO_KINDS }).diagnostics;
  const errors = found.filter(({ severity }) => severity === 'error');
  const told = errors.map((one): Diagnostic => ({ ...one, severity: 'warning' }));
  const [first] = errors;
  return { value: first === undefined ? policy : { ...policy, refused: first.message }, diagnostics: told };
}
