// Reads the JSON of a preview's report that another job made, perhaps a fork's: every field that is shown is checked and copied into a
// fresh report, everything else is left out. Whether it is of the commit that it names is for a forge to say.
import { DIAGNOSTIC_CODES } from '../model/diagnostic-codes.ts';
import type { EditEffects, EffectGroup } from '../model/policy-edit.ts';
import type { Preview } from '../model/preview.ts';
import { textAt, type Json } from '../model/resource.ts';
import { asCount, asKnownFields, asOneOf, may, need, type Check, type Read } from '../model/strict-fields.ts';
import type { ReportEdit } from './edits.ts';
import { asPreview } from './parse-preview.ts';
import { ACTION_WORDS, REASON_SENTENCES } from './reasons.ts';
import type {
  Report,
  ReportAnnotation,
  ReportCause,
  ReportChange,
  ReportCounts,
  ReportDiagnostic,
  ReportException,
  ReportResource,
  ReportRule,
  ReportSource,
} from './report.ts';
import { countProblem } from './report-counts.ts';
import { asCommit, asItems, asKeyOf, asNumberFromOne, asShortText, asVersion } from './report-values.ts';

/** A report of a preview, with what only such a report has. */
export interface PreviewReport extends Report {
  readonly kind: 'Preview';
  readonly preview: Preview;
}

/** The report, or what is wrong with the text: sentences without anything of its values but a version. */
export type ParsedReport = { readonly report: PreviewReport } | { readonly problems: readonly string[] };

/** Reads the text of a report. */
export function parseReport(text: string): ParsedReport {
  const value = jsonOf(text);
  if (value === undefined) return { problems: ['It is not JSON'] };
  const identity = asIdentity(value);
  if (!identity.ok) return { problems: [`It is no report of a preview: ${identity.trouble}`] };
  const read: Read<PreviewReport> = asShown(value);
  if (!read.ok) return { problems: [`${madeBy(value)}: ${read.trouble}`] };
  const disagreement = countProblem(read.value);
  return disagreement === undefined ? { report: read.value } : { problems: [`Its counts disagree: ${disagreement}`] };
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // JSON is nothing else
  } catch {
    return undefined;
  }
}

const asIdentity: Check<Pick<PreviewReport, 'kind'>> = asKnownFields({
  kind: need(asOneOf(['Preview'])),
});

/** A newer version may have words that this one does not know. */
function madeBy(value: Json): string {
  const version = asVersion(textAt(value, 'version'));
  return `It cannot be understood${version.ok ? ` (Headwater ${version.value} made it)` : ''}`;
}

const COUNTS = {
  created: need(asCount),
  updated: need(asCount),
  deleted: need(asCount),
  retained: need(asCount),
  held: need(asCount),
  unchanged: need(asCount),
};

const asCounts = asKnownFields<ReportCounts>({
  ...COUNTS,
  failed: need(asCount),
});

const asResource = asKnownFields<ReportResource>({
  group: need(asShortText),
  version: may(asShortText),
  kind: need(asShortText),
  namespace: need(asShortText),
  name: need(asShortText),
});

const asCause = asKnownFields<ReportCause>({
  policy: need(asShortText),
  rule: need(asShortText),
  trigger: need(asShortText),
  element: may(asShortText),
});

const asChange = asKnownFields<ReportChange>({
  action: need(asKeyOf(ACTION_WORDS)),
  reason: need(asKeyOf(REASON_SENTENCES)),
  resource: need(asResource),
  path: need(asShortText),
  causes: need(asItems(asCause)),
});

const asRule = asKnownFields<ReportRule>({
  policy: need(asShortText),
  rule: need(asShortText),
  triggers: need(asCount),
  downstreams: need(asCount),
});

const asDiagnostic = asKnownFields<ReportDiagnostic>({
  code: need(asKeyOf(DIAGNOSTIC_CODES)),
  severity: need(asOneOf(['error', 'warning', 'notice'])),
  message: need(asShortText),
  help: need(asShortText),
  file: may(asShortText),
  line: may(asNumberFromOne),
  column: may(asNumberFromOne),
  policy: may(asShortText),
  rule: may(asShortText),
  trigger: may(asShortText),
  downstream: may(asShortText),
  field: may(asShortText),
  expression: may(asShortText),
});

const asException = asKnownFields<ReportException>({
  name: need(asShortText),
  file: need(asShortText),
  line: need(asNumberFromOne),
  triggers: need(asCount),
  rules: need(
    asItems(
      asKnownFields<ReportException['rules'][number]>({
        policy: need(asShortText),
        rule: need(asShortText),
        triggers: need(asCount),
      }),
    ),
  ),
});

const asAnnotation = asKnownFields<ReportAnnotation>({
  policy: need(asShortText),
  rule: need(asShortText),
  trigger: need(asShortText),
  key: need(asShortText),
  value: need(asShortText),
});

const asEffectGroup = asKnownFields<EffectGroup>({
  action: need(asKeyOf(ACTION_WORDS)),
  reason: need(asKeyOf(REASON_SENTENCES)),
  count: need(asCount),
  example: need(asShortText),
});

const asEffects = asKnownFields<EditEffects>({
  ...COUNTS,
  groups: need(asItems(asEffectGroup)),
});

const asEdit = asKnownFields<ReportEdit>({
  policy: need(asShortText),
  rule: may(asShortText),
  outcome: need(asOneOf(['refused', 'warned', 'accepted', 'new', 'removed'])),
  change: need(asOneOf(['changed', 'added', 'removed'])),
  fields: need(asItems(asShortText)),
  warning: may(asShortText),
  effects: may(asEffects),
});

const asSource = asKnownFields<ReportSource>({ input: need(asShortText), commit: need(asCommit) });

/** The fields of a preview's report; those of other commands are not among them. */
type Shown = Pick<
  PreviewReport,
  | 'apiVersion'
  | 'kind'
  | 'version'
  | 'cluster'
  | 'counts'
  | 'changes'
  | 'rules'
  | 'diagnostics'
  | 'exceptions'
  | 'annotations'
  | 'edits'
  | 'sources'
  | 'commit'
  | 'preview'
>;

const asShown = asKnownFields<Shown>({
  apiVersion: need(asOneOf(['headwater.dev/v1'])),
  kind: need(asOneOf(['Preview'])),
  version: need(asVersion),
  cluster: need(asShortText),
  counts: need(asCounts),
  changes: need(asItems(asChange)),
  rules: need(asItems(asRule)),
  diagnostics: need(asItems(asDiagnostic)),
  exceptions: may(asItems(asException)),
  annotations: may(asItems(asAnnotation)),
  edits: may(asItems(asEdit)),
  sources: may(asItems(asSource)),
  commit: may(asCommit),
  preview: need(asPreview),
});
