// npm run bench [-- --namespaces 1000]: times a first run, a run without changes and a run with one namespace more, by stage, each in
// a process of its own, and prints ratios within this run, which mean the same on any machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { hasChromium } from './chromium.mjs';
import { NODE_BUNDLE } from './node-bundle.mjs';
import { writeNamespace, writeWorkload } from './bench-workload.mjs';

const { values } = parseArgs({ options: { namespaces: { type: 'string', default: '1000' } } });
const namespaces = Number(values.namespaces);
if (!Number.isInteger(namespaces) || namespaces < 1) {
  process.stderr.write('--namespaces needs a whole number of at least 1\n');
  process.exit(2);
}

/** Figures of the page of a preview, from a real browser. */
function benchPage() {
  process.stdout.write('the page of a preview with 10000 different changes\n');
  if (hasChromium()) execFileSync(process.execPath, ['scripts/page-bench.mjs'], { stdio: 'inherit' });
  else process.stdout.write('  left out: needs Chromium (Debian package chromium)\n');
}

const folder = mkdtempSync(join(tmpdir(), 'headwater-bench-'));
try {
  await bench();
  benchPage();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench() {
  const program = join(folder, 'bench.mjs');
  await build({
    entryPoints: ['scripts/bench.ts'],
    outfile: program,
    ...NODE_BUNDLE,
  });
  const measure = (...args) =>
    JSON.parse(execFileSync(process.execPath, [program, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 }));
  const project = join(folder, 'project');
  writeWorkload(project, namespaces);
  const first = measure('reconcile', project);
  const second = measure('reconcile', project);
  writeNamespace(project, namespaces);
  const added = measure('reconcile', project);
  print(`first run of ${namespaces} namespaces`, first);
  print('second run, nothing changed', second);
  print('one namespace added', added);
  const yaml = measure('yaml', project);
  const cel = measure('cel');
  process.stdout.write('expressions in CEL\n');
  for (const { name, times, ours } of cel.cases) {
    process.stdout.write(`  ${ours.toFixed(3).padStart(8)} s  ${name}, ${times} times\n`);
  }
  process.stdout.write(
    `  ${(cel.compile * 1000).toFixed(2).padStart(8)} ms compiling the five expressions of a policy\n`,
  );
  const ratios = [
    ['YAML reader over js-yaml', yaml.ours / yaml.theirs],
    ['second run over first run', second.seconds / first.seconds],
    ['one namespace added over first run', added.seconds / first.seconds],
    ['peak memory of second run over first run', second.peakMegabytes / first.peakMegabytes],
    ...cel.cases.map(({ name, ours, theirs }) => [`CEL over plain JavaScript: ${name}`, ours / theirs]),
  ];
  process.stdout.write('ratios\n');
  for (const [name, ratio] of ratios) process.stdout.write(`  ${ratio.toFixed(2).padStart(8)}  ${name}\n`);
}

function print(title, { status, counts, failures, seconds, stages, peakMegabytes }) {
  if (status !== 0) throw new Error(`${title} failed: ${failures.slice(0, 3).join('; ')}`);
  const made = `${counts.created} created, ${counts.unchanged} unchanged`;
  process.stdout.write(`${title}: ${made}; ${seconds.toFixed(2)} s, peak ${peakMegabytes.toFixed(0)} MiB\n`);
  for (const [name, time] of stages) process.stdout.write(`  ${time.toFixed(2).padStart(8)} s  ${name}\n`);
}
