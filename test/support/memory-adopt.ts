// A rebuilt ledger in memory, as memory-run.ts reconciles in memory. `ledgers` are those that a history would have.
import { memoryTree, readInventory, readLedgerRemains, readManifests, readPolicies } from '../../src/load/index.ts';
import { OFFLINE_ANSWERS } from '../../src/evaluate/index.ts';
import { DEFAULT_RESOURCE_FILTERS } from '../../src/match/index.ts';
import { digestOfResource } from '../../src/model/digest.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import { concludeDraft, extendDraft, settle, startDraft, uniteLedgers, type Adoption } from '../../src/plan/index.ts';
import { compilePolicies, DEFAULT_EVALUATION_LIMITS } from '../../src/policy/index.ts';
import { ledgerChanges, ledgerFiles } from '../../src/render/index.ts';
import type { MemoryInput, Texts } from './memory-run.ts';

/** A rebuilt ledger and the output with it; `steps` counts the plans that it took. */
export interface MemoryAdoption {
  readonly output: Texts;
  readonly adoption: Adoption;
  readonly steps: number;
}

/** Rebuilds the ledger of an output. */
export function memoryAdopt(input: MemoryInput, ledgers: readonly Ledger[] = []): MemoryAdoption {
  const files = memoryTree(input.output);
  const documents = readPolicies(memoryTree(input.policies));
  const inventory = readInventory(memoryTree(input.inventory));
  const { kinds } = inventory.value;
  const name = { shown: 'output', cluster: '' };
  const remains = readLedgerRemains(files, name);
  const all = [...remains.value.ledgers, ...ledgers];
  const { output } = readManifests(files, all, kinds, name).value;
  const found = (key: Parameters<typeof output.manifests.get>[0]) => {
    const resource = output.manifests.get(key)?.resource;
    return resource && digestOfResource(resource, undefined);
  };
  const former = uniteLedgers(all, found, '');
  const compiled = compilePolicies(documents.value, {
    kinds,
    resourceFilters: DEFAULT_RESOURCE_FILTERS,
    cloneMetadata: 'clean',
    substitution: 'once',
    digestKey: undefined,
    limits: DEFAULT_EVALUATION_LIMITS,
  });
  let draft = startDraft({ former, output, rules: compiled.value.rules });
  for (let steps = 1; ; steps += 1) {
    const settled = settle({
      mode: input.lifecycle,
      rules: compiled.value.rules,
      policies: compiled.value.policies,
      inventory: inventory.value,
      ledger: draft.ledger,
      output,
      halfWritten: new Set(),
      answers: OFFLINE_ANSWERS,
      now: input.now ?? '2026-01-01T00:00:00Z',
      provenance: input.provenance ?? 'headwater',
      delivery: 'neutral',
      secrets: 'plain',
      digestKey: undefined,
    });
    const next = steps < 64 ? extendDraft(draft, settled) : undefined;
    if (next === undefined) {
      const adoption = concludeDraft(draft, settled);
      return { output: withLedger(input.output, remains.value.own, adoption.ledger), adoption, steps };
    }
    draft = next;
  }
}

function withLedger(before: Texts, own: ReadonlyMap<string, string>, ledger: Ledger): Texts {
  const after = new Map(Object.entries(before));
  for (const { path, after: text } of ledgerChanges(own, ledgerFiles(ledger))) {
    if (text === undefined) after.delete(path);
    else after.set(path, text);
  }
  return Object.fromEntries([...after].sort(([a], [b]) => (a < b ? -1 : 1)));
}
