// What holds for every project and every history of edits, in both lifecycles. Whole projects, in memory.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLedgerFiles } from '../../src/model/ledger-file.ts';
import { resourceKey } from '../../src/model/resource.ts';
import {
  arbitraryHistory,
  asFiles,
  asFilesOtherwise,
  editedOutput,
  editedState,
  type History,
  type PolicyLimits,
  type ProjectState,
} from '../support/arbitrary-project.ts';
import { manifestsOf, memoryRun, type MemoryInput, type MemoryResult, type Texts } from '../support/memory-run.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';

const ANY: PolicyLimits = { onlySynchronized: false, mayFail: true };
const LIFECYCLES = ['desired', 'kyverno'] as const;

interface Step {
  readonly input: MemoryInput;
  readonly result: MemoryResult;
  readonly state: ProjectState;
}

/** Every run of a history, in order. */
function play(history: History, lifecycle: MemoryInput['lifecycle'], files = asFiles): readonly Step[] {
  const steps: Step[] = [];
  let state = history.start;
  let output: Texts = {};
  for (const edits of [[], ...history.steps]) {
    state = editedState(state, edits);
    const now = `2026-01-01T00:${String(steps.length).padStart(2, '0')}:00Z`;
    const input = { ...files(state), output: editedOutput(output, edits), lifecycle, now };
    const result = memoryRun(input);
    steps.push({ input, result, state });
    output = result.output;
  }
  return steps;
}

function ledgerPaths(output: Texts): ReadonlySet<string> {
  const own = new Map(Object.entries(output).filter(([path]) => path.startsWith('.headwater/')));
  return new Set([...parseLedgerFiles(own, '').value.downstreams.values()].map(({ path }) => path));
}

describe.each(LIFECYCLES)(`in the lifecycle %s (${SHOWN_SEED})`, (lifecycle) => {
  test('a second run touches no byte', () => {
    fc.assert(
      fc.property(arbitraryHistory(ANY, true), (history) => {
        for (const { input, result } of play(history, lifecycle)) {
          const second = memoryRun({ ...input, output: result.output, now: '2031-05-06T07:08:09Z' });
          expect(second.output).toEqual(result.output);
        }
      }),
      runs(200),
    );
  });

  test('the order of files, of documents in them and of keys does not matter', () => {
    fc.assert(
      fc.property(arbitraryHistory(ANY, true), fc.nat(), (history, shuffle) => {
        const straight = play(history, lifecycle).map(({ result }) => result.output);
        const otherwise = play(history, lifecycle, (state) => asFilesOtherwise(state, shuffle));
        expect(otherwise.map(({ result }) => result.output)).toEqual(straight);
      }),
      runs(120),
    );
  });

  test('a file without a ledger entry is never touched', () => {
    fc.assert(
      fc.property(arbitraryHistory(ANY, true), (history) => {
        for (const { input, result } of play(history, lifecycle)) {
          const ours = ledgerPaths(input.output);
          const theirs = Object.keys(manifestsOf(input.output)).filter((path) => !ours.has(path));
          for (const path of theirs) expect(result.output[path]).toBe(input.output[path]);
        }
      }),
      runs(120),
    );
  });

  test('whatever fails, nothing that it manages is deleted', () => {
    fc.assert(
      fc.property(arbitraryHistory(ANY, true), (history) => {
        for (const { result } of play(history, lifecycle)) {
          const failed = new Set(
            result.diagnostics.filter(isFailure).map(({ about }) => `${about.policy}/${about.rule} ${about.trigger}`),
          );
          for (const change of result.plan?.changes ?? []) {
            if (change.action !== 'delete') continue;
            const causes = result.before.downstreams.get(resourceKey(change.id))?.causes ?? [];
            for (const cause of causes) {
              const [, , policy, rule] = /^([^ ]*?)([^/ ]+)\/([^/ ]+)$/.exec(cause.rule) ?? [];
              expect(failed).not.toContain(`${policy}/${rule} ${cause.trigger}`);
            }
          }
        }
      }),
      runs(120),
    );
  });

  test('the ledger knows every manifest that was written, and every entry has its file or is waiting for it', () => {
    fc.assert(
      fc.property(arbitraryHistory(ANY, true), (history) => {
        for (const { result } of play(history, lifecycle)) {
          const known = ledgerPaths(result.output);
          for (const { path, after } of result.changes) expect(known.has(path)).toBe(after !== undefined);
        }
      }),
      runs(120),
    );
  });
});

function isFailure({ severity, code }: MemoryResult['diagnostics'][number]): boolean {
  return severity === 'error' && code.startsWith('evaluate/') && code !== 'evaluate/source-missing';
}
