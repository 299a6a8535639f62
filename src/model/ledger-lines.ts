// One record of the ledger as one line of JSON, and back. Which file a line is in belongs to render/ledger.ts, what a set of
// files amounts to belongs to ledger-file.ts.
import type { Digest } from './digest.ts';
import type { Source } from './downstream.ts';
import { parseExactJson, printExactJson } from './exact-json.ts';
import {
  LEDGER_VERSION,
  type KeptClock,
  type LedgerCause,
  type LedgerEntry,
  type Seen,
  type SeenRule,
} from './ledger.ts';
import { pathTrouble } from './ledger-path.ts';
import { type LanguageCells, type Lifecycle } from './policy.ts';
import { parseRuleKey, ruleKey, type RuleKey } from './rule-id.ts';
import { child, isJsonObject, parseResourceKey, resourceKey, textAt } from './resource.ts';
import type { JsonObject, Resource, ResourceKey } from './resource.ts';
import {
  asBoolean,
  asCount,
  asList,
  asObject,
  asOneOf,
  asText,
  fail,
  may,
  need,
  pass,
  usually,
  type Check,
  type Read,
} from './strict-fields.ts';
import type { Operation } from './trigger.ts';

/** The first line of a ledger: its version, and the name of its cluster ('' where none is given). */
export interface LedgerHeader {
  readonly version: number;
  readonly cluster: string;
}

/** One line of a ledger. */
export type LedgerRecord =
  | { readonly kind: 'ledger'; readonly header: LedgerHeader }
  | { readonly kind: 'downstream'; readonly entry: LedgerEntry }
  | { readonly kind: 'seen'; readonly seen: Seen }
  | { readonly kind: 'clock'; readonly clock: KeptClock }
  | { readonly kind: 'rule'; readonly rule: SeenRule };

/** Why a line is no record. The message names fields and types; values are left out, for they may be anything. */
export interface LedgerLineProblem {
  readonly kind: 'problem';
  readonly code: 'ledger/broken' | 'ledger/newer' | 'ledger/path-outside';
  readonly message: string;
}

/**
 * One line for a record, without a line end.
 *
 * Shape   JSON, keys sorted, no blanks; what has its usual value (managed, data, round 0, CREATE, false) is left out.
 */
export function printLedgerLine(record: LedgerRecord): string {
  return record.kind === 'seen' ? printSeen(record.seen) : JSON.stringify(recordFields(record));
}

/** Tells whether two entries say the same. */
export function sameEntry(a: LedgerEntry, b: LedgerEntry): boolean {
  return printLedgerLine({ kind: 'downstream', entry: a }) === printLedgerLine({ kind: 'downstream', entry: b });
}

/**
 * The record of a line, or what is wrong with it.
 *
 * Errors  `ledger/broken`: no JSON, an unknown kind or field, a field of the wrong type. `ledger/newer`: a later version.
 *         `ledger/path-outside`: a path that is no plain `.yaml` file below the output root.
 */
export function parseLedgerLine(text: string): LedgerRecord | LedgerLineProblem {
  const json = parseExactJson(text);
  if (!isJsonObject(json)) return broken('The line is no JSON object.');
  const { kind, ...fields } = json;
  switch (kind) {
    case 'ledger':
      return headerOf(fields);
    case 'downstream':
      return downstreamOf(fields);
    case 'seen':
      return recordOr(readSeen(fields), 'seen', (seen) => ({ kind: 'seen', seen }));
    case 'clock':
      return recordOr(readClock(fields), 'clock', (clock) => ({ kind: 'clock', clock }));
    case 'rule':
      return recordOr(readRule(fields), 'rule', (rule) => ({ kind: 'rule', rule }));
    case undefined:
      return broken('The line does not say its kind.');
    default:
      return broken(`A record of the unknown kind ${printExactJson(kind).slice(0, 80)}.`);
  }
}

// ---- printing

/** Fields to print, in order of their names; JSON.stringify leaves out what is undefined. */
type Fields = Readonly<Record<string, unknown>>;

function recordFields(record: Exclude<LedgerRecord, { readonly kind: 'seen' }>): Fields {
  switch (record.kind) {
    case 'ledger':
      return { cluster: record.header.cluster, kind: 'ledger', version: record.header.version };
    case 'downstream':
      return entryFields(record.entry, 'downstream');
    case 'clock': {
      const { dependsOn, instant, rule, trigger } = record.clock;
      return { dependsOn, instant, kind: 'clock', rule, trigger };
    }
    case 'rule': {
      const { rule, digest, lifecycle } = record.rule;
      return { digest, kind: 'rule', lifecycle: lifecycleFields(lifecycle), rule };
    }
  }
}

