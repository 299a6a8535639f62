// Builds the one plain object that a run is reported as. Its texts are for people, made in text.ts; its JSON form is promised in
// schemas/report.schema.json: fields are only added.
import { DIAGNOSTIC_CODES, type DiagnosticCode } from '../model/diagnostic-codes.ts';
import { sortDiagnostics, type Diagnostic, type Severity } from '../model/diagnostic.ts';
import type { Cause } from '../model/downstream.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Action, Annotation, Change, Plan, Reason, RuleTally } from '../model/plan.ts';
import type { ExceptionPresence } from '../model/policy.ts';
import { parseRuleKey, policyLabel } from '../model/rule-id.ts';
import { compareText, resourceKey, versionOf, type Json } from '../model/resource.ts';
import type { PolicyEdit } from '../model/policy-edit.ts';
import type { Preview } from '../model/preview.ts';
import { withoutUserinfo } from '../model/without-userinfo.ts';
import { reportEdit, type ReportEdit } from './edits.ts';
import type { ReportTests } from './tests.ts';

/** What was run. */
export type ReportKind =
  | 'ReconcileReport'
  | 'Diff'
  | 'Preview'
  | 'ValidateReport'
  | 'ExplainReport'
  | 'EvalReport'
  | 'TestReport'
  | 'AdoptReport'
  | 'InitReport';

/** A run as one plain object: nothing in it but texts, whole numbers, lists and objects, and no value of a Secret. */
export interface Report {
  readonly apiVersion: 'headwater.dev/v1';
  readonly kind: ReportKind;
  /** Of Headwater. */
  readonly version: string;
  /** Its name in the configuration; '' where it has none. */
  readonly cluster: string;
  readonly counts: ReportCounts;
  /** In key order. */
  readonly changes: readonly ReportChange[];
  /** By policy and rule. */
  readonly rules: readonly ReportRule[];
  readonly diagnostics: readonly ReportDiagnostic[];
  /** By name; absent where there is none. */
  readonly exceptions?: readonly ReportException[];
  /** What policies want noted, by policy, rule and trigger; absent where there is nothing. */
  readonly annotations?: readonly ReportAnnotation[];
  /** The policies that were validated, those without a finding among them, in the order of the input. */
  readonly policies?: readonly ReportPolicy[];
  /** Edits of policies, where they were compared. */
  readonly edits?: readonly ReportEdit[];
  /** Inputs that were fetched, by name; absent where there is none. */
  readonly sources?: readonly ReportSource[];
  /** The commit that was made. */
  readonly commit?: string;
  /** Where the commit was pushed to. */
  readonly push?: ReportPush;
  /** The pull request that was opened or updated. */
  readonly pullRequest?: ReportPullRequest;
  /** The files that were written, or extended, relative to the working folder; with `dryRun` those that would be. */
  readonly written?: readonly string[];
  /** Nothing was written. */
  readonly dryRun?: boolean;
  /** The unified diff of output, secret values masked. */
  readonly diff?: string;
  /** What `explain` was asked about, values of Secrets masked. */
  readonly explained?: readonly Explanation[];
  /** What an expression came to, values of Secrets masked. */
  readonly value?: Json;
  /** The value's type, where the language has types. */
  readonly type?: string;
  /** What an expression would generate, values of Secrets masked. */
  readonly generated?: readonly Json[];
  /** Why an expression has no value. */
  readonly error?: ReportExpressionError;
  /** The results of tests. */
  readonly tests?: ReportTests;
  /** What a change would do, folded for reviewers. */
  readonly preview?: Preview;
  /** From what a ledger was rebuilt. */
  readonly adopted?: ReportAdopted;
}

/** A rebuilt ledger: manifests by the grounds on which they were taken up. */
export interface ReportAdopted {
  /** By their own marks, whether or not a former ledger knew them too. */
  readonly provenance: number;
  /** By a former ledger alone. */
  readonly history: number;
  /** Because a rule wants just this. */
  readonly policies: number;
  /** Kept, out of management, on the word of their marks. */
  readonly retained: number;
  /** Left alone, for it could not be told whether Headwater made them. */
  readonly unknown: number;
  /** Left alone: files of others. */
  readonly foreign: number;
  /** Downstreams that are not there and count as deleted by somebody. */
  readonly missing: number;
  /** Manifests that the next run will write or delete. */
  readonly pending: number;
  /** False: only shown. */
  readonly written: boolean;
  /** The commits whose ledgers counted, youngest first. */
  readonly commits: readonly string[];
  /** The command to go on with, where the run leaves something to the user. */
  readonly next?: string;
  /** All of them, by path. */
  readonly manifests: readonly ReportAdoptedManifest[];
}

/** One file of an output root. */
export interface ReportAdoptedManifest {
  /** Below the output root. */
  readonly path: string;
  readonly from: 'provenance' | 'history' | 'policies' | 'retained' | 'unknown' | 'foreign';
  readonly causes: readonly ReportCause[];
  /** Why it could not be told, or what else there is to know. */
  readonly because?: string;
}

