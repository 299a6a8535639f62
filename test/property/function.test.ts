// In the lifecycle `desired` output is a function of policies and inventory: what came first leaves no trace. Here every rule
// synchronizes; what a clone's deleted policy leaves retained is not Headwater's any more, and is not compared.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLedgerFiles } from '../../src/model/ledger-file.ts';
import {
  arbitraryHistory,
  arbitraryState,
  asFiles,
  editedOutput,
  editedState,
  type PolicyLimits,
} from '../support/arbitrary-project.ts';
import { manifestsOf, memoryRun, type Texts } from '../support/memory-run.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';

const SYNCHRONIZED: PolicyLimits = { onlySynchronized: true, mayFail: false };

/** The manifests that Headwater manages: neither files of others nor what is retained. */
function managedManifests(output: Texts): Texts {
  const own = new Map(Object.entries(output).filter(([path]) => path.startsWith('.headwater/')));
  const { downstreams } = parseLedgerFiles(own, '').value;
  const managed = new Set([...downstreams.values()].filter(({ state }) => state === 'managed').map(({ path }) => path));
  return Object.fromEntries(Object.entries(manifestsOf(output)).filter(([path]) => managed.has(path)));
}

describe(`desired (${SHOWN_SEED})`, () => {
  test('managed manifests are those of a fresh run, whatever came first', () => {
    let compared = 0;
    fc.assert(
      fc.property(arbitraryHistory(SYNCHRONIZED, true), (history) => {
        const withoutForeign = history.steps.map((edits) => edits.filter(({ kind }) => kind !== 'output-foreign'));
        let state = history.start;
        let output: Texts = {};
        for (const edits of [[], ...withoutForeign]) {
          state = editedState(state, edits);
          const files = asFiles(state);
          const grown = memoryRun({ ...files, output: editedOutput(output, edits), lifecycle: 'desired' });
          const fresh = memoryRun({ ...files, output: {}, lifecycle: 'desired' });
          output = grown.output;
          // What fails is held, and so depends on what was there before.
          if (fresh.diagnostics.some(({ severity, code }) => severity === 'error' && code !== 'plan/conflict'))
            continue;
          compared += 1;
          expect(managedManifests(output)).toEqual(managedManifests(fresh.output));
        }
      }),
      runs(120),
    );
    expect(compared).toBeGreaterThan(50);
  });

  test('two ways to the same project end in the same managed manifests', () => {
    fc.assert(
      fc.property(arbitraryState(SYNCHRONIZED), arbitraryState(SYNCHRONIZED), (one, other) => {
        const there = memoryRun({ ...asFiles(one), output: {}, lifecycle: 'desired' });
        const away = memoryRun({ ...asFiles(other), output: there.output, lifecycle: 'desired' });
        const back = memoryRun({ ...asFiles(one), output: away.output, lifecycle: 'desired' });
        fc.pre(
          ![there, away, back].some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error')),
        );
        expect(managedManifests(back.output)).toEqual(managedManifests(there.output));
      }),
      runs(80),
    );
  });
});
