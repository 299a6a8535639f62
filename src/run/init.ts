// headwater init: the first files of a project, once nothing in the repository speaks against them.
import { isLocalInput, pathBelow } from '../load/index.ts';
import { isUnusableInput } from '../model/diagnostic-codes.ts';
import { hasErrors, type Diagnostic } from '../model/diagnostic.ts';
import { checkOutputRoot, isGitName, writeStarters } from '../publish/index.ts';
import { buildReport, exitStatusOf } from '../report/index.ts';
import { checkRepository } from './delivery.ts';
import { starterFiles } from './init-files.ts';
import type { InitOptions } from './init-options.ts';
import type { RunResult } from './result.ts';

/** Begins a project in the working folder: writes what is not there yet. What is there is never changed, but for lines added to .gitattributes. */
export async function runInit(options: InitOptions): Promise<RunResult> {
  const { cwd, version, cluster, dryRun } = options;
  // The file is not there yet, and will be: whoever meets it later meets it.
  const checked = await checkRepository({ ...options, configuration: options.configuration ?? 'headwater.yaml' });
  const outside = pathsOutside(options);
  const own = (inputs: readonly string[]): readonly string[] =>
    inputs.filter((input) => isLocalInput(input) && !outside.includes(input));
  const files = starterFiles(options, own);
  const unsafe = checkOutputRoot(options.output, {
    cwd,
    policyRoots: own(options.policies),
    inventoryRoots: own(options.clusterState),
  });
  const isRefused = hasErrors([...checked, ...unsafe]) || outside.includes(options.output);
  const written = isRefused ? undefined : writeStarters(cwd, files, { dryRun });
  const diagnostics = [
    ...checked,
    ...unsafe,
    ...outside.map((path) => leftAlone(path, options)),
    ...(written?.diagnostics ?? []),
  ];
  const report = buildReport({
    kind: 'InitReport',
    version,
    cluster,
    diagnostics,
    written: { paths: written?.value ?? [], dryRun },
  });
  const isUnusable = diagnostics.some(({ code, severity }) => severity === 'error' && isUnusableInput(code));
  return { report, status: isUnusable ? 2 : exitStatusOf(report) };
}

/** Paths that do not lie in the working folder, as they are written. */
function pathsOutside({ cwd, policies, clusterState, output }: InitOptions): readonly string[] {
  const local = [...policies, ...clusterState].filter(isLocalInput);
  const isOfGit = (path: string): boolean => path !== output && path.split('/').some(isGitName);
  return [...local, output].filter((path) => !pathBelow(cwd, path) || isOfGit(path));
}

function leftAlone(path: string, { output }: InitOptions): Diagnostic {
  if (path === output) {
    const message = `${path} cannot be the output root of a project in this folder: it is not a folder below it`;
    return { code: 'output/unsafe-root', severity: 'error', message, about: {} };
  }
  const message = `${path} is not a folder below this one, or one of Git’s own: nothing is written there`;
  return { code: 'delivery/left-alone', severity: 'notice', message, about: {} };
}
