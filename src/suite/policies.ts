// The policies of a test: what they are, and which of them Kyverno would refuse.
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { child, groupOf, isJsonObject, textAt } from '../model/resource.ts';
import { CEL_RULE_NAME, validatePolicies } from '../policy/index.ts';
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
  /** Why Kyverno would refuse it. One in CEL that cannot be compiled ends the whole test there. */
  readonly refused?: string;
}

/** The command line of Kyverno knows no cluster kinds when it checks policies, so every target needs a namespace there. */
const NO_KINDS: KindCatalog = { find: () => undefined, byPlural: () => undefined, groupsOf: () => [] };

const POLICY_GROUPS = new Set(['kyverno.io', 'policies.kyverno.io', 'admissionregistration.k8s.io']);

/** The policies among some documents, each once, checked. What is wrong with them is told as a warning: it makes results that name them skip. */
export function policiesIn(
  documents: readonly SourceDocument[],
  exceptions: readonly SourceDocument[],
): Checked<readonly SuitePolicy[]> {
  const named = new Map<string, SuitePolicy>();
  for (const document of documents) {
    const policy = policyOf(document);
    const key = policy && [policy.kind, policy.namespace, policy.name].join('/');
    if (policy && key !== undefined && !named.has(key)) named.set(key, policy);
  }
  const read = [...named.values()].map((policy) =>
    policy.form === 'generating' ? checkedWith(policy, exceptions) : checked(policy),
  );
  return { value: read.map((one) => one.value), diagnostics: eachOnce(read.flatMap((one) => one.diagnostics)) };
}

function policyOf(document: SourceDocument): SuitePolicy | undefined {
  const { value } = document;
  const kind = textAt(value, 'kind');
  const group = groupOf(textAt(value, 'apiVersion'));
  if (!kind.endsWith('Policy') || !POLICY_GROUPS.has(group)) return undefined;
  const form = formOf(group, kind);
  const metadata = child(value, 'metadata');
  const isNamespaced = kind === 'Policy' || kind.startsWith('Namespaced');
  const namespace = textAt(metadata, 'namespace') || (isNamespaced ? 'default' : '');
  return { document, form, kind, name: textAt(metadata, 'name'), namespace, rules: rulesOf(document, form) };
}

function rulesOf({ value }: SourceDocument, form: SuitePolicy['form']): SuitePolicy['rules'] {
  if (form === 'generating') return [{ name: CEL_RULE_NAME, generates: true }];
  return objectsAt(child(value, 'spec'), 'rules').map((rule) => ({
    name: textAt(rule, 'name'),
    generates: isJsonObject(child(rule, 'generate')),
  }));
}

function formOf(group: string, kind: string): SuitePolicy['form'] {
  if (group === 'kyverno.io' && (kind === 'ClusterPolicy' || kind === 'Policy')) return 'rules';
  return group === 'policies.kyverno.io' && kind.endsWith('GeneratingPolicy') ? 'generating' : 'other';
}

function checked(policy: SuitePolicy): Checked<SuitePolicy> {
  if (policy.form !== 'rules' || !policy.rules.some(({ generates }) => generates)) {
    return { value: policy, diagnostics: [] };
  }
  return judged(policy, errorsOf([policy.document]));
}

/** An exception that is not understood leaves open what the policy does, so it stands in the way of the policy that it names. */
function checkedWith(policy: SuitePolicy, exceptions: readonly SourceDocument[]): Checked<SuitePolicy> {
  const own = errorsOf([policy.document]);
  if (own.length > 0) return judged(policy, own);
  const all = errorsOf([policy.document, ...exceptions.filter(isForCel)]);
  const causes = all.filter(({ code }) => code !== 'policy/not-evaluated');
  const { diagnostics } = judged(policy, causes);
  if (causes.length === all.length) return { value: policy, diagnostics };
  return { value: { ...policy, refused: 'an exception that may name it is not understood' }, diagnostics };
}

function isForCel({ value }: SourceDocument): boolean {
  return groupOf(textAt(value, 'apiVersion')) === 'policies.kyverno.io';
}

function errorsOf(documents: readonly SourceDocument[]): readonly Diagnostic[] {
  return validatePolicies({ documents, kinds: NO_KINDS }).diagnostics.filter(({ severity }) => severity === 'error');
}

function judged(policy: SuitePolicy, errors: readonly Diagnostic[]): Checked<SuitePolicy> {
  const told = errors.map((one): Diagnostic => ({ ...one, severity: 'warning' }));
  const [first] = errors;
  return { value: first === undefined ? policy : { ...policy, refused: first.message }, diagnostics: told };
}

/** One exception may stand in the way of many policies. */
function eachOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify([one.at, one.message]), one])).values()];
}
