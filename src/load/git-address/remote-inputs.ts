// The inputs of a run that lie in remote repositories: each repository is fetched once for each reference, however often it is read, so that
// everything a run reads of it is of one commit. What the files mean is left to the parsers.
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { DiagnosticCode } from '../../model/diagnostic-codes.ts';
import type { Environment } from '../../model/environment.ts';
import { compareText } from '../../model/resource.ts';
import type { TreeFile } from '../../model/tree.ts';
import { INPUT_EXTENSIONS } from '../documents.ts';
import { readGitFolder } from '../git/git.ts';
import { codeOf } from '../read-file.ts';
import { isGitAddress, parseGitAddress, type GitAddress } from './address.ts';
import { DEFAULT_FETCH_LIMITS, fetchCommit, type FetchedCommit, type FetchFailure, type FetchLimits } from './fetch.ts';
import { protocolProblem } from './protocols.ts';
import { shownInput, withoutCredentials } from './shown.ts';
import { temporaryFolder, type TemporaryFolder } from './temporary.ts';

/** An input, named without credentials, and the commit that it was read from. */
export interface InputSource {
  readonly input: string;
  readonly commit: string;
}

/** Reads remote inputs. */
export interface RemoteInputs {
  /** Begins to fetch those of the inputs that are remote, a few at once: reading them one after the other is quick then. */
  begin(inputs: readonly string[]): void;
  /** The files of a remote input. *Errors* load/git-address, load/git-fetch, load/git-reference, load/missing-folder, those of readGitFolder. */
  read(input: string): Promise<Checked<readonly TreeFile[]>>;
  /** Where inputs were read from; undefined: all that were read. *Order* by input. */
  sources(inputs?: readonly string[]): readonly InputSource[];
  /** Removes what was fetched. Nothing can be read any more. */
  close(): void;
}

/** How remote inputs are fetched. */
export interface FetchOptions {
  readonly env: Environment;
  /** `isomorphic`: not with the git program, so that nothing can be fetched. */
  readonly git?: 'git' | 'isomorphic' | undefined;
  readonly progress?: (stage: string) => void;
  readonly limits?: FetchLimits;
}

/** Fetches at once. */
const AT_ONCE = 4;

/** What is wrong with an input that is written as a remote repository; undefined where nothing is, or where it is none. */
export function addressProblem(input: string, env: Environment): Diagnostic | undefined {
  if (!isGitAddress(input)) return undefined;
  const parsed = parseGitAddress(input);
  const wrong = 'address' in parsed ? protocolProblem(parsed.address.protocol, env) : parsed;
  return wrong && trouble('load/git-address', `${shownInput(input)} ${wrong.problem}`, wrong.help);
}

/** Opens what fetches, which does nothing until it is asked. Whoever opens it closes it. */
export function openRemoteInputs(options: FetchOptions): RemoteInputs {
  const queue = aQueue(AT_ONCE);
  const fetched = new Map<string, Promise<FetchedCommit | Diagnostic>>();
  const folders: TemporaryFolder[] = [];
  const read = new Map<string, InputSource>();
  const fetch = (address: GitAddress): Promise<FetchedCommit | Diagnostic> => {
    const { url, user, password, reference } = address;
    const key = JSON.stringify([url, user, password, reference]);
    const begun = fetched.get(key) ?? queue(() => fetchOnce(address, options, folders));
    fetched.set(key, begun);
    return begun;
  };
  return {
    begin: (inputs) => {
      for (const input of inputs) {
        const parsed =
          isGitAddress(input) && addressProblem(input, options.env) === undefined && parseGitAddress(input);
        if (parsed && 'address' in parsed) void fetch(parsed.address).catch(() => undefined);
      }
    },
    read: async (input) => {
      const parsed = parseGitAddress(input);
      const problem = addressProblem(input, options.env);
      if (problem || !('address' in parsed)) return { value: [], diagnostics: problem ? [problem] : [] };
      const commit = await fetch(parsed.address);
      if (!('repository' in commit)) return { value: [], diagnostics: [commit] };
      read.set(input, { input: parsed.address.shown, commit: commit.commit });
      return readFolder(parsed.address, commit, options);
    },
    sources: (inputs = [...read.keys()]) => {
      const known = new Map(inputs.flatMap((input) => read.get(input) ?? []).map((one) => [one.input, one]));
      return [...known.values()].sort((a, b) => compareText(a.input, b.input));
    },
    close: () => {
      for (const folder of folders.splice(0)) folder.remove();
    },
  };
}

/** Fetches nothing: for runs that nobody gave a way to. */
export const NO_REMOTE_INPUTS: RemoteInputs = {
  begin: () => undefined,
  read: (input) => {
    const message = `${shownInput(input)} is not fetched here`;
    return Promise.resolve({ value: [], diagnostics: [trouble('load/git-fetch', message, CHECK_OUT)] });
  },
  sources: () => [],
  close: () => undefined,
};

