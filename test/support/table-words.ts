// The words of the lifecycle table, and whether they hold of what a run did: what it reports, and what became of the files.
import type { RunOptions, RunResult } from '../../src/run/index.ts';

/** Whether a step says so where it is reported: that a rule matched nothing follows from what the step takes away, and is tried in plan/. */
export function isOfStep(code: string): boolean {
  return code !== 'plan/matched-nothing';
}

type Tree = Readonly<Record<string, string>>;

/** What a word of the table asks of a manifest: an action that is reported, and what becomes of the file. */
const WORDS: Readonly<Record<string, { readonly actions: readonly string[]; readonly file: string }>> = {
  created: { actions: ['create'], file: 'appears' },
  recreated: { actions: ['create'], file: 'appears' },
  're-rendered': { actions: ['update'], file: 'changes' },
  synced: { actions: ['update'], file: 'changes' },
  reverted: { actions: ['update'], file: 'changes' },
  'brought in line': { actions: ['update'], file: 'changes' },
  unchanged: { actions: ['none', 'hold'], file: 'stays' },
  'kept as edited': { actions: ['none'], file: 'stays' },
  held: { actions: ['hold'], file: 'stays' },
  retained: { actions: ['retain'], file: 'stays' },
  deleted: { actions: ['delete'], file: 'goes' },
  absent: { actions: ['none', 'hold'], file: 'is not there' },
  'stays deleted': { actions: ['none', 'hold'], file: 'is not there' },
};

/** The cell's entry for one lifecycle: `both`, or `desired · kyverno`. */
export function entryFor(cell: string, lifecycle: RunOptions['lifecycle']): string {
  const [desired = '', kyverno = desired] = cell.split('·').map((part) => part.trim());
  return lifecycle === 'desired' ? desired : kyverno;
}

/** The words by path where they hold; where they do not, what happened instead. Manifests that are not named have to stay. */
export function wordsThatCame(
  { report }: RunResult,
  words: Readonly<Record<string, string>>,
  output: Readonly<Record<'before' | 'after', Tree>>,
): Record<string, string> {
  const actions = new Map(report.changes.map(({ path, action }) => [path, action]));
  const paths = new Set([...Object.keys(words), ...Object.keys(output.before), ...Object.keys(output.after)]);
  const came = [...paths].sort().flatMap((path): [string, string][] => {
    const action = actions.get(path) ?? 'none';
    const file = fateOf(output.before[path], output.after[path]);
    const word = words[path];
    const meaning = WORDS[word ?? 'unchanged'];
    const holds = meaning?.actions.includes(action) && meaning.file === file;
    if (holds) return word === undefined ? [] : [[path, word]];
    return [[path, `${action}, and the file ${file}`]];
  });
  return Object.fromEntries(came);
}

function fateOf(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return after === undefined ? 'is not there' : 'appears';
  if (after === undefined) return 'goes';
  return before === after ? 'stays' : 'changes';
}
