// What `git push --porcelain` told, sorted into what a caller can do about it. Pure: running it is system-remote.ts's.

/** What became of a push, as far as its own words tell. `unclear`: the answer did not come; the other side has to be asked. */
export interface PushVerdict {
  readonly kind: 'delivered' | 'lost' | 'refused' | 'failed' | 'unclear';
  /** For people. */
  readonly said: string;
}

/** What the program gave. */
export interface PushWords {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

// Somebody else was there between the moment that the tip was asked for and the moment that it was to change. The second kind comes from
// the other side: two pushes at one instant, of which one holds the lock or has just given it back.
const LOST = /fetch first|non-fast-forward|stale info|needs force|remote ref updated since checkout/iu;
const LOST_THERE =
  /fetch first|non-fast-forward|stale info|cannot lock ref|unable to (?:create|lock)[^)]*\.lock|failed to (?:update|lock) ref|but expected|incorrect old value provided|reference already exists|reference does not exist|reference is locked/iu;
// A branch `a` is in the way of `a/b`: no later moment makes it possible.
const NAME_IN_THE_WAY = /refname conflict|exists; cannot create|cannot process '[^']*' and '[^']*' at the same time/iu;
const FAILED_THERE =
  /shallow update not allowed|unpacker error|internal (?:server )?error|inflater|missing necessary objects/iu;
const NO_ANSWER = /remote failed to report status|remote failure/iu;

/** More than is ever shown, by far: the other side can say as much as it likes. */
const MOST_READ = 32_768;
const MOST_LINES = 20;
const MOST_CHARACTERS = 2000;
// eslint-disable-next-line no-control-regex -- what colours a terminal begins with one
const COLOUR = /\u001b\[[0-9;?]*[A-Za-z]/gu;
const PROGRESS = /^(?:[A-Z][a-z]+ing(?: [a-z]+)?: +\d+(?:% \(\d+\/\d+\))?|Total \d+ \(delta)/u;
const CHATTER = /^(?:To |Done$|Everything up-to-date|hint: |error: failed to push some refs to |remote: *$|$)/u;

/** The verdict on a push of one branch. `scrub` takes credentials out of what was said, before any of it is cut off. */
export function judgePush(words: PushWords, scrub: Scrub = unchanged): PushVerdict {
  const line = refLines(words.output).at(-1);
  const said = saidBy(words, line?.reason, scrub);
  if (words.status === 0) return { kind: 'delivered', said };
  if (line?.flag !== '!') return { kind: 'unclear', said };
  if (NO_ANSWER.test(line.summary)) return { kind: 'unclear', said };
  if (NAME_IN_THE_WAY.test(`${line.summary}\n${words.errors}`)) return { kind: 'failed', said };
  if (line.summary.startsWith('[rejected]')) return { kind: LOST.test(line.summary) ? 'lost' : 'refused', said };
  if (LOST_THERE.test(line.summary)) return { kind: 'lost', said };
  return { kind: FAILED_THERE.test(line.summary) ? 'failed' : 'refused', said };
}

/** What to do about a push that failed; undefined where only its words tell. */
export function helpForFailure(said: string): string | undefined {
  return HELP.find(([pattern]) => pattern.test(said))?.[1];
}

const HELP: readonly (readonly [RegExp, string])[] = [
  [
    /shallow update not allowed/iu,
    'The clone lacks commits that the remote needs: git fetch --unshallow, or fetch-depth: 0 for actions/checkout.',
  ],
  [
    NAME_IN_THE_WAY,
    'Another branch stands in the way of this name (a and a/b cannot both be): name another one with --branch.',
  ],
  [
    /could not read (?:username|password)|authentication failed|invalid credentials|\b40[13]\b|permission(?: to \S+)? denied|access denied|not allowed to push/iu,
    'Check the rights of this job. To push it needs on GitHub `permissions: contents: write`, on GitLab a token with write_repository or a job token that may push.',
  ],
  [/host key verification failed/iu, 'The host’s key is not known: add it to known_hosts (ssh-keyscan HOST).'],
  [
    /does not appear to be a git repository|repository not found|repository '[^']*' not found|\b404\b|does not exist/iu,
    'Check the address of the remote, and that this job may see it.',
  ],
  [/\b413\b|exceeds|too large|larger than/iu, 'The other side limits the size of a push: see what it says.'],
  [
    /could not resolve|couldn't connect|failed to connect|connection (?:refused|timed out|reset)|ECONN(?:REFUSED|RESET)|ENOTFOUND|ETIMEDOUT|network is unreachable|timed out/iu,
    'Check the network and the address of the remote, then run again.',
  ],
  [
    /it could not be signed/u,
    'Commits are to be signed (commit.gpgsign): check user.signingkey and that this job has the key.',
  ],
];

type Scrub = (text: string) => string;

const unchanged: Scrub = (text) => text;

/** What was said, in lines that are short enough and harm no terminal. `scrub` is asked first: half of a credential would not be known as one. */
export function readable(text: string, scrub: Scrub = unchanged): string {
  const lines = scrub(text.slice(0, MOST_READ))
    .split(/\r\n|\r|\n/u)
    .map((line) =>
      line
        .replaceAll(COLOUR, '')
        .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
        .trimEnd(),
    )
    .filter((line) => line.trim() !== '');
  const kept = lines.slice(0, MOST_LINES).join('\n');
  const shown = kept.length > MOST_CHARACTERS ? kept.slice(0, MOST_CHARACTERS).trimEnd() : kept;
  return shown.length < kept.length || lines.length > MOST_LINES ? `${shown} …` : shown;
}

interface RefLine {
  readonly flag: string;
  /** `[remote rejected] (pre-receive hook declined)`. */
  readonly summary: string;
  readonly reason: string | undefined;
}

/** The lines `flag TAB from:to TAB summary (reason)`. */
function refLines(output: string): readonly RefLine[] {
  return output.split('\n').flatMap((line) => {
    const [flag, names, ...rest] = line.split('\t');
    if (flag?.length !== 1 || names?.includes(':') !== true) return [];
    const summary = rest.join('\t');
    return [{ flag, summary, reason: /\((.*)\)\s*$/u.exec(summary)?.[1] }];
  });
}

/** The other side's own words come first; without any, Git's. The reason in brackets always stands beside. */
function saidBy({ errors }: PushWords, reason: string | undefined, scrub: Scrub): string {
  const lines = errors.split(/\r\n|\r|\n/u).map((line) => line.trimEnd());
  const remote = lines.filter((line) => line.startsWith('remote:')).map((line) => line.slice('remote:'.length).trim());
  const theirs = remote.filter((line) => line !== '' && !PROGRESS.test(line));
  const own = lines.filter((line) => !line.startsWith('remote:') && !CHATTER.test(line) && !PROGRESS.test(line));
  const words = reason === undefined ? [...theirs, ...own] : theirs.length > 0 ? theirs : own;
  const known = reason === undefined || words.some((line) => line.includes(reason));
  return readable([...words, ...(known ? [] : [reason])].join('\n'), scrub);
}
