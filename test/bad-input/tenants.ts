// A project with managed, unsynchronized and cloned downstreams and a Secret, for bad inputs to be put into; and the rules that hold
// whatever is bad: nothing changes on status 2, every error says where and what to do, no secret value is anywhere.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { ReportDiagnostic } from '../../src/report/index.ts';
import type { RunOptions, RunResult } from '../../src/run/index.ts';
import { aProject, type Files, type Project } from '../support/project.ts';

/** The value of the Secret in every project here; in clear text and in base64 it may be nowhere. */
export const SECRET_VALUE = 'correct-horse-battery';
const SECRET_BASE64 = Buffer.from(SECRET_VALUE).toString('base64');

export const TENANTS = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: tenants
spec:
  rules:
  - name: deny-all
    match:
      any:
      - resources:
          kinds: [Namespace]
    generate:
      synchronize: true
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      name: deny-all
      namespace: "{{request.object.metadata.name}}"
      data:
        spec:
          podSelector: {}
          policyTypes: [Ingress]
  - name: quota
    match:
      any:
      - resources:
          kinds: [Namespace]
    generate:
      synchronize: false
      apiVersion: v1
      kind: ResourceQuota
      name: quota
      namespace: "{{request.object.metadata.name}}"
      data:
        spec:
          hard:
            pods: "20"
  - name: settings
    match:
      any:
      - resources:
          kinds: [Namespace]
          selector:
            matchLabels:
              settings: wanted
    generate:
      synchronize: true
      apiVersion: v1
      kind: ConfigMap
      name: settings
      namespace: "{{request.object.metadata.name}}"
      clone:
        namespace: shared
        name: settings
`;

export const SHARED = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: shared
data:
  color: blue
---
apiVersion: v1
kind: Secret
metadata:
  name: token
  namespace: shared
data:
  token: ${SECRET_BASE64}
`;

export const MANIFEST_OF_A = 'output/team-a/networkpolicy.networking.k8s.io_deny-all.yaml';

/** A Namespace as a document of its own. */
export function namespace(name: string, extra = ''): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n  labels:\n    settings: wanted\n${extra}`;
}

/** Namespaces `team-0` … as one file. */
export function namespaces(count: number): string {
  return Array.from({ length: count }, (_, index) => namespace(`team-${index}`)).join('---\n');
}

/** A project that has run once: team-a has a synchronized, an unsynchronized and a cloned downstream. */
export async function tenants(more: Files = {}): Promise<Project> {
  const project = aProject({
    'policies/tenants.yaml': TENANTS,
    'cluster-state/shared.yaml': SHARED,
    'cluster-state/team-a.yaml': namespace('team-a'),
    ...more,
  });
  const { status } = await project.reconcile();
  expect(status).toBe(0);
  expect(existsSync(join(project.root, MANIFEST_OF_A))).toBe(true);
  return project;
}

/** A rule over ConfigMaps whose target is written by the caller, in the lines below `generate:`. */
export function configMapRule(target: string, name = 'made'): string {
  const lines = target.trim().split('\n');
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: ${name}
spec:
  rules:
  - name: make
    match:
      any:
      - resources:
          kinds: [ConfigMap]
          names: [trigger]
    generate:
      synchronize: true
      ${lines.join('\n      ')}
`;
}

