// What a diagnostic is about, as words and names. How a name is made safe to show is left to each form of a report.
import { describedKey } from './described-key.ts';
import type { ReportDiagnostic } from './report.ts';

/** What something is, and its name: `rule` and `quota`. */
export type Subject = readonly [word: string, name: string];

/** What a diagnostic is about, the widest first; only what it names. */
export function subjectsOf(diagnostic: ReportDiagnostic): readonly Subject[] {
  const { policy, rule, trigger, downstream, field, expression } = diagnostic;
  const subjects: readonly (readonly [string, string | undefined])[] = [
    ['policy', policy],
    ['rule', rule],
    ['trigger', trigger && describedKey(trigger)],
    ['downstream', downstream && describedKey(downstream)],
    ['field', field],
    ['expression', expression],
  ];
  return subjects.flatMap(([word, name]) => (name ? [[word, name] as const] : []));
}