/**
 * An error of an expression; `start` and `end` are offsets into `expression`, of UTF-16 units, where the place is known; `line` and `column`
 * say the same of its start, from 1.
 */
export interface ReportExpressionError {
  readonly message: string;
  readonly expression: string;
  readonly start?: number;
  readonly end?: number;
  readonly line?: number;
  readonly column?: number;
}

/** An input in a remote repository, its address without credentials, and the commit that it was read from. */
export interface ReportSource {
  readonly input: string;
  readonly commit: string;
}

/** A push. `remote` is its name in Git's configuration; `attempts` counts the computations, 1 where no race was lost. */
export interface ReportPush {
  readonly remote: string;
  readonly branch: string;
  readonly attempts: number;
}

/** A pull or merge request. */
export interface ReportPullRequest {
  readonly address: string;
  readonly number: number;
  /** False: it was there and was updated. */
  readonly opened: boolean;
}

/** Downstreams by what is done with them; `failed` counts the errors. */
export interface ReportCounts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly retained: number;
  readonly held: number;
  readonly unchanged: number;
  readonly failed: number;
}

/** One downstream, what is done with it, and why. */
export interface ReportChange {
  readonly action: Action;
  readonly reason: Reason;
  readonly resource: ReportResource;
  /** Below the output root. */
  readonly path: string;
  readonly causes: readonly ReportCause[];
}

