// What every command needs of the program around it: settings, printing, progress and the exit status.
import type { Diagnostic } from '../model/diagnostic.ts';
import { buildReport, withSources, type ReportKind } from '../report/index.ts';
import type { RunResult } from '../run/index.ts';
import { UNUSABLE } from './exit-status.ts';
import { layOver, readSettings, type Flags, type Settings, type Surroundings } from './options.ts';
import { printReport, type Printer } from './print.ts';
import type { Progress } from './progress.ts';

/** The program, as commands see it. */
export interface Program {
  readonly around: Surroundings;
  /** Runs a command's work; `flags` say how to print. */
  run(flags: Flags, work: (flags: Flags) => Promise<void>): Promise<void>;
  /** What the flags say, over the configuration where that counts. */
  settings(flags: Flags, source?: 'with the file' | 'flags only'): Settings;
  /** Prints a result and sets the exit status. */
  finish(result: RunResult): void;
  /** Refuses unusable arguments. */
  refuse(kind: ReportKind, diagnostics: readonly Diagnostic[]): void;
  /** What unusable arguments come to. */
  refusal(kind: ReportKind, diagnostics: readonly Diagnostic[], cluster?: string): RunResult;
}

/** What the program is made of. */
export interface ProgramParts {
  readonly around: Surroundings;
  readonly progress: Progress;
  readonly color: boolean;
  readonly write: (text: string) => void;
  readonly remark: (text: string) => void;
  readonly setStatus: (status: number) => void;
}

/** The program. */
export function makeProgram(parts: ProgramParts): Program {
  const { around, progress, color, write, remark, setStatus } = parts;
  let printer: Printer = { format: 'text', color, verbose: false, write, remark };
  const finish = ({ report: told, status, text }: RunResult): void => {
    progress.stop();
    const report = withSources(told, around.remote.sources());
    if (text === undefined || printer.format === 'json') printReport(report, printer);
    else write(text);
    setStatus(status);
  };
  const refusal: Program['refusal'] = (kind, diagnostics, cluster = '') => {
    const report = buildReport({ kind, version: around.version, cluster, diagnostics });
    return { report, status: UNUSABLE };
  };
  return {
    around,
    finish,
    run: (flags, work) => {
      printer = {
        ...printer,
        format: flags['format'] === 'json' ? 'json' : 'text',
      };
      return work(flags);
    },
    settings: (flags, source = 'with the file') => {
      const settings = source === 'with the file' ? readSettings(flags, around) : layOver(flags);
      if (settings.text('format') === 'json') printer = { ...printer, format: 'json' };
      if (settings.flag('verbose')) printer = { ...printer, verbose: true };
      return settings;
    },
    refusal,
    refuse: (kind, diagnostics) => finish(refusal(kind, diagnostics)),
  };
}
