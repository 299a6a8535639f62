// A test of policies in memory: the pure stages of suite/ over files that are a map from path to text. Finding tests on disk, and what
// is printed of them, is for the tests of the command.
import { memoryTree, readPolicies } from '../../src/load/index.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { SourceDocument } from '../../src/model/document.ts';
import { DEFAULT_EVALUATION_LIMITS } from '../../src/policy/index.ts';
import { filesOf, furtherFilesOf, prepare, readTest, runSuite, type Row } from '../../src/suite/index.ts';

/** What a suite gives. */
export interface SuiteRun {
  readonly rows: readonly Row[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs the first test in `kyverno-test.yaml`, beside which the other files lie. */
export function suiteRun(files: Readonly<Record<string, string>>): SuiteRun {
  const documents = (name: string): readonly SourceDocument[] => {
    const text = files[name];
    if (text === undefined) throw new Error(`the test names ${name}, which it does not have`);
    return readPolicies(memoryTree({ [name]: text })).value;
  };
  const read = readTest(documents('kyverno-test.yaml')[0]!);
  if (read.value === undefined) return { rows: [], diagnostics: read.diagnostics };
  const found = new Map(filesOf(read.value).map((name) => [name, documents(name)]));
  for (const name of furtherFilesOf(read.value, found)) found.set(name, documents(name));
  const prepared = prepare(read.value, found);
  const options = { now: '2026-01-01T00:00:00Z', limits: DEFAULT_EVALUATION_LIMITS, substitution: 'once' } as const;
  const rows = runSuite(prepared.value, options);
  return { rows: rows.value, diagnostics: [...read.diagnostics, ...prepared.diagnostics, ...rows.diagnostics] };
}

/** The one row of a suite that has one. */
export function onlyRow(files: Readonly<Record<string, string>>): Row {
  const { rows, diagnostics } = suiteRun(files);
  const [row, ...more] = rows;
  if (row === undefined || more.length > 0) {
    throw new Error(`${rows.length} rows, and ${JSON.stringify(diagnostics.map(({ message }) => message))}`);
  }
  return row;
}
