// A project in a temporary folder: policies, inventory and output as files, and runs of the commands over them in this process.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  DEFAULT_RUN_OPTIONS,
  runAdopt,
  runDiff,
  runEval,
  runExplain,
  runPreview,
  runReconcile,
  runValidate,
  type AdoptInput,
  type EvalRequest,
  type PreviewOptions,
  type ReconcileInput,
  type RunOptions,
  type RunResult,
  type ValidateOptions,
} from '../../src/run/index.ts';

/** Files by path relative to the project, as a user would write them. */
export type Files = Readonly<Record<string, string>>;

/** A project. Paths are relative to it, with '/'. */
export interface Project {
  readonly root: string;
  write(files: Files): void;
  remove(...paths: readonly string[]): void;
  read(path: string): string;
  /** Every file below a folder and its text, sorted. */
  files(folder: string): Record<string, string>;
  /** The manifests in output, without Headwater's own folder. */
  manifests(): Record<string, string>;
  reconcile(changes?: Partial<RunOptions>, hooks?: ReconcileInput['hooks']): Promise<RunResult>;
  /** Rebuilds the ledger from output; nothing is committed unless `more` says so. */
  adopt(changes?: Partial<RunOptions>, more?: Partial<AdoptInput>): Promise<RunResult>;
  diff(changes?: Partial<RunOptions>): Promise<RunResult>;
  /** `base` is a folder of the project, or a Git reference. */
  validate(base?: string, changes?: Partial<ValidateOptions>): Promise<RunResult>;
  /** What the work tree would change; nothing of the environment is known unless `request` says so. */
  preview(request?: Partial<PreviewOptions>, changes?: Partial<RunOptions>): Promise<RunResult>;
  /** The options of such a preview. */
  previewOptions(request?: Partial<PreviewOptions>, changes?: Partial<RunOptions>): PreviewOptions;
  explain(name: string, changes?: Partial<RunOptions>): Promise<RunResult>;
  /** A bare expression unless `request` says otherwise. */
  eval(text: string, request?: Partial<EvalRequest>, changes?: Partial<RunOptions>): Promise<RunResult>;
}

const A_REQUEST: EvalRequest = {
  form: 'expression',
  text: '',
  trigger: undefined,
  file: undefined,
  operation: 'CREATE',
  rule: undefined,
};

/** Nothing is committed. */
const A_PUBLISH: ReconcileInput['publish'] = {
  commit: false,
  push: undefined,
  author: undefined,
  runAddress: undefined,
  git: undefined,
  env: {},
};

/** A preview of which nothing is asked. */
export const A_PREVIEW: Omit<PreviewOptions, 'cwd' | 'configuration' | 'runOptions'> = {
  base: undefined,
  head: undefined,
  json: undefined,
  markdown: undefined,
  html: undefined,
  sarif: undefined,
  comment: undefined,
  from: undefined,
  failOn: 'never',
  exitCode: false,
  git: undefined,
  env: {},
  version: '0.0.0-test',
  progress: () => undefined,
};

/** A project with these files and the three folders; it is removed when the test is over. */
export function aProject(files: Files = {}): Project {
  const root = mkdtempSync(join(tmpdir(), 'headwater-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return projectIn(root, files);
}

/** A project in a folder that exists. */
export function projectIn(root: string, files: Files = {}): Project {
  for (const folder of ['policies', 'cluster-state']) mkdirSync(join(root, folder), { recursive: true });
  const options = (changes: Partial<RunOptions> = {}): RunOptions => ({
    ...DEFAULT_RUN_OPTIONS,
    cwd: root,
    policies: [join(root, 'policies')],
    clusterState: [join(root, 'cluster-state')],
    output: join(root, 'output'),
    now: '2026-01-01T00:00:00Z',
    version: '0.0.0-test',
    progress: () => undefined,
    ...changes,
  });
  const project: Project = {
    root,
    write(more) {
      for (const [path, text] of Object.entries(more)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    remove(...paths) {
      for (const path of paths) rmSync(join(root, path), { recursive: true });
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    files: (folder) => filesBelow(join(root, folder)),
    manifests() {
      const entries = Object.entries(filesBelow(join(root, 'output')));
      return Object.fromEntries(entries.filter(([path]) => !path.startsWith('.headwater/')));
    },
    reconcile: (changes, hooks) =>
      runReconcile({
        options: options(changes),
        publish: A_PUBLISH,
        ...(hooks ? { hooks } : {}),
      }),
    adopt: (changes, more) =>
      runAdopt({ options: options(changes), publish: A_PUBLISH, fromOutput: true, dryRun: false, ...more }),
    diff: (changes) => runDiff(options(changes), true),
    preview: (request, changes) => runPreview(project.previewOptions(request, changes)),
    previewOptions: (request, changes) => ({
      ...A_PREVIEW,
      cwd: root,
      configuration: undefined,
      runOptions: () => ({ value: options(changes), diagnostics: [] }),
      ...request,
    }),
    explain: (name, changes) => runExplain(options(changes), name),
    eval: (text, request, changes) => runEval(options(changes), { ...A_REQUEST, text, ...request }),
    validate: (base, changes) =>
      runValidate({
        ...options(),
        needsInventory: true,
        repository: undefined,
        git: undefined,
        env: {},
        ...changes,
        base: base !== undefined && existsSync(join(root, base)) ? join(root, base) : base,
      }),
  };
  project.write(files);
  return project;
}

/** Every file below a folder and its text, sorted; nothing where the folder is not there. */
export function filesBelow(folder: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of listed(folder)) {
    const path = join(folder, name);
    const shown = prefix === '' ? name : `${prefix}/${name}`;
    if (statSync(path).isDirectory()) Object.assign(found, filesBelow(path, shown));
    else found[shown] = readFileSync(path, 'utf8');
  }
  return found;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
