// Builds the message of a commit from facts of a run (pure). Which facts there are is the caller's; committing is the repository's.

import { changeCounts, changeSubject, type Counts } from '../model/change-subject.ts';

export type { Counts } from '../model/change-subject.ts';

/** What a commit message tells. */
export interface CommitFacts {
  /** '' where the cluster has no name. */
  readonly cluster: string;
  readonly counts: Counts;
  readonly policies: readonly PolicyCounts[];
  /** Names of what changed, as people are shown them; the first twenty are printed. */
  readonly names: readonly string[];
  /** Names of what failed. */
  readonly failures: readonly string[];
  readonly trailers: CommitTrailers;
}

/** The counts of one policy, by its name or `namespace/name`. */
export interface PolicyCounts extends Counts {
  readonly policy: string;
}

/** Facts for programs; only those that are known are printed. */
export interface CommitTrailers {
  readonly version?: string;
  /** Commits of the policies, a line for each. */
  readonly policies?: string | readonly string[];
  /** Commits or digest of the inventory, a line for each. */
  readonly inventory?: string | readonly string[];
  /** Digest of the ledger. */
  readonly ledger?: string;
  /** Address of the CI run. */
  readonly run?: string;
}

const SHOWN_NAMES = 20;
const LONGEST_TEXT = 200;

const TRAILERS: readonly (readonly [keyof CommitTrailers, string])[] = [
  ['version', 'Headwater-Version'],
  ['policies', 'Headwater-Policies'],
  ['inventory', 'Headwater-Inventory'],
  ['ledger', 'Headwater-Ledger'],
  ['run', 'Headwater-Run'],
];

/**
 * Subject, body and trailers of a commit, with one final newline.
 *
 * Shape   every line with foreign text begins with words or a dash of our own, and control characters in it are escaped: no name can
 *         start a line, so none can forge a trailer or pass for a comment.
 */
export function commitMessage(facts: CommitFacts): string {
  const paragraphs = [
    [changeSubject(facts.counts, oneLine(facts.cluster))],
    facts.policies.map((one) => `- ${oneLine(one.policy)}: ${changeCounts(one)}`),
    list('Changed', facts.names),
    list('Failed', facts.failures),
    printTrailers(facts.trailers),
  ];
  const filled = paragraphs.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function list(title: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length - SHOWN_NAMES;
  const shown = names.slice(0, SHOWN_NAMES).map((name) => `- ${oneLine(name)}`);
  return [`${title} (${names.length}):`, ...shown, ...(more > 0 ? [`- and ${more} more`] : [])];
}

/** The lines of those facts that are known. */
export function printTrailers(known: CommitTrailers): readonly string[] {
  return TRAILERS.flatMap(([key, name]) => {
    const values = [known[key] ?? []].flat();
    return values.filter((value) => value !== '').map((value) => `${name}: ${oneLine(value)}`);
  });
}

/** Words by which a forge runs no checks for a commit: nobody but whoever commits may ask for that. */
const SKIPS = /\[(?=(?:skip|no|ci|actions|azurepipelines)[ -])|\*\*\*(?=NO_CI)/giu;

/** Text that stays on its line: control, format and line-separating characters become escapes, and too much of it is cut. */
export function oneLine(text: string): string {
  const escaped = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escapeCharacter)
    .replace(SKIPS, (words) => `${escapeCharacter(words)}${words.slice(1)}`);
  return escaped.length > LONGEST_TEXT ? `${escaped.slice(0, LONGEST_TEXT)}…` : escaped;
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