function entryFields(entry: LedgerEntry, kind?: 'downstream'): Fields {
  return {
    before: entry.before ? entryFields(entry.before) : entry.before,
    causes: entry.causes.map(causeFields),
    fields: entry.fields,
    key: entry.key,
    kind,
    path: entry.path,
    state: entry.state === 'managed' ? undefined : entry.state,
    written: entry.written,
  };
}

function causeFields(cause: LedgerCause): Fields {
  return {
    element: cause.element,
    mode: cause.mode === 'data' ? undefined : cause.mode,
    round: cause.round === 0 ? undefined : cause.round,
    rule: cause.rule,
    ruleDigest: cause.ruleDigest,
    source: cause.source && { digest: cause.source.digest, key: cause.source.key },
    trigger: cause.trigger,
  };
}

function lifecycleFields({ cells, ...lifecycle }: Lifecycle): Fields {
  const cellFields = {
    claimsForeign: cells.claimsForeign || undefined,
    deleteClonesWithPolicy: cells.deleteClonesWithPolicy || undefined,
    rerenderUnsynchronized: cells.rerenderUnsynchronized || undefined,
    retainRenamed: cells.retainRenamed || undefined,
    retainWhenDeleteUnlisted: cells.retainWhenDeleteUnlisted || undefined,
  };
  return {
    cells: Object.values(cellFields).includes(true) ? cellFields : undefined,
    generateExisting: lifecycle.generateExisting || undefined,
    operations: lifecycle.operations.length === 0 ? undefined : lifecycle.operations,
    orphanOnPolicyDelete: lifecycle.orphanOnPolicyDelete,
    reach: lifecycle.reach,
    serverSideApply: lifecycle.serverSideApply || undefined,
    synchronize: lifecycle.synchronize || undefined,
  };
}

/** The object of a trigger may hold numbers that JSON.stringify cannot print. */
function printSeen(seen: Seen): string {
  const { digest, rule, trigger } = seen;
  return printExactJson({
    digest,
    ...(seen.existing && { existing: true }),
    ...(seen.gone && { gone: true }),
    kind: 'seen',
    ...(seen.object && { object: seen.object }),
    ...(seen.operation !== 'CREATE' && { operation: seen.operation }),
    rule,
    trigger,
  });
}

// ---- parsing

/** Keys without an escape are what their printer gives; nearly all are, and a ledger has many. */
const PLAIN_RESOURCE_KEY = /^[^/%]*\/[^/%]+\/[^/%]*\/[^/%]+$/;
const PLAIN_RULE_KEY = /^[\w.~-]+\/[\w.~-]*\/[\w.~-]+\/[\w.~-]*$/;

const asDigest: Check<Digest> = (value) =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? pass(value as Digest) : fail('is no digest');

const asResourceKey: Check<ResourceKey> = (value) => {
  if (typeof value !== 'string') return fail('is no key of an object');
  if (PLAIN_RESOURCE_KEY.test(value)) return pass(value as ResourceKey);
  const id = parseResourceKey(value);
  const key = id && resourceKey(id);
  return key === value ? pass(key) : fail('is no key of an object');
};

const asRuleKey: Check<RuleKey> = (value) => {
  if (typeof value !== 'string') return fail('is no key of a rule');
  if (PLAIN_RULE_KEY.test(value)) return pass(value as RuleKey);
  const id = parseRuleKey(value);
  const key = id && ruleKey(id);
  return key === value ? pass(key) : fail('is no key of a rule');
};

const asResource: Check<Resource> = (value) => {
  const named = textAt(child(value, 'metadata'), 'name') !== '';
  const typed = textAt(value, 'apiVersion') !== '' && textAt(value, 'kind') !== '';
  return named && typed && isJsonObject(value) ? pass(value as Resource) : fail('is no Kubernetes object');
};

