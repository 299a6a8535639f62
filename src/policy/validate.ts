// Checks policies as today's Kyverno would at admission, and the edits that lead to them from a base.
import { sortDiagnostics, type Diagnostic, type Position } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { child, textAt } from '../model/resource.ts';
import { checkPolicies } from './checks/index.ts';
import { readPolicyDocument } from './cluster-policy/read.ts';
import { sortDocuments } from './documents.ts';
import { editsBetween, tellAccepted, type ToldEdit } from './edits.ts';
import { attachExceptions } from './exception/index.ts';
import { celEditsBetween, compileCelPolicies } from './generating-policy/index.ts';
import { readGlobalContext } from './global-context.ts';
import { DEFAULT_EVALUATION_LIMITS, type CompileOptions } from './options.ts';
import { compileWebhookConditions } from './webhook-conditions.ts';

/** What is checked, and against which state before. */
export interface ValidateInput {
  readonly documents: readonly SourceDocument[];
  readonly base?: readonly SourceDocument[];
  readonly kinds: KindCatalog;
}

/** A policy that was checked, and where it lies. */
export interface CheckedPolicy {
  readonly kind: string;
  /** `name` or `namespace/name`. */
  readonly name: string;
  readonly at: Position;
}

/** What validation comes to. `edits` are those that lead from the base, where there is one. */
export interface Validated {
  /** In the order of the documents; those of versions that Kyverno does not serve are not among them. */
  readonly policies: readonly CheckedPolicy[];
  readonly edits: readonly ToldEdit[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Options that only matter where something is evaluated, which judging does not. */
const JUDGING: Omit<CompileOptions, 'kinds'> = {
  resourceFilters: [],
  cloneMetadata: 'clean',
  substitution: 'once',
  digestKey: undefined,
  limits: DEFAULT_EVALUATION_LIMITS,
};

/** Everything that is wrong with the policies, and the edits that lead to them. What is wrong with the base is not told. */
export function validatePolicies({ documents, base, kinds }: ValidateInput): Validated {
  const sorted = sortDocuments(documents);
  const read = sorted.clusterPolicies.map(readPolicyDocument);
  const former = base ? sortDocuments(base).clusterPolicies.map((document) => readPolicyDocument(document).value) : [];
  const policies = read.map((one) => one.value);
  const exceptions = attachExceptions(sorted.exceptions, policies, 'admission');
  const checked = checkPolicies(policies, { kinds, mode: 'admission', base: former });
  const entries = readGlobalContext(sorted.contextEntries, kinds);
  const cel = compileCelPolicies(
    { policies: sorted.celPolicies, exceptions: sorted.celExceptions },
    { ...JUDGING, kinds, globalContext: entries.value },
    'admission',
  );
  const current = read.map((one) => one.value);
  const celEdits = base ? celEditsBetween(sortDocuments(base).celPolicies, sorted.celPolicies) : [];
  const edits = base ? [...editsBetween(former, current), ...celEdits] : [];
  const told = [
    ...sorted.diagnostics,
    ...entries.diagnostics,
    ...read.flatMap((one) => one.diagnostics),
    ...checked,
    ...policies.flatMap((policy) => compileWebhookConditions(policy, {}, 'admission').diagnostics),
    ...exceptions.diagnostics,
    ...cel.diagnostics,
    ...tellAccepted(edits),
  ];
  const named = documents.filter((one) => sorted.clusterPolicies.includes(one) || sorted.celPolicies.includes(one));
  return { policies: named.map(checkedPolicy), edits, diagnostics: sortDiagnostics(told) };
}

function checkedPolicy({ value, place }: SourceDocument): CheckedPolicy {
  const metadata = child(value, 'metadata');
  const kind = textAt(value, 'kind');
  const isNamespaced = kind === 'Policy' || kind === 'NamespacedGeneratingPolicy';
  const prefix = isNamespaced ? `${textAt(metadata, 'namespace') || 'default'}/` : '';
  return { kind, name: `${prefix}${textAt(metadata, 'name')}`, at: place([]) };
}
