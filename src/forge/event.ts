// What the runner says of the event that a workflow runs for. It is a hint about which pull request is meant, and about whose it is.
import { readFileSync, statSync } from 'node:fs';
import type { Environment } from '../model/environment.ts';
import { field, parsedJson, text, whole } from './answer-json.ts';

/** The event of a workflow of GitHub; nothing is known of it outside of one. */
export interface WorkflowEvent {
  /** '' outside of a workflow. */
  readonly name: string;
  /** Of the pull request. */
  readonly number?: number;
  /** The repository that the change comes from, and the one that it goes into, as `owner/name`. */
  readonly headRepository?: string;
  readonly baseRepository?: string;
  /** The commit of the run that a `workflow_run` follows. */
  readonly runHead?: string;
  /** Such as `dependabot[bot]`. */
  readonly actor: string;
}

/** Events are smaller than 25 MB. */
const EVENT_BYTES = 32 * 1024 ** 2;

/** The event. A file that cannot be read says nothing. */
export function workflowEvent(env: Environment): WorkflowEvent {
  const event = readEvent(env['GITHUB_EVENT_PATH'] ?? '');
  const number = whole(event, 'pull_request', 'number') ?? whole(event, 'number') ?? issueNumber(event);
  const runHead = text(event, 'workflow_run', 'head_sha');
  const headRepository = text(event, 'pull_request', 'head', 'repo', 'full_name');
  const baseRepository = text(event, 'pull_request', 'base', 'repo', 'full_name');
  return {
    name: env['GITHUB_EVENT_NAME'] ?? '',
    ...(number === undefined ? {} : { number }),
    ...(headRepository === undefined ? {} : { headRepository }),
    ...(baseRepository === undefined ? {} : { baseRepository }),
    ...(runHead === undefined ? {} : { runHead }),
    actor: env['GITHUB_ACTOR'] ?? '',
  };
}

/** Comments on a pull request come as events of an issue. */
function issueNumber(event: unknown): number | undefined {
  return field(event, 'issue', 'pull_request') === undefined ? undefined : whole(event, 'issue', 'number');
}

function readEvent(path: string): unknown {
  if (path === '') return undefined;
  try {
    const facts = statSync(path);
    return facts.isFile() && facts.size <= EVENT_BYTES ? parsedJson(readFileSync(path, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}