/** The ConfigMap that sets configMapRule off. */
export function trigger(data: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(data).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: trigger\n  namespace: team-a\n${lines.length > 0 ? `data:\n${lines.join('')}` : ''}`;
}

// ---- the rules above the table

/** Everything below a folder: what each entry is, its mode and a digest of what it holds (of big files the size). */
export function everything(folder: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const shown = prefix === '' ? name : `${prefix}/${name}`;
    const stats = lstatSync(path);
    const mode = (stats.mode & 0o777).toString(8);
    if (stats.isSymbolicLink()) found[shown] = `link ${readlinkSync(path)}`;
    else if (stats.isFile()) found[shown] = `file ${mode} ${stats.size > 2 ** 26 ? stats.size : digestOf(path)}`;
    else found[shown] = stats.isDirectory() ? `folder ${mode}` : 'special';
    if (stats.isDirectory() && (stats.mode & 0o500) === 0o500) Object.assign(found, everything(path, shown));
  }
  return found;
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Codes whose errors are about the run or a folder as a whole: there is no line to name. */
const WITHOUT_LINE: ReadonlySet<string> = new Set([
  'load/missing-folder',
  'load/empty-inventory',
  'output/unsafe-root',
  'plan/max-deletions',
  'cli/usage',
]);

const TEXT = expect.stringMatching(/./) as string;

/** Checks what every report has to keep to, and gives its errors. */
export function errorsOf({ report }: RunResult): readonly ReportDiagnostic[] {
  const printed = JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  expect(printed).not.toContain(SECRET_VALUE);
  expect(printed).not.toContain(SECRET_BASE64);
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  for (const error of errors) {
    expect(error.message, error.code).not.toBe('');
    expect(error.help, error.code).toMatch(/\w/);
    if (!WITHOUT_LINE.has(error.code))
      expect(error, error.code).toMatchObject({
        file: expect.any(String) as string,
        line: expect.any(Number) as number,
      });
    if (error.code.startsWith('evaluate/')) expect(error).toMatchObject({ policy: TEXT, rule: TEXT, trigger: TEXT });
  }
  return errors;
}

/** Status 2: refused by `reconcile` and `diff` alike, no byte of the project changed. Gives the errors. */
export async function refused(
  project: Project,
  changes: Partial<RunOptions> = {},
): Promise<readonly ReportDiagnostic[]> {
  const before = everything(project.root);
  const run = await project.reconcile(changes);
  const errors = errorsOf(run);
  expect({ status: run.status, errors: errors.length > 0 }, explain(run)).toEqual({ status: 2, errors: true });
  expect(everything(project.root)).toEqual(before);
  expect((await project.diff(changes)).status).toBe(2);
  return errors;
}

/** A run that is carried out, with this status. Gives the run; no secret value is below output. */
export async function carriedOut(
  project: Project,
  status: 0 | 1,
  changes: Partial<RunOptions> = {},
): Promise<RunResult & { readonly errors: readonly ReportDiagnostic[] }> {
  const before = inputs(project);
  const run = await project.reconcile(changes);
  const errors = errorsOf(run);
  expect(run.status, explain(run)).toBe(status);
  expect(inputs(project)).toEqual(before);
  for (const [path, text] of Object.entries(project.files('output'))) {
    expect(text, path).not.toContain(SECRET_VALUE);
    expect(text, path).not.toContain(SECRET_BASE64);
  }
  return { ...run, errors };
}

/** A second run over the same inputs changes no byte. */
export async function settled(project: Project, status: 0 | 1 = 0, changes: Partial<RunOptions> = {}): Promise<void> {
  const before = everything(project.root);
  await carriedOut(project, status, changes);
  expect(everything(project.root)).toEqual(before);
}

/** All of the project but output. */
function inputs(project: Project): Record<string, string> {
  return Object.fromEntries(Object.entries(everything(project.root)).filter(([path]) => !path.startsWith('output')));
}

function explain({ report, status }: RunResult): string {
  const lines = report.diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
  return [`status ${status}`, ...lines].join('\n');
}

/** The diagnostics of one code, at least one. */
export function ofCode(diagnostics: readonly ReportDiagnostic[], code: string): readonly ReportDiagnostic[] {
  const found = diagnostics.filter((diagnostic) => diagnostic.code === code);
  expect(found.length, `${code} in ${diagnostics.map((one) => one.code).join(', ')}`).toBeGreaterThan(0);
  return found;
}

// ---- the built program

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const PEAK = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'))`;

/** What a run of the built program came to. `peak` is the most memory that it had, in MiB. */
export interface CliRun {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly peak: number;
}

/** Where the built program lies; the tests that need it say so when it was not built. */
export function builtProgram(): string {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: npm run build');
  return CLI;
}

/** Runs the built program in the project. */
export function headwater(project: Project, args: readonly string[], env: NodeJS.ProcessEnv = {}): CliRun {
  const preload = `data:text/javascript,${encodeURIComponent(PEAK)}`;
  const run = spawnSync(process.execPath, ['--import', preload, builtProgram(), ...args], {
    cwd: project.root,
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 2 ** 28,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env },
  });
  const peak = Number(/^peak (\d+)$/m.exec(run.stderr)?.[1] ?? Number.NaN) / 1024;
  return { status: run.status, signal: run.signal, stdout: run.stdout, stderr: run.stderr, peak };
}
