// The two runs of a preview, one on what the other leaves: first the base as the next run would treat it without the change, so that what
// is merely pending is not shown as the change's doing; then the head, on that output and ledger with the change's own edits over it.
import { openEgress, readOutputTree, type AllowedHost, type AskService, type OutputTree } from '../../load/index.ts';
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import type { SourceDocument } from '../../model/document.ts';
import type { Output } from '../../model/output.ts';
import type { Plan } from '../../model/plan.ts';
import type { CompiledPolicies, ExceptionPresence } from '../../model/policy.ts';
import type { TreeFile } from '../../model/tree.ts';
import { guardDeletions } from '../../plan/index.ts';
import type { ReviewSide } from '../../review/index.ts';
import { planWorld, tellOthers } from '../compute.ts';
import { assembleWorld, outputName, type ReadWorld } from '../world.ts';
import { asTree, byPath, carriedOut, mergedOutput, type OutputFiles } from './output-files.ts';
import type { Side } from './read-sides.ts';
import { rememberAnswers } from './remember-answers.ts';

/** What a run on the base leaves, and what of it is needed later. Its world is let go of before the head is computed. */
export interface BaseRun {
  /** What was carried out; nothing where the base cannot be used. */
  readonly plan: Plan;
  readonly side: ReviewSide;
  /** Undefined where they were read in part only: what is missing would look like an edit. */
  readonly documents?: readonly SourceDocument[];
  readonly failures: readonly Diagnostic[];
  /** Why nothing was carried out. */
  readonly unusable?: Diagnostic;
  readonly before: OutputFiles;
  readonly after: OutputFiles;
}

/** The run after the merge. Without `planned` its input cannot be used. */
export interface HeadRun {
  readonly planned?: {
    readonly plan: Plan;
    readonly side: ReviewSide;
    readonly output: Output;
    readonly guard?: Diagnostic;
    readonly exceptions: readonly ExceptionPresence[];
    /** What lies below the output root when it is done, unless the guard stops it. */
    readonly after: () => OutputFiles;
  };
  readonly ownEdits: number;
  /** All but the plan's own. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Both runs. */
export async function computeSides(sides: {
  readonly base: Side;
  readonly head: Side;
}): Promise<{ readonly base: BaseRun; readonly head: HeadRun }> {
  const ask = askersOf(sides.base, sides.head);
  const base = await computeBase(sides.base, ask.base);
  const head = await computeHead(sides, base, ask.head);
  return { base, head };
}

async function computeBase(side: Side, ask: AskService | undefined): Promise<BaseRun> {
  const { options, reader } = side;
  options.progress('reading output of the base');
  const files = await readOutputOf(side);
  const world = worldOf(side, files, `${reader.prefix}${options.output}`);
  const { compiled, settled, diagnostics } = await planWorld(world, unsafe(side), options, ask);
  const before = byPath(files.value);
  const known = { side: sideOf(compiled, world.value), before };
  const idle: Plan = { changes: [], ledger: world.value.ledger, rules: [], diagnostics: [] };
  if (settled === undefined) {
    const failures = diagnostics.filter(isError);
    return { ...known, plan: idle, failures, unusable: unusable(failures), after: before };
  }
  const { plan } = settled;
  const failures = [...diagnostics, ...plan.diagnostics].filter(isError);
  const { documents } = world.value;
  const stopped = guardDeletions(plan, world.value.ledger, options.maxDeletions);
  if (stopped) {
    return { ...known, documents, plan: idle, failures, unusable: unusable([stopped]), after: before };
  }
  return { ...known, documents, plan, failures, after: carriedOut(before, world.value, plan) };
}

async function computeHead(
  { base, head }: { readonly base: Side; readonly head: Side },
  former: BaseRun,
  ask: AskService | undefined,
): Promise<HeadRun> {
  const { options } = head;
  options.progress('reading output');
  const lying = await readOutputOf(head);
  const around = await outputAround(base, head, former);
  const { files, ownEdits } = mergedOutput({ ...around, head: byPath(lying.value) });
  const tree = { value: asTree(files, options.output), diagnostics: lying.diagnostics };
  const world = worldOf(head, tree, options.output);
  const { compiled, settled, diagnostics } = await planWorld(world, unsafe(head), options, ask);
  if (settled === undefined) return { ownEdits, diagnostics };
  const { plan } = settled;
  const guard = guardDeletions(plan, world.value.ledger, options.maxDeletions);
  return {
    planned: {
      plan,
      side: sideOf(compiled, world.value),
      output: world.value.output,
      exceptions: compiled.exceptions,
      after: () => carriedOut(files, world.value, plan),
      ...(guard ? { guard } : {}),
    },
    ownEdits,
    diagnostics: [...diagnostics, ...tellOthers(world.value, plan, options)],
  };
}

/** What the base has where the head has its output, before and after the base's own run, which knows only of its own root. */
async function outputAround(
  base: Side,
  head: Side,
  { before, after }: BaseRun,
): Promise<{ readonly base: OutputFiles; readonly reconciled: OutputFiles }> {
  if (sameRoot(base.options.output, head.options.output)) return { base: before, reconciled: after };
  const there = byPath((await readOutputOf({ ...base, options: head.options, root: head.root })).value);
  return { base: there, reconciled: there };
}

function sameRoot(one: string, other: string): boolean {
  const plain = (root: string): string => root.replace(/^(?:\.\/+)+|\/+$/g, '');
  return plain(one) === plain(other);
}

/** Nothing of a root that is refused: it may be the whole disk. */
async function readOutputOf({ reader, options, root }: Side): Promise<Checked<readonly TreeFile[]>> {
  return hasErrors(root) ? { value: [], diagnostics: [] } : reader.output(options.output);
}

/** The world of a state on this output, whose folder is named `shown`. */
export function worldOf(side: Side, files: Checked<readonly TreeFile[]>, shown: string): Checked<ReadWorld> {
  const { documents, inventory, filters, options } = side;
  const tree = readOutputTree(files.value, inventory.value.kinds, outputName(options, shown));
  const found: Checked<OutputTree> = {
    value: tree.value,
    diagnostics: [...files.diagnostics, ...tree.diagnostics],
  };
  return assembleWorld({ documents, inventory, found, filters }, options);
}

function unsafe({ configuration, root }: Side): readonly Diagnostic[] {
  return [...configuration, ...root];
}

function sideOf({ rules }: CompiledPolicies, { inventory }: ReadWorld): ReviewSide {
  return { rules, inventory };
}

/** Whom each of the runs may ask. Where both may ask the same, an answer holds for both: a service that never answers twice alike changes nothing. */
function askersOf(
  base: Side,
  head: Side,
): { readonly base: AskService | undefined; readonly head: AskService | undefined } {
  const open = ({ options: { allowHttp } }: Side): AskService | undefined =>
    allowHttp.length > 0 ? rememberAnswers(openEgress({ allowed: allowHttp })) : undefined;
  const forBase = open(base);
  const isSame = asText(base.options.allowHttp) === asText(head.options.allowHttp);
  return { base: forBase, head: isSame ? forBase : open(head) };
}

/** Addresses of networks are big integers. */
function asText(hosts: readonly AllowedHost[]): string {
  return JSON.stringify(hosts, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

function unusable(errors: readonly Diagnostic[]): Diagnostic {
  const [first, ...others] = errors;
  const place = first?.at ? ` (${first.at.file}:${first.at.line})` : '';
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  const message = `The base cannot be used, so nothing of it was carried out before the change: ${first?.message ?? ''}${place}${more}`;
  return { code: 'preview/base-unusable', severity: 'warning', message, about: {} };
}
