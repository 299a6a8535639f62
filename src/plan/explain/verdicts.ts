// What every rule made of one trigger, and where it made nothing the first reason, with the values that decided. Values of Secrets are
// masked here, before anything leaves planning.
import {
  openWorld,
  readsSecrets,
  showBeside,
  triggerWithStandIns,
  withStandIns,
  HIDDEN,
  type IndexedObject,
  type RecordingWorld,
} from '../../evaluate/index.ts';
import { kindMatches } from '../../match/index.ts';
import { isSecret } from '../../model/digest.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { RuleVerdict, VerdictDownstream, VerdictOutcome } from '../../model/explanation.ts';
import type { Mismatch, PolicyPresence, Rule, ShownCondition } from '../../model/policy.ts';
import { policyLabel, ruleKey } from '../../model/rule-id.ts';
import { child, describeResource, resourceKey, versionOf, type ResourceKey } from '../../model/resource.ts';
import { evaluationId, type Outcome } from '../outcome.ts';
import { ruleName, type Explaining } from './input.ts';

/** What was asked about; without `object` it is gone. */
export interface AskedTrigger {
  readonly key: ResourceKey;
  readonly object: IndexedObject | undefined;
}

/** One verdict a rule, in rule order, then the rules that were set aside; none where there is and was no such trigger. */
export function judgeTrigger(explaining: Explaining, asked: AskedTrigger): readonly RuleVerdict[] {
  const { rules, policies } = explaining.trace.context;
  const verdicts = rules.flatMap((rule) => judgeRule(explaining, rule, asked));
  if (verdicts.length === 0 && asked.object === undefined) return [];
  return [...verdicts, ...policies.flatMap((policy) => setAside(explaining, policy))];
}

function judgeRule(explaining: Explaining, rule: Rule, asked: AskedTrigger): readonly RuleVerdict[] {
  const name = ruleName(explaining, ruleKey(rule.id));
  const outcome = explaining.trace.outcomes.get(evaluationId(ruleKey(rule.id), asked.key));
  if (outcome === undefined) {
    return asked.object ? [{ ...bare(untried(rule, asked.object), ''), rule: name }] : [];
  }
  return [{ ...verdictOf(explaining, outcome), rule: name }];
}

type Verdict = Omit<RuleVerdict, 'rule'>;

/** The parts of a rule whose conditions can be shown one by one. */
const INSPECTED: ReadonlySet<Mismatch> = new Set(['preconditions', 'match-conditions']);

function bare(outcome: VerdictOutcome, detail: string): Verdict {
  return { outcome, detail, conditions: [], downstreams: [], remarks: [] };
}

function untried({ kinds }: Rule, { id, resource }: IndexedObject): VerdictOutcome {
  const exact = { group: id.group, kind: id.kind, version: versionOf(resource.apiVersion), subresource: '' };
  return kindMatches(kinds, exact) ? 'own-product' : 'other-kind';
}

function verdictOf(explaining: Explaining, outcome: Outcome): Verdict {
  const { match, evaluation, observed } = outcome;
  if (match === undefined) return bare('gone', '');
  switch (match.outcome) {
    case 'no':
      return {
        ...bare('does-not-match', explaining.hide.text(match.detail)),
        because: match.because,
        conditions: INSPECTED.has(match.because) ? inspect(explaining, outcome) : [],
      };
    case 'excepted':
      return bare('excepted', match.exception);
    case 'unknown':
      return undecided(explaining, outcome);
    case 'yes':
  }
  const ends = evaluation?.skipped.find(({ because }) => because === 'being-deleted');
  if (ends) return bare('being-deleted', ends.detail);
  const made = whatItMade(explaining, outcome);
  if (outcome.fact !== 'existing' || observed.rule.lifecycle.generateExisting) return made;
  return { ...made, outcome: 'older' };
}

/** That a trigger on its way out does not match proves nothing; it has no diagnostic, and neither has a rule behind an undecided one. */
function undecided(explaining: Explaining, { diagnostics, observed }: Outcome): Verdict {
  if (diagnostics.length > 0) {
    return { ...bare('undecided', ''), remarks: diagnostics.map((one) => remark(explaining, one)) };
  }
  const ends = (child(observed.trigger?.object.metadata, 'deletionTimestamp') ?? null) !== null;
  return ends ? bare('being-deleted', '') : bare('undecided', 'an earlier rule of the policy is undecided');
}

