// Reads objects with the git program, where there is one: a single `git cat-file --batch` that is told ids and nothing else. It is
// quick, not trusted: what it does not give is read by git-objects.ts itself.
//
// Nothing of the repository runs. cat-file without --filters and --textconv knows no hook, no filter, no fsmonitor, no pager on a
// pipe. What could run is the fetch of an object that a partial clone left out: it is turned off, and for programs too old to know
// that switch no transport is allowed either. A repository of another owner (safe.directory) is refused, and read without it.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { dirname } from 'node:path';
import type { Environment } from '../../model/environment.ts';
import type { GitRepository } from './git-repository.ts';
import { ObjectStream, type Question, type RawObject } from './object-stream.ts';

/** A running program, or one that has not been needed yet. */
export interface ObjectProgram {
  /**
   * The object. Undefined where the program does not give it, whatever the reason: there is none, it does not run, the object is
   * missing or is not what its id says. From then on it gives nothing any more.
   */
  read(id: string, wants?: Question['wants']): Promise<RawObject | undefined>;
  close(): void;
}

/** Variables that would point Git at other objects than those that were found (set inside hooks, for example). */
const MISLEADING: ReadonlySet<string> = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_GRAFT_FILE',
  'GIT_SHALLOW_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_DEFAULT_HASH',
]);

/** A program that gives nothing. */
export const NO_PROGRAM: ObjectProgram = { read: () => Promise.resolve(undefined), close: () => undefined };

/** How long it may say nothing to a question, in milliseconds. What does not answer is no git program, or one that hangs. */
const PATIENCE = 20_000;

/** A program for one repository, started with the first question. Whoever opens it closes it. */
export function openProgram(repository: GitRepository, env: Environment, patience: number = PATIENCE): ObjectProgram {
  const stream = new ObjectStream();
  let child: ChildProcessWithoutNullStreams | undefined;
  let timer: NodeJS.Timeout | undefined;
  const close = () => {
    stream.end();
    clearTimeout(timer);
    child?.stdin.destroy();
    child?.kill();
  };
  const start = () => {
    timer = setTimeout(close, patience);
    child = startProgram(repository, env, (chunk) => {
      timer?.refresh();
      if (!stream.take(chunk)) close();
    });
    child.stdin.on('error', close);
    child.on('error', close);
    child.on('close', close);
    return child;
  };
  return {
    read: (id, wants = () => true) =>
      new Promise((resolve) => {
        if (!/^[0-9a-f]{40}$/.test(id) || !stream.ask({ id, wants, answer: resolve })) {
          resolve(undefined);
          return;
        }
        (child ?? start()).stdin.write(`${id}\n`);
        timer?.refresh();
      }),
    close,
  };
}

function startProgram(
  { root }: GitRepository,
  env: Environment,
  take: (chunk: Buffer) => void,
): ChildProcessWithoutNullStreams {
  const args = ['--no-pager', '-C', root, 'cat-file', '--batch'];
  const child = spawn('git', args, { env: environmentFor(root, env), stdio: 'pipe', windowsHide: true });
  child.stdout.on('data', take);
  // What it says is not needed: whoever reads the object instead finds the same trouble.
  child.stderr.resume();
  return child;
}

function environmentFor(root: string, env: Environment): NodeJS.ProcessEnv {
  const cleaned = Object.fromEntries(Object.entries(env).filter(([name]) => !MISLEADING.has(name)));
  return {
    ...cleaned,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    // The objects as they were committed, as isomorphic-git has them too.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    // Where `.git` is too broken for Git, it shall not take a repository further up.
    GIT_CEILING_DIRECTORIES: dirname(root),
  };
}
