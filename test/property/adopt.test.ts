// What a rebuilt ledger comes to, for every project and every history of edits, in both lifecycles and under all marks.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seenKey, type Ledger } from '../../src/model/ledger.ts';
import { parseLedgerFiles } from '../../src/model/ledger-file.ts';
import { resourceKey } from '../../src/model/resource.ts';
import { arbitraryHistory, asFiles, editedOutput, editedState, type History } from '../support/arbitrary-project.ts';
import { memoryAdopt } from '../support/memory-adopt.ts';
import { manifestsOf, memoryRun, type MemoryInput, type MemoryResult, type Texts } from '../support/memory-run.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';

const CASES = (['desired', 'kyverno'] as const).flatMap((lifecycle) =>
  (['headwater', 'kyverno', 'none'] as const).map((provenance) => ({ lifecycle, provenance })),
);
const LATER = '2031-05-06T07:08:09Z';

interface Step {
  readonly input: MemoryInput;
  readonly result: MemoryResult;
}

/** Every run of a history, in order. */
function play(history: History, options: Pick<MemoryInput, 'lifecycle' | 'provenance'>): readonly Step[] {
  const steps: Step[] = [];
  let state = history.start;
  let output: Texts = {};
  for (const edits of [[], ...history.steps]) {
    state = editedState(state, edits);
    const now = `2026-01-01T00:${String(steps.length).padStart(2, '0')}:00Z`;
    const input = { ...asFiles(state), ...options, output: editedOutput(output, edits), now };
    const result = memoryRun(input);
    steps.push({ input, result });
    output = result.output;
  }
  return steps;
}

function ledgerOf(output: Texts): Ledger {
  return parseLedgerFiles(new Map(Object.entries(output)), '').value;
}

const ANY = { onlySynchronized: false, mayFail: true };

/** The ids of what a run deletes, or deletes and writes over. */
function lostBy({ plan }: MemoryResult, actions: readonly string[]): readonly string[] {
  return (plan?.changes ?? []).flatMap(({ action, id, before }) =>
    actions.includes(action) && before !== undefined ? [resourceKey(id)] : [],
  );
}

describe.each(CASES)(`in the lifecycle $lifecycle with the marks $provenance (${SHOWN_SEED})`, (options) => {
  test('with the last ledger in history it is that ledger again, byte by byte', () => {
    fc.assert(
      fc.property(arbitraryHistory(ANY, true), (history) => {
        for (const { input, result } of play(history, options)) {
          if (result.plan === undefined) continue;
          const lost = { ...input, output: manifestsOf(result.output), now: LATER };
          expect(memoryAdopt(lost, [ledgerOf(result.output)]).output).toEqual(result.output);
        }
      }),
      runs(15),
    );
  });

  // Allowed are differences of what asks for the time: the instant that was taken for now is in the ledger alone.
  test('without a history no manifest changes, and the next run deletes nothing and changes only what holds the time', () => {
    fc.assert(
      fc.property(arbitraryHistory(ANY, true), (history) => {
        for (const { input, result } of play(history, options)) {
          if (result.plan === undefined) continue;
          const lost = { ...input, output: manifestsOf(result.output), now: LATER };
          const { output } = memoryAdopt(lost);
          expect(manifestsOf(output)).toEqual(lost.output);
          const { clocks } = ledgerOf(result.output);
          const written = (memoryRun({ ...lost, output }).plan?.changes ?? []).filter(({ action }) =>
            ['create', 'update', 'delete'].includes(action),
          );
          for (const { action, causes } of written) {
            expect(action).not.toBe('delete');
            expect(causes.some(({ rule, trigger }) => clocks.has(seenKey(rule, trigger)))).toBe(true);
          }
        }
      }),
      runs(15),
    );
  });

  test('edits that no run has seen yet take no more than they would have without a loss', () => {
    fc.assert(
      fc.property(arbitraryHistory(ANY, true), fc.boolean(), (history, hasHistory) => {
        const steps = play(history, options);
        for (const [index, { input, result }] of steps.entries()) {
          const former = steps[index - 1]?.result;
          if (result.plan === undefined || former?.plan === undefined) continue;
          const lost = { ...input, output: manifestsOf(input.output) };
          const { output } = memoryAdopt(lost, hasHistory ? [ledgerOf(former.output)] : []);
          expect(manifestsOf(output)).toEqual(lost.output);
          const next = memoryRun({ ...lost, output });
          const deleted = lostBy(result, ['delete']);
          expect(lostBy(next, ['delete']).filter((key) => !deleted.includes(key))).toEqual([]);
        }
      }),
      runs(15),
    );
  });
});

test('a trigger that was there before its policy does not come to share what another one made', () => {
  const rule = {
    name: 'first',
    match: { any: [{ resources: { kinds: ['Namespace'] } }] },
    generate: {
      synchronize: false,
      generateExisting: false,
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'settings',
      namespace: 'shop',
      data: { data: { value: 'fixed' } },
    },
  };
  const policy = {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: 'beta' },
    spec: { rules: [rule] },
  };
  const namespace = (name: string) => JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const before: MemoryInput = {
    policies: { 'beta.yaml': JSON.stringify(policy) },
    inventory: { 'team-a.yaml': namespace('team-a') },
    output: {},
    lifecycle: 'kyverno',
  };
  const after = {
    ...before,
    inventory: { ...before.inventory, 'shop.yaml': namespace('shop') },
    output: memoryRun(before).output,
  };
  const { output } = memoryRun(after);
  expect(Object.keys(manifestsOf(output))).toEqual(['shop/configmap_settings.yaml']);
  expect(memoryAdopt({ ...after, output: manifestsOf(output) }, [ledgerOf(output)]).output).toEqual(output);
});
