// Why an action was taken, in words: one clause for each reason, for whoever tells people of a plan. Where it stands in a line is for those
// who show it.
import type { Reason } from './plan.ts';

/** Why an action was taken, as a clause that can stand behind a name. */
export const REASON_SENTENCES: Readonly<Record<Reason, string>> = {
  new: 'a rule wants it for the first time',
  missing: 'it was missing from output',
  edited: 'it was edited in output',
  'rule-changed': 'the rule changed',
  'rule-moved': 'another rule made it so far',
  'trigger-changed': 'the trigger changed',
  'source-changed': 'the source of the clone changed',
  'rule-deleted': 'the rule was deleted',
  'policy-deleted': 'the policy was deleted',
  'trigger-deleted': 'the trigger was deleted',
  'trigger-unmatched': 'the trigger no longer matches',
  'source-deleted': 'the source of the clone was deleted',
  'source-appeared': 'the source of the clone appeared',
  'source-unselected': 'the source of the clone is no longer selected',
  'target-renamed': 'the rule now gives its target another name',
  'synchronize-changed': 'synchronize was switched',
  'taken-up-again': 'the rule wants a retained manifest again',
  exception: 'a policy exception applies',
  'up-to-date': 'it is as the rule wants it',
  'not-synchronized': 'the rule does not synchronize it',
  'left-deleted': 'it was deleted from output and stays deleted',
  'kept-as-edited': 'it was edited in output and stays edited',
  incomplete: 'something needed failed or could not be read',
  conflict: 'another rule wants the same target and comes first',
  foreign: 'a file of somebody else is in its place',
  'namespace-missing': 'its namespace is nowhere',
  'trigger-older-than-policy': 'the trigger was there before the policy',
  'operation-unlisted': 'the rule does not list this operation',
  'inputs-changed': 'something that the rule reads changed',
  'retained-before': 'it was retained by an earlier run',
  'secret-refused': 'no way was chosen for Secrets to go into Git',
  tampered: 'its file is not what Headwater wrote',
};
