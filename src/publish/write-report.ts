// Writes one file that the user named for a report, and nothing else. A folder that is not there is not made.
import { writeFileSync } from 'node:fs';
import type { Diagnostic } from '../model/diagnostic.ts';

/** Writes the text; what keeps it from being written otherwise. *Errors* publish/failed. */
export function writeReportFile(path: string, text: string): readonly Diagnostic[] {
  try {
    writeFileSync(path, text);
    return [];
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = `${path} cannot be written: ${cause}`;
    return [
      { code: 'publish/failed', severity: 'error', message, help: 'Name a file in a folder that is there.', about: {} },
    ];
  }
}
