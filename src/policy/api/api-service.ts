// apiCall entries that call a service: the request that the policy asks for, and what became of it. Sending it is not done here.
import { canonicalJson } from '../../model/digest.ts';
import { httpRequest } from '../../model/http-request.ts';
import { child, isJsonList, textAt, type Json, type JsonObject } from '../../model/resource.ts';
import type { HttpHeader, World } from '../../model/trigger.ts';
import type { ApiAnswer } from './api-answer.ts';

/** An answer, or that it is still to come: then not even a default holds. */
export type ServiceAnswer = ApiAnswer | { readonly pending: string };

/**
 * Asks the service of an entry whose variables are put in.
 *
 * Shape   the `data` of a POST become one JSON object; those of a GET are not sent.
 * Source  Kyverno, context entries, apiCall.service.
 */
export function askService(call: Json, service: JsonObject, world: World): ServiceAnswer {
  const method = textAt(call, 'method') || 'GET';
  const url = child(service, 'url') ?? '';
  if (method !== 'GET' && method !== 'POST') return { failure: 'its method is neither GET nor POST' };
  if (typeof url !== 'string' || url === '') return { failure: 'its service has no url' };
  const headers = pairs(child(service, 'headers'));
  if (!headers?.every(isHeader))
    return { failure: 'the headers of its service are no list of key and value, both text' };
  const data = pairs(child(call, 'data'));
  if (data === undefined) return { failure: 'its data are no list of key and value' };
  const caBundle = textAt(service, 'caBundle');
  const answer = world.ask(
    httpRequest({
      method,
      url,
      headers,
      ...(method === 'POST' ? { body: bodyOf(data) } : {}),
      ...(caBundle === '' ? {} : { caBundle }),
    }),
  );
  if (answer.known) return { value: answer.value };
  return answer.failure === undefined ? { pending: 'its service was not asked yet' } : { failure: answer.failure };
}

interface Pair {
  readonly name: string;
  readonly value: Json;
}

/** A list of key and value; undefined where it is none. */
function pairs(list: Json | undefined): readonly Pair[] | undefined {
  if ((list ?? null) === null) return [];
  if (!isJsonList(list)) return undefined;
  const read = list.map((item) => ({ name: textAt(item, 'key'), value: child(item, 'value') ?? null }));
  return read.every(({ name }) => name !== '') ? read : undefined;
}

function isHeader(pair: Pair): pair is HttpHeader {
  return typeof pair.value === 'string';
}

function bodyOf(data: readonly Pair[]): string {
  return canonicalJson(Object.fromEntries(data.map(({ name, value }) => [name, value])));
}
