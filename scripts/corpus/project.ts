// A project in a temporary folder, and runs over it in this process: what cases and tests of the corpus are tried in.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  DEFAULT_RUN_OPTIONS,
  runReconcile,
  runValidate,
  type RunOptions,
  type RunResult,
} from '../../src/run/index.ts';
import { parseYaml, printYaml, type YamlValue } from '../../src/yaml/index.ts';
import { child, isJsonObject, textAt, type Json, type JsonObject } from '../../src/model/resource.ts';

/** A project. Paths are relative to it. */
export interface CorpusProject {
  readonly root: string;
  write(path: string, text: string): void;
  /** One file per object below cluster-state; an object that is there already is replaced. */
  apply(objects: readonly JsonObject[]): void;
  remove(object: JsonObject): void;
  reconcile(changes?: Partial<RunOptions>): Promise<RunResult>;
  validate(): Promise<RunResult>;
  /** The manifests in output, by path. */
  output(): ReadonlyMap<string, string>;
}

/** Calls `use` with a new project and removes it afterwards. */
export async function withProject<T>(use: (project: CorpusProject) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'headwater-corpus-'));
  try {
    return await use(projectIn(root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function projectIn(root: string): CorpusProject {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const folder of ['policies', 'cluster-state']) mkdirSync(join(root, folder));
  const inputs = { policies: [join(root, 'policies')], clusterState: [join(root, 'cluster-state')] };
  const options: RunOptions = {
    ...DEFAULT_RUN_OPTIONS,
    ...inputs,
    cwd: root,
    output: join(root, 'output'),
    now: '2026-01-01T00:00:00Z',
    secrets: 'plain',
    allowEmpty: true,
    version: '0.0.0-corpus',
    progress: () => undefined,
  };
  return {
    root,
    write,
    apply: (objects) => objects.forEach((object) => write(`cluster-state/${fileOf(object)}`, printYaml(object))),
    remove: (object) => rmSync(join(root, 'cluster-state', fileOf(object)), { force: true }),
    reconcile: (changes) =>
      runReconcile({
        options: { ...options, ...changes },
        publish: { commit: false, push: undefined, author: undefined, runAddress: undefined, git: undefined, env: {} },
      }),
    validate: () =>
      runValidate({
        ...options,
        needsInventory: true,
        repository: undefined,
        git: undefined,
        env: {},
        base: undefined,
      }),
    output: () => new Map(filesBelow(join(root, 'output')).filter(([path]) => !path.startsWith('.headwater/'))),
  };
}

/** The objects in a text of YAML or JSON documents. */
export function objectsIn(text: string): readonly JsonObject[] {
  // What parses without tags of its own is plain JSON data.
  return parseYaml(text).documents.flatMap(({ value }: { readonly value?: YamlValue }) =>
    isJsonObject(value as Json) ? [value as JsonObject] : [],
  );
}

/** Every file below a folder with its text, sorted; nothing where the folder is not there. */
export function filesBelow(folder: string, prefix = ''): readonly (readonly [string, string])[] {
  const names = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).sort() : [];
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path, `${prefix}${name}/`);
    return [[`${prefix}${name}`, readFileSync(path, 'utf8')] as const];
  });
}

function fileOf(object: JsonObject): string {
  const metadata = child(object, 'metadata');
  const parts = [textAt(object, 'apiVersion'), textAt(object, 'kind')];
  parts.push(textAt(metadata, 'namespace'), textAt(metadata, 'name'));
  return `${encodeURIComponent(parts.join('_')).replaceAll('*', '%2A')}.yaml`;
}
