// Flags and headwater.yaml to complete options: a flag wins over the file, the file over the default.
import {
  addressProblem,
  findConfiguration,
  parseAllowedHost,
  readConfiguration,
  type Configuration,
  type RemoteInputs,
} from '../load/index.ts';
import type { Checked, Diagnostic, Position } from '../model/diagnostic.ts';
import type { Environment } from '../model/environment.ts';
import { rebuildCommand } from './rebuild-command.ts';
import { child, isJsonList, textAt, type Json, type JsonObject } from '../model/resource.ts';
import {
  ALL_TESTS,
  ciRunAddress,
  DEFAULT_RUN_OPTIONS,
  isOfFork,
  parseTestSelector,
  type GitOptions,
  type InitOptions,
  type MetricsRequest,
  type PublishOptions,
  type ReportFiles,
  type RunOptions,
  type TestOptions,
  type ValidateOptions,
} from '../run/index.ts';

/** Parsed flags, by their name in camel case; undefined where not given. */
export type Flags = Readonly<Record<string, unknown>>;

/** What a command starts from: the shared part of the program's surroundings. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Environment;
  /** The run's one instant. */
  readonly now: string;
  readonly version: string;
  readonly progress: (stage: string) => void;
  /** What reads inputs in remote repositories. */
  readonly remote: RemoteInputs;
  /** Milliseconds on a clock that never goes back. */
  readonly clock: () => number;
}