function whatItMade(explaining: Explaining, outcome: Outcome): Verdict {
  const { evaluation, observed } = outcome;
  const desired = evaluation?.desired ?? [];
  const downstreams = desired.flatMap(({ id }) => downstreamOf(explaining, resourceKey(id)));
  const missing = (evaluation?.missingSources ?? []).map(
    ({ source, target }) =>
      `the source ${describeResource(source)} is not there, so ${describeResource(target)} is not made`,
  );
  const leftOut = evaluation?.skipped.some(({ because }) => because === 'element-preconditions') ?? false;
  const remarks = [
    ...missing,
    ...(evaluation?.skipped ?? []).map(({ detail }) => explaining.hide.text(detail)),
    ...(evaluation?.diagnostics ?? [])
      .filter(({ code }) => code !== 'evaluate/skipped')
      .map((one) => remark(explaining, one)),
  ];
  const isFailed = evaluation !== undefined && !evaluation.complete && desired.length === 0;
  return {
    outcome: desired.length > 0 ? 'generates' : isFailed ? 'undecided' : 'generates-nothing',
    detail: isFailed ? '' : (observed.trigger?.operation ?? ''),
    conditions: leftOut ? inspect(explaining, outcome) : [],
    downstreams,
    remarks,
  };
}

function downstreamOf({ changes }: Explaining, key: ResourceKey): readonly VerdictDownstream[] {
  const change = changes.get(key);
  return change ? [{ key, path: change.path, action: change.action, reason: change.reason }] : [];
}

function remark({ hide }: Explaining, { message, at }: Diagnostic): string {
  const place = at ? ` (${at.file}:${at.line}:${at.column})` : '';
  return `${hide.text(message)}${place}`;
}

// ---- rules that cannot be used

function setAside(explaining: Explaining, policy: PolicyPresence): readonly RuleVerdict[] {
  if (policy.complete) return [];
  const id = { policyKind: policy.kind, policyNamespace: policy.namespace, policy: policy.name, rule: '' };
  const label = policyLabel(id);
  const at = explaining.policyAt(id);
  const errors = explaining.diagnostics.filter(({ severity, about }) => severity === 'error' && about.policy === label);
  const names = [...new Set(errors.map(({ about }) => about.rule ?? ''))];
  return (names.length > 0 ? names : ['']).map((rule) => ({
    ...bare('set-aside', ''),
    rule: { policy: label, rule, ...(at ? { policyAt: at } : {}) },
    remarks: errors.filter(({ about }) => (about.rule ?? '') === rule).map((one) => remark(explaining, one)),
  }));
}

// ---- conditions with their values

function inspect(explaining: Explaining, { observed }: Outcome): readonly ShownCondition[] {
  const { rule, trigger } = observed;
  if (trigger === undefined || rule.inspect === undefined) return [];
  const world = worldOf(explaining, evaluationId(observed.ruleKey, observed.key));
  const conditions = rule.inspect(trigger, world);
  const isTainted = isSecret(trigger.object) || readsSecrets(world.taken());
  const twins = isTainted ? rule.inspect(triggerWithStandIns(trigger), withStandIns(world)) : conditions;
  return conditions.map((condition) => shown(explaining, condition, isTainted ? twinOf(condition, twins) : condition));
}

function worldOf({ trace: { context, overlay } }: Explaining, evaluation: string): RecordingWorld {
  return openWorld({
    inventory: context.index,
    kinds: context.inventory.kinds,
    overlay,
    answers: context.answers,
    now: context.now,
    evaluation,
  });
}

function twinOf({ field, element }: ShownCondition, twins: readonly ShownCondition[]): ShownCondition | undefined {
  return twins.find((twin) => twin.field === field && twin.element === element);
}

function shown({ hide }: Explaining, condition: ShownCondition, twin: ShownCondition | undefined): ShownCondition {
  const { at, field, operator, name, expression, element, key, value, error } = condition;
  return {
    at,
    field,
    ...(operator === undefined ? {} : { operator }),
    ...(name === undefined ? {} : { name: hide.text(name) }),
    ...(expression === undefined ? {} : { expression: hide.text(expression) }),
    ...(element === undefined ? {} : { element }),
    ...(key === undefined ? {} : { key: hide.json(showBeside(key, twin?.key)) }),
    ...(value === undefined ? {} : { value: hide.json(showBeside(value, twin?.value)) }),
    ...(error === undefined ? {} : { error: error === twin?.error ? hide.text(error) : HIDDEN }),
  };
}