const CHECK_OUT = 'Clone the repository and name the folder instead.';

async function fetchOnce(
  address: GitAddress,
  { env, git, progress, limits = DEFAULT_FETCH_LIMITS }: FetchOptions,
  folders: TemporaryFolder[],
): Promise<FetchedCommit | Diagnostic> {
  if (git === 'isomorphic') return failure(address, { kind: 'no-program' }, limits);
  progress?.(`fetching ${address.whole}`);
  let folder: TemporaryFolder;
  try {
    folder = temporaryFolder();
  } catch (error) {
    return failure(address, { kind: 'failed', said: codeOf(error) }, limits);
  }
  folders.push(folder);
  const result = await fetchCommit(address, folder.path, { env, limits });
  if ('repository' in result) return result;
  folder.remove();
  return failure(address, result, limits);
}

async function readFolder(
  address: GitAddress,
  { repository, commit }: FetchedCommit,
  { env, git }: FetchOptions,
): Promise<Checked<readonly TreeFile[]>> {
  const { path, reference, shown, whole } = address;
  const place = `${whole}${reference === undefined ? '@HEAD' : ''}:${path}`;
  const request = { reference: commit, path, shown: place, extensions: INPUT_EXTENSIONS, env, git };
  const { value, diagnostics } = await readGitFolder(repository, request);
  // Where it lies for the moment tells nobody anything.
  const told = diagnostics.map(({ help, message, ...one }) => ({
    ...one,
    message: message.replaceAll(repository.root, whole),
    ...(message.includes(repository.root) || help === undefined ? {} : { help }),
  }));
  if (value.found || told.length > 0) return { value: value.files, diagnostics: told };
  const message = `${shown} does not exist: commit ${commit.slice(0, 12)} has no ${path}`;
  return {
    value: [],
    diagnostics: [trouble('load/missing-folder', message, 'Name a folder or a file of that commit behind //.')],
  };
}

function failure(address: GitAddress, why: FetchFailure, limits: FetchLimits): Diagnostic {
  const { whole: shown, reference = 'HEAD', user, password } = address;
  switch (why.kind) {
    case 'no-program': {
      const message = `${shown} cannot be fetched: that needs the git program (Debian package git)`;
      return trouble('load/git-fetch', message, `Install git. ${CHECK_OUT}`);
    }
    case 'reference': {
      const message = `${shown} cannot be fetched: the repository has no ${reference}, or does not give it away`;
      return trouble('load/git-reference', message, 'Name a branch, a tag, or a commit by its full id of 40 digits.');
    }
    case 'no-commit':
      return trouble(
        'load/git-reference',
        `${shown} cannot be read: ${reference} is no commit`,
        'Name a branch, a tag or a commit.',
      );
    case 'strange-form':
      return trouble('load/git-repository', `${shown} does not use SHA-1, which cannot be read`, CHECK_OUT);
    case 'limit': {
      const [limit, unit] =
        why.limit === 'fetchBytes' ? [limits.fetchBytes, 'bytes'] : [limits.fetchMilliseconds, 'milliseconds'];
      const message = `Fetching ${shown} was ended: it went over a limit (${why.limit}: ${limit} ${unit})`;
      return trouble('load/limit', message, `Keep inputs in a smaller repository. ${CHECK_OUT}`);
    }
    case 'failed': {
      const said = withoutCredentials(why.said, [user, password]);
      return trouble('load/git-fetch', `${shown} cannot be fetched: ${inOneLine(said)}`, REACHABLE);
    }
  }
}

const REACHABLE =
  'Check the address and the credentials: a helper of Git, the ssh agent, or git+https://USER:PASSWORD@HOST/… from a variable of the CI.';

/** What Git says of the failure, without its hints. */
function inOneLine(said: string): string {
  const lines = said
    .split(/[\r\n]+/)
    .filter((line) => /^(?:fatal|error|remote|ssh|.*(?:denied|refused|failed))/i.test(line));
  const all = (lines.length > 0 ? lines : said.split(/[\r\n]+/).filter((line) => line !== '')).join('; ');
  const clean = all.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ').trim();
  return clean.length > MOST_SAID ? `${clean.slice(0, MOST_SAID)}…` : clean || 'git says nothing about it';
}

const MOST_SAID = 600;

function trouble(code: DiagnosticCode, message: string, help: string): Diagnostic {
  return { code, severity: 'error', message, help, about: {} };
}

/** Runs tasks in the order in which they come, so many at once. */
function aQueue(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // Whoever waited takes the place over.
      if (next) next();
      else running -= 1;
    }
  };
}
