// Without provenance one run takes the marks off everything that the ledger knows, and nothing else: whole projects with a history, in memory.
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { withoutMarks } from '../../src/kube/index.ts';
import { digestOfResource, sameJson } from '../../src/model/digest.ts';
import { parseLedgerFiles } from '../../src/model/ledger-file.ts';
import type { LedgerEntry } from '../../src/model/ledger.ts';
import type { Resource } from '../../src/model/resource.ts';
import {
  arbitraryHistory,
  asFiles,
  editedOutput,
  editedState,
  type History,
  type PolicyLimits,
} from '../support/arbitrary-project.ts';
import { manifestsOf, memoryRun, type MemoryInput, type Texts } from '../support/memory-run.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';

const ANY: PolicyLimits = { onlySynchronized: false, mayFail: true };

/** The last run of a history. */
function live(history: History, lifecycle: MemoryInput['lifecycle'], provenance: 'headwater' | 'kyverno'): MemoryInput {
  let state = history.start;
  let output: Texts = {};
  let input: MemoryInput | undefined;
  for (const [index, edits] of [[], ...history.steps].entries()) {
    state = editedState(state, edits);
    const now = `2026-01-01T00:${String(index).padStart(2, '0')}:00Z`;
    input = { ...asFiles(state), output: editedOutput(output, edits), lifecycle, now, provenance };
    output = memoryRun(input).output;
  }
  return { ...input!, output };
}

function entriesOf(output: Texts): readonly LedgerEntry[] {
  const own = new Map(Object.entries(output).filter(([path]) => path.startsWith('.headwater/')));
  return [...parseLedgerFiles(own, '').value.downstreams.values()];
}

const manifestAt = (output: Texts, path: string): Resource | undefined =>
  output[path] === undefined ? undefined : (load(output[path]) as Resource);

/** How the ledger sees a downstream: who looks after it, and whether somebody edited it. */
function standing(output: Texts): unknown {
  return entriesOf(output).map(({ key, state, path, written }) => {
    const found = manifestAt(output, path);
    return { key, state, path, edited: found && digestOfResource(found, undefined) !== written };
  });
}

describe.each(['desired', 'kyverno'] as const)(`in the lifecycle %s (${SHOWN_SEED})`, (lifecycle) => {
  test.each(['headwater', 'kyverno'] as const)('the marks of %s go, and nothing else', (provenance) => {
    let removed = 0;
    fc.assert(
      fc.property(arbitraryHistory(ANY, true), (history) => {
        const input = live(history, lifecycle, provenance);
        const left = memoryRun({ ...input, provenance: 'none' });
        const { output } = left;
        expect(Object.keys(manifestsOf(output))).toEqual(Object.keys(manifestsOf(input.output)));
        const known = new Set(entriesOf(input.output).map(({ path }) => path));
        for (const path of Object.keys(manifestsOf(output))) {
          if (!known.has(path)) expect(output[path]).toBe(input.output[path]);
          if (!known.has(path)) continue;
          const [before, after] = [manifestAt(input.output, path)!, manifestAt(output, path)!];
          expect(JSON.stringify(after.metadata)).not.toMatch(/headwater|kyverno/i);
          expect(sameJson(after, withoutMarks(before))).toBe(true);
          if (output[path] !== input.output[path]) removed += 1;
        }
        expect(standing(output)).toEqual(standing(input.output));
        const again = memoryRun({ ...input, output, provenance: 'none' });
        expect(again.output).toEqual(output);
      }),
      runs(60),
    );
    expect(removed).toBeGreaterThan(100);
  });
});
