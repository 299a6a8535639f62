// Arguments that the parser of the command line does not take: told in the form that was asked for, exit status 2.
import { withoutUserinfo } from '../model/without-userinfo.ts';
import { buildReport, type ReportKind } from '../report/index.ts';
import { UNUSABLE } from './exit-status.ts';
import { printReport } from './print.ts';

/** Thrown out of the parser; its message is for people. */
export class UsageError extends Error {}

const KINDS: Readonly<Record<string, ReportKind>> = {
  reconcile: 'ReconcileReport',
  diff: 'Diff',
  preview: 'Preview',
  validate: 'ValidateReport',
  explain: 'ExplainReport',
  eval: 'EvalReport',
  test: 'TestReport',
  init: 'InitReport',
  adopt: 'AdoptReport',
};

/** Where what is wrong is told. */
export interface Refusing {
  readonly version: string;
  readonly write: (text: string) => void;
  readonly remark: (text: string) => void;
}

/** Tells what is wrong with the arguments; gives the exit status. They could not be parsed, so whether JSON was asked for is looked up in them as they are. */
export function refuseArguments(
  args: readonly string[],
  message: string,
  { version, write, remark }: Refusing,
): number {
  if (!asksForJson(args)) {
    remark(`${withoutUserinfo(message)}\n\nSee headwater --help\n`);
    return UNUSABLE;
  }
  const kind = args.map((arg) => KINDS[arg]).find((known) => known !== undefined) ?? 'ReconcileReport';
  const line = message.replaceAll(/\s*\n\s*/g, ' ');
  const report = buildReport({
    kind,
    version,
    cluster: '',
    diagnostics: [{ code: 'cli/usage', severity: 'error', message: line, about: {} }],
  });
  printReport(report, { format: 'json', color: false, verbose: false, write, remark });
  return UNUSABLE;
}

/** The arguments with `--flag -` as `--flag=-`: to the parser a dash is the beginning of a flag, to people standard input. */
export function withDashAsValue(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, at) => {
    if (arg === '-' && isBareFlag(args[at - 1])) return [];
    return args[at + 1] === '-' && isBareFlag(arg) ? [`${arg}=-`] : [arg];
  });
}

/** Flags that take no value: a dash behind one is an argument of the command. */
const SWITCHES: ReadonlySet<string> = new Set(['--template', '--precondition', '--verbose']);

function isBareFlag(arg: string | undefined): boolean {
  return arg !== undefined && /^--[^=]+$/.test(arg) && !SWITCHES.has(arg);
}

function asksForJson(args: readonly string[]): boolean {
  return args.some((arg, at) => {
    const given = arg.includes('=') ? arg : `${arg}=${args[at + 1] ?? ''}`;
    return given === '--format=json' || given === '--json=-';
  });
}
