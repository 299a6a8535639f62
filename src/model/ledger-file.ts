// What a set of ledger files amounts to: one ledger, or everything that is wrong with it, by file and line. Reading the bytes
// belongs to load/, dividing a ledger into files to render/ledger.ts.
import type { Checked, Diagnostic } from './diagnostic.ts';
import type { DiagnosticCode } from './diagnostic-codes.ts';
import { parseLedgerLine, printLedgerLine, type LedgerHeader, type LedgerRecord } from './ledger-lines.ts';
import { emptyLedger, seenKey } from './ledger.ts';
import type { KeptClock, Ledger, LedgerEntry, Seen, SeenRule } from './ledger.ts';
import type { RuleKey } from './rule-id.ts';
import { compareText, type ResourceKey } from './resource.ts';

/** Where the ledger lies below the output root. */
export const LEDGER_FOLDER = '.headwater/ledger/';

/** The file that holds the version and the cluster's name. */
export const LEDGER_HEADER_PATH = `${LEDGER_FOLDER}header.jsonl`;

/** The command that rebuilds a ledger, where everything has its usual place. */
export const REBUILD_COMMAND = 'headwater adopt --from-output';

/** Trouble with a ledger that is whole: rebuilding it is no remedy. */
export const BEYOND_REPAIR: ReadonlySet<DiagnosticCode> = new Set(['ledger/newer', 'ledger/other-cluster']);

const REBUILD = `Rebuild the ledger with \`${REBUILD_COMMAND}\`.`;
const CONFLICT_MARKER = /^(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( |\r?$)/;

/** Whether a text has a line that a merge of Git left to tell where the two sides begin and end. */
export function hasConflictMarkers(text: string): boolean {
  return /^<{7}(?: |\r?$)/m.test(text) && /^>{7}(?: |\r?$)/m.test(text);
}

/** The text as one side of a merge had it, markers left out; the whole of it where it has none. */
export function sideOfConflict(text: string, side: 'ours' | 'theirs'): string {
  let within: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  const lines = text.split('\n').filter((line) => {
    const marker = CONFLICT_MARKER.exec(line)?.[1];
    if (marker === undefined) return within === 'both' || within === side;
    within = SECTIONS[marker] ?? 'both';
    return false;
  });
  return lines.join('\n');
}

const SECTIONS: Readonly<Record<string, 'ours' | 'base' | 'theirs' | 'both'>> = {
  '<<<<<<<': 'ours',
  '|||||||': 'base',
  '=======': 'theirs',
  '>>>>>>>': 'both',
};

/** Tells whether a path below the output root is a file of the ledger: Headwater reads, writes and deletes exactly these. */
export function isLedgerPath(path: string): boolean {
  return path.startsWith(LEDGER_FOLDER) && path.endsWith('.jsonl');
}

/**
 * The ledger in the files given, by path below the output root; files that are none of the ledger's are passed over.
 *
 * Shape   no file at all is the empty ledger. `shownRoot` goes in front of the paths in diagnostics (`output/`); `cluster` is
 *         the name expected, '' for any. With errors the value is what could be read: good for messages only.
 * Errors  `ledger/merge-conflict`, `ledger/broken`, `ledger/newer`, `ledger/path-outside`, `ledger/other-cluster`: all there are.
 */
export function parseLedgerFiles(files: ReadonlyMap<string, string>, shownRoot: string, cluster = ''): Checked<Ledger> {
  const paths = [...files.keys()].filter(isLedgerPath).sort(compareText);
  if (paths.length === 0) return { value: emptyLedger(cluster), diagnostics: [] };
  const reading = startReading(shownRoot);
  for (const path of paths) readFile(reading, path, files.get(path) ?? '');
  const isNewer = reading.diagnostics.some(({ code }) => code === 'ledger/newer');
  // What a newer version wrote in its lines is no error of those lines.
  const diagnostics = isNewer ? reading.diagnostics.filter(({ code }) => code === 'ledger/newer') : reading.diagnostics;
  return {
    value: ledgerOf(reading, cluster),
    diagnostics: [...diagnostics, ...headerTrouble(reading, paths, isNewer, cluster)],
  };
}

interface Reading {
  readonly shownRoot: string;
  readonly diagnostics: Diagnostic[];
  readonly headers: LedgerHeader[];
  readonly downstreams: Map<ResourceKey, LedgerEntry>;
  readonly seen: Map<string, Seen>;
  readonly clocks: Map<string, KeptClock>;
  readonly rules: Map<RuleKey, SeenRule>;
}

function startReading(shownRoot: string): Reading {
  return {
    shownRoot,
    diagnostics: [],
    headers: [],
    downstreams: new Map(),
    seen: new Map(),
    clocks: new Map(),
    rules: new Map(),
  };
}

function readFile(reading: Reading, path: string, text: string): void {
  const lines = text.split('\n');
  const conflict = lines.findIndex((line) => CONFLICT_MARKER.test(line));
  if (conflict >= 0) {
    report(reading, 'ledger/merge-conflict', 'The ledger has the conflict markers of a merge.', path, conflict + 1);
    return;
  }
  // Headwater deletes a file that would be empty, so an empty one was cut off.
  if (text.trim() === '') report(reading, 'ledger/broken', 'The file is empty.', path, 1);
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') readLine(reading, path, line, index + 1);
  }
}

