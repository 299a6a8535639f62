// Entry of suite/: documents of a test and of its files in, rows of results out.
export { filesOf, furtherFilesOf } from './files.ts';
export { prepare, type Prepared } from './prepare.ts';
export { readTest } from './read.ts';
export { runSuite, type Row } from './rows.ts';
export type { CaseOptions } from './run-case.ts';
export type { Suite, SuiteFiles } from './suite.ts';