/** An object; `group` is '' for the core group, `namespace` is '' for cluster-scoped kinds. */
export interface ReportResource {
  readonly group: string;
  readonly version?: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A rule and a trigger that a downstream comes from. `policy` is `name` or `namespace/name`, `trigger` a `group/Kind/namespace/name`. */
export interface ReportCause {
  readonly policy: string;
  readonly rule: string;
  readonly trigger: string;
  readonly element?: string;
}

/** How much a rule did. */
export interface ReportRule {
  readonly policy: string;
  readonly rule: string;
  readonly triggers: number;
  readonly downstreams: number;
}

/** An exception, and how many triggers it kept from rules. `triggers` counts a trigger once for each of the rules. */
export interface ReportException {
  /** `namespace/name`. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly triggers: number;
  /** The generating rules that it names, by policy and rule. */
  readonly rules: readonly { readonly policy: string; readonly rule: string; readonly triggers: number }[];
}

/** A policy that was read, and where. `name` is `name` or `namespace/name`. */
export interface ReportPolicy {
  readonly kind: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** What a policy wants noted of a trigger, a `group/Kind/namespace/name`; values of Secrets are masked. */
export interface ReportAnnotation {
  readonly policy: string;
  readonly rule: string;
  readonly trigger: string;
  readonly key: string;
  readonly value: string;
}

/** One thing that is wrong or worth knowing, flat. Keys of objects are `group/Kind/namespace/name`. */
export interface ReportDiagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly policy?: string;
  readonly rule?: string;
  readonly trigger?: string;
  readonly downstream?: string;
  readonly field?: string;
  readonly expression?: string;
}

/** What a report is built from. */
export interface ReportInput {
  readonly kind: ReportKind;
  readonly version: string;
  readonly cluster: string;
  /** Nothing where no plan was made. */
  readonly plan?: Plan;
  readonly exceptions?: readonly ExceptionPresence[];
  /** All of the run, the plan's own not repeated. */
  readonly diagnostics: readonly Diagnostic[];
  /** Also list what stays as it is. */
  readonly listUnchanged?: boolean;
  readonly policies?: readonly ReportPolicy[];
  readonly edits?: readonly PolicyEdit[];
  readonly sources?: readonly ReportSource[];
  readonly commit?: string;
  readonly push?: ReportPush;
  readonly pullRequest?: ReportPullRequest;
  readonly written?: { readonly paths: readonly string[]; readonly dryRun: boolean };
  readonly diff?: string;
  readonly explained?: readonly Explanation[];
  readonly value?: Json;
  readonly type?: string;
  readonly generated?: readonly Json[];
  readonly error?: ReportExpressionError;
  readonly tests?: ReportTests;
  readonly preview?: Preview;
  readonly adopted?: ReportAdopted;
}

/** The report of a run. *Order* changes by key, rules by policy and rule, diagnostics as sortDiagnostics has them. */
export function buildReport(input: ReportInput): Report {
  const changes = input.plan?.changes ?? [];
  const diagnostics = sortDiagnostics([...input.diagnostics, ...(input.plan?.diagnostics ?? [])]);
  return {
    apiVersion: 'headwater.dev/v1',
    kind: input.kind,
    version: input.version,
    cluster: input.cluster,
    counts: countActions(changes, diagnostics),
    changes: changes
      .filter(({ action }) => action !== 'none' || input.listUnchanged === true)
      .toSorted((a, b) => compareText(resourceKey(a.id), resourceKey(b.id)))
      .map(reportChange),
    rules: (input.plan?.rules ?? [])
      .toSorted((a, b) => compareText(a.policy, b.policy) || compareText(a.rule, b.rule))
      .map(({ policy, rule, triggers, downstreams }) => ({ policy, rule, triggers, downstreams })),
    diagnostics: diagnostics.map(reportDiagnostic),
    ...reportExceptions(input),
    ...(input.plan?.annotations && { annotations: input.plan.annotations.map(reportAnnotation) }),
    ...(input.policies && { policies: input.policies }),
    ...(input.edits && { edits: input.edits.map(reportEdit) }),
    ...(input.sources && input.sources.length > 0 && { sources: input.sources }),
    ...given({ commit: input.commit, diff: input.diff }),
    ...(input.push && { push: input.push }),
    ...(input.pullRequest && { pullRequest: input.pullRequest }),
    ...(input.written && { written: input.written.paths, ...(input.written.dryRun && { dryRun: true }) }),
    ...(input.explained && { explained: input.explained }),
    ...(input.value !== undefined && { value: input.value }),
    ...given({ type: input.type }),
    ...(input.generated && { generated: input.generated }),
    ...(input.error && { error: input.error }),
    ...(input.tests && { tests: input.tests }),
    ...(input.preview && { preview: input.preview }),
    ...(input.adopted && { adopted: input.adopted }),
  };
}

/** The report with more to tell of it, behind what it tells already. */
export function withDiagnostics(report: Report, diagnostics: readonly Diagnostic[]): Report {
  const failed = diagnostics.filter(({ severity }) => severity === 'error').length;
  return {
    ...report,
    counts: { ...report.counts, failed: report.counts.failed + failed },
    diagnostics: [...report.diagnostics, ...sortDiagnostics(diagnostics).map(reportDiagnostic)],
  };
}

/** The report with the inputs that were fetched, where there are any. */
export function withSources(report: Report, sources: readonly ReportSource[]): Report {
  return sources.length === 0 ? report : { ...report, sources };
}

function reportExceptions({ exceptions = [], plan }: ReportInput): Pick<Report, 'exceptions'> {
  if (exceptions.length === 0) return {};
  return { exceptions: exceptions.map((exception) => reportException(exception, plan?.rules ?? [])) };
}

function reportAnnotation({ policy, rule, trigger, key, value }: Annotation): ReportAnnotation {
  return { policy, rule, trigger, key, value };
}

function reportException({ name, at, rules }: ExceptionPresence, tallies: readonly RuleTally[]): ReportException {
  const counted = rules.map(({ policy, rule }) => {
    const tally = tallies.find((one) => one.policy === policy && one.rule === rule);
    return { policy, rule, triggers: tally?.excepted?.[name] ?? 0 };
  });
  const triggers = counted.reduce((sum, rule) => sum + rule.triggers, 0);
  return { name, file: at.file, line: at.line, triggers, rules: counted };
}

/** What the exit status is decided by: 1 where anything failed, else 0. Status 2 and 3 depend on more than a report. */
export function exitStatusOf(report: Report): 0 | 1 {
  return report.counts.failed > 0 ? 1 : 0;
}

/** Tells whether the run changes the output. */
export function hasChanges({ counts }: Report): boolean {
  return counts.created + counts.updated + counts.deleted > 0;
}

function countActions(changes: readonly Change[], diagnostics: readonly Diagnostic[]): ReportCounts {
  const counts: Record<Action, number> = { create: 0, update: 0, delete: 0, retain: 0, hold: 0, none: 0 };
  for (const { action } of changes) counts[action] += 1;
  return {
    created: counts.create,
    updated: counts.update,
    deleted: counts.delete,
    retained: counts.retain,
    held: counts.hold,
    unchanged: counts.none,
    failed: diagnostics.filter(({ severity }) => severity === 'error').length,
  };
}

function reportChange({ action, reason, id, path, before, after, causes }: Change): ReportChange {
  const apiVersion = (after ?? before)?.apiVersion;
  const version = apiVersion === undefined ? {} : { version: versionOf(apiVersion) };
  const resource = { group: id.group, ...version, kind: id.kind, namespace: id.namespace, name: id.name };
  return { action, reason, resource, path, causes: causes.map(reportCause) };
}

/** A cause with its rule's names. */
export function reportCause({ rule, trigger, element }: Cause): ReportCause {
  const id = parseRuleKey(rule);
  const names = id ? { policy: policyLabel(id), rule: id.rule } : { policy: '', rule };
  return { ...names, trigger, ...given({ element }) };
}

function reportDiagnostic({ code, severity, message, help, at, about }: Diagnostic): ReportDiagnostic {
  const { policy, rule, trigger, downstream, field, expression } = about;
  return {
    code,
    severity,
    message: withoutUserinfo(message),
    help: withoutUserinfo(help ?? DIAGNOSTIC_CODES[code].help),
    ...(at && { file: at.file, line: at.line, column: at.column }),
    ...given({ policy, rule, trigger, downstream, field, expression }),
  };
}

/** The fields that are there: an absent one is left out of JSON. */
function given<K extends string>(fields: Readonly<Record<K, string | undefined>>): Partial<Record<K, string>> {
  const entries = Object.entries<string | undefined>(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Record<K, string>>; // Object.entries forgets which keys there are
}
