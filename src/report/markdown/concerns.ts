// What to look at before the list: risks, failures, warnings, and rules that matched nothing. The same said of many triggers is
// said once.
import { digits } from '../../model/digits.ts';
import type { Preview, PreviewRisk } from '../../model/preview.ts';
import { amount } from '../amounts.ts';
import type { Report, ReportDiagnostic } from '../report.ts';
import { subjectsOf } from '../subjects.ts';
import { prose } from './escape.ts';
import type { Section } from './fit.ts';
import { named, placeOf, ruleOf, sentence } from './words.ts';

/** GitHub makes a break of every end of a line in a comment and not elsewhere; so a line ends with an item only. */
const BREAK = '<br>';

/** Blockers, then cautions. */
export function riskSection({ risks }: Preview): Section {
  return {
    head: ['### Look at these first', ''],
    items: risks.map(riskLines),
    foot: [],
    most: 40,
    more: (left) => `- and ${digits(left)} more`,
  };
}

function riskLines({ level, message, help, command, at }: PreviewRisk): string {
  const head = `- **${level === 'blocker' ? 'Blocker' : 'Caution'}:** ${prose(sentence(message))}${at ? ` (${placeOf(at)})` : ''}`;
  const advice = [
    ...(help === undefined ? [] : [`To do: ${prose(sentence(help))}`]),
    ...(command === undefined ? [] : [`Run ${named(command)}`]),
  ];
  return [head, ...advice].join(BREAK);
}

/** Errors; of a preview that cannot be made they stand for the list. */
export function failureSection(
  { diagnostics }: Report,
  { computed, failedBefore }: Pick<Preview, 'computed' | 'failedBefore'>,
): Section {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const known =
    computed && failedBefore > 0
      ? [
          `${amount(failedBefore, 'error')} of these ${failedBefore === 1 ? 'is' : 'are'} there without this change too.`,
          '',
        ]
      : [];
  return {
    head: [`### ${computed ? amount(errors.length, 'failure') : 'Why'}`, '', ...known],
    items: gather(errors).map(diagnosticLine),
    foot: [],
    most: 20,
    more: (left) => `- and ${digits(left)} more`,
  };
}

/** Warnings, folded where they are more than a glance takes. */
export function warningSection({ diagnostics }: Report): Section {
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  const items = gather(warnings).map(diagnosticLine);
  const title = amount(warnings.length, 'warning');
  const isFolded = items.length > 3;
  return {
    head: isFolded ? [`<details><summary>${title}</summary>`, ''] : [`### ${title}`, ''],
    items,
    foot: isFolded ? ['', '</details>'] : [],
    most: 20,
    more: (left) => `- and ${digits(left)} more`,
  };
}

/** Rules that matched nothing: most often a label or a name that is misspelt. What to do is the same for all. */
export function noticeSection({ diagnostics }: Report): Section {
  const notices = diagnostics.filter(({ severity, code }) => severity === 'notice' && code === 'plan/matched-nothing');
  const help = notices[0]?.help ?? '';
  return {
    head: [`### ${amount(notices.length, 'rule')} matched nothing`, ''],
    items: notices.map(noticeLine),
    foot: help === '' ? [] : ['', `To do: ${prose(sentence(help))}`],
    most: 10,
    more: (left) => `- and ${digits(left)} more`,
  };
}

function noticeLine({ policy = '', rule = '', message, file, line }: ReportDiagnostic): string {
  const subject = ruleOf({ policy, rule });
  const place = file === undefined ? '' : ` (${placeOf({ file, line })})`;
  return `- **Notice:** ${prose(sentence(message))}${place}${subject === '' ? '' : ` \u00b7 rule ${named(subject)}`}`;
}

/** One thing that is said of one trigger or of many. */
interface Gathered {
  readonly first: ReportDiagnostic;
  readonly count: number;
}

function gather(diagnostics: readonly ReportDiagnostic[]): readonly Gathered[] {
  const found = new Map<string, { first: ReportDiagnostic; count: number }>();
  for (const diagnostic of diagnostics) {
    const { code, message, help, file, line, policy, rule } = diagnostic;
    const key = JSON.stringify([code, message, help, file, line, policy, rule]);
    const known = found.get(key);
    if (known === undefined) found.set(key, { first: diagnostic, count: 1 });
    else known.count += 1;
  }
  return [...found.values()];
}

function diagnosticLine({ first, count }: Gathered): string {
  const { severity, code, message, help, file, line } = first;
  const place = file === undefined ? '' : ` (${placeOf({ file, line })})`;
  const subject = subjectOf(first, count);
  const label = severity === 'error' ? 'Error' : 'Warning';
  const head = `- **${label}:** ${prose(sentence(message))}${place} ${named(code)}`;
  const rest = [...(subject === '' ? [] : [subject]), ...(help === '' ? [] : [`To do: ${prose(sentence(help))}`])];
  return [head, ...rest].join(BREAK);
}

function subjectOf(diagnostic: ReportDiagnostic, count: number): string {
  const words = subjectsOf(diagnostic).map(([what, name]) => `${what} ${named(name)}`);
  const others = count === 1 ? [] : [`and ${digits(count - 1)} more of the same`];
  return [...words, ...others].join(', ').replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
