// Compiles a GeneratingPolicy or NamespacedGeneratingPolicy to the one Rule it is. What it may say was judged before, by read.ts and the
// compilation of its expressions.
import { CelFailure, CelRun, type CelMap } from '../../cel/index.ts';
import { filteredBy } from '../../match/index.ts';
import { digestOf, isSecret } from '../../model/digest.ts';
import type { Evaluation } from '../../model/downstream.ts';
import type { Lifecycle, Match, Rule } from '../../model/policy.ts';
import { child, describeResource, type Json, type JsonObject } from '../../model/resource.ts';
import type { Operation, Trigger, World } from '../../model/trigger.ts';
import type { Trouble } from '../trouble.ts';
import { bindingsOf, type Allowances } from './bindings.ts';
import { asBool, judgeConditions, shownConditions, unmetOf, type JudgedCondition } from './conditions.ts';
import type { GeneratingPolicyDocument } from './document.ts';
import {
  evaluationTrouble,
  policyEnvironment,
  tell,
  type PlacedTrouble,
  type PolicyEnvironment,
  type PolicyOptions,
} from './environment.ts';
import { askExceptions, exceptedBy, NO_ALLOWANCES, type Exempted, type PolicyExceptions } from './exceptions.ts';
import type { CompiledEntry, CompiledExpression, CompiledExpressions } from './expressions.ts';
import { generatedBy, type HandedOver } from './generated.ts';
import { hostOf, type RecordingHost } from './host.ts';
import { compileMatchConstraints, type CompiledConstraints } from './match-constraints.ts';

/** The parts of a policy, compiled. */
interface Parts {
  readonly environment: PolicyEnvironment;
  readonly constraints: CompiledConstraints;
  readonly expressions: CompiledExpressions;
  readonly exceptions: PolicyExceptions;
}

/** Compiles a policy. */
export function compileGeneratingPolicy(
  document: GeneratingPolicyDocument,
  expressions: CompiledExpressions,
  exceptions: PolicyExceptions,
  options: PolicyOptions,
): Rule {
  const environment = policyEnvironment(document, options);
  const knowing = options.supplied === undefined ? 'what the inventory shows' : 'what a test supplies';
  const constraints = compileMatchConstraints(document.matchConstraints, options.kinds, document, knowing);
  const parts: Parts = { environment, constraints, expressions, exceptions };
  return {
    id: environment.id,
    at: document.place(['spec', 'generate']),
    order: 0,
    digest: digestOf(contentOf(document)),
    lifecycle: lifecycleOf(document, constraints),
    skipGenerated: document.evaluation.skipBackgroundRequests,
    needsFormerObject: readsFormerState(expressions),
    ignoresRequests: !document.evaluation.admission,
    kinds: constraints.kinds,
    ...(exceptions.compiled.length === 0 ? {} : { exceptions: ruleExceptions(parts) }),
    match: (trigger, world) => matchTrigger(parts, trigger, world),
    evaluate: (trigger, world) => evaluate(parts, trigger, world),
    inspect: (trigger, world) => shownConditions(judged(parts, trigger, world)),
  };
}

/** The parts that decide what is generated; what only decides when it lives and dies is left out. */
function contentOf(document: GeneratingPolicyDocument): JsonObject {
  return fieldsOf(document, ['variables', 'generate', 'matchConditions', 'useServerSideApply']);
}

function fieldsOf({ raw }: GeneratingPolicyDocument, fields: readonly string[]): JsonObject {
  const spec = child(raw, 'spec');
  return Object.fromEntries(fields.map((field): [string, Json] => [field, child(spec, field) ?? null]));
}

function readsFormerState({ conditions, variables, generate }: CompiledExpressions): boolean {
  const programs = [...conditions, ...variables, ...generate];
  return programs.some((one) => /oldObject|operation/.test(one.source.text));
}

// ---- lifecycle

function lifecycleOf(document: GeneratingPolicyDocument, { operations }: CompiledConstraints): Lifecycle {
  const { evaluation } = document;
  // Not said is another answer than false: it keeps the copies of a policy that goes.
  const said = child(child(child(document.raw, 'spec'), 'evaluation'), 'orphanDownstreamOnPolicyDelete');
  const orphan = child(said, 'enabled') === undefined ? undefined : evaluation.orphanDownstreamOnPolicyDelete;
  return {
    synchronize: evaluation.synchronize,
    ...(orphan === undefined ? {} : { orphanOnPolicyDelete: orphan }),
    generateExisting: evaluation.generateExisting,
    serverSideApply: document.useServerSideApply,
    operations: operations.filter((operation) => isHeard(document, operation)),
    reach: digestOf(fieldsOf(document, ['matchConstraints', 'matchConditions'])),
    cells: {
      retainWhenDeleteUnlisted: false,
      retainRenamed: false,
      rerenderUnsynchronized: true,
      deleteClonesWithPolicy: false,
      claimsForeign: false,
    },
  };
}

