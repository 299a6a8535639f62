// The lifecycle table of the command-line contract: from facts to an action and its reason. It is total and knows nothing else.
import type { Action, Reason } from '../model/plan.ts';
import { invariant } from '../model/invariant.ts';
import type { UnwantedFacts, WantedFacts } from './facts.ts';

/** What to do, and why. */
export interface Decision {
  readonly action: Action;
  readonly reason: Reason;
}

/**
 * The decision for a downstream that is wanted.
 *
 * Shape   `create` and `update` write what is wanted; `none` and `hold` leave what is there.
 */
export function decideWanted(facts: WantedFacts): Decision {
  if (facts.entry === 'none') return decideNew(facts);
  if (facts.entry === 'retained') return decideRetained(facts);
  return facts.found === 'absent' ? decideMissing(facts) : decidePresent(facts);
}

/** The decision that one cause of a managed downstream comes to when it no longer wants it. */
export function decideUnwanted(facts: UnwantedFacts): Decision {
  if (!facts.complete) return { action: 'hold', reason: 'incomplete' };
  if (facts.rule === 'deleted' || facts.rule === 'policy-deleted') return decideRuleDeleted(facts, facts.rule);
  switch (facts.trigger) {
    case 'excepted':
      return { action: 'hold', reason: 'exception' };
    case 'unlisted':
    case 'ignored':
    case 'existing':
      return { action: 'hold', reason: 'operation-unlisted' };
    case 'unmatched':
      return removal(facts, 'trigger-unmatched');
    case 'gone':
      return decideTriggerGone(facts);
    case 'new':
    case 'same':
    case 'changed':
      return decideNoLongerNamed(facts);
  }
}

/** The stronger of several causes' decisions: held before retained before deleted, so that nothing is lost by doubt. */
export function combineUnwanted(decisions: readonly Decision[]): Decision {
  const order: readonly Action[] = ['hold', 'retain', 'delete'];
  for (const action of order) {
    const found = decisions.find((decision) => decision.action === action);
    if (found) return found;
  }
  invariant(false, 'an unwanted downstream is held, retained or deleted');
}

function decideNew(facts: WantedFacts): Decision {
  if (facts.found !== 'absent') return { action: 'none', reason: 'foreign' };
  if (isOlderThanPolicy(facts)) return { action: 'none', reason: 'trigger-older-than-policy' };
  if (facts.foreign && !claims(facts)) return { action: 'none', reason: 'foreign' };
  if (facts.namespaceMissing && facts.lifecycleMode === 'kyverno')
    return { action: 'none', reason: 'namespace-missing' };
  return { action: 'create', reason: facts.trigger === 'same' ? reasonOfLateCreation(facts) : 'new' };
}

function isOlderThanPolicy({ lifecycleMode, trigger, lifecycle }: WantedFacts): boolean {
  return lifecycleMode === 'kyverno' && trigger === 'existing' && !lifecycle.generateExisting;
}

function claims({ lifecycle }: WantedFacts): boolean {
  return lifecycle.synchronize && lifecycle.cells.claimsForeign;
}

/** The trigger is as it was, and yet something is wanted that was not there: the rule or its source made the difference. */
function reasonOfLateCreation(facts: WantedFacts): Reason {
  if (facts.rule === 'changed') return 'target-renamed';
  return facts.source === 'none' ? 'inputs-changed' : 'source-appeared';
}

function decideRetained(facts: WantedFacts): Decision {
  if (facts.found === 'absent') return decideNew({ ...facts, entry: 'none', foreign: false });
  if (facts.lifecycle.synchronize) return { action: facts.differs ? 'update' : 'none', reason: 'taken-up-again' };
  return { action: 'none', reason: facts.entryOfRule ? 'taken-up-again' : 'foreign' };
}

