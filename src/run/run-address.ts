// Where the CI run that Headwater runs in can be looked at.
import type { Environment } from '../model/environment.ts';

/** The address of the run of a workflow or the job of a pipeline, as its runner names it; undefined elsewhere. */
export function ciRunAddress(env: Environment): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (server && repository && run) return `${server}/${repository}/actions/runs/${run}`;
  return env['CI_JOB_URL'] || undefined;
}
