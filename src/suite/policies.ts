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
  /** Why Kyverno would refuse it, where that leaves the rest of the test as it is. */
  readonly refused?: string;
}

/** The command line of Kyverno knows no cluster kinds when it checks policies, so every target needs a namespace there. */
const NO_KINDS: KindCatalog = { find: () => undefined, byPlural: () => undefined, groupsOf: () => [] };

const POLICY_GROUPS = new Set(['kyverno.io', 'policies.kyverno.io', 'admissionregistration.k8s.io']);

/**
 * The policies among some documents, each once, checked.
 *
 * Errors  what is wrong with rules is told as a warning: it makes results that name the policy skip. What is wrong with policies in CEL
 *         and with their exceptions is an error: such a test is not run, as Kyverno does not run it.
 */
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
  const read = [...named.values()].map(checked);
  const told = read.flatMap((one) => one.diagnostics);
  return {
    value: read.map((one) => one.value),
    diagnostics: [...told, ...troubleInCel([...named.values()], exceptions)],
  };
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
  const errors = errorsOf([policy.document]);
  const told = errors.map((one): Diagnostic => ({ ...one, severity: 'warning' }));
  const [first] = errors;
  return { value: first === undefined ? policy : { ...policy, refused: first.message }, diagnostics: told };
}

/** What keeps policies in CEL from being run. An exception that is not understood leaves open what the policy does. */
function troubleInCel(policies: readonly SuitePolicy[], exceptions: readonly SourceDocument[]): readonly Diagnostic[] {
  const inCel = policies.filter(({ form }) => form === 'generating').map(({ document }) => document);
  if (inCel.length === 0) return [];
  // What is wrong with the exception says more than that policies are left alone for it.
  return errorsOf([...inCel, ...exceptions.filter(isForCel)]).filter(({ code }) => code !== 'policy/not-evaluated');
}

function isForCel({ value }: SourceDocument): boolean {
  return groupOf(textAt(value, 'apiVersion')) === 'policies.kyverno.io';
}

function errorsOf(documents: readonly SourceDocument[]): readonly Diagnostic[] {
  return validatePolicies({ documents, kinds: NO_KINDS }).diagnostics.filter(({ severity }) => severity === 'error');
}
