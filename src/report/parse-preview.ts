// The `preview` of a report that somebody else made, read field by field into a fresh one.
import type {
  Preview,
  PreviewGroup,
  PreviewKind,
  PreviewMember,
  PreviewRisk,
  PreviewRule,
  PreviewSide,
} from '../model/preview.ts';
import {
  asBoolean,
  asCount,
  asKnownFields,
  asOneOf,
  fail,
  may,
  need,
  pass,
  type Check,
} from '../model/strict-fields.ts';
import { REASON_SENTENCES } from './reasons.ts';
import { asCommit, asDiff, asItems, asKeyOf, asNumberFromOne, asShortText } from './report-values.ts';
import { RISK_TITLES } from './risk-titles.ts';

const asPlace = asKnownFields<{ readonly file: string; readonly line: number }>({
  file: need(asShortText),
  line: need(asNumberFromOne),
});

const asSide = asKnownFields<PreviewSide>({
  name: need(asShortText),
  commit: may(asCommit),
  workTree: need(asBoolean),
});

const asMember = asKnownFields<PreviewMember>({
  namespace: need(asShortText),
  name: need(asShortText),
  path: need(asShortText),
  trigger: need(asShortText),
});

const asGroupFields = asKnownFields<PreviewGroup>({
  action: need(asOneOf(['create', 'update', 'delete', 'retain', 'hold'])),
  reason: need(asKeyOf(REASON_SENTENCES)),
  why: need(asShortText),
  at: may(asPlace),
  policy: need(asShortText),
  rule: need(asShortText),
  group: need(asShortText),
  version: need(asShortText),
  kind: need(asShortText),
  name: need(asShortText),
  diff: need(asDiff),
  added: need(asCount),
  removed: need(asCount),
  members: need(asItems(asMember)),
});

const asGroup: Check<PreviewGroup> = (value) => {
  const read = asGroupFields(value);
  return read.ok && read.value.members.length === 0 ? fail('has no members') : read;
};

/** The program's own words: no shell does more with them than run it. */
const PLAIN_COMMAND = /^headwater(?: (?:[\w.,:/=@+-]+|'[\w.,:/=@+ -]*'))+$/;

/** Somebody may copy a command: one that is not the program's own is left out. */
const asCommand: Check<string | undefined> = (value) => {
  const read = asShortText(value);
  return read.ok && !PLAIN_COMMAND.test(read.value) ? pass(undefined) : read;
};

const asRisk = asKnownFields<PreviewRisk>({
  level: need(asOneOf(['blocker', 'caution'])),
  code: need(asKeyOf(RISK_TITLES)),
  message: need(asShortText),
  count: need(asCount),
  groups: need(asItems(asCount)),
  help: may(asShortText),
  command: may(asCommand),
  at: may(asPlace),
});

const asRule = asKnownFields<PreviewRule>({
  policy: need(asShortText),
  rule: need(asShortText),
  kinds: need(asItems(asShortText)),
  looked: need(asCount),
  triggers: need(asCount),
  added: need(asCount),
  changed: need(asCount),
  removed: need(asCount),
  retained: need(asCount),
  failed: need(asCount),
});

const asKind = asKnownFields<PreviewKind>({
  group: need(asShortText),
  kind: need(asShortText),
  added: need(asCount),
  changed: need(asCount),
  removed: need(asCount),
  retained: need(asCount),
});

/** Reads a preview; whether its counts agree is found out in report-counts.ts. */
export const asPreview: Check<Preview> = asKnownFields<Preview>({
  computed: need(asBoolean),
  output: need(asShortText),
  base: need(asSide),
  head: need(asSide),
  pullRequest: may(asNumberFromOne),
  stopped: need(asBoolean),
  namespaces: need(asCount),
  managed: need(asCount),
  pending: need(asCount),
  ownEdits: need(asCount),
  failedBefore: need(asCount),
  groups: need(asItems(asGroup)),
  risks: need(asItems(asRisk)),
  rules: need(asItems(asRule)),
  kinds: need(asItems(asKind)),
});
