// Runs the git program: no shell, no terminal, English messages. What is asked of it belongs to system-git.ts.
import { spawn } from 'node:child_process';
import type { Environment } from '../../model/environment.ts';
import { boundedWords } from './bounded-words.ts';
import { CommitTrouble } from '../commit-checks.ts';

/** One call. */
export interface GitCall {
  readonly args: readonly string[];
  readonly input?: string | Uint8Array;
  /** Added to the environment. */
  readonly env?: Environment;
}

/** What a call gave. */
export interface GitResult {
  readonly status: number;
  readonly output: string;
  /** The output before it was decoded, for objects that may hold anything. */
  readonly bytes: Buffer;
  readonly errors: string;
}

/** Runs a call in one repository. */
export type RunGit = (call: GitCall) => Promise<GitResult>;

/**
 * Variables that would point Git at another repository than the one that was found (set inside hooks, for example), at other settings than it
 * goes by (then credentials in those would not be known), have it refuse paths that are meant literally, or say what it hides.
 */
const MISLEADING = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_SHALLOW_FILE',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
  'GIT_CONFIG',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
  'GIT_TRACE_REDACT',
];

/** Tells whether there is a git program that runs. */
export async function isGitAvailable(env: Environment): Promise<boolean> {
  try {
    return (await spawnGit(['--version'], { ...env }, '')).status === 0;
  } catch {
    return false;
  }
}

/** A runner for the repository at `root`. Paths in arguments are taken literally, never as patterns. */
export function gitIn(root: string, env: Environment): RunGit {
  const cleaned = Object.fromEntries(Object.entries(env).filter(([name]) => !MISLEADING.includes(name)));
  const fixed = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_LITERAL_PATHSPECS: '1', GIT_OPTIONAL_LOCKS: '0' };
  return ({ args, input, env: added }) =>
    spawnGit(['-C', root, ...args], { ...cleaned, ...fixed, ...added }, input ?? '');
}

/**
 * The output of a call that must succeed.
 *
 * Errors  throws CommitTrouble with what Git said.
 */
export async function outputOf(run: RunGit, call: GitCall): Promise<string> {
  return (await succeeded(run, call)).output;
}

/** The same before it is decoded. */
export async function bytesOf(run: RunGit, call: GitCall): Promise<Buffer> {
  return (await succeeded(run, call)).bytes;
}

async function succeeded(run: RunGit, call: GitCall): Promise<GitResult> {
  const result = await run(call);
  if (result.status === 0) return result;
  const said = result.errors.trim() || result.output.trim() || `exit status ${result.status}`;
  throw new CommitTrouble(`git ${nameOf(call)}: ${said}`);
}

/** The command itself, behind the settings (`-c key=value`) of this one call. */
function nameOf({ args }: GitCall): string {
  return args.find((arg, at) => arg !== '-c' && args[at - 1] !== '-c') ?? '';
}

/** The parts of output that ends each with a zero byte. */
export function zeroSeparated(output: string): readonly string[] {
  return output.split('\u0000').filter((part) => part !== '');
}

function spawnGit(args: readonly string[], env: Environment, input: string | Uint8Array): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { env: { ...env }, stdio: 'pipe', windowsHide: true });
    const output: Buffer[] = [];
    const errors = boundedWords();
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', errors.add);
    child.on('error', reject);
    // Git may end before it has read everything; its status tells why.
    child.stdin.on('error', () => undefined);
    child.on('close', (status) => {
      const bytes = Buffer.concat(output);
      resolve({ status: status ?? 128, output: bytes.toString('utf8'), bytes, errors: errors.text() });
    });
    child.stdin.end(input);
  });
}
