// All exceptions of a run: which rules each of them names, which rules are in doubt because of one that was not understood, and what to
// tell a person about them. Whether one applies to a trigger is for apply.ts.
import { matchesWildcard } from '../../values/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { canonicalJson } from '../../model/digest.ts';
import type { SourceDocument } from '../../model/document.ts';
import type { ExceptionPresence } from '../../model/policy.ts';
import { compareText } from '../../model/resource.ts';
import type { CheckMode, Finding } from '../checks/check.ts';
import { generatingRules, policyName } from '../checks/check.ts';
import type { PolicyDocument } from '../cluster-policy/document.ts';
import { checkException, exceptionDiagnostic } from './check.ts';
import type { ExceptionDocument, ExceptionItem } from './document.ts';
import { readException } from './read.ts';

/** The exceptions of a run. A policy is asked for by its label, `name` or `namespace/name`. */
export interface Exceptions {
  /** Those that name the rule, by name: the first that applies is the reason. */
  naming(policy: string, rule: string): readonly ExceptionDocument[];
  /** Whether one that could not be understood may name the rule. */
  inDoubt(policy: string, rule: string): boolean;
  readonly presences: readonly ExceptionPresence[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Judged {
  readonly exception: ExceptionDocument;
  readonly problems: readonly Diagnostic[];
}

/**
 * Reads, checks and sorts exceptions; nothing depends on the order that they come in.
 *
 * Errors  those of read.ts and check.ts; policy/invalid where two exceptions of one name say different things;
 *         policy/exception-without-rule, a warning.
 */
export function attachExceptions(
  documents: readonly SourceDocument[],
  policies: readonly PolicyDocument[],
  mode: CheckMode,
): Exceptions {
  const judged = withoutTwins(documents.map((document) => judge(document, mode)).sort(compareJudged));
  const isRefused = ({ problems }: Judged): boolean => problems.some(({ severity }) => severity === 'error');
  const refused = judged.filter(isRefused).map(({ exception }) => exception);
  const sound = judged.filter((one) => !isRefused(one)).map(({ exception }) => exception);
  return {
    naming: (policy, rule) => sound.filter((exception) => mayName(exception, policy, rule)),
    inDoubt: (policy, rule) => refused.some((exception) => mayName(exception, policy, rule)),
    presences: judged.map(({ exception }) => presenceOf(exception, policies)),
    diagnostics: judged.flatMap((one) => [
      ...one.problems,
      ...(isRefused(one) ? tellSetAside(one.exception, mode) : tellUnnamed(one.exception, policies)),
    ]),
  };
}

function judge(document: SourceDocument, mode: CheckMode): Judged {
  const { value: exception, diagnostics } = readException(document);
  return { exception, problems: [...diagnostics, ...checkException(exception, mode)] };
}

function compareJudged({ exception: a }: Judged, { exception: b }: Judged): number {
  const [placeA, placeB] = [a.place([]), b.place([])];
  return (
    compareText(a.label, b.label) ||
    compareText(placeA.file, placeB.file) ||
    placeA.line - placeB.line ||
    placeA.column - placeB.column
  );
}

/** Of exceptions with one name a cluster keeps the last: where they differ, it is not known which. The same twice is once. */
function withoutTwins(judged: readonly Judged[]): readonly Judged[] {
  return judged.flatMap((one): readonly Judged[] => {
    const twins = judged.filter(({ exception }) => exception.label === one.exception.label);
    const [first] = twins;
    if (first === undefined || twins.length === 1) return [one];
    const texts = new Set(twins.map(({ exception }) => canonicalJson(exception.raw['spec'] ?? null)));
    if (texts.size === 1) return first === one ? [one] : [];
    const finding: Finding = {
      path: ['metadata', 'name'],
      message: `there are ${twins.length} exceptions of this name, and they differ`,
      help: 'Rename or remove all but one.',
    };
    return [{ ...one, problems: [...one.problems, exceptionDiagnostic(one.exception, finding)] }];
  });
}

function mayName({ items }: ExceptionDocument, policy: string, rule: string): boolean {
  return items === undefined || items.some((item) => itemMayName(item, policy, rule));
}

function itemMayName({ policyName: named, ruleNames }: ExceptionItem, policy: string, rule: string): boolean {
  if (named !== undefined && named !== policy) return false;
  return ruleNames === undefined || ruleNames.some((pattern) => matchesWildcard(pattern, rule));
}

function presenceOf(exception: ExceptionDocument, policies: readonly PolicyDocument[]): ExceptionPresence {
  const rules = policies.flatMap((policy) =>
    generatingRules(policy)
      .filter(({ name }) => mayName(exception, policyName(policy), name))
      .map(({ name }) => ({ policy: policyName(policy), rule: name })),
  );
  return {
    name: exception.label,
    at: exception.place([]),
    rules: rules.sort((a, b) => compareText(a.policy, b.policy) || compareText(a.rule, b.rule)),
  };
}

function tellSetAside(exception: ExceptionDocument, mode: CheckMode): readonly Diagnostic[] {
  if (mode === 'admission') return [];
  const finding: Finding = {
    code: 'policy/not-evaluated',
    path: [],
    message: 'it is not understood, so the rules that it may name are set aside, and what they made is left as it is',
    help: 'Correct what else is reported of it.',
  };
  return [exceptionDiagnostic(exception, finding)];
}

/** Names that lead nowhere: perhaps misspelt. Rules that Kyverno makes of rules for Pods are there too. */
function tellUnnamed(exception: ExceptionDocument, policies: readonly PolicyDocument[]): readonly Diagnostic[] {
  const help = 'Correct the name, or remove the exception; a Policy is named with its namespace.';
  const tell = (path: Finding['path'], message: string): Diagnostic =>
    exceptionDiagnostic(exception, { code: 'policy/exception-without-rule', severity: 'warning', path, message, help });
  return (exception.items ?? []).flatMap(({ path, policyName: named = '', ruleNames = [] }) => {
    const policy = policies.find((one) => policyName(one) === named);
    if (policy === undefined) return [tell([...path, 'policyName'], `there is no policy ${named}`)];
    const rules = policy.spec.rules.flatMap(({ name }) => [name, `autogen-${name}`, `autogen-cronjob-${name}`]);
    return ruleNames.flatMap((pattern, index) =>
      rules.some((rule) => matchesWildcard(pattern, rule))
        ? []
        : [tell([...path, 'ruleNames', index], `policy ${named} has no rule ${pattern}`)],
    );
  });
}
