// What every command comes to: a report, and the exit status.
import type { Report } from '../report/index.ts';

/** The contract's exit statuses. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** A report with the status that the program ends with. */
export interface RunResult {
  readonly report: Report;
  readonly status: ExitStatus;
  /** Manifests that the ledger looks after when the run is over, and that are there; undefined where nothing was planned or counted. */
  readonly managed?: number;
  /** What people see instead of the report. */
  readonly text?: string;
}
