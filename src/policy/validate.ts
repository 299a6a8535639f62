// Checks policies as today's Kyverno would at admission, and the edits that lead to them from a base.
import { sortDiagnostics, type Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import type { KindCatalog } from '../model/inventory.ts';
import { checkPolicies } from './checks/index.ts';
import { readPolicyDocument } from './cluster-policy/read.ts';
import { sortDocuments } from './documents.ts';
import { editsBetween, tellAccepted, type ToldEdit } from './edits.ts';
import { attachExceptions } from './exception/index.ts';
import { readGlobalContext } from './global-context.ts';

/** What is checked, and against which state before. */
export interface ValidateInput {
  readonly documents: readonly SourceDocument[];
  readonly base?: readonly SourceDocument[];
  readonly kinds: KindCatalog;
}

/** What validation comes to. `edits` are those that lead from the base, where there is one. */
export interface Validated {
  readonly edits: readonly ToldEdit[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that is wrong with the policies, and the edits that lead to them. What is wrong with the base is not told. */
export function validatePolicies({ documents, base, kinds }: ValidateInput): Validated {
  const sorted = sortDocuments(documents);
  const read = sorted.clusterPolicies.map(readPolicyDocument);
  const former = base ? sortDocuments(base).clusterPolicies.map((document) => readPolicyDocument(document).value) : [];
  const policies = read.map((one) => one.value);
  const exceptions = attachExceptions(sorted.exceptions, policies, 'admission');
  const checked = checkPolicies(policies, { kinds, mode: 'admission', base: former });
  // That a kind is not evaluated says nothing against the policy itself, and still it was not checked.
  const sorting = sorted.diagnostics.map((one): Diagnostic =>
    one.code === 'policy/unsupported-kind' ? { ...one, severity: 'warning' } : one,
  );
  const { diagnostics: ofEntries } = readGlobalContext(sorted.contextEntries, kinds);
  const current = read.map((one) => one.value);
  const edits = base ? editsBetween(former, current) : [];
  const told = [
    ...sorting,
    ...ofEntries,
    ...read.flatMap((one) => one.diagnostics),
    ...checked,
    ...exceptions.diagnostics,
    ...tellAccepted(edits),
  ];
  return { edits, diagnostics: sortDiagnostics(told) };
}
