// Compiles one generating rule of a ClusterPolicy or Policy to a Rule. What it may say was judged before, by checks/.
import { parseFirstDocument } from '../../yaml/index.ts';
import { compileMatch, filteredBy, kindPatternsOf, listsOperations, type CompiledMatch } from '../../match/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { digestOf } from '../../model/digest.ts';
import type { Evaluation } from '../../model/downstream.ts';
import type { Lifecycle, Match, Rule, ShownCondition } from '../../model/policy.ts';
import { canonicalJson } from '../../model/digest.ts';
import { metadataMap, resourceKey, type Json, type JsonObject } from '../../model/resource.ts';
import type { Operation, Trigger, World } from '../../model/trigger.ts';
import { DEFAULT_LIMITS, type Capabilities } from '../../jmespath/index.ts';
import { compileExceptions, type CompiledExceptions, type ExceptionDocument } from '../exception/index.ts';
import { looksAt } from '../confinement.ts';
import { compileContext, scopeWithContext, type ContextEntry } from './context/entries.ts';
import type { GenerateDocument, PolicyDocument, RuleDocument } from './document.ts';
import { ruleEnvironment, tell, type RuleEnvironment, type RuleOptions } from './environment.ts';
import { compileForeach } from './foreach.ts';
import { imagesEntry } from './images.ts';
import { compilePattern } from './pattern.ts';
import { compilePreconditions, type Preconditions } from './preconditions.ts';
import type { PatternResult } from './rendered.ts';
import { requestVariables } from './request.ts';
import { openScope, type Scope } from './scope.ts';
import { suppliedSubject, withSupplied } from './supplied-variables.ts';
import type { Attempt } from '../trouble.ts';
import type { WebhookConditions } from '../webhook-conditions.ts';

/** The parts of a rule, compiled. */
interface Parts {
  readonly environment: RuleEnvironment;
  readonly match: CompiledMatch;
  readonly context: readonly ContextEntry[];
  readonly preconditions: Preconditions;
  /** Rules before this one of which the first that applies ends the search (applyRules: One). */
  readonly before: readonly Rule[];
  readonly exceptions: CompiledExceptions | undefined;
  readonly webhook: WebhookConditions | undefined;
  generate: Generator['generate'];
  inspectElements: Generator['inspectElements'];
}

/** What a rule makes of its triggers, and which elements it leaves out for what reason. */
interface Generator {
  generate(scope: Scope, world: World, operation: Operation): readonly PatternResult[];
  inspectElements(scope: Scope, world: World, operation: Operation): readonly ShownCondition[];
}

/**
 * What a rule is compiled with: the generating rules before it where the policy applies only one, the exceptions that name it, and the
 * conditions of the policy's webhook.
 */
export interface RuleSurroundings {
  readonly before: readonly Rule[];
  readonly exceptions: readonly ExceptionDocument[];
  readonly webhook?: WebhookConditions | undefined;
}

/** Compiles a rule. */
export function compileRule(
  policy: PolicyDocument,
  rule: RuleDocument,
  generate: GenerateDocument,
  options: RuleOptions,
  surroundings: RuleSurroundings,
): Rule {
  const environment = ruleEnvironment(policy, rule, options);
  const open = (trigger: Trigger, world: World): Scope => plainScope(environment, trigger, world);
  const exceptions = compileExceptions(surroundings.exceptions, environment, open);
  const parts: Parts = {
    environment,
    match: compileMatch(rule.match, rule.exclude),
    context: compileContext(environment, rule.context, [...rule.path, 'context']),
    preconditions: compilePreconditions(rule.preconditions, [...rule.path, 'preconditions']),
    before: surroundings.before,
    exceptions,
    webhook: surroundings.webhook,
    ...generatorOf(environment, generate),
  };
  return {
    id: environment.id,
    at: policy.place(rule.path),
    order: rule.index,
    digest: digestOf({ ...contentOf(policy, rule, generate), ...webhookContent(surroundings.webhook) }),
    lifecycle: lifecycleOf(policy, rule, generate),
    skipGenerated: rule.skipBackgroundRequests,
    needsFormerObject: readsFormerState(rule, surroundings.webhook),
    kinds: kindPatternsOf(rule.match),
    ...(exceptions ? { exceptions } : {}),
    match: (trigger, world) => matchTrigger(parts, trigger, world),
    evaluate: (trigger, world) => evaluate(parts, trigger, world),
    inspect: (trigger, world) => inspect(parts, trigger, world),
  };
}

function readsFormerState({ raw }: RuleDocument, webhook: WebhookConditions | undefined): boolean {
  const conditions = webhook?.texts ?? [];
  return (
    /oldObject|request\.operation/.test(canonicalJson(raw)) ||
    conditions.some((text) => /oldObject|operation/.test(text))
  );
}

