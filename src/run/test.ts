// headwater test: finds tests, reads what they name, and judges their results.
import { readTestFile, readTests } from '../load/index.ts';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { SourceDocument } from '../model/document.ts';
import { describeResource, type Resource } from '../model/resource.ts';
import type { EvaluationLimits } from '../policy/index.ts';
import { writeReportFile } from '../publish/index.ts';
import { startMasking, unifiedDiff } from '../render/index.ts';
import { buildReport, toJUnit, type ReportRow, type ReportTests } from '../report/index.ts';
import { filesOf, furtherFilesOf, prepare, readTest, runSuite, type Row, type Suite } from '../suite/index.ts';
import { matchesWildcard } from '../values/index.ts';
import { printYaml } from '../yaml/index.ts';
import type { ExitStatus, RunResult } from './result.ts';

/** What is tested, and what is shown of it. */
export interface TestOptions {
  readonly paths: readonly string[];
  /** The name of the files that are tests. */
  readonly fileName: string;
  readonly selector: TestSelector;
  /** Show failed rows only. */
  readonly failOnly: boolean;
  /** Finding no test is a failure. */
  readonly requireTests: boolean;
  /** Where to write the results as JUnit. */
  readonly junit: string | undefined;
  readonly limits: EvaluationLimits;
  readonly substitution: 'once' | 'kyverno';
  readonly now: string;
  readonly version: string;
  readonly cluster: string;
  readonly progress: (stage: string) => void;
}

/** Which rows count, by names with wildcards. */
export interface TestSelector {
  readonly policy: string;
  readonly rule: string;
  readonly resource: string;
}

/** Every row. */
export const ALL_TESTS: TestSelector = { policy: '*', rule: '*', resource: '*' };

/** Reads `policy=a*,rule=*,resource=b`; a part that is left out stands for all. Undefined where the text is something else. */
export function parseTestSelector(text: string): TestSelector | undefined {
  const selector: Record<string, string> = { ...ALL_TESTS };
  for (const part of text.split(',')) {
    const [, key = '', pattern = ''] = /^\s*([a-z]+)=(.*?)\s*$/.exec(part) ?? [];
    if (!Object.hasOwn(selector, key) || pattern === '') return undefined;
    selector[key] = pattern;
  }
  const { policy = '*', rule = '*', resource = '*' } = selector;
  return { policy, rule, resource };
}

/** Runs tests. *Shape* status 2 where a file could not be used, 1 where a row failed; the other tests are run in any case. */
export function runTest(options: TestOptions): RunResult {
  options.progress('reading tests');
  const documents = readTests(options.paths, options.fileName);
  options.progress('testing');
  const run = documents.value.map((document) => runDocument(document, options));
  const tests = countRows(run.flatMap((one) => one.value));
  const none = options.requireTests && documents.value.length === 0 ? [noTests(options)] : [];
  const read = [...documents.diagnostics, ...run.flatMap((one) => one.diagnostics)];
  const written = options.junit === undefined ? [] : writeReportFile(options.junit, toJUnit(tests));
  const { version, cluster } = options;
  const diagnostics = [...read, ...none, ...written];
  const report = buildReport({
    kind: 'TestReport',
    version,
    cluster,
    diagnostics,
    tests: options.failOnly ? onlyFailed(tests) : tests,
  });
  return { report, status: statusOf([...read, ...written], tests, none.length > 0) };
}

function statusOf(diagnostics: readonly Diagnostic[], { failed }: ReportTests, lacksTests: boolean): ExitStatus {
  if (diagnostics.some(({ severity }) => severity === 'error')) return 2;
  return failed > 0 || lacksTests ? 1 : 0;
}

/** A test of which a file cannot be used is not run: what it would find says nothing. */
function runDocument(document: SourceDocument, options: TestOptions): Checked<readonly ReportRow[]> {
  const { value: suite, diagnostics } = readTest(document);
  if (suite === undefined) return { value: [], diagnostics };
  const files = readFiles(suite);
  const prepared = prepare(suite, files.value);
  const told = [...diagnostics, ...files.diagnostics, ...prepared.diagnostics];
  if (told.some(({ severity }) => severity === 'error')) return { value: [], diagnostics: told };
  const rows = runSuite(prepared.value, options);
  const selected = rows.value.filter((row) => isSelected(row, options.selector));
  return { value: selected.map((row) => reportRow(row, suite)), diagnostics: [...told, ...rows.diagnostics] };
}

function readFiles(suite: Suite): Checked<ReadonlyMap<string, readonly SourceDocument[]>> {
  const value = new Map<string, readonly SourceDocument[]>();
  const diagnostics: Diagnostic[] = [];
  const readAll = (names: readonly string[]): void => {
    for (const name of names) {
      const read = readTestFile(name, suite.document.file);
      value.set(name, read.value);
      diagnostics.push(...read.diagnostics);
    }
  };
  readAll(filesOf(suite));
  readAll(furtherFilesOf(suite, value));
  return { value, diagnostics };
}

function isSelected({ policy, rule, resourceName }: Row, selector: TestSelector): boolean {
  // A row about a whole result names no rule, or no resource.
  return (
    matchesWildcard(selector.policy, policy) &&
    (rule === '' || matchesWildcard(selector.rule, rule)) &&
    (resourceName === '' || matchesWildcard(selector.resource, resourceName))
  );
}

function countRows(rows: readonly ReportRow[]): ReportTests {
  const count = (status: ReportRow['status']): number => rows.filter((row) => row.status === status).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    rows,
  };
}

/** The counts stay those of all rows. */
function onlyFailed(tests: ReportTests): ReportTests {
  return { ...tests, rows: tests.rows.filter(({ status }) => status === 'failed') };
}

function reportRow(row: Row, { name, document }: Suite): ReportRow {
  const { policy, rule, resource, operation, generated, status, expected, found, reason, line, difference } = row;
  const shown = { policy, rule, resource, operation, generated, status, expected, found, reason };
  const diff = difference && differenceText(difference.expected, difference.found);
  return { file: document.file, line, test: name, ...shown, ...(diff === undefined ? {} : { diff }) };
}

/** From what is expected to what was generated, values of Secrets masked. */
function differenceText(expected: Resource, found: Resource): string {
  const masked = startMasking()({ before: expected, after: found });
  const { namespace } = found.metadata;
  const place = typeof namespace === 'string' ? namespace : '';
  const path = describeResource({ group: '', kind: found.kind, namespace: place, name: found.metadata.name });
  const before = printYaml(masked.before ?? {});
  const after = printYaml(masked.after ?? {});
  return unifiedDiff([{ path, before, after }], '').replace(/^diff --git .*\n/, '');
}

function noTests({ paths, fileName }: TestOptions): Diagnostic {
  const message = `There is no ${fileName} in ${paths.join(', ')}`;
  return { code: 'suite/no-tests', severity: 'error', message, about: {} };
}
