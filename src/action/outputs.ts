// What the action leaves for the steps after it: its outputs, as the runner reads them from a file.
import { hasChanges, type Report } from '../report/index.ts';

/** The outputs of the action; '' where one does not apply. */
export const OUTPUTS = [
  ...(['changed', 'added', 'updated', 'removed', 'failed', 'commit', 'pull-request'] as const),
  ...(['diff-file', 'html-file', 'json-file', 'sarif-file'] as const),
] as const;

/** Values by output. */
export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>;

/** Files that were written, by output. */
export type OutputFiles = Readonly<Partial<Record<Extract<keyof Outputs, `${string}-file`>, string>>>;

/** The outputs of a run; without a report there are only those of files. */
export function outputsOf(report: Report | undefined, files: OutputFiles): Outputs {
  const { created = 0, updated = 0, deleted = 0, failed = 0 } = report?.counts ?? {};
  return {
    changed: report === undefined ? '' : String(hasChanges(report)),
    added: report === undefined ? '' : String(created),
    updated: report === undefined ? '' : String(updated),
    removed: report === undefined ? '' : String(deleted),
    failed: report === undefined ? '' : String(failed),
    commit: report?.commit ?? '',
    'pull-request': report?.pullRequest?.address ?? '',
    'diff-file': files['diff-file'] ?? '',
    'html-file': files['html-file'] ?? '',
    'json-file': files['json-file'] ?? '',
    'sarif-file': files['sarif-file'] ?? '',
  };
}

/** The lines that set them. No value may hold the delimiter: it has to be one that nobody can know. */
export function outputText(outputs: Outputs, delimiter: string): string {
  return OUTPUTS.map((name) => `${name}<<${delimiter}\n${outputs[name]}\n${delimiter}\n`).join('');
}
