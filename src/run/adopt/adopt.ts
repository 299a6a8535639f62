// headwater adopt --from-output: rebuilds the ledger of an output root. Manifests are only looked at: nothing but Headwater's own files is
// written, and everything that could not be told is said.
import { findRepository, unfinishedIn, type Unfinished } from '../../load/index.ts';
import { hasErrors, type Diagnostic } from '../../model/diagnostic.ts';
import type { FileChange } from '../../model/file-change.ts';
import { hasConflictMarkers, isLedgerPath, LEDGER_HEADER_PATH } from '../../model/ledger-file.ts';
import { openRepository, writeOutput, type Repository, type WriteHooks, type WriteSteps } from '../../publish/index.ts';
import { LAST_DIFF_PATH, ledgerChanges, ledgerFiles, type LedgerFiles } from '../../render/index.ts';
import { buildReport, exitStatusOf } from '../../report/index.ts';
import type { PublishOptions, RunOptions } from '../options.ts';
import type { RunResult } from '../result.ts';
import { commitLedger } from './commit.ts';
import { readAdoptWorld, type AdoptWorld } from './read.ts';
import { rebuildLedger } from './rebuild.ts';
import { countAdopted, tellAdopted } from './tell.ts';

/** Everything `adopt` is given. `hooks` let a test stop it at any step of writing. */
export interface AdoptInput {
  readonly options: RunOptions;
  readonly publish: PublishOptions;
  readonly fromOutput: boolean;
  readonly dryRun: boolean;
  readonly hooks?: WriteHooks;
}

/** Rebuilds the ledger. Outside of a repository there is no history, and no commit. */
export async function runAdopt(input: AdoptInput): Promise<RunResult> {
  const { options, publish, dryRun } = input;
  if (!input.fromOutput) return unusable(options, [NOT_BUILT]);
  const world = await readAdoptWorld(options, publish);
  const unfinished = unfinishedAt(options.output);
  const repository = await repositoryFor(input, unfinished);
  const isFirst = isFirstRun(world.value);
  const { value: rebuilt, diagnostics } = await rebuildLedger(world, options);
  if (rebuilt === undefined || 'refused' in repository) {
    const refused = 'refused' in repository ? repository.refused : [];
    return unusable(options, [...refused, ...diagnostics, ...world.value.troubles.map(asMended)]);
  }
  const adoption = isFirst ? { ...rebuilt, missing: [], pending: [] } : rebuilt;
  const counted = countAdopted(adoption, world.value);
  const told = [
    ...diagnostics,
    ...world.value.troubles.map(asMended),
    ...tellAdopted(adoption, counted, options.output),
  ];
  const files = isFirst ? new Map<string, string>() : ledgerFiles(adoption.ledger);
  options.progress('writing');
  const written = dryRun ? NOTHING : writeOutput(options.output, writeSteps(world.value, files), input.hooks);
  const failed = hasErrors(written.diagnostics);
  options.progress('committing');
  const committed =
    repository.found && !failed && files.size > 0
      ? await commitLedger({ repository: repository.found, input, world: world.value, adoption, counted, files })
      : { value: undefined, diagnostics: [] };
  const next = nextCommand(input, unfinished, committed.value !== undefined);
  const report = buildReport({
    kind: 'AdoptReport',
    version: options.version,
    cluster: options.cluster,
    diagnostics: [...told, ...written.diagnostics, ...committed.diagnostics, ...tellUnfinished(input, unfinished)],
    adopted: { ...counted, written: !dryRun && !failed && files.size > 0, ...(next ? { next } : {}) },
    ...(committed.value ? { commit: committed.value.id } : {}),
  });
  return { report, status: exitStatusOf(report) };
}

const NOTHING = { diagnostics: [] };

const NOT_BUILT: Diagnostic = {
  code: 'cli/usage',
  severity: 'error',
  message:
    'This version takes up only what lies in its own output: what a running Kyverno made in a cluster cannot be taken over yet',
  help: 'To rebuild the ledger, run headwater adopt --from-output.',
  about: {},
};

function unusable({ version, cluster }: RunOptions, diagnostics: readonly Diagnostic[]): RunResult {
  return { report: buildReport({ kind: 'AdoptReport', version, cluster, diagnostics }), status: 2 };
}

/** What is wrong with the ledger ends nothing here. */
function asMended(trouble: Diagnostic): Diagnostic {
  return { ...trouble, severity: 'warning', help: 'This is what adopt mends.' };
}

/** No ledger and no manifest: an empty output is where the first run begins, and it must find nothing. */
function isFirstRun({ own, output, ledger }: AdoptWorld): boolean {
  const remembers = ledger.downstreams.size + ledger.seen.size > 0;
  return ![...own.keys()].some(isLedgerPath) && !remembers && output.manifests.size === 0;
}

// ---- writing

/**
 * The steps of writing. Where several files change, the header goes first and comes last: without it the ledger is a broken one, so that
 * a run that comes between finds no mixture.
 */
function writeSteps({ own }: AdoptWorld, files: LedgerFiles): WriteSteps {
  const changes = files.size === 0 ? [] : ledgerChanges(own, files);
  const header = own.get(LEDGER_HEADER_PATH);
  const isOneStep = changes.length <= 1 || header === undefined;
  const unionLedger: readonly FileChange[] = isOneStep ? [] : [{ path: LEDGER_HEADER_PATH, before: header }];
  const rest = new Map([...own].filter(([path]) => path !== LEDGER_HEADER_PATH));
  const diff = own.get(LAST_DIFF_PATH);
  return {
    unionLedger,
    files: [],
    ...(diff !== undefined && hasConflictMarkers(diff) ? { lastDiff: { path: LAST_DIFF_PATH, before: diff } } : {}),
    finalLedger: isOneStep ? changes : ledgerChanges(rest, files),
  };
}

// ---- Git

function unfinishedAt(output: string): Unfinished | undefined {
  const place = findRepository(`${output}/x`);
  return place && unfinishedIn(place.repository);
}

type Opened = { readonly found: Repository | undefined } | { readonly refused: readonly Diagnostic[] };

/** The repository to commit to; none where none is there, or where a person is in the middle of something. */
async function repositoryFor(
  { options, publish, dryRun }: AdoptInput,
  unfinished: Unfinished | undefined,
): Promise<Opened> {
  const isWanted = publish.commit && !dryRun && unfinished === undefined;
  if (!isWanted || findRepository(`${options.output}/x`) === undefined) return { found: undefined };
  const { git: kind, env } = publish;
  const { value, diagnostics } = await openRepository(options.output, { env, ...(kind ? { kind } : {}) });
  return hasErrors(diagnostics) ? { refused: diagnostics } : { found: value };
}

function tellUnfinished({ publish, dryRun }: AdoptInput, unfinished: Unfinished | undefined): readonly Diagnostic[] {
  if (!publish.commit || dryRun || unfinished === undefined) return [];
  const message = `A ${unfinished} is under way, so nothing was committed: that is yours to finish`;
  return [{ code: 'adopt/not-committed', severity: 'notice', message, about: {} }];
}

function nextCommand(
  { options, dryRun, publish }: AdoptInput,
  unfinished: Unfinished | undefined,
  isCommitted: boolean,
): string | undefined {
  if (dryRun || isCommitted || !publish.commit || unfinished === undefined) return undefined;
  const finish = unfinished === 'merge' ? 'git commit' : `git ${unfinished} --continue`;
  return `git add ${/^[\w./-]+$/.test(options.output) ? options.output : JSON.stringify(options.output)} && ${finish}`;
}
