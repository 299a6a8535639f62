// Rules for the tests of their parts: compiled from a policy as a user writes it, tried on a trigger in a small world.
import { evaluateTrigger } from '../../../src/evaluate/index.ts';
import type { Desired, Evaluation } from '../../../src/model/downstream.ts';
import type { SourceDocument } from '../../../src/model/document.ts';
import type { Match, Rule } from '../../../src/model/policy.ts';
import { describeResource, type JsonObject } from '../../../src/model/resource.ts';
import type { Trigger, World } from '../../../src/model/trigger.ts';
import {
  ruleEnvironment,
  type RuleEnvironment,
  type RuleOptions,
} from '../../../src/policy/cluster-policy/environment.ts';
import { requestVariables } from '../../../src/policy/cluster-policy/request.ts';
import { openScope, type Scope } from '../../../src/policy/cluster-policy/scope.ts';
import { readGlobalContext } from '../../../src/policy/global-context.ts';
import { compilePolicies, DEFAULT_EVALUATION_LIMITS, type CompileOptions } from '../../../src/policy/index.ts';
import { parseYaml } from '../../../src/yaml/index.ts';
import { anInventory, aWorld } from '../../support/a-world.ts';
import { aPolicy, policyOf } from '../checks/policies.ts';

/** Options of compilation, those of the command line where nothing else is said. Kinds are those that `objects` teaches. */
export function someOptions(changes: Partial<CompileOptions> = {}, objects = ''): CompileOptions {
  return {
    kinds: anInventory(objects).kinds,
    resourceFilters: [],
    cloneMetadata: 'clean',
    substitution: 'once',
    digestKey: 'key',
    limits: DEFAULT_EVALUATION_LIMITS,
    ...changes,
  };
}

/** The documents of a YAML text, as load/ hands them on. */
export function documentsOf(text: string, file = 'policies/a.yaml'): readonly SourceDocument[] {
  return parseYaml(text).documents.map((document) => ({
    file,
    value: document.value as JsonObject,
    place: (path) => ({ file, ...document.positionOf(path) }),
    placeWithin: (path, offset) => ({ file, ...document.positionWithin(path, offset) }),
  }));
}

/** The surroundings of the first rule of a policy. */
export function anEnvironment(
  policy = aPolicy(),
  options: CompileOptions & Partial<RuleOptions> = someOptions(),
): RuleEnvironment {
  const document = policyOf(policy);
  const [rule] = document.spec.rules;
  if (rule === undefined) throw new Error('the policy has no rule');
  return ruleEnvironment(document, rule, { globalContext: readGlobalContext([], options.kinds).value, ...options });
}

/** A scope over these variables. */
export function aScope(values: JsonObject, environment = anEnvironment(), operation = 'CREATE'): Scope {
  return openScope(environment, values, { now: '2026-01-01T00:00:00Z', seed: 'test' }, operation);
}

/** The scope of a trigger, as a rule sees it before its context. */
export function aTriggerScope(trigger: Trigger, world: World, environment = anEnvironment()): Scope {
  return aScope(requestVariables(trigger, world), environment, trigger.operation);
}

/** The rules of a policy text. */
export function rulesOf(policy: string, options = someOptions()): readonly Rule[] {
  return compilePolicies(documentsOf(policy), options).value.rules;
}

/** What came of one rule on one trigger, in the form a table compares. */
export interface Tried {
  readonly match: Match;
  readonly evaluation: Evaluation | undefined;
  /** Downstreams: `ConfigMap/team-a/made`. */
  readonly made: readonly string[];
  /** Contents of the downstreams, by name as in `made`. */
  readonly contents: Readonly<Record<string, JsonObject>>;
  /** Diagnostics: `error evaluate/variable spec.rules.0.generate.data`. */
  readonly told: readonly string[];
  /** Their sentences. */
  readonly words: string;
}

/** What a rule is tried with. */
export interface TryParts {
  readonly objects?: string;
  readonly options?: Partial<CompileOptions>;
  /** The rule's index; the first where none is given. */
  readonly rule?: number;
}

/** Compiles the policy and tries one of its rules on the trigger. */
export function tryRule(policy: string, trigger: Trigger, parts: TryParts = {}): Tried {
  const { objects = '', options = {}, rule: index = 0 } = parts;
  const rule = rulesOf(policy, someOptions(options, objects))[index];
  if (rule === undefined) throw new Error('the rule was set aside');
  const { match, evaluation } = evaluateTrigger(rule, trigger, aWorld({ objects }));
  const diagnostics = match.outcome === 'unknown' ? match.diagnostics : (evaluation?.diagnostics ?? []);
  const desired = evaluation?.desired ?? [];
  return {
    match,
    evaluation,
    made: desired.map(nameOf),
    contents: Object.fromEntries(desired.map((one) => [nameOf(one), one.content])),
    told: diagnostics.map(({ severity, code, about }) => `${severity} ${code} ${about.field ?? ''}`),
    words: diagnostics.map(({ message, help }) => `${message}. ${help ?? ''}`).join('\n'),
  };
}

function nameOf({ id }: Desired): string {
  return describeResource(id);
}
