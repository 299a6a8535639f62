// What speaks against the output root as Argo CD and Flux would read it after a run: files of others, and the size of it all.
import { isMadeFor, type DeliveryProfile } from '../kube/index.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { digits } from '../model/digits.ts';
import type { FileChange } from '../model/file-change.ts';
import { isTakenBy, MOST_OF_APPLICATION, readerProblems, type ReaderProblem } from '../render/index.ts';

/** The root as people are shown it, and who reads it. */
export interface ReadRoot {
  readonly output: string;
  readonly delivery: DeliveryProfile;
}

/** So many files are told of one by one. */
const MOST_TOLD = 20;
/** A marker is put into a file of one's own on purpose, and so is a variable; an object in two files is told of when output is read. */
const TOLD: ReadonlySet<ReaderProblem['kind']> = new Set(['stops', 'alters', 'splits']);

/** Files of others that a reader stumbles over: a warning each, and one for those beyond the first twenty. */
export function tellForeignFiles(files: ReadonlyMap<string, string>, root: ReadRoot): readonly Diagnostic[] {
  const problems = readerProblems(files, root.delivery).filter(({ kind }) => TOLD.has(kind));
  const first = problems.filter(({ path }, index) => problems[index - 1]?.path !== path);
  const told = first.map((problem) => tellForeignFile(problem, root));
  const rest = told.length - MOST_TOLD;
  if (rest <= 0) return told;
  const message = `${digits(rest)} more files in ${root.output} that a reader stumbles over`;
  return [...told.slice(0, MOST_TOLD), { code: 'delivery/foreign-file', severity: 'warning', message, about: {} }];
}

function tellForeignFile({ path, words }: ReaderProblem, { output }: ReadRoot): Diagnostic {
  return {
    code: 'delivery/foreign-file',
    severity: 'warning',
    message: `${path} in ${output} ${words}`,
    help: 'Move it out of the output root; Headwater leaves files of others alone.',
    at: { file: `${output}/${path}`, line: 1, column: 1 },
    about: {},
  };
}

/** A warning where all that output holds after the run is more than Argo CD reads for one application. */
export function tellTotalSize(
  files: ReadonlyMap<string, string>,
  changes: readonly FileChange[],
  { output, delivery }: ReadRoot,
): readonly Diagnostic[] {
  if (!isMadeFor('argocd', delivery)) return [];
  const sizes = sizesAfter(files, changes);
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= MOST_OF_APPLICATION) return [];
  const [largest, most] = largestFolder(sizes);
  return [
    {
      code: 'delivery/total-size',
      severity: 'warning',
      message:
        `${output} holds ${mebibytes(bytes)} of manifests in ${digits(sizes.length)} files; ` +
        'Argo CD reads at most 10 MiB for one Application, unless its repo server is told otherwise',
      help:
        `Give each folder of ${output} an Application of its own, with an ApplicationSet over ${output}/*: ` +
        `the largest, ${largest}, holds ${mebibytes(most)}.`,
      about: {},
    },
  ];
}

interface Sized {
  readonly path: string;
  readonly size: number;
}

function sizesAfter(files: ReadonlyMap<string, string>, changes: readonly FileChange[]): readonly Sized[] {
  const after = new Map(changes.map((change) => [change.path, change.after]));
  const created = [...after.keys()].filter((path) => !files.has(path));
  return [...files.keys(), ...created].flatMap((path) => {
    const text = after.has(path) ? after.get(path) : files.get(path);
    return text === undefined || !isTakenBy('argocd', path) ? [] : [{ path, size: Buffer.byteLength(text) }];
  });
}

function largestFolder(sizes: readonly Sized[]): readonly [string, number] {
  const folders = new Map<string, number>();
  for (const { path, size } of sizes) {
    const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
    folders.set(folder, (folders.get(folder) ?? 0) + size);
  }
  const none: readonly [string, number] = ['', 0];
  return [...folders].reduce((largest, folder) => (folder[1] > largest[1] ? folder : largest), none);
}

/** Rounded up, so that what is over the limit never reads as the limit. */
function mebibytes(bytes: number): string {
  return `${(Math.ceil((bytes / 1_048_576) * 10) / 10).toFixed(1)} MiB`;
}
