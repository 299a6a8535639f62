// One policy on one resource with one operation: the outcome of each of its generating rules, and what they generate.
import { indexObjects, openWorld } from '../evaluate/index.ts';
import { resourceIdOf } from '../kube/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { KindCatalog } from '../model/inventory.ts';
import type { Rule } from '../model/policy.ts';
import {
  child,
  describeResource,
  resourceKey,
  textAt,
  type JsonObject,
  type Resource,
  type ResourceId,
} from '../model/resource.ts';
import type { Operation, Trigger, World } from '../model/trigger.ts';
import {
  compilePolicies,
  laidOver,
  mergedMaps,
  type CompileOptions,
  type EvaluationLimits,
  type SuppliedContext,
} from '../policy/index.ts';
import { documentsOf } from './files.ts';
import type { SuitePolicy } from './policies.ts';
import type { Prepared } from './prepare.ts';
import { isResource, resourcesIn, type SuiteResource } from './resources.ts';

/** What came of one rule. A rule that does not concern the resource has no outcome at all. */
export interface RuleOutcome {
  readonly rule: string;
  readonly outcome: 'pass' | 'fail' | 'skip' | 'error';
  /** Why it is no pass. */
  readonly detail: string;
  readonly generated: readonly Resource[];
}

/** What running depends on beside the suite. */
export interface CaseOptions {
  /** The run's one instant, RFC 3339. */
  readonly now: string;
  readonly limits: EvaluationLimits;
  readonly substitution: CompileOptions['substitution'];
}

/** A policy and a resource; `operation` is '' where the result names none. */
export interface Case {
  readonly policy: SuitePolicy;
  readonly trigger: SuiteResource;
  readonly operation: string;
}

/** The outcomes, in the order of the rules. */
export function runCase(prepared: Prepared, one: Case, options: CaseOptions): readonly RuleOutcome[] {
  const { policy } = one;
  const values = prepared.values.variables(policy, one.trigger.id.name);
  const operation = operationOf(one.operation || textAt(child(values, 'request'), 'operation'));
  // Beside the operation, values are for rules only.
  const variables = policy.form === 'generating' ? {} : values;
  const supplied = suppliedTo(prepared, one, mergedMaps(variables, { request: { operation } }));
  const compiled = compilePolicies([policy.document, ...prepared.exceptions], {
    kinds: kindsFor(prepared, policy),
    now: options.now,
    resourceFilters: [],
    // Compared is what Kyverno itself generates.
    cloneMetadata: 'keep',
    substitution: options.substitution,
    digestKey: undefined,
    limits: options.limits,
    supplied,
  });
  const trigger = triggerOf(prepared, one.trigger, variables, operation);
  const generating = policy.rules.filter(({ generates }) => generates);
  return generating.flatMap(({ name }) => {
    const rule = compiled.value.rules.find(({ id }) => id.rule === name);
    if (rule === undefined) return [failed(name, whyNot(compiled.diagnostics, name), [])];
    const world = worldFor(prepared, policy, rule, trigger, options);
    return outcomeOf(rule, trigger, world);
  });
}

/** The kinds as a policy knows them. */
export function kindsFor({ kinds, celKinds }: Prepared, { form }: SuitePolicy): KindCatalog {
  return form === 'generating' ? celKinds : kinds;
}

const OPERATIONS: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

function operationOf(text: string): Operation {
  return OPERATIONS.find((one) => one === text) ?? 'CREATE';
}

function suppliedTo(prepared: Prepared, { policy, trigger }: Case, variables: JsonObject): SuppliedContext {
  const { values, user, suite, globals, context } = prepared;
  const parent = values.parentOf(trigger.resource);
  return {
    variables,
    ruleValues: values.ruleValues(policy),
    elementValues: values.elementValues(policy),
    loadsEntries: suite.clusterResources.length > 0,
    calls: suite.calls,
    globals,
    images: context.images,
    ...(user && { user }),
    ...(parent && { parent }),
  };
}

/** There is no old object on CREATE, the same one on UPDATE, and only that one on DELETE. Values may change the object. */
function triggerOf(
  { kinds }: Prepared,
  { id, resource }: SuiteResource,
  variables: JsonObject,
  operation: Operation,
): Trigger {
  const request = child(variables, 'request');
  const changed = overlaid(resource, child(request, 'object'));
  const own = changed === resource ? id : resourceIdOf(changed, kinds);
  const base = { id: own, object: changed, operation };
  switch (operation) {
    case 'CREATE':
    case 'CONNECT':
      return { ...base, since: 'new' };
    case 'UPDATE':
      return { ...base, oldObject: overlaid(resource, child(request, 'oldObject')), since: 'changed' };
    case 'DELETE':
      return { ...base, oldObject: changed, since: 'gone' };
  }
}

