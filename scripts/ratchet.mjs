// Runs the conformance cases, test suites, language vectors and corpus of a shared folder and fails where fewer pass than
// test/conformance/ratchet.json records: `node scripts/ratchet.mjs FOLDER [--only TEXT]`. Needs a build. The record is raised by hand, and never lowered here.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { folder, only } = readArguments(process.argv.slice(2));
const record = JSON.parse(readFileSync(join(root, 'test', 'conformance', 'ratchet.json'), 'utf8'));

const suites = [
  ...Object.entries(record.vectors).map(([name, least]) => ({
    name: `vectors ${name}`,
    least,
    args: ['scripts/vectors.mjs', join(folder, 'vectors', `${name}.json`)],
  })),
  ...Object.entries(record.conformance).map(([filter, least]) => ({
    name: `conformance ${filter}`,
    least,
    args: [join(folder, 'conformance', 'run.mjs'), '--filter', filter],
  })),
  {
    name: 'suites',
    least: record.suites,
    args: [join(folder, 'conformance', 'run.mjs'), '--cli-tests', join(folder, 'conformance', 'cases')],
  },
  { name: 'corpus', least: record.corpus, args: ['scripts/corpus.mjs', join(folder, 'corpus')] },
].filter(({ name }) => name.includes(only));

let fewer = 0;
for (const suite of suites) {
  const { passed, failed, output } = await run(suite.args);
  const isFewer = passed < suite.least;
  if (isFewer) fewer++;
  if (isFewer) console.log(output.trimEnd());
  console.log(
    `${isFewer ? 'FEWER' : 'ok'}  ${suite.name}: ${passed} passed, ${failed} failed (at least ${suite.least})`,
  );
  if (passed > suite.least) console.log(`    raise it in test/conformance/ratchet.json to ${passed}`);
}
if (suites.length === 0) console.error(`nothing in test/conformance/ratchet.json is named like ${only}`);
process.exitCode = fewer > 0 || suites.length === 0 ? 1 : 0;

function readArguments([given, flag, text]) {
  if (given === undefined || !existsSync(given) || (flag !== undefined && (flag !== '--only' || text === undefined))) {
    console.error('usage: node scripts/ratchet.mjs FOLDER [--only TEXT]');
    process.exit(2);
  }
  return { folder: resolve(given), only: text ?? '' };
}

/** The counts that a suite prints last. A suite that prints none has passed nothing. */
async function run(args) {
  const options = { cwd: root, maxBuffer: 2 ** 28 };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options).catch((error) => error);
  const counts = [...`${stdout}`.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1);
  const [passed, failed] = counts ? [Number(counts[1]), Number(counts[2])] : [0, 0];
  return { passed, failed, output: `${stdout}${stderr}` };
}
