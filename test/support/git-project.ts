// A project that is a Git repository of its own, untouched by the machine's configuration of Git.
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSandbox } from '../publish/git-sandbox.ts';
import { projectIn, type Files, type Project } from './project.ts';

export { HAS_GIT, NEEDS_GIT } from '../publish/git-sandbox.ts';

/** A project with Git. Its first branch is `main`. */
export interface GitProject extends Project {
  /** Beside the repository: for clones, and for inputs that lie outside. */
  readonly home: string;
  git(...args: readonly string[]): string;
  /** Commits everything; gives the commit's id. */
  commit(message?: string): string;
  /** The id of a commit. */
  id(reference: string): string;
  /** A new branch at HEAD, checked out. */
  branch(name: string): void;
}

/** A repository with these files, committed; it is removed when the test is over. */
export function aGitProject(files: Files = {}): GitProject {
  const sandbox = openSandbox();
  onTestFinished(sandbox.close);
  const project = gitProjectIn(sandbox.root, sandbox.git, files);
  project.commit('start');
  return { ...project, home: sandbox.home };
}

/** The repository that a folder beside a sandbox is, such as a clone. */
export function cloneOf(project: GitProject, ...args: readonly string[]): GitProject {
  const root = join(project.home, 'clone');
  project.git('clone', '-q', ...args, `file://${project.root}`, root);
  const git = (...rest: readonly string[]): string => project.git('-C', root, ...rest);
  return { ...gitProjectIn(root, git, {}), home: project.home };
}

/** A repository that is there already, with these files beside what it holds. */
export function gitProjectIn(root: string, git: GitProject['git'], files: Files = {}): Omit<GitProject, 'home'> {
  return {
    ...projectIn(root, files),
    git,
    commit: (message = 'more') => {
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD').trim();
    },
    id: (reference) => git('rev-parse', reference).trim(),
    branch: (name) => void git('checkout', '-q', '-b', name),
  };
}
