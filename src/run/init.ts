// headwater init: the first files of a project, once nothing in the repository speaks against them.
import { resolve } from 'node:path';
import { isLocalInput, repositoryPath } from '../load/index.ts';
import { hasErrors, type Diagnostic } from '../model/diagnostic.ts';
import { writeStarters } from '../publish/index.ts';
import { buildReport, exitStatusOf } from '../report/index.ts';
import { checkRepository } from './delivery.ts';
import { starterFiles } from './init-files.ts';
import type { RunOptions } from './options.ts';
import type { RunResult } from './result.ts';

/** What a project is begun with. */
export interface InitOptions extends Pick<
  RunOptions,
  'cwd' | 'policies' | 'clusterState' | 'output' | 'delivery' | 'cluster' | 'version' | 'progress'
> {
  /** The configuration file that is there already. */
  readonly configuration: string | undefined;
  /** Nothing is written. */
  readonly dryRun: boolean;
}

/** Begins a project in the working folder: writes what is not there yet. What is there is never changed, but for lines added to .gitattributes. */
export async function runInit(options: InitOptions): Promise<RunResult> {
  const { cwd, version, cluster, dryRun } = options;
  // The file is not there yet, and will be: whoever meets it later meets it.
  const checked = await checkRepository({ ...options, configuration: options.configuration ?? 'headwater.yaml' });
  const outside = pathsOutside(options);
  const own = (inputs: readonly string[]): readonly string[] =>
    inputs.filter((input) => isLocalInput(input) && !outside.includes(input));
  const files = starterFiles(options, own);
  const isRefused = hasErrors(checked) || outside.includes(options.output);
  const written = isRefused ? undefined : writeStarters(cwd, files, { dryRun });
  const diagnostics = [...checked, ...outside.map((path) => leftAlone(path, options)), ...(written?.diagnostics ?? [])];
  const report = buildReport({
    kind: 'InitReport',
    version,
    cluster,
    diagnostics,
    written: { paths: written?.value ?? [], dryRun },
  });
  return { report, status: exitStatusOf(report) };
}

/** Paths that do not lie in the working folder, as they are written. */
function pathsOutside({ cwd, policies, clusterState, output }: InitOptions): readonly string[] {
  const here = `${resolve(cwd)}/`;
  const local = [...policies, ...clusterState].filter(isLocalInput);
  return [...local, output].filter(
    (path) => !`${resolve(cwd, path)}/`.startsWith(here) || resolve(cwd, path) === resolve(cwd),
  );
}

function leftAlone(path: string, { output, cwd }: InitOptions): Diagnostic {
  if (path === output) {
    const message = `${path} cannot be the output root of a project in this folder: it is not a folder below it`;
    return { code: 'output/unsafe-root', severity: 'error', message, about: {} };
  }
  const isElsewhere = repositoryPath(cwd, resolve(cwd, path)) === undefined;
  const message = `${path} ${isElsewhere ? 'lies elsewhere' : 'is not a folder below this one'}: nothing is written there`;
  return { code: 'delivery/left-alone', severity: 'notice', message, about: {} };
}
