// What is to be told of a rebuilt ledger: the counts and the list of its report, and sentences for all that could not be told.
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { DiagnosticCode } from '../../model/diagnostic-codes.ts';
import { compareText, describeResource } from '../../model/resource.ts';
import type { AdoptedManifest, Adoption } from '../../plan/index.ts';
import { reportCause, type ReportAdopted, type ReportAdoptedManifest } from '../../report/index.ts';
import type { AdoptWorld } from './read.ts';

/** Why something could not be told, for people. */
const DOUBTS: Readonly<Record<NonNullable<AdoptedManifest['doubt']>, string>> = {
  'marks-disagree': 'its marks name another policy, rule or trigger than those that want it',
  'other-content': 'a rule wants its place with other content, and nothing says who made it',
  'no-trigger': 'its marks do not say which trigger it comes from',
  'other-place': 'it does not lie where its name belongs',
  'shared-file': 'its file holds more than one object',
};
const CONFLICTED = 'it has the conflict markers of a merge';

/** Names shown of a list. */
const MOST_NAMES = 5;

/** The counts and the list of manifests. *Order* by path. */
export function countAdopted(adoption: Adoption, world: AdoptWorld): Omit<ReportAdopted, 'written'> {
  const manifests = [...adoption.manifests.map(reportManifest), ...otherFiles(adoption, world)];
  const count = (from: ReportAdoptedManifest['from']): number => manifests.filter((one) => one.from === from).length;
  return {
    provenance: count('provenance'),
    history: count('history'),
    policies: count('policies'),
    retained: count('retained'),
    unknown: count('unknown'),
    foreign: count('foreign'),
    missing: adoption.missing.length,
    pending: adoption.pending.length,
    commits: world.commits,
    manifests: manifests.sort((a, b) => compareText(a.path, b.path)),
  };
}

function reportManifest({ path, from, doubt, entry }: AdoptedManifest): ReportAdoptedManifest {
  return { path, from, causes: (entry?.causes ?? []).map(reportCause), ...(doubt ? { because: DOUBTS[doubt] } : {}) };
}

/** Files that hold no manifest. */
function otherFiles(adoption: Adoption, { output, conflicted }: AdoptWorld): readonly ReportAdoptedManifest[] {
  const known = new Set(adoption.manifests.map(({ path }) => path));
  return [...output.files.keys()]
    .filter((path) => !known.has(path))
    .map((path) =>
      conflicted.includes(path)
        ? { path, from: 'unknown', causes: [], because: CONFLICTED }
        : { path, from: 'foreign', causes: [] },
    );
}

/** The sentences, one for each kind of trouble. `shown` is what the output root is called. */
export function tellAdopted(
  adoption: Adoption,
  adopted: Omit<ReportAdopted, 'written'>,
  shown: string,
): readonly Diagnostic[] {
  const { manifests } = adopted;
  const reasons = [
    ...new Set(manifests.flatMap(({ from, because }) => (from === 'unknown' && because ? [because] : []))),
  ];
  const named = (code: DiagnosticCode, severity: Diagnostic['severity'], words: string, paths: readonly string[]) =>
    listed({ code, severity, words, paths, shown });
  return [
    ...reasons.flatMap((reason) =>
      named(
        'adopt/could-not-tell',
        'error',
        `could not be told to be Headwater’s (${reason})`,
        manifests.filter(({ from, because }) => from === 'unknown' && because === reason).map(({ path }) => path),
      ),
    ),
    ...named(
      'adopt/retained',
      'warning',
      'kept out of management: no rule wants them now, and no ledger of before confirms what they say of themselves',
      manifests.filter(({ from }) => from === 'retained').map(({ path }) => path),
    ),
    ...named(
      'adopt/marks-disagree',
      'warning',
      'taken up for the rule that wants just this, though their marks name another',
      manifests.filter(({ from, because }) => from !== 'unknown' && because !== undefined).map(({ path }) => path),
    ),
    ...tellMissing(adoption),
    ...tellPending(adoption),
  ];
}

interface Listed {
  readonly code: DiagnosticCode;
  readonly severity: Diagnostic['severity'];
  readonly words: string;
  readonly paths: readonly string[];
  readonly shown: string;
}

function listed({ code, severity, words, paths, shown }: Listed): readonly Diagnostic[] {
  const [first] = paths;
  if (first === undefined) return [];
  const message = `${few(paths, 'manifest')} ${words}`;
  return [{ code, severity, message, at: { file: `${shown}/${first}`, line: 1, column: 1 }, about: {} }];
}

function tellMissing({ missing }: Adoption): readonly Diagnostic[] {
  if (missing.length === 0) return [];
  const names = missing.map(({ id }) => describeResource(id));
  const message = `${few(names, 'downstream')} of rules that do not synchronize: not in output, so taken for deleted by somebody, and not made again`;
  return [{ code: 'adopt/missing', severity: 'warning', message, about: {} }];
}

function tellPending({ pending }: Adoption): readonly Diagnostic[] {
  if (pending.length === 0) return [];
  const message = `${few(
    pending.map(({ id }) => describeResource(id)),
    'downstream',
  )}: the next run has something to write or delete`;
  return [{ code: 'adopt/pending', severity: 'notice', message, about: {} }];
}

/** `3 manifests: a, b, c`. */
function few(names: readonly string[], noun: string): string {
  const shown = names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ' …' : '');
  return `${names.length} ${noun}${names.length === 1 ? '' : 's'} (${shown})`;
}
