// Settles with answers from outside: what a plan needs is fetched, and the plan is settled again with it, until nothing is left to ask.
import { OFFLINE_ANSWERS } from '../evaluate/index.ts';
import type { AskService } from '../load/index.ts';
import { isHttpKey } from '../model/http-request.ts';
import type { Answer, Answers, HttpRequest } from '../model/trigger.ts';
import { settle, type Settled, type SettleInput } from '../plan/index.ts';

/** An answer may lead to another question, but not for ever. */
const MAX_ROUNDS = 5;

/** Requests under way at a time. */
const CONCURRENCY = 8;

/** Settles. Each question is asked once a run; without `ask` none is, and every one counts as failed from the start. */
export async function settleWithAnswers(
  input: Omit<SettleInput, 'answers'>,
  ask: AskService | undefined,
  progress: (stage: string) => void,
): Promise<Settled> {
  if (ask === undefined) return settle({ ...input, answers: OFFLINE_ANSWERS });
  const answers = new Map<string, Answer>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const settled = settle({ ...input, answers });
    const requests = settled.needs.flatMap((need) => (need.kind === 'http' ? [need] : []));
    if (requests.length === 0) return settled;
    progress('asking services');
    await askAll(requests, ask, answers);
    progress('evaluating');
  }
  return settle({ ...input, answers: endingWith(answers) });
}

async function askAll(requests: readonly HttpRequest[], ask: AskService, answers: Map<string, Answer>): Promise<void> {
  const waiting = requests.values();
  const work = async (): Promise<void> => {
    for (const request of waiting) answers.set(request.key, await ask(request));
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, requests.length) }, work));
}

const TOO_DEEP: Answer = {
  known: false,
  failure: `its service was not asked: its URL comes out of answers to answers, more than ${MAX_ROUNDS} deep`,
};

function endingWith(answers: ReadonlyMap<string, Answer>): Answers {
  return { get: (key) => answers.get(key) ?? (isHttpKey(key) ? TOO_DEEP : undefined) };
}