/** What is there already is processed as if it were created; anything else is a request. */
function isHeard({ evaluation }: GeneratingPolicyDocument, operation: Operation): boolean {
  return evaluation.admission || operation === 'CREATE';
}

// ---- match

function matchTrigger(parts: Parts, trigger: Trigger, world: World): Match {
  const { environment, constraints } = parts;
  const filtered = filteredBy(environment.options.resourceFilters, { id: trigger.id, object: trigger.object });
  if (filtered !== undefined) return { outcome: 'no', because: 'resource-filter', detail: filtered };
  if (!isHeard(environment.document, trigger.operation)) {
    const detail = `evaluation.admission is off, so that ${trigger.operation} is not heard`;
    return { outcome: 'no', because: 'operation', detail };
  }
  const constrained = constraints.test(trigger, world);
  if (constrained.outcome !== 'yes') return constrained;
  return exempted(parts, trigger, world) ?? matchConditions(parts, trigger, world);
}

function ask({ environment, exceptions }: Parts, trigger: Trigger, world: World): Exempted {
  if (exceptions.compiled.length === 0) return { match: undefined, allowances: NO_ALLOWANCES };
  const { run, bindings } = open(environment, trigger, world, { allowances: NO_ALLOWANCES, variables: [] });
  return askExceptions(exceptions, (program) => program.evaluate(run, bindings));
}

function exempted(parts: Parts, trigger: Trigger, world: World): Match | undefined {
  const { match } = ask(parts, trigger, world);
  if (match === undefined) return undefined;
  if ('exception' in match) return exceptedBy(match.exception);
  return { outcome: 'unknown', diagnostics: [tell(parts.environment, trigger, match.trouble)] };
}

function ruleExceptions(parts: Parts): NonNullable<Rule['exceptions']> {
  return {
    needsObject: parts.exceptions.compiled.some(({ conditions }) => conditions.length > 0),
    test: (trigger, world) => askAboutGone(parts, trigger, world),
  };
}

/**
 * Whether an exception covers a trigger that is gone, so that its deletion cleans nothing up. Conditions are asked of the object as it was
 * last seen; where that is not known, what the trigger has is left as it is.
 */
function askAboutGone(parts: Parts, trigger: Trigger, world: World): Match | undefined {
  const asks = parts.exceptions.compiled.some(({ conditions }) => conditions.length > 0);
  const isKnown = trigger.object.apiVersion !== '' && !isSecret(trigger.object);
  if (isKnown || !asks) {
    const { id, object, since } = trigger;
    return exempted(parts, { id, object, since, operation: 'CREATE' }, world);
  }
  const reason = isSecret(trigger.object) ? 'of a Secret no values are kept' : 'its last state is not known';
  const undecided: PlacedTrouble = {
    code: 'match/exception-undecided',
    severity: 'warning',
    message: `${describeResource(trigger.id)} is gone, and whether an exception applies cannot be told: ${reason}`,
    help: 'What it has is left as it is for as long as the exception is there.',
    path: ['metadata', 'name'],
  };
  const warnings = [tell(parts.environment, trigger, undecided)];
  return { outcome: 'unknown', diagnostics: warnings, warnings };
}

function matchConditions(parts: Parts, trigger: Trigger, world: World): Match {
  const unmet = unmetOf(judged(parts, trigger, world));
  if (unmet === undefined) return { outcome: 'yes' };
  if ('detail' in unmet) return { outcome: 'no', because: 'match-conditions', detail: unmet.detail };
  return { outcome: 'unknown', diagnostics: [tell(parts.environment, trigger, unmet.trouble)] };
}

function judged(parts: Parts, trigger: Trigger, world: World): readonly JudgedCondition[] {
  const { environment, expressions } = parts;
  if (expressions.conditions.length === 0) return [];
  const { allowances } = ask(parts, trigger, world);
  const { run, bindings } = open(environment, trigger, world, { allowances, variables: [] });
  return judgeConditions(expressions.conditions, (program) => program.evaluate(run, bindings));
}

// ---- evaluate

interface Opened {
  readonly run: CelRun;
  readonly bindings: CelMap;
  readonly recording: RecordingHost;
}

interface Seen {
  readonly allowances: Allowances;
  readonly variables: readonly CompiledExpression[];
  readonly take?: Parameters<typeof hostOf>[3];
}

/** One evaluation: its budget and its host are shared by all expressions. */
function open(environment: PolicyEnvironment, trigger: Trigger, world: World, seen: Seen): Opened {
  const recording = hostOf(environment, trigger, world, seen.take);
  const run = new CelRun(recording.host);
  const { allowances, variables } = seen;
  return { run, recording, bindings: bindingsOf({ environment, trigger, world, run, allowances, variables }) };
}

