// From a world whose ledger is missing or broken to the rebuilt ledger: plans are settled on drafts until there is nothing to add.
import { openEgress } from '../../load/index.ts';
import { hasErrors, sortDiagnostics, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import { isUnusableInput } from '../../model/diagnostic-codes.ts';
import { concludeDraft, extendDraft, startDraft, type Adoption } from '../../plan/index.ts';
import { compilePolicies } from '../../policy/index.ts';
import { settleWithAnswers } from '../answers.ts';
import type { RunOptions } from '../options.ts';
import { compileOptions, settleInput } from '../settle-input.ts';
import type { AdoptWorld } from './read.ts';

/** Each step takes up at least one manifest or trigger, and a chain has few links: what is not found by then is told as unknown. */
const MOST_STEPS = 64;

/** Policies that failed to compile, and rules that failed to evaluate: for what they made nobody can speak. */
const FAILED: readonly string[] = ['policy', 'evaluate'];

/**
 * The rebuilt ledger; undefined beside input that cannot be used.
 *
 * Errors  those of the world and of policies; of evaluating, for what a rule made that fails cannot be told from the policies.
 */
export async function rebuildLedger(
  world: Checked<AdoptWorld>,
  options: RunOptions,
): Promise<Checked<Adoption | undefined>> {
  options.progress('compiling policies');
  const compiled = compilePolicies(world.value.documents, compileOptions(world.value, options));
  const diagnostics = sortDiagnostics([...world.diagnostics, ...compiled.diagnostics]);
  if (hasErrors(diagnostics.filter(({ code }) => isUnusableInput(code)))) return { value: undefined, diagnostics };
  const ask = options.allowHttp.length > 0 ? openEgress({ allowed: options.allowHttp }) : undefined;
  options.progress('evaluating');
  const input = settleInput(compiled.value, world.value, options);
  let draft = startDraft({ former: world.value.ledger, output: world.value.output, rules: compiled.value.rules });
  for (let step = 1; ; step += 1) {
    const settled = await settleWithAnswers({ ...input, ledger: draft.ledger }, ask, options.progress);
    const next = step < MOST_STEPS ? extendDraft(draft, settled) : undefined;
    if (next === undefined) {
      const failures = settled.plan.diagnostics.filter(isFailure);
      return { value: concludeDraft(draft, settled), diagnostics: [...diagnostics, ...failures] };
    }
    draft = next;
  }
}

function isFailure({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && FAILED.includes(code.split('/')[0] ?? '');
}
