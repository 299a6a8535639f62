// What can be wrong with inputs and rules, as values. Texts are for people; codes are for programs and tests.
import { compareText, type ResourceKey } from './resource.ts';
import type { DiagnosticCode } from './diagnostic-codes.ts';

/** A place in an input file. Both counts start at 1; `file` is as the user would name it, relative to the working folder. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `error` means exit status 1 (or 2 where the input is unusable); `warning` and `notice` change nothing. */
export type Severity = 'error' | 'warning' | 'notice';

/** One thing to tell a person, with everything needed to find it. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence with the names in it; never a Secret's value. */
  readonly message: string;
  /** What to do next. */
  readonly help?: string;
  readonly at?: Position;
  readonly about: DiagnosticSubject;
}

/** What a diagnostic is about, as far as it is known. `rule` is the rule's name, `policy` is `name` or `namespace/name`. */
export interface DiagnosticSubject {
  readonly policy?: string;
  readonly rule?: string;
  readonly trigger?: ResourceKey;
  readonly downstream?: ResourceKey;
  readonly field?: string;
  readonly expression?: string;
}

/** A value, however partial, beside what is wrong with it. */
export interface Checked<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Sorted by file, line, column, code, trigger and message, each diagnostic once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byKey = new Map(diagnostics.map((diagnostic) => [sortKey(diagnostic), diagnostic]));
  return [...byKey.entries()].sort((a, b) => compareText(a[0], b[0])).map(([, diagnostic]) => diagnostic);
}

/** Tells whether any of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

function sortKey({ at, code, about, message, severity }: Diagnostic): string {
  const place = at ? [at.file, pad(at.line), pad(at.column)] : ['', '', ''];
  const subject = [about.policy, about.rule, about.trigger, about.downstream, about.field].map((part) => part ?? '');
  return [...place, code, ...subject, severity, message].join('\u0000');
}

function pad(count: number): string {
  return String(count).padStart(10, '0');
}
