// Prints `N passed, N failed` from a report of vitest's json reporter: `node scripts/test-totals.mjs FILE`. A test file that could
// not even be loaded counts as one failure. Exit status 1 where anything failed or the report is missing.
import { existsSync, readFileSync } from 'node:fs';

const [file = ''] = process.argv.slice(2);
if (!existsSync(file)) {
  console.error(`${file || 'FILE'}: no report; the tests did not run to their end`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const { numPassedTests, numPendingTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
const failed = testResults.reduce((sum, { status, assertionResults }) => {
  const ownFailures = assertionResults.filter((test) => test.status === 'failed').length;
  return sum + (status === 'failed' && ownFailures === 0 ? 1 : ownFailures);
}, 0);
if (numPendingTests > 0) console.log(`${numPendingTests} skipped: each says in its title what it needs`);
console.log(`${numPassedTests} passed, ${failed} failed`);
process.exitCode = failed > 0 || numPassedTests === 0 ? 1 : 0;
