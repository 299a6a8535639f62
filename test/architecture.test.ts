// Which folder may import what, held as a table, and the checker that holds it tried on small made-up sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { architectureProblems, type FolderRule, type FolderTable } from './support/architecture.ts';

const ROOT = join(import.meta.dirname, '..', 'src');

function pure(imports: readonly string[], more: Partial<FolderRule> = {}): FolderRule {
  return { imports, thirdParties: [], entry: ['index.ts'], pure: true, ...more };
}

function edge(imports: readonly string[], more: Partial<FolderRule> = {}): FolderRule {
  return { imports, thirdParties: [], entry: ['index.ts'], pure: false, ...more };
}

const STAGES = [
  ...[
    'kube',
    'match',
    'policy',
    'suite',
    'evaluate',
    'plan',
    'render',
    'review',
    'delivery',
    'report',
    'load',
    'publish',
  ],
  'forge',
];
const PACKAGES = ['values', 'yaml', 'jmespath', 'cel'];

const TABLE: FolderTable = {
  model: pure([], { entry: ['*'], thirdParties: [{ name: 'node:crypto', file: 'digest.ts' }] }),
  values: pure([], {
    thirdParties: [
      { name: 're2js', file: 'one' },
      { name: 'node:crypto', file: 'one' },
      { name: 'node:zlib', file: 'one' },
    ],
  }),
  yaml: pure([], { thirdParties: [{ name: 'js-yaml' }] }),
  jmespath: pure(['values', 'yaml'], { thirdParties: [{ name: 'jmespath' }] }),
  cel: pure(['values', 'yaml'], { intl: 'libraries/time-zone.ts' }),
  kube: pure(['model', 'values']),
  // filter.ts is the written form of match and exclude: whoever reads policies fills it in.
  match: pure(['kube', 'model', 'values'], { entry: ['index.ts', 'filter.ts'] }),
  policy: pure(['match', 'kube', 'model', 'values', 'jmespath', 'cel', 'yaml']),
  suite: pure(['evaluate', 'policy', 'kube', 'model', 'yaml']),
  evaluate: pure(['kube', 'model']),
  plan: pure(['evaluate', 'match', 'kube', 'model']),
  render: pure(['kube', 'model', 'yaml'], { thirdParties: [{ name: 'diff' }] }),
  review: pure(['render', 'match', 'kube', 'model', 'yaml']),
  // What Argo CD and Flux are told in the repository: does it fit what Headwater reads and writes.
  delivery: pure(['kube', 'model', 'values']),
  // html/for-page.ts is what the page as it is delivered shares with its script.
  report: pure(['render', 'model', 'values'], {
    entry: ['index.ts', 'html/for-page.ts'],
    thirdParties: [{ name: 'headwater:page-script', file: 'one' }],
  }),
  // Of values it needs the patterns of .gitignore.
  load: edge(['kube', 'model', 'yaml', 'values'], {
    thirdParties: [
      { name: 'node:*' },
      { name: 'isomorphic-git' },
      { name: '@kubernetes/client-node', file: 'live.ts', dynamic: true },
    ],
  }),
  publish: edge(['model', 'yaml'], {
    thirdParties: [
      { name: 'node:*' },
      { name: 'isomorphic-git' },
      { name: 'age-encryption', file: 'encoders/', dynamic: true },
    ],
  }),
  // Talks to GitHub and GitLab; nothing else of Headwater does.
  forge: edge(['model'], { thirdParties: [{ name: 'node:*' }] }),
  run: edge(['model', ...STAGES, ...PACKAGES]),
  cli: edge(['run', 'report', 'load', 'model'], {
    thirdParties: [{ name: 'yargs' }, { name: 'node:process' }, { name: 'node:worker_threads' }],
  }),
  // The program as an action of GitHub: its inputs become arguments, its report becomes outputs and annotations.
  action: edge(['cli', 'report', 'model'], { thirdParties: [{ name: 'node:*' }] }),
  // Runs in the browser, inside the page that report/ makes; draws rows as report/ does.
  page: edge(['model', 'report'], { entry: ['main.ts'] }),
};

