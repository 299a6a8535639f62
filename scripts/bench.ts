// One measured run in a process of its own: `node bench.js reconcile DIR` prints seconds by stage and the peak of memory as JSON,
// `node bench.js yaml DIR` the time of our reader and of js-yaml over the same inventory, `node bench.js cel` that of expressions and of the
// same in plain JavaScript. Called by bench.mjs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { load } from 'js-yaml';
import { CelMap, CelRun, compileCel, fromJson, generatingEnvironment, type CelJson } from '../src/cel/index.ts';
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
    publish: { commit: false, push: undefined, author: undefined, runAddress: undefined, git: undefined, env: {} },
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

const ENVIRONMENTS = generatingEnvironment({ variables: new Map() });
/** Steps enough for all evaluations of a measurement. */
const UNBOUNDED = { steps: Number.MAX_SAFE_INTEGER };

interface CelCase {
  readonly name: string;
  readonly times: number;
  readonly text: string;
  readonly object: CelJson;
  readonly plain: (object: never) => unknown;
}

interface Item {
  readonly name: string;
  readonly enabled: boolean;
}

const CEL_CASES: readonly CelCase[] = [
  {
    name: 'a field and a text',
    times: 100_000,
    text: 'object.metadata.name + "-x"',
    object: { metadata: { name: 'team-a' } },
    plain: ({ metadata }: { readonly metadata: { readonly name: string } }) => `${metadata.name}-x`,
  },
  {
    name: 'a filter of 100 items',
    times: 2_000,
    text: 'object.items.filter(i, i.enabled && i.name.startsWith("a")).map(i, i.name)',
    object: {
      items: Array.from({ length: 100 }, (_, at) => ({
        name: `${at % 2 === 0 ? 'a' : 'b'}${at}`,
        enabled: at % 3 > 0,
      })),
    },
    plain: ({ items }: { readonly items: readonly Item[] }) =>
      items.filter(({ enabled, name }) => enabled && name.startsWith('a')).map(({ name }) => name),
  },
];

/** The shortest of some repetitions, in seconds: the others were disturbed. */
function shortest(action: () => void): number {
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    action();
    return (performance.now() - start) / 1000;
  });
  return Math.min(...times);
}

/** What the host is made to keep, so that it does not leave the work out. */
let kept: unknown;

function measureCel({ name, times, text, object, plain }: CelCase): object {
  const { program } = compileCel(text, ENVIRONMENTS);
  if (program === undefined) throw new Error(`${text} does not compile`);
  const run = new CelRun({}, UNBOUNDED);
  // Of a single object the host would compute the plain answer once.
  const objects = Array.from({ length: 64 }, () => structuredClone(object));
  const variables = objects.map((one) => CelMap.ofFields([['object', fromJson(one)]]));
  const none = CelMap.ofFields([]);
  const repeat = (action: (at: number) => unknown): number =>
    shortest(() => {
      for (let at = 0; at < times; at += 1) kept = action(at % objects.length);
    });
  const theirs = repeat((at) => plain(objects[at] as never));
  const ours = repeat((at) => program.evaluate(run, variables[at] ?? none));
  return { name, times, ours, theirs };
}

/** Parsing, checking and preparing the expressions of a policy, in seconds for each policy. */
function measureCompiling(): number {
  const texts = [
    'object.metadata.?labels["team"].orValue("") != ""',
    'object.metadata.name',
    'resource.Get("v1", "configmaps", "platform", "settings")',
    '[{"apiVersion": dyn("v1"), "kind": dyn("ConfigMap"), "metadata": dyn({"name": object.metadata.name + "-settings", ' +
      '"namespace": object.metadata.name}), "data": dyn({"team": object.metadata.labels["team"].lowerAscii()})}]',
    'generator.Apply(object.metadata.name, [{"kind": dyn("Secret"), "apiVersion": dyn("v1"), "metadata": dyn({"name": "copy"})}])',
  ];
  const times = 200;
  const seconds = shortest(() => {
    for (let at = 0; at < times; at += 1) for (const text of texts) kept = compileCel(text, ENVIRONMENTS);
  });
  return seconds / times;
}

function measureExpressions(): object {
  const cases = CEL_CASES.map(measureCel);
  return { cases, compile: measureCompiling(), kept: typeof kept };
}

async function measure(kind: string | undefined, argument: string): Promise<object> {
  if (kind === 'yaml') return measureYaml(argument);
  return kind === 'cel' ? measureExpressions() : await measureReconcile(argument);
}

const [kind, argument = ''] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await measure(kind, argument))}\n`);