const asOperation = asOneOf<Operation>(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']);

const asSource = asObject<Source>({ key: need(asResourceKey), digest: need(asDigest) });

const asCause = asObject<LedgerCause>({
  rule: need(asRuleKey),
  trigger: need(asResourceKey),
  element: may(asText),
  round: usually(0, asCount),
  mode: usually('data', asOneOf<'data' | 'clone'>(['data', 'clone'])),
  source: may(asSource),
  ruleDigest: need(asDigest),
});

const asCauses: Check<readonly LedgerCause[]> = (value) => {
  const read = asList(asCause)(value);
  return read.ok && read.value.length === 0 ? fail('has no cause') : read;
};

const readEntry: Check<LedgerEntry> = asObject<LedgerEntry>({
  key: need(asResourceKey),
  state: usually('managed', asOneOf<'managed' | 'retained'>(['managed', 'retained'])),
  path: need(asText),
  written: need(asDigest),
  causes: need(asCauses),
  fields: may(asList(asText)),
  before: may((value): Read<LedgerEntry | null> => (value === null ? pass(null) : readEntry(value))),
});

const readSeen = asObject<Seen>({
  rule: need(asRuleKey),
  trigger: need(asResourceKey),
  digest: need(asDigest),
  operation: usually('CREATE', asOperation),
  existing: usually(false, asBoolean),
  gone: usually(false, asBoolean),
  object: may(asResource),
});

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

const asInstant: Check<string> = (value) =>
  typeof value === 'string' && INSTANT.test(value) ? pass(value) : fail('is no RFC 3339 time');

const readClock = asObject<KeptClock>({
  rule: need(asRuleKey),
  trigger: need(asResourceKey),
  instant: need(asInstant),
  dependsOn: need(asDigest),
});

const NO_CELLS: LanguageCells = {
  retainWhenDeleteUnlisted: false,
  retainRenamed: false,
  rerenderUnsynchronized: false,
  deleteClonesWithPolicy: false,
  claimsForeign: false,
};

const asCells = asObject<LanguageCells>({
  retainWhenDeleteUnlisted: usually(false, asBoolean),
  retainRenamed: usually(false, asBoolean),
  rerenderUnsynchronized: usually(false, asBoolean),
  deleteClonesWithPolicy: usually(false, asBoolean),
  claimsForeign: usually(false, asBoolean),
});

const asLifecycle = asObject<Lifecycle>({
  synchronize: usually(false, asBoolean),
  orphanOnPolicyDelete: may(asBoolean),
  reach: may(asDigest),
  generateExisting: usually(false, asBoolean),
  serverSideApply: usually(false, asBoolean),
  operations: usually<readonly Operation[]>([], asList(asOperation)),
  cells: usually(NO_CELLS, asCells),
});

const readRule = asObject<SeenRule>({ rule: need(asRuleKey), digest: need(asDigest), lifecycle: need(asLifecycle) });

const readHeader = asObject<LedgerHeader>({ version: need(asCount), cluster: need(asText) });

/** The version comes first: what else a newer header holds cannot be judged. */
function headerOf(fields: JsonObject): LedgerRecord | LedgerLineProblem {
  const version = child(fields, 'version');
  if (typeof version === 'number' && version > LEDGER_VERSION) {
    const message = `The ledger has version ${version}; this Headwater knows versions up to ${LEDGER_VERSION}.`;
    return { kind: 'problem', code: 'ledger/newer', message };
  }
  if (version === 0) return broken('Version 0 of the ledger does not exist.');
  return recordOr(readHeader(fields), 'ledger', (header) => ({ kind: 'ledger', header }));
}

function downstreamOf(fields: JsonObject): LedgerRecord | LedgerLineProblem {
  const read = readEntry(fields);
  if (!read.ok) return broken(`The record downstream: ${read.trouble}.`);
  for (let entry: LedgerEntry | null | undefined = read.value; entry; entry = entry.before) {
    const trouble = pathTrouble(entry.path);
    const message = `The path ${JSON.stringify(entry.path)} in the ledger ${trouble ?? ''}.`;
    if (trouble !== undefined) return { kind: 'problem', code: 'ledger/path-outside', message };
    if (entry.key !== read.value.key) return broken('The record downstream: before.key is another object.');
  }
  return { kind: 'downstream', entry: read.value };
}

function recordOr<T>(
  read: Read<T>,
  kind: string,
  record: (value: T) => LedgerRecord,
): LedgerRecord | LedgerLineProblem {
  return read.ok ? record(read.value) : broken(`The record ${kind}: ${read.trouble}.`);
}

function broken(message: string): LedgerLineProblem {
  return { kind: 'problem', code: 'ledger/broken', message };
}
