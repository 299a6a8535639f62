// How a report is shown to people. Whether there is a terminal, and how wide it is, is the caller's to know.

/** How to show a report. */
export interface TextOptions {
  readonly color: boolean;
  /** Every change on its own line, every diagnostic, notices too. */
  readonly verbose: boolean;
  /** Columns of the terminal, 100 where nothing is said; only what is laid out in columns keeps to them. */
  readonly width?: number;
}
