// Tells what edits of policies would do to the downstreams that exist: reads ledger and output, plans with the old and with the new
// policies, and hands the two to plan/. Trouble here is told and changes no exit status, since validate writes nothing.
import { type Checked, type Diagnostic, hasErrors } from '../model/diagnostic.ts';
import { isUnusableInput } from '../model/diagnostic-codes.ts';
import type { SourceDocument } from '../model/document.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Plan } from '../model/plan.ts';
import type { PolicyEdit } from '../model/policy-edit.ts';
import { guardDeletions, judgeEdits, recover, settle } from '../plan/index.ts';
import { aboutEdit, compilePolicies, type ToldEdit } from '../policy/index.ts';
import { describeEffects, EFFECT_OPENINGS } from '../report/index.ts';
import type { RunOptions } from './options.ts';
import { compileOptions, settleInput, type Surroundings } from './settle-input.ts';
import { checkNotEmpty, readFilters, readOutputFolder } from './world.ts';
import { refusedRoot } from './refused-root.ts';

/** What is judged. */
export interface EffectsInput {
  readonly edits: readonly ToldEdit[];
  readonly base: readonly SourceDocument[];
  readonly documents: readonly SourceDocument[];
  /** Undefined where there is none: then nothing can be planned. */
  readonly inventory: Inventory | undefined;
  readonly options: RunOptions;
}

/**
 * The edits with their effects, as far as these are known.
 *
 * Errors  none: policy/change-effects (notice) for each edit, policy/effects-unknown (notice) where something is missing or broken, and
 *         plan/max-deletions as a warning. Nothing at all where there is no ledger.
 */
export function tellEffects(input: EffectsInput): Checked<readonly PolicyEdit[]> {
  const edits = input.edits.map(({ edit }) => edit);
  if (edits.length === 0) return { value: edits, diagnostics: [] };
  if (input.inventory === undefined) return { value: edits, diagnostics: [unknown('there is no inventory')] };
  const surroundings = readSurroundings(input.inventory, input.options);
  const trouble = surroundings.diagnostics.find(({ severity }) => severity === 'error');
  if (trouble) return { value: edits, diagnostics: [unknown(trouble.message, trouble.at)] };
  const world = surroundings.value;
  if (world.ledger.downstreams.size === 0 && world.ledger.rules.size === 0) return { value: edits, diagnostics: [] };
  const old = planOf(input.base, world, input.options);
  const current = planOf(input.documents, world, input.options);
  if (typeof old === 'string')
    return { value: edits, diagnostics: [unknown(`the old policies cannot be used: ${old}`)] };
  if (typeof current === 'string') return { value: edits, diagnostics: [unknown(current)] };
  const root = input.options.output.replace(/\/+$/, '');
  const judged = judgeEdits(edits, { old, current, ledger: world.ledger, shown: (path) => `${root}/${path}` });
  const diagnostics = [
    ...judged.edits.flatMap((edit, index) => tellEffect(edit, input.edits[index]?.at)),
    ...tellOthers(describeEffects(judged.others)),
    ...tellGuard(current, world, input.options),
  ];
  return { value: judged.edits, diagnostics };
}

function readSurroundings(inventory: Inventory, options: RunOptions): Checked<Surroundings> {
  const root = refusedRoot(options);
  const found = readOutputFolder(options, inventory.kinds, !hasErrors(root));
  const filters = readFilters(options.resourceFilters);
  const recovered = recover(found.value.ledger, found.value.output, options.digestKey);
  return {
    value: { inventory, ...recovered, filters: filters.value },
    diagnostics: [
      ...[...root, ...found.diagnostics, ...filters.diagnostics],
      ...checkNotEmpty(inventory, recovered.ledger, options),
    ],
  };
}

/** The plan, or why there is none. */
function planOf(documents: readonly SourceDocument[], world: Surroundings, options: RunOptions): Plan | string {
  const compiled = compilePolicies(documents, compileOptions(world, options));
  const unusable = compiled.diagnostics.find(({ code, severity }) => severity === 'error' && isUnusableInput(code));
  // No manifest is written, so no Secret is refused.
  return unusable?.message ?? settle(settleInput(compiled.value, world, { ...options, secrets: 'plain' })).plan;
}

function tellEffect(edit: PolicyEdit, at: Diagnostic['at']): readonly Diagnostic[] {
  const words = edit.effects && describeEffects(edit.effects);
  if (words === undefined) return [];
  const subject = edit.rule === undefined ? `policy ${edit.policy.policy}` : `rule ${edit.rule}`;
  const message = `${subject}: ${EFFECT_OPENINGS[edit.outcome]}${words}`;
  return [{ code: 'policy/change-effects', severity: 'notice', message, ...(at && { at }), about: aboutEdit(edit) }];
}

function tellOthers(words: string | undefined): readonly Diagnostic[] {
  if (words === undefined) return [];
  const message = `Rules that are not edited, by what they read or share: ${words}`;
  return [{ code: 'policy/change-effects', severity: 'notice', message, about: {} }];
}

function tellGuard(plan: Plan, { ledger }: Surroundings, { maxDeletions }: RunOptions): readonly Diagnostic[] {
  const stopped = guardDeletions(plan, ledger, maxDeletions);
  if (stopped === undefined) return [];
  return [{ ...stopped, severity: 'warning', message: `The next reconcile would stop: ${stopped.message}` }];
}

function unknown(why: string, at?: Diagnostic['at']): Diagnostic {
  const message = `What the edits do to downstreams is not told: ${why}`;
  return { code: 'policy/effects-unknown', severity: 'notice', message, ...(at && { at }), about: {} };
}