function generatorOf(environment: RuleEnvironment, generate: GenerateDocument): Generator {
  if (generate.foreach !== undefined && generate.foreach.length > 0) {
    const entries = generate.foreach.map((entry, index) => compileForeach(environment, entry, index));
    return {
      generate: (scope, world, operation) =>
        entries.flatMap((entry) => entry.generate(environment, scope, world, operation)),
      inspectElements: (scope, world, operation) =>
        entries.flatMap((entry) => entry.inspect(environment, scope, world, operation)),
    };
  }
  const pattern = compilePattern(generate.pattern);
  return {
    generate: (scope, world, operation) => [pattern.generate(environment, scope, world, operation)],
    inspectElements: () => [],
  };
}

/** The parts that decide what is generated; what only decides when it lives and dies is left out. */
function contentOf({ spec }: PolicyDocument, { context, raw }: RuleDocument, generate: GenerateDocument): JsonObject {
  const lifecycle = new Set(['synchronize', 'generateExisting', 'orphanDownstreamOnPolicyDelete']);
  const content = Object.entries(generate.raw).filter(([key]) => !lifecycle.has(key));
  return {
    generate: Object.fromEntries(content),
    context,
    preconditions: raw['preconditions'] ?? null,
    useServerSideApply: spec.useServerSideApply ?? false,
  };
}

function webhookContent(webhook: WebhookConditions | undefined): JsonObject {
  return webhook ? { matchConditions: webhook.texts } : {};
}

// ---- lifecycle

function lifecycleOf({ spec }: PolicyDocument, rule: RuleDocument, generate: GenerateDocument): Lifecycle {
  const orphan = generate.orphanDownstreamOnPolicyDelete;
  const existing = generate.generateExisting ?? spec.generateExisting ?? spec.generateExistingOnPolicyUpdate;
  return {
    synchronize: generate.synchronize,
    ...(orphan === undefined ? {} : { orphanOnPolicyDelete: orphan }),
    generateExisting: existing ?? false,
    serverSideApply: spec.useServerSideApply ?? false,
    operations: operationsOf(rule),
    cells: {
      retainWhenDeleteUnlisted: true,
      retainRenamed: true,
      rerenderUnsynchronized: false,
      deleteClonesWithPolicy: true,
      claimsForeign: true,
    },
  };
}

const OPERATIONS: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/** A filter without operations takes any; one filter that lists DELETE makes the whole rule fire on deletion. */
function operationsOf({ match }: RuleDocument): readonly Operation[] {
  const listed = OPERATIONS.filter((operation) => listsOperations(match).includes(operation));
  const isOpen = match.filters.some((filter) => (filter.operations ?? []).length === 0);
  if (!isOpen) return listed;
  return listed.includes('DELETE') ? OPERATIONS : [];
}

// ---- match

function matchTrigger(parts: Parts, trigger: Trigger, world: World): Match {
  const { environment } = parts;
  const filtered = filteredBy(environment.options.resourceFilters, { id: trigger.id, object: trigger.object });
  if (filtered !== undefined) return { outcome: 'no', because: 'resource-filter', detail: filtered };
  const own = environment.policy.namespace;
  if (!looksAt(own, trigger.id)) {
    return { outcome: 'no', because: 'policy-namespace', detail: `the policy is for namespace ${own}` };
  }
  const kept = askWebhook(parts, trigger, world);
  if (kept !== undefined) return kept;
  const exempted = parts.exceptions?.ask(trigger, world);
  return withWarnings(exempted?.match ?? matchRule(parts, trigger, world), exempted?.warnings ?? []);
}

/** What the webhook keeps from Kyverno no exception and no precondition sees; it is only asked about what the filters mean. */
function askWebhook(parts: Parts, trigger: Trigger, world: World): Match | undefined {
  const { environment, webhook } = parts;
  if (webhook === undefined || testFilters(parts, trigger, world).outcome === 'no') return undefined;
  const unmet = webhook.unmet(trigger, world);
  if (unmet === undefined) return undefined;
  if ('detail' in unmet) return { outcome: 'no', because: 'match-conditions', detail: unmet.detail };
  const told = tell(environment, trigger, unmet.trouble);
  return { outcome: 'unknown', diagnostics: [unmet.trouble.at ? { ...told, at: unmet.trouble.at } : told] };
}

function withWarnings(match: Match, warnings: readonly Diagnostic[]): Match {
  return warnings.length === 0 ? match : { ...match, warnings: [...warnings, ...(match.warnings ?? [])] };
}

/** Whether the rule itself concerns the trigger. */
function matchRule(parts: Parts, trigger: Trigger, world: World): Match {
  const { environment } = parts;
  const result = testFilters(parts, trigger, world);
  if (result.outcome === 'no') return result;
  if (result.outcome === 'unknown') return undecided(environment, trigger, result.detail);
  return matchBefore(parts, trigger, world) ?? matchPreconditions(parts, trigger, world);
}

function testFilters({ environment, match }: Parts, trigger: Trigger, world: World): ReturnType<CompiledMatch['test']> {
  const subject = {
    object: trigger.object,
    id: trigger.id,
    operation: trigger.operation,
    namespaceLabels: () => namespaceLabels(trigger, world),
  };
  return match.test(suppliedSubject(subject, environment.options.supplied));
}