function decideMissing(facts: WantedFacts): Decision {
  const { synchronize } = facts.lifecycle;
  if (synchronize && !facts.wasSynchronized) return { action: 'create', reason: 'synchronize-changed' };
  if (synchronize) return { action: 'create', reason: 'missing' };
  if (facts.wasSynchronized) return { action: 'hold', reason: 'synchronize-changed' };
  if (facts.trigger === 'new') return { action: 'create', reason: 'new' };
  if (facts.lifecycleMode === 'kyverno' && facts.trigger === 'changed') return { action: 'create', reason: 'missing' };
  return { action: 'none', reason: 'left-deleted' };
}

function decidePresent(facts: WantedFacts): Decision {
  const { synchronize } = facts.lifecycle;
  if (!synchronize) return decideUnsynchronized(facts);
  if (!facts.differs) return { action: 'none', reason: 'up-to-date' };
  return { action: 'update', reason: reasonOfUpdate(facts) };
}

function decideUnsynchronized(facts: WantedFacts): Decision {
  if (facts.wasSynchronized) return { action: 'hold', reason: 'synchronize-changed' };
  if (rendersAgain(facts)) return { action: 'update', reason: 'trigger-changed' };
  if (facts.found === 'edited') return { action: 'none', reason: 'kept-as-edited' };
  return { action: 'none', reason: facts.differs ? 'not-synchronized' : 'up-to-date' };
}

function rendersAgain({ lifecycle, lifecycleMode, trigger, differs }: WantedFacts): boolean {
  return lifecycle.cells.rerenderUnsynchronized && lifecycleMode === 'kyverno' && trigger === 'changed' && differs;
}

function reasonOfUpdate(facts: WantedFacts): Reason {
  if (!facts.wasSynchronized) return 'synchronize-changed';
  if (facts.found === 'edited') return 'edited';
  if (facts.rule === 'changed') return 'rule-changed';
  if (!facts.entryOfRule) return 'rule-moved';
  if (facts.source === 'changed') return 'source-changed';
  return facts.trigger === 'changed' ? 'trigger-changed' : 'inputs-changed';
}

function decideRuleDeleted(facts: UnwantedFacts, reason: 'deleted' | 'policy-deleted'): Decision {
  const why = reason === 'deleted' ? 'rule-deleted' : 'policy-deleted';
  const { lifecycle, content, lifecycleMode } = facts;
  const orphan = lifecycle.orphanOnPolicyDelete;
  if (!lifecycle.synchronize) return { action: 'retain', reason: why };
  if (content === 'data') return { action: orphan === true ? 'retain' : 'delete', reason: why };
  const deletes = orphan === false && (lifecycleMode === 'desired' || lifecycle.cells.deleteClonesWithPolicy);
  return { action: deletes ? 'delete' : 'retain', reason: why };
}

function decideTriggerGone(facts: UnwantedFacts): Decision {
  const { operations, cells } = facts.lifecycle;
  const unlisted = operations.length > 0 && !operations.includes('DELETE');
  if (unlisted && facts.lifecycleMode === 'kyverno' && cells.retainWhenDeleteUnlisted) {
    return { action: 'retain', reason: 'trigger-deleted' };
  }
  return removal(facts, 'trigger-deleted');
}

/** The trigger still matches, yet this downstream is not among those wanted: its source went, or its name is another now. */
function decideNoLongerNamed(facts: UnwantedFacts): Decision {
  if (facts.source === 'gone') return removal(facts, 'source-deleted');
  if (facts.source === 'unselected') return removalOnlyInDesired(facts, 'source-unselected');
  return facts.lifecycle.cells.retainRenamed
    ? removalOnlyInDesired(facts, 'target-renamed')
    : removal(facts, 'target-renamed');
}

/** What `desired` removes and `kyverno` retains. */
function removalOnlyInDesired(facts: UnwantedFacts, reason: Reason): Decision {
  return facts.lifecycleMode === 'desired' ? removal(facts, reason) : { action: 'retain', reason };
}

/** What a synchronized rule deletes and another retains. A rule that only now synchronizes deletes nothing it made before. */
function removal(facts: UnwantedFacts, reason: Reason): Decision {
  const deletes = facts.lifecycle.synchronize && facts.wasSynchronized;
  return { action: deletes ? 'delete' : 'retain', reason };
}
