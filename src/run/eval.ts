// headwater eval: one expression, template or condition on a trigger of the inventory, for who writes policies. Nothing is written, and no
// value of a Secret is shown.
import {
  HIDDEN,
  hideTextsOf,
  indexInventory,
  indexObjects,
  openWorld,
  readsSecrets,
  showBeside,
  triggerWithStandIns,
  withStandIns,
  type Hiding,
  type RecordingWorld,
} from '../evaluate/index.ts';
import { namedObjects, nearNames } from '../kube/index.ts';
import { readAllInputs, readInventory, readPolicies } from '../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../model/diagnostic.ts';
import { isSecret } from '../model/digest.ts';
import type { Inventory, InventoryObject } from '../model/inventory.ts';
import { describeResource, type Json, type ResourceKey } from '../model/resource.ts';
import type { Operation, Trigger } from '../model/trigger.ts';
import {
  evaluateText,
  findRule,
  type Expressed,
  type ExpressionForm,
  type FoundPolicy,
  type RuleChoice,
} from '../policy/index.ts';
import { buildReport, type ReportExpressionError } from '../report/index.ts';
import { printYaml } from '../yaml/index.ts';
import type { RunOptions } from './options.ts';
import type { RunResult } from './result.ts';

/** What is evaluated on what. */
export interface EvalRequest {
  readonly form: ExpressionForm;
  readonly text: string;
  /** An object's name; undefined only where `file` holds one object. */
  readonly trigger: string | undefined;
  /** A file of objects beside the inventory, one of which may be the trigger. */
  readonly file: string | undefined;
  readonly operation: Exclude<Operation, 'CONNECT'>;
  /** The rule whose context entries, or the policy in CEL whose variables, may be named. */
  readonly rule: RuleChoice | undefined;
  /** The text is CEL; so it is too where the policy is in CEL. */
  readonly cel?: boolean;
}

/** Evaluates. Status 1 where the expression fails, 2 where there is no such trigger, policy or rule. */
export async function runEval(options: RunOptions, request: EvalRequest): Promise<RunResult> {
  const read = await readForEval(options, request);
  if ('unusable' in read) return unusable(options, read.unusable);
  const { inventory, found, subject } = read;
  const world = worldOf(options, inventory);
  const trigger = triggerOf(subject, request.operation);
  const evaluate = (on: Trigger, within: RecordingWorld): Expressed =>
    evaluateText({ ...request, found }, { ...options, kinds: inventory.kinds, resourceFilters: [] }, on, within);
  const expressed = evaluate(trigger, world);
  const isTainted = isSecret(trigger.object) || readsSecrets(world.taken());
  const twin = isTainted ? evaluate(triggerWithStandIns(trigger), { ...world, ...withStandIns(world) }) : expressed;
  return resultOf(options, request.form, shown(expressed, twin, hideTextsOf(secretsIn(inventory, subject))));
}

// ---- what it is evaluated on

interface ReadForEval {
  readonly inventory: Inventory;
  readonly found: FoundPolicy | undefined;
  readonly subject: InventoryObject;
}

async function readForEval(
  options: RunOptions,
  request: EvalRequest,
): Promise<ReadForEval | { readonly unusable: readonly Diagnostic[] }> {
  const inventory = await readObjects(options.clusterState, options);
  const file = request.file === undefined ? undefined : await readObjects([request.file], options);
  const rule =
    request.rule === undefined ? undefined : await readRule(options, { ...request.rule, cel: request.cel === true });
  const read = [...inventory.diagnostics, ...(file?.diagnostics ?? []), ...(rule?.diagnostics ?? [])];
  if (hasErrors(read)) return { unusable: read };
  const subject = chooseTrigger(request, inventory.value, file?.value);
  if ('problem' in subject) return { unusable: [subject.problem] };
  return { inventory: inventory.value, found: rule?.value, subject };
}

async function readObjects(inputs: readonly string[], { progress, remote }: RunOptions): Promise<Checked<Inventory>> {
  progress('reading inventory');
  const files = await readAllInputs(inputs, remote);
  const inventory = readInventory(files.value);
  return { value: inventory.value, diagnostics: [...files.diagnostics, ...inventory.diagnostics] };
}

async function readRule(
  { policies, progress, remote }: RunOptions,
  choice: RuleChoice,
): Promise<Checked<FoundPolicy | undefined>> {
  progress('reading policies');
  const files = await readAllInputs(policies, remote);
  const documents = readPolicies(files.value);
  const read = [...files.diagnostics, ...documents.diagnostics];
  const found = findRule(documents.value, choice);
  if (!('problem' in found)) return { value: found, diagnostics: read };
  return {
    value: undefined,
    diagnostics: [...read, usage(found.problem, 'Give --policy and --rule as they are written.')],
  };
}