describe('the source', () => {
  test('keeps to the table', () => {
    const paths = readdirSync(ROOT, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
    const files = paths.map((path) => ({
      path: path.slice(ROOT.length + 1).replaceAll('\\', '/'),
      text: readFileSync(path, 'utf8'),
    }));
    expect(files.length).toBeGreaterThan(10);
    expect(architectureProblems(files, TABLE)).toEqual([]);
  });
});

describe('the checker', () => {
  const cases: readonly { name: string; files: Readonly<Record<string, string>>; problems: readonly string[] }[] = [
    {
      name: 'takes an allowed import through the entry, and any file of model',
      files: {
        'match/a.ts': "import { x } from '../kube/index.ts';\nimport type { Y } from '../model/resource.ts';",
        'kube/index.ts': 'export const x = 1;',
        'model/resource.ts': 'export type Y = 1;',
      },
      problems: [],
    },
    {
      name: 'refuses a folder that the table does not allow, for types too',
      files: { 'kube/a.ts': "import type { x } from '../match/index.ts';" },
      problems: ['kube/a.ts: kube may not import match'],
    },
    {
      name: 'refuses export from and import() as it does import',
      files: {
        'kube/a.ts': "export * from '../plan/index.ts';",
        'kube/b.ts': "export type T = import('../run/index.ts').T;",
        'run/c.ts': "export const load = () => import('../cli/index.ts');",
      },
      problems: [
        'kube/a.ts: kube may not import plan',
        'kube/b.ts: kube may not import run',
        'run/c.ts: run may not import cli',
      ],
    },
    {
      name: "refuses another folder's inside",
      files: { 'match/deep/a.ts': "import { x } from '../../kube/names.ts';" },
      problems: ['match/deep/a.ts: kube/names.ts is inside kube, not its entry'],
    },
    {
      name: 'refuses an import without the ending of its file',
      files: { 'kube/a.ts': "import { x } from './b';" },
      problems: ['kube/a.ts: import of ./b does not end in .ts'],
    },
    {
      name: 'refuses third parties and modules of Node that the table does not name',
      files: {
        'yaml/parse.ts': "import { load } from 'js-yaml';",
        'kube/a.ts': "import { load } from 'js-yaml';",
        'plan/b.ts': "import { readFileSync } from 'node:fs';",
        'publish/c.ts': "import { writeFile } from 'node:fs/promises';",
      },
      problems: ['kube/a.ts: kube may not import js-yaml', 'plan/b.ts: plan may not import node:fs'],
    },
    {
      name: 'holds a third party to its file',
      files: {
        'model/digest.ts': "import { createHash } from 'node:crypto';",
        'model/other.ts': "import { createHash } from 'node:crypto';",
        'values/a.ts': "import { gunzipSync } from 'node:zlib';",
        'values/b.ts': "import { gzipSync } from 'node:zlib';",
      },
      problems: [
        'model/other.ts: node:crypto belongs into another file of model',
        'values: node:zlib is imported in more than one file: values/a.ts, values/b.ts',
      ],
    },
    {
      name: 'holds the client of a live cluster to a dynamic import in its file',
      files: {
        'load/live.ts': "export const client = () => import('@kubernetes/client-node');",
        'load/git.ts': "export const client = () => import('@kubernetes/client-node');",
      },
      problems: ['load/git.ts: @kubernetes/client-node belongs into another file of load'],
    },
    {
      name: 'refuses the client of a live cluster as a static import',
      files: { 'load/live.ts': "import { KubeConfig } from '@kubernetes/client-node';" },
      problems: ['load/live.ts: @kubernetes/client-node has to be imported dynamically'],
    },
    {
      name: 'finds a cycle between files, types included, once',
      files: {
        'kube/c.ts': "import type { A } from './a.ts';",
        'kube/a.ts': "import { b } from './b.ts';",
        'kube/b.ts': "export * from './c.ts';",
      },
      problems: ['cycle: kube/a.ts → kube/b.ts → kube/c.ts → kube/a.ts'],
    },
    {
      name: 'finds a file that imports itself',
      files: { 'kube/a.ts': "import { a } from './a.ts';" },
      problems: ['cycle: kube/a.ts → kube/a.ts'],
    },
    {
      name: 'refuses clock, chance, process, console and locale in pure folders',
      files: {
        'plan/a.ts': [
          'export const f = () => [Date.now(), Math.random(), new Date(), process.env, console.log(1)];',
          "export const g = (a: string) => [a.localeCompare('b'), a.toLocaleLowerCase(), new Intl.Collator()];",
        ].join('\n'),
      },
      problems: [
        'plan/a.ts: Date without an argument',
        'plan/a.ts: Date.now',
        'plan/a.ts: Intl',
        'plan/a.ts: Math.random',
        'plan/a.ts: console.log',
        'plan/a.ts: localeCompare',
        'plan/a.ts: process.env',
        'plan/a.ts: toLocaleLowerCase',
      ],
    },
    {
      name: 'lets the one file that the table names ask for zones of time, for nothing else',
      files: {
        'cel/libraries/time-zone.ts': 'export const zone = () => [new Intl.DateTimeFormat(), Date.now()];',
        'cel/other.ts': 'export const zone = () => new Intl.DateTimeFormat();',
      },
      problems: ['cel/libraries/time-zone.ts: Date.now', 'cel/other.ts: Intl'],
    },
    {
      name: 'refuses promises and state of the module in pure folders',
      files: {
        'plan/a.ts': 'let seen = 0;\nexport var more = 1;\nexport const f = async () => seen;',
        'plan/b.ts': 'export type T = Promise<number>;',
      },
      problems: ['plan/a.ts: a let or var of the module', 'plan/a.ts: async', 'plan/b.ts: Promise'],
    },
    {
      name: 'allows all of that at the edges, and the words in comments, texts and names of members',
      files: {
        'load/a.ts': 'let n = 0;\nexport const f = async () => [Date.now(), process.env, n];',
        'plan/a.ts':
          "// Date.now\nexport const f = () => ['process.env', { Promise: 1 }];\nexport const d = new Date(0);",
        'plan/b.ts': 'export function f() { let i = 0; return i++; }',
      },
      problems: [],
    },
    {
      name: 'refuses a folder that is not in the table, and a file in none',
      files: { 'utils/a.ts': '', 'stray.ts': '' },
      problems: ['stray.ts: lies in no folder', 'utils/a.ts: folder utils is not in the table'],
    },
  ];
  test.each(cases)('$name', ({ files, problems }) => {
    const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
    expect(architectureProblems(sources, TABLE)).toEqual(problems);
  });
});