/**
 * Evaluates everything that the policy generates.
 *
 * Shape   all or nothing: the first failure ends it, and what the trigger had is left as it is.
 * Source  Kyverno, GeneratingPolicy. There what was written before the failure stays, unmanaged.
 */
function evaluate(parts: Parts, trigger: Trigger, world: World): Evaluation {
  const { environment, expressions } = parts;
  const handed: HandedOver[] = [];
  let current: Omit<HandedOver, 'object' | 'namespace' | 'element'> & { readonly label: string } = {
    path: [],
    label: '',
  };
  let count = 0;
  const { allowances } = ask(parts, trigger, world);
  const own = environment.document.namespace;
  const opened = open(environment, trigger, world, {
    allowances,
    variables: expressions.variables,
    take(namespace, objects) {
      for (const object of objects) {
        // In its own namespace a namespaced policy has no say: whatever the object names is replaced.
        handed.push({ object, namespace: namespace ?? own, element: `${current.label}/${count}`, path: current.path });
        count += 1;
      }
      return undefined;
    },
  });
  for (const [index, entry] of expressions.generate.entries()) {
    current = { path: entry.source.path, label: `generate[${index}]` };
    count = 0;
    const trouble = runEntry(entry, opened, handed, current.label);
    if (trouble !== undefined) return failedWith(parts, trigger, opened, trouble);
  }
  const { recording } = opened;
  const generated = generatedBy(
    {
      own,
      options: environment.options,
      world,
      originOf: (object) => recording.originOf(object),
    },
    handed,
  );
  if (!generated.ok) {
    const { trouble } = generated;
    return failedWith(parts, trigger, opened, recording.sawSecret() ? withoutTexts(trouble) : trouble);
  }
  const annotated = annotationsOf(expressions.annotations, opened);
  const remarks = [...generated.value.remarks, ...annotated.troubles, ...unknownResources(parts, recording)];
  return {
    desired: generated.value.desired,
    missingSources: [],
    skipped: generated.value.skipped,
    complete: true,
    absent: recording.absent(),
    annotations: annotated.values,
    diagnostics: remarks.map((trouble) => tell(environment, trigger, trouble)),
  };
}

/** What a target is called may come from a Secret. */
function withoutTexts({ code, path }: Trouble): Trouble {
  return {
    code,
    message:
      'The target cannot be written. What it is called is not shown, since the policy looks at a Secret or a service',
    help: 'Check the expressions that give the target its kind, namespace and name.',
    path,
  };
}

function failedWith(parts: Parts, trigger: Trigger, { recording }: Opened, trouble: PlacedTrouble): Evaluation {
  const troubles = [trouble, ...unknownResources(parts, recording)];
  return {
    desired: [],
    missingSources: [],
    skipped: [],
    complete: false,
    absent: recording.absent(),
    diagnostics: troubles.map((one) => tell(parts.environment, trigger, one)),
  };
}

/** An expression hands over by what it calls; a template, document by document, grouped by namespace in order of appearance. */
function runEntry(
  entry: CompiledEntry,
  opened: Opened,
  handed: HandedOver[],
  label: string,
): PlacedTrouble | undefined {
  const { run, bindings } = opened;
  if (entry.form === 'expression') {
    const result = asBool(entry.program.evaluate(run, bindings));
    return result instanceof CelFailure ? evaluationTrouble(entry.source, result) : undefined;
  }
  const documents = entry.template.render(run, bindings);
  if (documents instanceof CelFailure) return evaluationTrouble(entry.source, documents);
  const { path } = entry.source;
  handed.push(
    ...documents.map((object, index) => ({ object, namespace: undefined, element: `${label}/${index}`, path })),
  );
  return undefined;
}

interface Annotated {
  readonly values: ReadonlyMap<string, string>;
  readonly troubles: readonly Trouble[];
}

/** What the policy wants noted; one that fails is told and changes nothing of what is generated. */
function annotationsOf(annotations: readonly CompiledExpression[], { run, bindings }: Opened): Annotated {
  const values = new Map<string, string>();
  const troubles: PlacedTrouble[] = [];
  for (const { name, source, program } of annotations) {
    const value = program.evaluate(run, bindings);
    if (typeof value === 'string') values.set(name, value);
    if (value instanceof CelFailure) troubles.push({ ...evaluationTrouble(source, value), severity: 'warning' });
  }
  return { values, troubles };
}

/** That nothing is there may only mean that nobody told Headwater of the kind. */
function unknownResources({ environment }: Parts, recording: RecordingHost): readonly Trouble[] {
  return recording.unknown().map((resource) => ({
    code: 'evaluate/kind-unknown',
    severity: 'warning',
    message: `${resource} is no kind that is known, so resource.get finds none`,
    help: `Add the CustomResourceDefinition of ${resource} to the inventory, or correct the plural.`,
    path: environment.document.generate[0]?.path ?? ['spec', 'generate'],
  }));
}
