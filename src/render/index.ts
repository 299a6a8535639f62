// What the other folders may use of render: a plan and a ledger become files, files become a diff.
export { renderFiles } from './files.ts';
export { printHunks } from './hunks.ts';
export { lastDiffText, LAST_DIFF_PATH } from './last-diff.ts';
export {
  ledgerChanges,
  ledgerFiles,
  ledgerWriteOrder,
  unionLedgerFiles,
  unionWriteOrder,
  type LedgerFiles,
} from './ledger.ts';
export { lineEdits, type Edit } from './line-edits.ts';
export { startLabels, startMasking, type Masker, type SecretPair } from './mask.ts';
export { unifiedDiff } from './unified-diff.ts';
export { isTakenBy, MOST_OF_APPLICATION, readerProblems, type ReaderProblem } from './reader-problems.ts';