/** Settings by name in camel case, and what is wrong with them. */
export interface Settings {
  text(name: string): string | undefined;
  texts(name: string): readonly string[] | undefined;
  flag(name: string): boolean | undefined;
  object(name: string): JsonObject | undefined;
  /** The command that rebuilds the ledger under the same flags. */
  readonly rebuildCommand: string;
  /** Where the file has a setting that no flag wins over. */
  place(name: string): Position | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const NO_CONFIGURATION: Checked<Configuration> = {
  value: { values: {}, place: () => ({ file: '', line: 1, column: 1 }) },
  diagnostics: [],
};

/** Settings that name files to write beside the output. */
const WRITTEN: ReadonlySet<string> = new Set([
  ...['junit', 'sarifFile', 'codeQualityFile', 'json', 'markdown', 'html', 'metricsFile', 'metricsPush'],
]);

/** Reads the configuration file, where there is one, and lays the flags over it. A fork's file names no file to write. */
export function readSettings(flags: Flags, { cwd, env }: Pick<Surroundings, 'cwd' | 'env'>): Settings {
  const file = configurationFile(flags);
  if (file === undefined) return layOver(flags);
  const read = readConfiguration(file);
  if (!isOfFork(file, cwd, env)) return layOver(flags, read);
  const kept = Object.entries(read.value.values).filter(([key]) => !WRITTEN.has(key));
  return layOver(flags, { ...read, value: { ...read.value, values: Object.fromEntries(kept) } });
}

/** The configuration file that is read; undefined where there is none. */
export function configurationFile(flags: Flags): string | undefined {
  return asText(flags['config']) ?? findConfiguration();
}

/** The flags laid over a configuration; undefined where there is none. */
export function layOver(flags: Flags, read: Checked<Configuration> = NO_CONFIGURATION): Settings {
  const { values } = read.value;
  const diagnostics = [...read.diagnostics, ...repeatedFlags(flags), ...wrongChoices(read.value)];
  return {
    diagnostics,
    rebuildCommand: rebuildCommand(flags),
    text: (name) => asText(flags[name]) ?? asText(child(values, name)),
    texts: (name) => asTexts(flags[name]) ?? asTexts(child(values, name)),
    flag: (name) => asFlag(flags[name]) ?? asFlag(child(values, name)),
    object: (name) => asObject(child(values, name)),
    place: (name) => (flags[name] === undefined && Object.hasOwn(values, name) ? read.value.place(name) : undefined),
  };
}

/** The options of reconcile and diff, and what speaks against them. */
export function runOptions(
  settings: Settings,
  around: Surroundings,
): { readonly options: RunOptions; readonly diagnostics: readonly Diagnostic[] } {
  const deletions = readMaxDeletions(settings.text('maxDeletions'));
  const hosts = readAllowedHosts(settings);
  const options: RunOptions = {
    ...DEFAULT_RUN_OPTIONS,
    ...around,
    policies: settings.texts('policies') ?? DEFAULT_RUN_OPTIONS.policies,
    clusterState: settings.texts('clusterState') ?? DEFAULT_RUN_OPTIONS.clusterState,
    output: settings.text('output') ?? DEFAULT_RUN_OPTIONS.output,
    lifecycle: settings.text('lifecycle') === 'kyverno' ? 'kyverno' : 'desired',
    provenance: choice(settings.text('provenance'), ['headwater', 'kyverno', 'none'], DEFAULT_RUN_OPTIONS.provenance),
    secrets: settings.text('secrets') === 'plain' ? 'plain' : 'refuse',
    delivery: choice(settings.text('delivery'), ['both', 'argocd', 'flux', 'neutral'], DEFAULT_RUN_OPTIONS.delivery),
    cloneMetadata: settings.text('cloneMetadata') === 'keep' ? 'keep' : 'clean',
    substitution: settings.text('substitution') === 'kyverno' ? 'kyverno' : 'once',
    resourceFilters: settings.text('resourceFilters') ?? DEFAULT_RUN_OPTIONS.resourceFilters,
    maxDeletions: deletions.value,
    allowEmpty: settings.flag('allowEmpty') ?? false,
    allowHttp: hosts.value,
    cluster: settings.text('cluster') ?? '',
    limits: readLimits(settings.object('limits')),
    rebuildCommand: settings.rebuildCommand,
    digestKey: around.env['HEADWATER_DIGEST_KEY'] || undefined,
  };
  return {
    options,
    diagnostics: [
      ...settings.diagnostics,
      ...deletions.diagnostics,
      ...hosts.diagnostics,
      ...notYet(settings),
      ...wrongAddresses(settings, around),
    ],
  };
}

/** The options of publishing. */
export function publishOptions(flags: Flags, settings: Settings, { env }: Pick<Surroundings, 'env'>): PublishOptions {
  const author = settings.object('author');
  return {
    commit: settings.flag('commit') ?? true,
    push: pushRequest(flags, settings),
    author: author ? { name: textAt(author, 'name'), email: textAt(author, 'email') } : undefined,
    runAddress: ciRunAddress(env),
    ...gitOptions(env),
  };
}

/**
 * Where to push to; a flag that names a branch or asks for a pull request asks for pushing too, a key of the file does not. The flag
 * --no-commit turns off what only the file asks for.
 */
function pushRequest(flags: Flags, settings: Settings): PublishOptions['push'] {
  const isImplied = asText(flags['branch']) !== undefined || asText(flags['pullRequest']) !== undefined;
  if (!(settings.flag('push') ?? isImplied)) return undefined;
  if (flags['commit'] === false && flags['push'] === undefined && !isImplied) return undefined;
  const pullRequest = settings.text('pullRequest');
  const branch = settings.text('branch');
  return {
    branch,
    // The file's base is also that of previews: here it counts beside a branch only.
    base: asText(flags['base']) ?? (branch === undefined ? undefined : settings.text('base')),
    remote: settings.text('remote'),
    via: choice(settings.text('pushVia'), ['git', 'github'], 'git'),
    pullRequest: pullRequest === 'github' || pullRequest === 'gitlab' ? pullRequest : undefined,
  };
}

/** How Git is used. */
export function gitOptions(env: Environment): GitOptions {
  const git = env['HEADWATER_GIT'];
  return { git: git === 'git' || git === 'isomorphic' ? git : undefined, env };
}

/** The options of validate, and what speaks against them. What is not built yet for writing is no hindrance to reading. */
export function validateOptions(
  flags: Flags,
  settings: Settings,
  around: Surroundings,
): { readonly options: ValidateOptions; readonly diagnostics: readonly Diagnostic[] } {
  const { options } = runOptions(settings, around);
  const asksForReaders = flags['delivery'] !== undefined || settings.text('delivery') !== undefined;
  return {
    options: {
      ...options,
      ...gitOptions(around.env),
      needsInventory: settings.texts('clusterState') !== undefined,
      base: settings.text('base'),
      repository: asksForReaders ? { configuration: configurationFile(flags) } : undefined,
    },
    diagnostics: [
      ...settings.diagnostics,
      ...readMaxDeletions(settings.text('maxDeletions')).diagnostics,
      ...wrongAddresses(settings, around),
      ...wrongProfile(flags),
    ],
  };
}

/** The options of init, and what speaks against them. */
export function initOptions(
  flags: Flags,
  settings: Settings,
  around: Surroundings,
): { readonly options: InitOptions; readonly diagnostics: readonly Diagnostic[] } {
  const { options } = runOptions(settings, around);
  const configuration = configurationFile(flags);
  return {
    options: { ...options, configuration, dryRun: flags['dryRun'] === true },
    diagnostics: settings.diagnostics,
  };
}

/** `--delivery` alone is the profile of the file, else the default one. */
export function withoutBareDelivery(flags: Flags): Flags {
  return flags['delivery'] === '' ? { ...flags, delivery: undefined } : flags;
}

/** Where the flag may stand alone, the parser of the command line does not look at what it is. */
function wrongProfile(flags: Flags): readonly Diagnostic[] {
  const given = flags['delivery'];
  const isRight = typeof given !== 'string' || given === '' || CHOICES['delivery']?.includes(given) === true;
  return isRight ? [] : [usage(`--delivery must be one of ${CHOICES['delivery']?.join(', ') ?? ''}`)];
}

/** The files that results are written to beside what is printed. */
export function reportFiles(settings: Settings, { cwd }: Surroundings): ReportFiles {
  return {
    cwd,
    sarif: settings.text('sarifFile'),
    junit: settings.text('junit'),
    codeQuality: settings.text('codeQualityFile'),
  };
}

/** Where metrics are to go. */
export function metricsRequest(settings: Settings, { cwd }: Surroundings): MetricsRequest {
  return {
    cwd,
    output: settings.text('output') ?? DEFAULT_RUN_OPTIONS.output,
    file: settings.text('metricsFile'),
    push: settings.text('metricsPush'),
  };
}

/** The options of test, and what speaks against them. */
export function testOptions(
  flags: Flags,
  settings: Settings,
  around: Surroundings,
): { readonly options: TestOptions; readonly diagnostics: readonly Diagnostic[] } {
  const given = settings.text('testCaseSelector');
  const selector = given === undefined ? ALL_TESTS : parseTestSelector(given);
  const paths = asTexts(flags['paths']) ?? [];
  const options: TestOptions = {
    paths: paths.length > 0 ? paths : ['.'],
    fileName: settings.text('fileName') ?? 'kyverno-test.yaml',
    selector: selector ?? ALL_TESTS,
    failOnly: settings.flag('failOnly') ?? false,
    requireTests: settings.flag('requireTests') ?? false,
    junit: settings.text('junit'),
    limits: readLimits(settings.object('limits')),
    substitution: settings.text('substitution') === 'kyverno' ? 'kyverno' : 'once',
    now: around.now,
    version: around.version,
    cluster: settings.text('cluster') ?? '',
    progress: around.progress,
  };
  const wrong = selector
    ? []
    : [usage(`--test-case-selector ${given ?? ''} is not of the form policy=…,rule=…,resource=…`)];
  return { options, diagnostics: [...settings.diagnostics, ...wrong] };
}

function readLimits(given: JsonObject | undefined): RunOptions['limits'] {
  const { limits } = DEFAULT_RUN_OPTIONS;
  const numberAt = (key: keyof RunOptions['limits']): number => {
    const value = child(given, key);
    return typeof value === 'number' ? value : limits[key];
  };
  return { foreachElements: numberAt('foreachElements'), contextBytes: numberAt('contextBytes') };
}

function readMaxDeletions(text: string | undefined): {
  readonly value: RunOptions['maxDeletions'];
  readonly diagnostics: readonly Diagnostic[];
} {
  if (text === undefined) return { value: undefined, diagnostics: [] };
  const read = /^(\d{1,9})(%?)$/.exec(text);
  if (!read)
    return { value: undefined, diagnostics: [usage(`--max-deletions ${text} is neither a number nor a percentage`)] };
  const number = Number(read[1]);
  return { value: read[2] === '%' ? { percent: number } : { count: number }, diagnostics: [] };
}

function readAllowedHosts(settings: Settings): Checked<RunOptions['allowHttp']> {
  const read = (settings.texts('allowHttp') ?? []).map((text) => ({ text, host: parseAllowedHost(text) }));
  const wrong = read.filter(({ host }) => host === undefined);
  const at = settings.place('allowHttp');
  return {
    value: read.flatMap(({ host }) => host ?? []),
    diagnostics: wrong.map(({ text }) => ({
      ...usage(`--allow-http ${text} is no host or network: ${HOST_EXAMPLES}`),
      ...(at ? { at } : {}),
    })),
  };
}

const HOST_EXAMPLES = 'write api.example.org, *.example.org:8443, 10.1.2.3:8080 or 10.0.0.0/8, without http://';

/** Addresses of remote inputs that are refused before anything runs. */
function wrongAddresses(settings: Settings, { env }: Pick<Surroundings, 'env'>): readonly Diagnostic[] {
  return ['policies', 'clusterState'].flatMap((name) => {
    const at = settings.place(name);
    const problems = (settings.texts(name) ?? []).flatMap((input) => addressProblem(input, env) ?? []);
    return problems.map((problem) => ({ ...problem, ...(at ? { at } : {}) }));
  });
}

/** What the contract names and this version does not do: refused, so that nobody believes it happened. */
function notYet(settings: Settings): readonly Diagnostic[] {
  const secrets = settings.text('secrets');
  const isKnown = secrets === undefined || secrets === 'refuse' || secrets === 'plain';
  return [...(isKnown ? [] : [usage(`--secrets ${secrets} is not built yet: use refuse or plain`)])];
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  lifecycle: ['desired', 'kyverno'],
  provenance: ['headwater', 'kyverno', 'none'],
  secrets: ['refuse', 'sops', 'sops-copy', 'external-secret', 'sealed-secret', 'reference', 'plain'],
  delivery: ['both', 'argocd', 'flux', 'neutral'],
  pushVia: ['git', 'github'],
  pullRequest: ['github', 'gitlab'],
  cloneMetadata: ['clean', 'keep'],
  substitution: ['once', 'kyverno'],
  format: ['text', 'json'],
  comment: ['github', 'gitlab'],
  commentMode: ['update', 'new', 'hide-and-new'],
  commentWhen: ['changed', 'always', 'failed'],
  commentOverflow: ['artifact', 'split'],
  failOn: ['never', 'blockers', 'cautions'],
};

/** Flags are checked by the parser of the command line; the file's values here. */
function wrongChoices({ values, place }: Configuration): readonly Diagnostic[] {
  return Object.entries(CHOICES).flatMap(([name, choices]) => {
    const value = child(values, name);
    const isWrong = value !== undefined && !(typeof value === 'string' && choices.includes(value));
    return isWrong ? [{ ...usage(`${name} must be one of ${choices.join(', ')}`), at: place(name) }] : [];
  });
}

const REPEATABLE: ReadonlySet<string> = new Set([
  '_',
  'paths',
  'policies',
  'cluster-state',
  'clusterState',
  'allow-http',
  'allowHttp',
]);

/** The parser makes a list of a flag that is given twice; which of the two counts is not for us to guess. */
function repeatedFlags(flags: Flags): readonly Diagnostic[] {
  const repeated = Object.keys(flags).filter((name) => Array.isArray(flags[name]) && !REPEATABLE.has(name));
  const shown = new Set(repeated.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)));
  return [...shown].filter((name) => name.length > 1).map((name) => usage(`--${name} can be given once`));
}

function usage(message: string): Diagnostic {
  return { code: 'cli/usage', severity: 'error', message, about: {} };
}

/** The choice that a text names; `fallback` where it names none, which is told elsewhere. */
export function choice<T extends string>(text: string | undefined, choices: readonly T[], fallback: T): T {
  return choices.find((one) => one === text) ?? fallback;
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
}

function asTexts(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;
}

function asFlag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !isJsonList(value) ? value : undefined;
}
