// Asks each question once for all runs of a preview.
import type { AskService } from '../../load/index.ts';
import type { Answer } from '../../model/trigger.ts';

/** The same service, whose answers are kept. */
export function rememberAnswers(ask: AskService): AskService {
  const answers = new Map<string, Promise<Answer>>();
  return (request) => {
    const answer = answers.get(request.key) ?? ask(request);
    answers.set(request.key, answer);
    return answer;
  };
}