/** Whether an earlier rule applies instead; while that is not known nothing is, and the earlier rule says why. */
function matchBefore({ before }: Parts, trigger: Trigger, world: World): Match | undefined {
  for (const rule of before) {
    const { outcome } = rule.match(trigger, world.asSeenBy(rule.id));
    if (outcome === 'unknown') return { outcome, diagnostics: [] };
    if (outcome === 'yes') {
      return { outcome: 'no', because: 'apply-rules-one', detail: `rule ${rule.id.rule} applies first` };
    }
  }
  return undefined;
}

function namespaceLabels(trigger: Trigger, world: World): Readonly<Record<string, string>> | 'missing' {
  const namespace = world.get({ group: '', kind: 'Namespace', namespace: '', name: trigger.id.namespace });
  return namespace ? metadataMap(namespace, 'labels') : 'missing';
}

function undecided(environment: RuleEnvironment, trigger: Trigger, detail: string): Match {
  const trouble = {
    code: 'match/namespace-unknown' as const,
    message: detail,
    help: 'Add the Namespace to the inventory: its labels decide. Until then what is there is left as it is.',
    path: [...environment.rule.path, 'match'],
  };
  return { outcome: 'unknown', diagnostics: [tell(environment, trigger, trouble)] };
}

function matchPreconditions(parts: Parts, trigger: Trigger, world: World): Match {
  const { environment, preconditions } = parts;
  const scope = ruleScope(parts, trigger, world);
  const unmet = preconditions.test(environment, scope, trigger.operation);
  const remarks = scope.remarks().map((remark) => tell(environment, trigger, remark));
  return withWarnings(matchOf(parts, trigger, unmet), remarks);
}

function matchOf({ environment }: Parts, trigger: Trigger, unmet: Attempt<string | undefined>): Match {
  if (!unmet.ok) return { outcome: 'unknown', diagnostics: [tell(environment, trigger, unmet.trouble)] };
  return unmet.value === undefined
    ? { outcome: 'yes' }
    : { outcome: 'no', because: 'preconditions', detail: unmet.value };
}

// ---- evaluate

/** The variables that the expressions of a rule see for a trigger. */
export function ruleScope(
  { environment, context }: Pick<Parts, 'environment' | 'context'>,
  trigger: Trigger,
  world: World,
): Scope {
  return scopeWithContext(plainScope(environment, trigger, world), context, world, trigger.operation);
}

/** The variables of a request, without the rule's own context: what an exception sees. */
function plainScope(environment: RuleEnvironment, trigger: Trigger, world: World): Scope {
  const { rule, options } = environment;
  const variables = withSupplied(requestVariables(trigger, world), options.supplied, rule.name);
  const request = openScope(environment, variables, capabilitiesFor(environment, trigger, world), trigger.operation);
  const images = imagesEntry(trigger.object);
  return images ? request.withEntry(images) : request;
}

function capabilitiesFor({ id, options }: RuleEnvironment, trigger: Trigger, world: World): Capabilities {
  return {
    // Only when it is asked for: taking the time makes the evaluation depend on it.
    get now() {
      return world.now;
    },
    seed: [id.policyNamespace, id.policy, id.rule, resourceKey(trigger.id)].join(' '),
    parseYaml,
    // An entry may hold more where the user says so, and expressions make what entries hold.
    limits: { outputSize: Math.max(DEFAULT_LIMITS.outputSize, options.limits.contextBytes) },
  };
}

function parseYaml(text: string): { readonly value: Json } | { readonly problem: string } {
  const parsed = parseFirstDocument(text);
  return 'problem' in parsed ? { problem: parsed.problem.message } : parsed;
}

function evaluate(parts: Parts, trigger: Trigger, world: World): Evaluation {
  const { environment } = parts;
  const scope = ruleScope(parts, trigger, world);
  const results = parts.generate(scope, world, trigger.operation);
  const troubles = [...results.flatMap((result) => result.troubles), ...scope.remarks()];
  return {
    desired: results.flatMap((result) => result.desired),
    missingSources: results.flatMap((result) => result.missingSources),
    skipped: results.flatMap((result) => result.skipped),
    complete: troubles.every((trouble) => trouble.severity !== undefined && trouble.severity !== 'error'),
    diagnostics: troubles.map((trouble) => tell(environment, trigger, trouble)),
  };
}

/** The elements are looked at only where the rule's own conditions hold, and these only where those of the webhook do. */
function inspect(parts: Parts, trigger: Trigger, world: World): readonly ShownCondition[] {
  const webhook = parts.webhook?.inspect(trigger, world) ?? [];
  if (webhook.length > 0) return webhook;
  const scope = ruleScope(parts, trigger, world);
  const own = parts.preconditions.inspect(parts.environment, scope, trigger.operation);
  return own.length > 0 ? own : parts.inspectElements(scope, world, trigger.operation);
}
