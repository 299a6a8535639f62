// One measured run in a process of its own: `node bench.js reconcile DIR` prints seconds by stage and the peak of memory as JSON,
// `node bench.js yaml DIR` the time of our reader and of js-yaml over the same inventory. Called by bench.mjs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { load } from 'js-yaml';
import { DEFAULT_RUN_OPTIONS, runReconcile } from '../src/run/index.ts';
import { parseYaml } from '../src/yaml/index.ts';

async function measureReconcile(dir: string): Promise<object> {
  const stages: [string, number][] = [];
  const start = performance.now();
  const { report, status } = await runReconcile({
    options: {
      ...DEFAULT_RUN_OPTIONS,
      cwd: dir,
      policies: [join(dir, 'policies')],
      clusterState: [join(dir, 'cluster-state')],
      output: join(dir, 'output'),
      now: '2026-01-01T00:00:00Z',
      version: '0.0.0-bench',
      progress: (stage) => stages.push([stage, performance.now()]),
    },
    publish: { commit: false, author: undefined, runAddress: undefined, git: undefined, env: {} },
  });
  const end = performance.now();
  const ends = [...stages.slice(1).map(([, at]) => at), end];
  return {
    status,
    counts: report.counts,
    failures: report.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    seconds: (end - start) / 1000,
    stages: stages.map(([name, at], index) => [name, ((ends[index] ?? end) - at) / 1000]),
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

function measureYaml(dir: string): object {
  const folder = join(dir, 'cluster-state');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const documents = texts.flatMap((text) => text.split('---\n'));
  const time = (action: (text: string) => void): number => {
    for (const text of documents.slice(0, 500)) action(text);
    const start = performance.now();
    for (const text of documents) action(text);
    return (performance.now() - start) / 1000;
  };
  const theirs = time((text) => void load(text));
  const ours = time((text) => void parseYaml(text));
  return { documents: documents.length, ours, theirs };
}

const [kind, argument = ''] = process.argv.slice(2);
const result = kind === 'yaml' ? measureYaml(argument) : await measureReconcile(argument);
process.stdout.write(`${JSON.stringify(result)}\n`);
