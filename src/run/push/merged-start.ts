// What a run for a pull request starts from: the output of its branch and of main, merged file by file, and their ledgers record by record.
import { hasErrors, type Checked, type Diagnostic } from '../../model/diagnostic.ts';
import { isLedgerPath, parseLedgerFiles } from '../../model/ledger-file.ts';
import type { Ledger } from '../../model/ledger.ts';
import { mergeLedgers } from '../../model/merge-ledgers.ts';
import type { TreeFile } from '../../model/tree.ts';
import { ledgerFiles } from '../../render/index.ts';
import { asTree, byPath, mergedOutput, sameBytes, type OutputFiles } from '../preview/output-files.ts';
import { outputAt, type StateAt } from './compute-at.ts';
import type { PushRun } from './push-run.ts';
import type { Branches, Tips } from './tips.ts';

/** The output root at both tips, and what a run starts from. */
export interface Outputs {
  readonly main: OutputFiles;
  /** Of main where there is nothing on the branch that main has not. */
  readonly branch: OutputFiles;
  readonly start: OutputFiles;
}

/**
 * Reads and merges them.
 *
 * Shape   a file, or a record of the ledger, is as main has it where main changed it since the two parted, else as the branch has it.
 * Errors  those of readGitFolder and parseLedgerFiles.
 */
export async function readOutputs(
  run: PushRun,
  state: StateAt,
  tips: Tips,
  names: Branches,
): Promise<Checked<Outputs>> {
  const [main, branch, parted] = [
    await outputAt(run, state, tips.main),
    await outputAt(run, state, tips.parted && tips.branch),
    await outputAt(run, state, tips.parted),
  ];
  const diagnostics = [main, branch, parted].flatMap((one): readonly Diagnostic[] => one.diagnostics);
  const ofMain = byPath(main.value);
  if (tips.parted === undefined) return { value: { main: ofMain, branch: ofMain, start: ofMain }, diagnostics };
  const three = { base: byPath(parted.value), reconciled: byPath(branch.value), head: ofMain };
  const { files } = mergedOutput(three);
  const { output, cluster } = state.side.options;
  const parse = (lying: OutputFiles, name: string): Checked<Ledger> =>
    parseLedgerFiles(ledgerTexts(lying), `${name}:${output}/`, cluster);
  const ledgers = {
    base: parse(three.base, tips.parted.slice(0, 7)),
    branch: parse(three.reconciled, names.branch),
    main: parse(three.head, names.base),
  };
  const troubles = Object.values(ledgers).flatMap((ledger) => ledger.diagnostics);
  const start = hasErrors(troubles) ? files : withLedger(files, valuesOf(ledgers), changedByMain(three));
  return { value: { main: ofMain, branch: three.reconciled, start }, diagnostics: [...diagnostics, ...troubles] };
}

/** Files as they are read for a run. */
export function asOutput(files: OutputFiles, { side }: StateAt): readonly TreeFile[] {
  return asTree(files, side.options.output);
}

type Ledgers<T> = Readonly<Record<'base' | 'branch' | 'main', T>>;

function valuesOf({ base, branch, main }: Ledgers<Checked<Ledger>>): Ledgers<Ledger> {
  return { base: base.value, branch: branch.value, main: main.value };
}

function ledgerTexts(files: OutputFiles): ReadonlyMap<string, string> {
  const decoder = new TextDecoder();
  return new Map(
    [...files].filter(([path]) => isLedgerPath(path)).map(([path, bytes]) => [path, decoder.decode(bytes)]),
  );
}

function changedByMain({ base, head }: { readonly base: OutputFiles; readonly head: OutputFiles }) {
  return (path: string): boolean => {
    const [before, after] = [base.get(path), head.get(path)];
    return before === undefined || after === undefined ? before !== after : !sameBytes(before, after);
  };
}

/** Where no side has a ledger there is none. */
function withLedger(files: OutputFiles, ledgers: Ledgers<Ledger>, isOfMain: (path: string) => boolean): OutputFiles {
  if (![...files.keys()].some(isLedgerPath)) return files;
  const kept = [...files].filter(([path]) => !isLedgerPath(path));
  const encoder = new TextEncoder();
  const texts = [...ledgerFiles(mergeLedgers(ledgers, isOfMain))];
  return new Map([...kept, ...texts.map(([path, text]): [string, Uint8Array] => [path, encoder.encode(text)])]);
}
