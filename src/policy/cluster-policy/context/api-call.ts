// apiCall entries of a context, after substitution: what the call comes to. The expression on the answer is for context.ts.
import { child, isJsonObject, textAt, type Json } from '../../../model/resource.ts';
import type { World } from '../../../model/trigger.ts';
import { answerRead } from '../../api/api-answer.ts';
import { readApiPath, type ApiPath } from '../../api/api-path.ts';
import { askService, type ServiceAnswer } from '../../api/api-service.ts';
import { refusedAccess, type Confined } from '../../confinement.ts';
import type { RuleEnvironment } from '../environment.ts';

/** What an entry has: an answer, its default in place of one, or neither. */
export type CallResult =
  | { readonly outcome: 'answered'; readonly value: Json }
  | { readonly outcome: 'default'; readonly value: Json }
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'confined'; readonly confined: Confined };

/**
 * Answers an entry whose variables are put in.
 *
 * Errors  a call that fails for any reason gives the entry's default; a path that is refused, or that leaves the namespace of a
 *         namespaced policy, is a failure even so, and so is a service that was not asked yet.
 * Source  Kyverno, context entries, apiCall.
 */
export function callApi(call: Json, environment: RuleEnvironment, world: World): CallResult {
  const urlPath = child(call, 'urlPath') ?? '';
  if (typeof urlPath !== 'string') return failed('its urlPath is no text');
  const path = urlPath === '' ? undefined : readApiPath(urlPath);
  const confined = path && refusedAccess(environment.policy.namespace, { to: 'path', path });
  if (confined !== undefined) return { outcome: 'confined', confined };
  if (path?.kind === 'refused') return failed(path.reason);
  const answer = answerTo(call, path, environment, world);
  if ('value' in answer) return { outcome: 'answered', value: answer.value };
  if ('pending' in answer) return failed(answer.pending);
  const fallback = child(call, 'default') ?? null;
  return fallback === null ? failed(answer.failure) : { outcome: 'default', value: fallback };
}

function answerTo(call: Json, path: ApiPath | undefined, environment: RuleEnvironment, world: World): ServiceAnswer {
  const service = child(call, 'service');
  if (isJsonObject(service)) return askService(call, service, world);
  if (path === undefined) return { failure: 'it has no urlPath' };
  if (textAt(call, 'method') === 'POST') {
    return { failure: 'it sends a POST request, which is not possible offline; give it a default' };
  }
  if (path.kind !== 'resource') return { failure: path.reason };
  return answerRead(path.address, world, environment.options.kinds);
}

function failed(reason: string): CallResult {
  return { outcome: 'failed', reason };
}