function readLine(reading: Reading, path: string, text: string, line: number): void {
  const record = parseLedgerLine(text);
  if (record.kind === 'problem') {
    report(reading, record.code, record.message, path, line);
    return;
  }
  const earlier = earlierOf(reading, record);
  if (earlier === undefined) {
    keep(reading, record);
  } else if (printLedgerLine(earlier) !== printLedgerLine(record)) {
    report(reading, 'ledger/broken', `The ledger has two different lines for ${subjectOf(record)}.`, path, line);
  }
}

/** The record that was read before about the same thing. */
function earlierOf(reading: Reading, record: LedgerRecord): LedgerRecord | undefined {
  switch (record.kind) {
    case 'ledger': {
      const [header] = reading.headers;
      return header && { kind: 'ledger', header };
    }
    case 'downstream': {
      const entry = reading.downstreams.get(record.entry.key);
      return entry && { kind: 'downstream', entry };
    }
    case 'seen': {
      const seen = reading.seen.get(seenKey(record.seen.rule, record.seen.trigger));
      return seen && { kind: 'seen', seen };
    }
    case 'clock': {
      const clock = reading.clocks.get(seenKey(record.clock.rule, record.clock.trigger));
      return clock && { kind: 'clock', clock };
    }
    case 'rule': {
      const rule = reading.rules.get(record.rule.rule);
      return rule && { kind: 'rule', rule };
    }
  }
}

function subjectOf(record: LedgerRecord): string {
  switch (record.kind) {
    case 'ledger':
      return 'its header';
    case 'downstream':
      return `the object ${record.entry.key}`;
    case 'seen':
      return `the rule ${record.seen.rule} and the trigger ${record.seen.trigger}`;
    case 'clock':
      return `the clock of the rule ${record.clock.rule} and the trigger ${record.clock.trigger}`;
    case 'rule':
      return `the rule ${record.rule.rule}`;
  }
}

function keep(reading: Reading, record: LedgerRecord): void {
  switch (record.kind) {
    case 'ledger':
      reading.headers.push(record.header);
      return;
    case 'downstream':
      reading.downstreams.set(record.entry.key, record.entry);
      return;
    case 'seen':
      reading.seen.set(seenKey(record.seen.rule, record.seen.trigger), record.seen);
      return;
    case 'clock':
      reading.clocks.set(seenKey(record.clock.rule, record.clock.trigger), record.clock);
      return;
    case 'rule':
      reading.rules.set(record.rule.rule, record.rule);
  }
}

function headerTrouble(
  reading: Reading,
  paths: readonly string[],
  isNewer: boolean,
  cluster: string,
): readonly Diagnostic[] {
  const [header] = reading.headers;
  if (header === undefined) {
    // A header that is there and broken has been told already.
    if (isNewer || paths.includes(LEDGER_HEADER_PATH)) return [];
    return [diagnostic(reading.shownRoot, 'ledger/broken', 'The ledger has no header.', LEDGER_HEADER_PATH, 1)];
  }
  if (cluster === '' || header.cluster === '' || header.cluster === cluster) return [];
  const message = `The ledger is of the cluster ${JSON.stringify(header.cluster)}, and this run is for ${JSON.stringify(cluster)}.`;
  return [diagnostic(reading.shownRoot, 'ledger/other-cluster', message, LEDGER_HEADER_PATH, 1)];
}

function ledgerOf(reading: Reading, cluster: string): Ledger {
  const { version, cluster: found } = reading.headers[0] ?? emptyLedger(cluster);
  const inOrder = <K extends string, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> =>
    new Map([...map].sort(([a], [b]) => compareText(a, b)));
  return {
    version,
    cluster: found,
    downstreams: inOrder(reading.downstreams),
    seen: inOrder(reading.seen),
    clocks: inOrder(reading.clocks),
    rules: inOrder(reading.rules),
  };
}

function report(reading: Reading, code: DiagnosticCode, message: string, path: string, line: number): void {
  reading.diagnostics.push(diagnostic(reading.shownRoot, code, message, path, line));
}

function diagnostic(shownRoot: string, code: DiagnosticCode, message: string, path: string, line: number): Diagnostic {
  const help = BEYOND_REPAIR.has(code) ? {} : { help: REBUILD };
  const root = shownRoot === '' || shownRoot.endsWith('/') ? shownRoot : `${shownRoot}/`;
  return { code, severity: 'error', message, ...help, at: { file: `${root}${path}`, line, column: 1 }, about: {} };
}
