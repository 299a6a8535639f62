// Compiles all policies in CEL of a run. One that was not understood is set aside and counts as not complete, so that nothing of it is
// taken for gone.
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourceDocument } from '../../model/document.ts';
import type { ExceptionPresence, PolicyPresence, Rule } from '../../model/policy.ts';
import { child, compareText, textAt } from '../../model/resource.ts';
import { compileGeneratingPolicy } from './compile-policy.ts';
import type { GeneratingPolicyDocument } from './document.ts';
import { labelOf, RULE_NAME, type PolicyOptions } from './environment.ts';
import { readCelException, type CelExceptionDocument } from './exception-document.ts';
import { compileExceptions, hasExpired } from './exceptions.ts';
import type { Strictness } from './checked-expression.ts';
import { compileExpressions } from './expressions.ts';
import { compileMatchConstraints } from './match-constraints.ts';
import { tellNotRepeatable } from './not-repeatable.ts';
import { readGeneratingPolicy } from './read.ts';

/** The documents of policies in CEL and of the exceptions for them. */
export interface CelDocuments {
  readonly policies: readonly SourceDocument[];
  readonly exceptions: readonly SourceDocument[];
}

/** Rules, which policies and exceptions there are, and what is wrong with them. */
export interface CompiledCelPolicies {
  readonly rules: readonly Rule[];
  readonly presences: readonly PolicyPresence[];
  readonly exceptions: readonly ExceptionPresence[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compiles policies, judged as `strictness` says.
 *
 * Errors  those of reading and of expressions; policy/duplicate-policy: of two of one name neither is evaluated.
 */
export function compileCelPolicies(
  documents: CelDocuments,
  options: PolicyOptions,
  strictness: Strictness,
): CompiledCelPolicies {
  const exceptions = readExceptions(documents.exceptions);
  const read = documents.policies.map((document) => ({ document, ...readGeneratingPolicy(document) }));
  const doubled = duplicates(read.map(({ document }) => document));
  const compiled = read.map(({ document, value, doubtful, diagnostics }) => {
    const isDoubled = doubled.has(document);
    const more = doubtful ? compileExpressions(doubtful, strictness).diagnostics : [];
    const one = value && !isDoubled ? compileOne(value, exceptions, options, strictness) : undefined;
    return {
      presence: presenceOf(document, one?.rule),
      rules: one?.rule ? [one.rule] : [],
      diagnostics: [...diagnostics, ...more, ...(one?.diagnostics ?? []), ...(doubled.get(document) ?? [])],
    };
  });
  const known = read.flatMap(({ value }) => value ?? []);
  return {
    rules: compiled.flatMap(({ rules }) => rules),
    presences: compiled.map(({ presence }) => presence),
    exceptions: exceptions.sound.map((exception) => exceptionPresence(exception, known)),
    diagnostics: [
      ...exceptions.diagnostics,
      ...exceptions.sound.flatMap((exception) => tellUnnamed(exception, known)),
      ...compiled.flatMap(({ diagnostics }) => diagnostics),
    ],
  };
}

interface ReadExceptions {
  /** By label. */
  readonly sound: readonly CelExceptionDocument[];
  /** Those that were not understood. */
  readonly broken: readonly CelExceptionDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

function readExceptions(documents: readonly SourceDocument[]): ReadExceptions {
  const read = documents.map(readCelException);
  const all = read.map(({ value }) => value).sort((a, b) => compareText(a.label, b.label));
  return {
    sound: all.filter(({ isSound }) => isSound),
    broken: all.filter(({ isSound }) => !isSound),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

interface CompiledOne {
  readonly rule: Rule | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function compileOne(
  document: GeneratingPolicyDocument,
  exceptions: ReadExceptions,
  options: PolicyOptions,
  strictness: Strictness,
): CompiledOne {
  const { expressions, diagnostics: ofExpressions } = compileExpressions(document, strictness);
  const naming = exceptions.sound.filter((one) => names(one, document) && !hasExpired(one, options.now));
  const excepted = compileExceptions(document, naming, strictness);
  const { diagnostics: ofConstraints } = compileMatchConstraints(document.matchConstraints, options.kinds, document);
  const diagnostics = [
    ...ofConstraints,
    ...ofExpressions,
    ...excepted.diagnostics,
    ...(expressions ? tellNotRepeatable(document, expressions) : []),
  ];
  const isInDoubt = exceptions.broken.some((one) => names(one, document));
  const isSetAside = expressions === undefined || !excepted.sound || isInDoubt;
  if (!isSetAside) {
    return { rule: compileGeneratingPolicy(document, expressions, excepted, options), diagnostics };
  }
  const isOnlyDoubt = expressions !== undefined;
  return { rule: undefined, diagnostics: isOnlyDoubt ? [...diagnostics, setAside(document)] : diagnostics };
}

/** One whose references cannot be read may mean any policy. */
function names({ policyRefs }: CelExceptionDocument, { kind, name }: GeneratingPolicyDocument): boolean {
  return policyRefs === undefined || policyRefs.some((one) => one.kind === kind && one.name === name);
}

function setAside(document: GeneratingPolicyDocument): Diagnostic {
  return {
    code: 'policy/not-evaluated',
    severity: 'error',
    message: `An exception that may name ${labelOf(document)} is not understood, so what the policy made is left as it is`,
    help: 'Correct what is reported of the exception.',
    at: document.place([]),
    about: { policy: labelOf(document) },
  };
}

function presenceOf({ value }: SourceDocument, rule: Rule | undefined): PolicyPresence {
  const kind = textAt(value, 'kind');
  const metadata = child(value, 'metadata');
  const namespace = kind.startsWith('Namespaced') ? textAt(metadata, 'namespace') || 'default' : '';
  const name = textAt(metadata, 'name');
  return { kind, namespace, name, complete: rule !== undefined, rules: rule ? [RULE_NAME] : [] };
}

/** Those that have the kind, namespace and name of another one. */
function duplicates(documents: readonly SourceDocument[]): ReadonlyMap<SourceDocument, readonly Diagnostic[]> {
  const byName = new Map<string, SourceDocument[]>();
  for (const document of documents) {
    const { kind, namespace, name } = presenceOf(document, undefined);
    const key = `${kind}/${namespace}/${name}`;
    byName.set(key, [...(byName.get(key) ?? []), document]);
  }
  const found = [...byName.values()].filter((same) => same.length > 1);
  return new Map(found.flatMap((same) => same.map((one, index) => [one, index === 0 ? [] : [doubled(one, same)]])));
}

function doubled(document: SourceDocument, [first]: readonly SourceDocument[]): Diagnostic {
  const { kind, namespace, name } = presenceOf(document, undefined);
  const label = labelOf({ namespace, name });
  const at = first?.place(['metadata', 'name']);
  return {
    code: 'policy/duplicate-policy',
    severity: 'error',
    message: `${kind} ${label} is already defined${at ? ` at ${at.file}:${at.line}:${at.column}` : ''}`,
    help: 'Rename or remove one of the two: in a cluster the second would replace the first.',
    at: document.place(['metadata', 'name']),
    about: { policy: label, field: 'metadata.name' },
  };
}

function exceptionPresence(
  exception: CelExceptionDocument,
  policies: readonly GeneratingPolicyDocument[],
): ExceptionPresence {
  const named = policies.filter((policy) => names(exception, policy));
  return {
    name: exception.label,
    at: exception.place([]),
    rules: named.map((policy) => ({ policy: labelOf(policy), rule: RULE_NAME })),
  };
}

function tellUnnamed(
  exception: CelExceptionDocument,
  policies: readonly GeneratingPolicyDocument[],
): readonly Diagnostic[] {
  return (exception.policyRefs ?? []).flatMap(({ kind, name, path: field }): readonly Diagnostic[] => {
    // Exceptions of this group name policies of other types too, which are Kyverno's business.
    if (!kind.endsWith('GeneratingPolicy') || policies.some((one) => one.kind === kind && one.name === name)) return [];
    const path = [...field, 'name'];
    return [
      {
        code: 'policy/exception-without-rule',
        severity: 'warning',
        message: `PolicyException ${exception.label} names ${kind} ${name}, which is not there`,
        help: 'Correct the name, or remove the exception.',
        at: exception.place(path),
        about: { field: path.join('.') },
      },
    ];
  });
}
