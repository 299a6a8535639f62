// What a report has to tell, flat and worst first, each with a place in the repository and a name that lasts: what the forms for other
// programs are made of (SARIF, code quality, annotations). How these look is theirs.
import { digestOf } from '../model/digest.ts';
import { DIAGNOSTIC_CODES } from '../model/diagnostic-codes.ts';
import type { PreviewRisk } from '../model/preview.ts';
import { compareText } from '../model/resource.ts';
import type { Report, ReportDiagnostic } from './report.ts';
import { RISK_TITLES } from './risk-titles.ts';
import { shownText } from './shown-text.ts';
import type { ReportRow } from './tests.ts';

/** How bad a finding is, the worst first. */
export const FINDING_LEVELS = ['error', 'warning', 'note'] as const;

/** How bad a finding is. */
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** One thing to tell. Its texts are safe to print on a terminal, and escaped for nothing else. */
export interface Finding {
  readonly level: FindingLevel;
  readonly code: string;
  /** Of the code. */
  readonly title: string;
  /** Of the code. */
  readonly advice: string;
  /** One sentence, with what it is about; never empty. */
  readonly message: string;
  /** What to do about this one; '' where nothing is known. */
  readonly help: string;
  /** Undefined where it is about no place in the repository. */
  readonly place: FindingPlace | undefined;
  /** The same for the same finding after it moved, and no other finding's. */
  readonly fingerprint: string;
}

/** A place in the repository; `file` is relative to its root, with '/'. */
export interface FindingPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where findings without a place are shown by who insists on one: the file that has to do with the whole run. */
export const PLACE_OF_ALL: FindingPlace = { file: 'headwater.yaml', line: 1, column: 1 };

/**
 * The findings of a report: risks of a preview, diagnostics, tests that failed. `folder` is the working folder as the repository names it.
 *
 * Order   errors, warnings, notes; among these risks first, then as the report has them.
 */
export function findingsOf(report: Report, folder = ''): readonly Finding[] {
  const places = new Map(report.diagnostics.flatMap((one) => policyPlace(one)));
  for (const { name, file, line } of report.policies ?? []) places.set(name, { file, line });
  const raw = [
    ...(report.preview?.risks ?? []).map(fromRisk),
    ...report.diagnostics.map((one) => fromDiagnostic(one, places)),
    ...(report.tests?.rows ?? []).filter(({ status }) => status === 'failed').map(fromRow),
  ];
  const sorted = FINDING_LEVELS.flatMap((level) => raw.filter((one) => one.level === level));
  return withFingerprints(sorted).map(located(folder));
}

interface RawPlace {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

interface RawFinding extends Omit<Finding, 'place' | 'fingerprint'> {
  readonly at: RawPlace | undefined;
  /** What tells it from others, without a place in it. */
  readonly identity: readonly string[];
}

function policyPlace({ policy, file, line }: ReportDiagnostic): readonly (readonly [string, RawPlace])[] {
  return policy === undefined || file === undefined ? [] : [[policy, { file, line: line ?? 1 }]];
}

function fromRisk({ level, code, message, help = '', command, at }: PreviewRisk): RawFinding {
  return {
    level: level === 'blocker' ? 'error' : 'warning',
    code: `risk/${code}`,
    title: RISK_TITLES[code],
    advice: RISK_ADVICE,
    message: shownText(message),
    help: shownText([help, ...(command === undefined ? [] : [command])].filter((part) => part !== '').join(' ')),
    at,
    identity: [message],
  };
}

const RISK_ADVICE = 'Look at what the preview shows of it before the change is merged.';

function fromDiagnostic(one: ReportDiagnostic, places: ReadonlyMap<string, RawPlace>): RawFinding {
  const { policy, rule, trigger, downstream, field, expression } = one;
  const facts = DIAGNOSTIC_CODES[one.code];
  const subject = [
    policy === undefined ? rule : rule === undefined ? policy : `${policy}/${rule}`,
    trigger,
    downstream,
  ];
  const named = subject.filter((part) => part !== undefined && part !== '').map((part) => shownText(part ?? ''));
  const at = one.file === undefined ? undefined : { file: one.file, line: one.line ?? 1, column: one.column ?? 1 };
  return {
    level: one.severity === 'notice' ? 'note' : one.severity,
    code: one.code,
    title: facts.title,
    advice: facts.help,
    message: named.length === 0 ? shownText(one.message) : `${shownText(one.message)} (${named.join(', ')})`,
    help: shownText(one.help),
    at: at ?? (policy === undefined ? undefined : places.get(policy)),
    identity: [one.message, ...[policy, rule, trigger, downstream, field, expression].map((part) => part ?? '')],
  };
}

function fromRow({ file, line, policy, rule, resource, reason, expected, found }: ReportRow): RawFinding {
  const subject = [policy, rule, resource].filter((part) => part !== '').join(' ');
  return {
    level: 'error',
    code: 'test/failed',
    title: 'Test failed',
    advice: 'Correct the policy, or what the test expects.',
    message: shownText(`${subject}: ${reason === '' ? `expected ${expected}, found ${found}` : reason}`),
    help: '',
    at: { file, line },
    identity: [policy, rule, resource, expected, found],
  };
}

/** Numbers of lines and columns, which change when a finding moves. */
const PLACES_IN_TEXT = /\b(lines?|columns?) \d+(?: (?:and|to) \d+)?|:\d+(?::\d+)?(?!\d)/g;

type NamedFinding = RawFinding & Pick<Finding, 'fingerprint'>;

/** Findings that are alike but for their places are numbered, in their order. */
function withFingerprints(found: readonly RawFinding[]): readonly NamedFinding[] {
  const seen = new Map<string, number>();
  return found.map((finding) => {
    const { code, at, identity } = finding;
    const texts = identity.map((text) => text.replaceAll(PLACES_IN_TEXT, '$1'));
    const digest = digestOf([code, at?.file ?? '', ...texts]);
    const before = seen.get(digest) ?? 0;
    seen.set(digest, before + 1);
    return { ...finding, fingerprint: before === 0 ? digest : digestOf([digest, before]) };
  });
}

function located(folder: string): (finding: NamedFinding) => Finding {
  return ({ level, code, title, advice, message, help, fingerprint, at }) => {
    const told = { level, code, title, advice, help, fingerprint };
    const file = at && pathInRepository(folder, at.file);
    if (at === undefined) return { ...told, message, place: undefined };
    if (file === undefined)
      return { ...told, message: `${shownText(at.file)}:${at.line}: ${message}`, place: undefined };
    return { ...told, message, place: { file, line: at.line, column: at.column ?? 1 } };
  };
}

/** The file as the repository names it; undefined where it lies elsewhere. */
function pathInRepository(folder: string, file: string): string | undefined {
  // An input that was fetched is named by its address.
  if (file.startsWith('/') || file.startsWith('git+') || file === '' || file === '-') return undefined;
  const parts: string[] = [];
  for (const part of `${folder}/${file}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? undefined : parts.join('/');
}

/** The first finding of each code. *Order* by code, by code unit. */
export function firstOfEachCode(findings: readonly Finding[]): readonly Finding[] {
  const byCode = new Map<string, Finding>();
  for (const finding of findings) if (!byCode.has(finding.code)) byCode.set(finding.code, finding);
  return [...byCode.values()].sort((a, b) => compareText(a.code, b.code));
}
