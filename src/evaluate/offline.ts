// Answers where nothing outside may be asked: every HTTP request has failed before it was made, so that defaults hold.
import { isHttpKey } from '../model/http-request.ts';
import type { Answer, Answers } from '../model/trigger.ts';

const REFUSED: Answer = {
  known: false,
  failure:
    'it calls a service, which is not possible offline; give it a default, or name the host with --allow-http HOST',
};

/** The answers of a run without network. */
export const OFFLINE_ANSWERS: Answers = { get: (key) => (isHttpKey(key) ? REFUSED : undefined) };
