// Runs every case below this folder, in each lifecycle it names: the words of its steps first, then every byte of what came out.
// UPDATE_GOLDEN=1 writes the bytes anew; the words are checked all the same.
import { existsSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/run/index.ts';
import { aProject, type Project } from '../support/project.ts';
import { entryFor, isOfStep, wordsThatCame } from '../support/table-words.ts';
import { readCases, readTree, writeTree, type GoldenCase, type Lifecycle, type Step, type Tree } from './golden-case.ts';

const UPDATES = process.env['UPDATE_GOLDEN'] === '1';

interface Outputs {
  readonly tree: Readonly<Record<string, string>>;
  readonly report: string;
}

describe.each(readCases(import.meta.dirname).map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
  test.each([...golden.lifecycles])('%s', async (lifecycle) => {
    const project = aProject();
    const results: RunResult[] = [];
    for (const step of golden.steps) results.push(await runStep(project, step, step.flags.lifecycle ?? lifecycle));
    const outputs: Outputs = { tree: project.files('output'), report: printReports(results, project.root) };
    await project.reconcile({ lifecycle, ...golden.steps.at(-1)?.flags });
    expect(project.files('output'), 'a run more changes nothing').toEqual(outputs.tree);
    compareOutputs(golden, lifecycle, outputs);
  });
});

async function runStep(project: Project, step: Step, lifecycle: Lifecycle): Promise<RunResult> {
  project.write(step.writes);
  project.remove(...step.removes);
  const before = project.manifests();
  const result = await project.reconcile({ lifecycle, ...step.flags });
  const after = project.manifests();
  expect(whatCame(result, step, lifecycle, { before, after }), step.says).toEqual({
    exit: Number(entryFor(step.exit, lifecycle)),
    reports: entryFor(step.reports, lifecycle),
    downstreams: wordsFor(step, lifecycle),
  });
  return result;
}

function wordsFor(step: Step, lifecycle: Lifecycle): Record<string, string> {
  return Object.fromEntries(
    Object.entries(step.downstreams).map(([path, cell]) => [path, entryFor(cell, lifecycle)] as const),
  );
}

function whatCame(
  result: RunResult,
  step: Step,
  lifecycle: Lifecycle,
  output: Readonly<Record<'before' | 'after', Tree>>,
): unknown {
  const codes = [...new Set(result.report.diagnostics.map(({ code }) => code))].filter(isOfStep).sort();
  const downstreams = wordsThatCame(result, wordsFor(step, lifecycle), output);
  return { exit: result.status, reports: codes.join(' '), downstreams };
}

/** Files are told by their path in the project, which is a folder of its own in every run. */
function printReports(results: readonly RunResult[], root: string): string {
  const shown = results.map(({ report, status }) => ({ report, status }));
  return `${JSON.stringify(shown, null, 2).replaceAll(`${root}/`, '')}\n`;
}

/** The first lifecycle's outputs lie in expected/ and report.json; the other's beside them, only where they differ. */
function compareOutputs({ folder, lifecycles }: GoldenCase, lifecycle: Lifecycle, outputs: Outputs): void {
  const suffix = lifecycle === lifecycles[0] ? '' : `.${lifecycle}`;
  const [tree, report] = [join(folder, `expected${suffix}`), join(folder, `report${suffix}.json`)];
  const [firstTree, firstReport] = [join(folder, 'expected'), join(folder, 'report.json')];
  if (UPDATES) {
    const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
    rmSync(tree, { recursive: true, force: true });
    rmSync(report, { force: true });
    if (suffix === '' || !isSame(readTree(firstTree), outputs.tree)) writeTree(tree, outputs.tree);
    if (suffix === '' || readFileSync(firstReport, 'utf8') !== outputs.report) writeFileSync(report, outputs.report);
  }
  expect(outputs.tree).toEqual(readTree(existsSync(tree) ? tree : firstTree));
  expect(outputs.report).toBe(readFileSync(existsSync(report) ? report : firstReport, 'utf8'));
}
