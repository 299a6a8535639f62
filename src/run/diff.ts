// headwater diff: what reconcile would change in output, and nothing written.
import { pathInWorkTree } from '../publish/index.ts';
import { unifiedDiff } from '../render/index.ts';
import { buildReport, exitStatusOf } from '../report/index.ts';
import { compute } from './compute.ts';
import type { RunOptions } from './options.ts';
import type { RunResult } from './result.ts';

/** The difference. With `exitCode` the status is 3 where there are changes and nothing failed. */
export async function runDiff(options: RunOptions, exitCode: boolean): Promise<RunResult> {
  const computed = await compute(options);
  const { planned } = computed;
  const identity = { kind: 'Diff', version: options.version, cluster: options.cluster } as const;
  if (planned === undefined) {
    return { report: buildReport({ ...identity, diagnostics: computed.diagnostics }), status: 2 };
  }
  const { plan, files, exceptions } = planned;
  const diff = unifiedDiff(files, diffPrefix(options));
  const report = buildReport({ ...identity, plan, exceptions, diagnostics: computed.diagnostics, diff });
  const failed = exitStatusOf(report);
  return { report, status: failed === 0 && exitCode && files.length > 0 ? 3 : failed };
}

/** The output root as a patch names it: relative to the repository, else to the working folder; with a closing '/'. */
export function diffPrefix({ output, cwd }: RunOptions): string {
  const path = pathInWorkTree(cwd, output);
  return path === '' || path.startsWith('..') ? 'output/' : `${path}/`;
}
