// Pushes of a project in this process, to a remote that a test makes up.
import type { Environment } from '../../src/model/environment.ts';
import type { Remote } from '../../src/publish/index.ts';
import { runPush } from '../../src/run/push/push.ts';
import { PUSH_PORTS, type PushInput, type PushPorts } from '../../src/run/push/push-run.ts';
import { DEFAULT_RUN_OPTIONS, type PublishOptions, type RunOptions, type RunResult } from '../../src/run/index.ts';
import type { GitProject } from './git-project.ts';

/** A push to the branch that is checked out. */
export const A_PUSH: NonNullable<PublishOptions['push']> = {
  branch: undefined,
  base: undefined,
  remote: undefined,
  via: 'git',
  pullRequest: undefined,
};

/** What a test has otherwise. */
export interface Pushing {
  readonly push?: Partial<typeof A_PUSH>;
  readonly options?: Partial<RunOptions>;
  readonly publish?: Partial<PublishOptions>;
  readonly committed?: PushInput['committed'];
  readonly env?: Environment;
  readonly ports?: Partial<PushPorts>;
}

/** An environment for Git without anybody's settings. */
export function gitEnv(project: GitProject, more: Environment = {}): Environment {
  return {
    PATH: process.env['PATH'],
    HOME: project.home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...more,
  };
}

/** Pushes; no pause takes time. Without a remote the repository's own is opened. */
export function push(project: GitProject, remote: Remote | undefined, given: Pushing = {}): Promise<RunResult> {
  const request = { ...A_PUSH, ...given.push };
  const ports: PushPorts = {
    ...PUSH_PORTS,
    ...(remote ? { openRemote: () => Promise.resolve({ value: remote, diagnostics: [] }) } : {}),
    pause: () => Promise.resolve(),
    random: () => 0.5,
    ...given.ports,
  };
  const input: PushInput = {
    options: {
      ...DEFAULT_RUN_OPTIONS,
      cwd: project.root,
      policies: [`${project.root}/policies`],
      clusterState: [`${project.root}/cluster-state`],
      output: `${project.root}/output`,
      now: '2026-01-01T00:00:00Z',
      version: '0.0.0-test',
      progress: () => undefined,
      ...given.options,
    },
    publish: {
      commit: true,
      push: request,
      author: undefined,
      runAddress: undefined,
      git: undefined,
      env: gitEnv(project, given.env),
      ...given.publish,
    },
    ...(given.committed ? { committed: given.committed } : {}),
  };
  return runPush(input, request, ports);
}