function overlaid(resource: Resource, values: ReturnType<typeof child>): Resource {
  const changed = values === undefined ? resource : laidOver(resource, values);
  return typeof changed === 'object' && changed !== null && 'apiVersion' in changed && isResource(changed)
    ? changed
    : resource;
}

/** The trigger, the cluster of the test, and the clone sources of the rule. */
function worldFor(prepared: Prepared, policy: SuitePolicy, rule: Rule, trigger: Trigger, { now }: CaseOptions): World {
  const { cluster, values, context } = prepared;
  const kinds = kindsFor(prepared, policy);
  const objects = [
    ...cluster,
    ...(policy.form === 'generating' ? context.objects : cloneSources(prepared, policy, rule.id.rule)),
    ...(trigger.operation === 'DELETE' ? [] : [trigger.object]),
  ].map((resource) => {
    const id = resourceIdOf(resource, kinds);
    return { key: resourceKey(id), id, resource };
  });
  // The last one of a key counts.
  const inventory = indexObjects([...new Map(objects.map((object) => [object.key, object])).values()]);
  const overlay = { objects: indexObjects([]), gone: new Set<never>(), causedOnlyBy: () => false };
  const world = openWorld({ inventory, kinds, overlay, answers: new Map(), now, evaluation: '' });
  // Such Namespaces are there to be asked for their labels; lists have only what the cluster of the test has.
  return { ...world, get: (id) => world.get(id) ?? describedNamespace(id, values.namespaces, trigger) };
}

/** A Namespace of the values, or that of the trigger without labels. */
function describedNamespace(id: ResourceId, described: readonly Resource[], trigger: Trigger): Resource | undefined {
  const { group, kind, name } = id;
  if (group !== '' || kind !== 'Namespace') return undefined;
  const found = described.findLast(({ metadata }) => metadata.name === name);
  if (found !== undefined || name !== trigger.id.namespace) return found;
  return { apiVersion: 'v1', kind, metadata: { name } };
}

/** The last result that names the rule decides. */
function cloneSources({ suite, files }: Prepared, policy: SuitePolicy, rule: string): readonly Resource[] {
  const naming = suite.results.filter((result) => {
    return result.policy === policy.name && (result.rule === '' || result.rule === rule);
  });
  const file = naming.findLast(({ cloneSource }) => cloneSource !== undefined)?.cloneSource;
  return file === undefined ? [] : resourcesIn(documentsOf([file], files)).value;
}

function outcomeOf(rule: Rule, trigger: Trigger, world: World): readonly RuleOutcome[] {
  const { rule: name } = rule.id;
  const match = rule.match(trigger, world);
  switch (match.outcome) {
    case 'no':
      if (match.because !== 'preconditions') return [];
      return [{ rule: name, outcome: 'skip', detail: `preconditions: ${match.detail}`, generated: [] }];
    case 'excepted':
      return [{ rule: name, outcome: match.counts ?? 'skip', detail: `exception ${match.exception}`, generated: [] }];
    case 'unknown':
      return [failed(name, firstError(match.diagnostics) ?? 'it is not known whether the rule applies', [])];
    case 'yes':
      return [evaluated(rule, trigger, world)];
  }
}

function evaluated(rule: Rule, trigger: Trigger, world: World): RuleOutcome {
  const { rule: name } = rule.id;
  // Only the old object matches, and the rule does not fire on its deletion: what it made goes.
  if (trigger.operation === 'DELETE' && !rule.lifecycle.operations.includes('DELETE')) {
    return { rule: name, outcome: 'fail', detail: 'only the old object matches', generated: [] };
  }
  const evaluation = rule.evaluate(trigger, world);
  const generated = evaluation.desired.map(({ content }) => content);
  const [missing] = evaluation.missingSources;
  const trouble =
    firstError(evaluation.diagnostics) ?? (missing && `there is no ${describeResource(missing.source)} to clone`);
  return trouble === undefined
    ? { rule: name, outcome: 'pass', detail: '', generated }
    : failed(name, trouble, generated);
}

function failed(rule: string, detail: string, generated: readonly Resource[]): RuleOutcome {
  return { rule, outcome: 'error', detail, generated };
}

function whyNot(diagnostics: readonly Diagnostic[], rule: string): string {
  const own = diagnostics.filter(({ about }) => about.rule === undefined || about.rule === rule);
  return firstError(own) ?? 'the rule is not evaluated';
}

function firstError(diagnostics: readonly Diagnostic[]): string | undefined {
  return diagnostics.find(({ severity }) => severity === 'error')?.message;
}
