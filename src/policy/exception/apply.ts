// Whether one of a rule's exceptions applies to a trigger. Which exceptions name the rule was decided by attach.ts.
import { compileExceptionMatch, type CompiledExceptionMatch } from '../../match/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { isSecret } from '../../model/digest.ts';
import type { Match, RuleExceptions } from '../../model/policy.ts';
import { describeResource, metadataMap, resourceKey } from '../../model/resource.ts';
import type { Trigger, World } from '../../model/trigger.ts';
import type { RuleEnvironment } from '../cluster-policy/environment.ts';
import { compilePreconditions, type Preconditions } from '../cluster-policy/preconditions.ts';
import type { Scope } from '../cluster-policy/scope.ts';
import { suppliedSubject } from '../cluster-policy/supplied-variables.ts';
import type { ExceptionDocument } from './document.ts';
import type { Trouble } from '../trouble.ts';

/** What the exceptions of a rule say of a trigger: one applies, it is not known, or (undefined) none does, with warnings. */
export interface Exempted {
  readonly match: Match | undefined;
  readonly warnings: readonly Diagnostic[];
}

/** The exceptions of one rule, ready to be asked. */
export interface CompiledExceptions extends RuleExceptions {
  ask(trigger: Trigger, world: World): Exempted;
}

interface CompiledException {
  readonly exception: ExceptionDocument;
  readonly match: CompiledExceptionMatch;
  readonly conditions: Preconditions | undefined;
}

type Holds = { readonly holds: 'yes' | 'no' } | { readonly holds: 'no' | 'unknown'; readonly trouble: Trouble };

/** Opens the variables of a trigger, without the rule's context. */
export type OpenScope = (trigger: Trigger, world: World) => Scope;

/** Prepares the exceptions that name a rule; undefined where there are none. */
export function compileExceptions(
  exceptions: readonly ExceptionDocument[],
  environment: RuleEnvironment,
  open: OpenScope,
): CompiledExceptions | undefined {
  if (exceptions.length === 0) return undefined;
  const compiled = exceptions.map(compileOne);
  const ask = (trigger: Trigger, world: World): Exempted => askAll(compiled, { environment, trigger, world, open });
  return {
    needsObject: compiled.some(needsObject),
    ask,
    test(trigger, world) {
      const { match, warnings } = ask(trigger, world);
      return match && { ...match, warnings };
    },
  };
}

function compileOne(exception: ExceptionDocument): CompiledException {
  const { match, conditions } = exception;
  return {
    exception,
    match: compileExceptionMatch(match),
    conditions: conditions === undefined ? undefined : compilePreconditions(conditions, ['spec', 'conditions']),
  };
}

function needsObject({ match, conditions }: CompiledException): boolean {
  return match.needsObject || conditions !== undefined;
}

interface Question {
  readonly environment: RuleEnvironment;
  readonly trigger: Trigger;
  readonly world: World;
  readonly open: OpenScope;
}

/** The first that applies decides, even after one that is not known: held it is either way. */
function askAll(compiled: readonly CompiledException[], question: Question): Exempted {
  const warnings: Diagnostic[] = [];
  let isOpen = false;
  for (const one of compiled) {
    const result = askOne(one, question);
    if (result.holds === 'yes') return { match: { outcome: 'excepted', exception: one.exception.label }, warnings };
    isOpen ||= result.holds === 'unknown';
    if ('trouble' in result) warnings.push(tell(one.exception, question, result.trouble));
  }
  return { match: isOpen ? { outcome: 'unknown', diagnostics: warnings } : undefined, warnings };
}

function askOne(one: CompiledException, question: Question): Holds {
  const { trigger } = question;
  const isGone = trigger.operation === 'DELETE';
  if (isGone && isUnknownObject(trigger) && needsObject(one)) return unknown(trigger, 'its last state is not known');
  const matched = testMatch(one, question);
  if (matched.holds !== 'yes' || one.conditions === undefined) return matched;
  // The ledger keeps no Secret's values.
  if (isGone && isSecret(trigger.object)) return unknown(trigger, 'of a Secret that is gone no values are known');
  const { environment, open, world } = question;
  const unmet = one.conditions.test(environment, open(trigger, world), trigger.operation);
  return unmet.ok ? { holds: unmet.value === undefined ? 'yes' : 'no' } : { holds: 'no', trouble: unmet.trouble };
}

/** Where an object was not kept, what stands for it has a name and nothing else. */
function isUnknownObject({ object }: Trigger): boolean {
  return object.apiVersion === '';
}

/**
 * Tries the filters.
 *
 * Source  Kyverno: where the trigger's Namespace does not exist no exception applies. One that is gone had its Namespace to the last.
 */
function testMatch({ match }: CompiledException, { environment, trigger, world }: Question): Holds {
  const { id, object, operation } = trigger;
  const namespace =
    id.namespace === '' ? undefined : world.get({ group: '', kind: 'Namespace', namespace: '', name: id.namespace });
  const isMissing = id.namespace !== '' && namespace === undefined;
  const subject = {
    id,
    object,
    operation,
    namespaceLabels: () => (namespace ? metadataMap(namespace, 'labels') : 'missing'),
  } as const;
  const holds = match.test(suppliedSubject(subject, environment.options.supplied));
  if (holds === 'no') return { holds };
  if (operation === 'DELETE') return holds === 'yes' ? { holds } : unknown(trigger, 'its Namespace is gone too');
  if (holds === 'yes' && !isMissing) return { holds };
  const trouble = {
    code: 'match/namespace-unknown' as const,
    message: `Namespace ${id.namespace} is not in the inventory, and where it does not exist no exception applies`,
    help: 'Add the Namespace to the inventory.',
    path: ['spec', 'match'],
  };
  return { holds: 'no', trouble };
}

function unknown({ id }: Trigger, reason: string): Holds {
  const trouble = {
    code: 'match/exception-undecided' as const,
    message: `${describeResource(id)} is gone, and whether the exception applies cannot be told: ${reason}`,
    help: 'What it has is left as it is for as long as the exception is there.',
    path: ['spec', 'match'],
  };
  return { holds: 'unknown', trouble };
}

function tell(exception: ExceptionDocument, { environment, trigger }: Question, trouble: Trouble): Diagnostic {
  const { policy, id } = environment;
  const { code, message, help, path, expression } = trouble;
  const isOpen = code === 'match/exception-undecided';
  return {
    code,
    severity: 'warning',
    message: `PolicyException ${exception.label}${isOpen ? '' : ' does not count here'}: ${message}`,
    help,
    at: exception.place(path),
    about: {
      policy: policy.namespace === '' ? policy.name : `${policy.namespace}/${policy.name}`,
      rule: id.rule,
      trigger: resourceKey(trigger.id),
      field: path.join('.'),
      ...(expression === undefined ? {} : { expression }),
    },
  };
}