function chooseTrigger(
  { trigger, file }: EvalRequest,
  inventory: Inventory,
  inFile: Inventory | undefined,
): InventoryObject | { readonly problem: Diagnostic } {
  const objects = new Map([
    ...(inFile === undefined || trigger !== undefined ? inventory.objects : []),
    ...(inFile?.objects ?? []),
  ]);
  const keys = trigger === undefined ? [...objects.keys()] : namedObjects(trigger, objects.keys(), inventory.kinds);
  const [first, ...more] = keys;
  const found = first === undefined ? undefined : objects.get(first);
  if (found && more.length === 0) return found;
  const name = trigger ?? file ?? '';
  return { problem: found ? ambiguous(name, keys, objects) : unknown(name, objects) };
}

type Objects = ReadonlyMap<ResourceKey, InventoryObject>;

function ambiguous(name: string, keys: readonly ResourceKey[], objects: Objects): Diagnostic {
  const names = keys
    .slice(0, 10)
    .flatMap((key) => objects.get(key) ?? [])
    .map(({ id }) => describeResource(id));
  const more = keys.length > names.length ? ', …' : '';
  return usage(`${name} stands for ${keys.length} objects: ${names.join(', ')}${more}`, 'Name one with --trigger.');
}

function unknown(name: string, objects: Objects): Diagnostic {
  const near = nearNames(
    name,
    [...objects.values()].map(({ id }) => describeResource(id)),
  );
  const help =
    near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'Give a name like Namespace/payments, or a --file.';
  return usage(`There is no object ${name} in the inventory`, help);
}

function triggerOf({ id, resource }: InventoryObject, operation: EvalRequest['operation']): Trigger {
  const former = operation === 'CREATE' ? {} : { oldObject: resource };
  return { id, object: resource, operation, since: 'new', ...former };
}

function worldOf({ now }: RunOptions, inventory: Inventory): RecordingWorld {
  const overlay = { objects: indexObjects([]), gone: new Set<ResourceKey>(), causedOnlyBy: () => false };
  const { kinds } = inventory;
  return openWorld({ inventory: indexInventory(inventory), kinds, overlay, answers: new Map(), now, evaluation: '' });
}

function* secretsIn(inventory: Inventory, subject: InventoryObject): Iterable<InventoryObject['resource']> {
  yield subject.resource;
  for (const { resource } of inventory.objects.values()) yield resource;
}

// ---- what comes out

type Shown =
  | { readonly value: Json; readonly type?: string; readonly generated?: readonly Json[] }
  | { readonly error: ReportExpressionError };

/** What may be seen: what is the same with other values in the Secrets, and repeats none of them. */
function shown(expressed: Expressed, twin: Expressed, hide: Hiding): Shown {
  if (expressed.ok) return shownValue(expressed, twin.ok ? twin : undefined, hide);
  const { message, expression, start, end } = expressed;
  const isSame = !twin.ok && twin.message === message && twin.expression === expression;
  if (!isSame)
    return { error: { message: `the error is not shown, since it depends on a Secret: ${HIDDEN}`, expression: '' } };
  const place = start === undefined || end === undefined ? {} : { start, end, ...lineAndColumn(expression, start) };
  return { error: { message: hide.text(message), expression: hide.text(expression), ...place } };
}

type Valued = Extract<Expressed, { ok: true }>;

function shownValue({ value, type, generated }: Valued, twin: Valued | undefined, hide: Hiding): Shown {
  const visible = (json: Json, other: Json | undefined): Json => hide.json(showBeside(json, other));
  return {
    value: visible(value, twin?.value),
    ...(type === undefined || type !== twin?.type ? {} : { type }),
    ...(generated === undefined
      ? {}
      : { generated: generated.map((object, at) => visible(object, twin?.generated?.[at])) }),
  };
}

/** Columns count UTF-16 units from 1, as editors do. */
function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function resultOf(options: RunOptions, form: ExpressionForm, result: Shown): RunResult {
  const report = buildReport({ ...identity(options), diagnostics: [], ...result });
  return 'error' in result ? { report, status: 1 } : { report, status: 0, text: textOf(form, result) };
}

/** What would be generated follows as documents of their own; a template has no other value. */
function textOf(form: ExpressionForm, { value, generated }: Extract<Shown, { value: Json }>): string {
  if (generated === undefined) return printYaml(value);
  return [...(form === 'template' ? [] : [value]), ...generated].map((document) => printYaml(document)).join('---\n');
}

function unusable(options: RunOptions, diagnostics: readonly Diagnostic[]): RunResult {
  return { report: buildReport({ ...identity(options), diagnostics }), status: 2 };
}

function identity({ version, cluster }: RunOptions) {
  return { kind: 'EvalReport', version, cluster } as const;
}

function usage(message: string, help: string): Diagnostic {
  return { code: 'cli/usage', severity: 'error', message, help, about: {} };
}
