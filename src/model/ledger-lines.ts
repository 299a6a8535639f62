// One record of the ledger as one line of JSON, and back. Which file a line is in belongs to render/ledger.ts, what a set of
// files amounts to belongs to ledger-file.ts.
import type { Digest } from './digest.ts';
import type { Source } from './downstream.ts';
import { parseExactJson, printExactJson } from './exact-json.ts';
import { LEDGER_VERSION, type LedgerCause, type LedgerEntry, type Seen, type SeenRule } from './ledger.ts';
import { pathTrouble } from './ledger-path.ts';
import { parseRuleKey, ruleKey, type LanguageCells, type Lifecycle, type RuleKey } from './policy.ts';
import { child, isJsonObject, parseResourceKey, resourceKey, textAt } from './resource.ts';
import type { Json, JsonObject, Resource, ResourceKey } from './resource.ts';
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
  return printExactJson(recordJson(record));
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
    case 'rule':
      return recordOr(readRule(fields), 'rule', (rule) => ({ kind: 'rule', rule }));
    case undefined:
      return broken('The line does not say its kind.');
    default:
      return broken(`A record of the unknown kind ${printExactJson(kind).slice(0, 80)}.`);
  }
}

// ---- printing

function recordJson(record: LedgerRecord): JsonObject {
  switch (record.kind) {
    case 'ledger':
      return { kind: 'ledger', version: record.header.version, cluster: record.header.cluster };
    case 'downstream':
      return { kind: 'downstream', ...entryJson(record.entry) };
    case 'seen':
      return { kind: 'seen', ...seenJson(record.seen) };
    case 'rule': {
      const { rule, digest, lifecycle } = record.rule;
      return { kind: 'rule', rule, digest, lifecycle: lifecycleJson(lifecycle) };
    }
  }
}

function entryJson(entry: LedgerEntry): JsonObject {
  return compact({
    key: entry.key,
    state: entry.state === 'managed' ? undefined : entry.state,
    path: entry.path,
    written: entry.written,
    causes: entry.causes.map(causeJson),
    fields: entry.fields,
    before: entry.before ? entryJson(entry.before) : entry.before,
  });
}

function causeJson(cause: LedgerCause): JsonObject {
  return compact({
    rule: cause.rule,
    trigger: cause.trigger,
    element: cause.element,
    round: cause.round === 0 ? undefined : cause.round,
    mode: cause.mode === 'data' ? undefined : cause.mode,
    source: cause.source && { key: cause.source.key, digest: cause.source.digest },
    ruleDigest: cause.ruleDigest,
  });
}

function seenJson(seen: Seen): JsonObject {
  return compact({
    rule: seen.rule,
    trigger: seen.trigger,
    digest: seen.digest,
    operation: seen.operation === 'CREATE' ? undefined : seen.operation,
    existing: seen.existing || undefined,
    gone: seen.gone || undefined,
    object: seen.object,
  });
}

function lifecycleJson(lifecycle: Lifecycle): JsonObject {
  const { cells } = lifecycle;
  const cellsJson = compact({
    retainWhenDeleteUnlisted: cells.retainWhenDeleteUnlisted || undefined,
    retainRenamed: cells.retainRenamed || undefined,
    rerenderUnsynchronized: cells.rerenderUnsynchronized || undefined,
    deleteClonesWithPolicy: cells.deleteClonesWithPolicy || undefined,
    claimsForeign: cells.claimsForeign || undefined,
  });
  return compact({
    synchronize: lifecycle.synchronize || undefined,
    orphanOnPolicyDelete: lifecycle.orphanOnPolicyDelete,
    generateExisting: lifecycle.generateExisting || undefined,
    serverSideApply: lifecycle.serverSideApply || undefined,
    operations: lifecycle.operations.length === 0 ? undefined : lifecycle.operations,
    cells: Object.keys(cellsJson).length === 0 ? undefined : cellsJson,
  });
}

function compact(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined));
}

// ---- parsing

const asDigest: Check<Digest> = (value) =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? pass(value as Digest) : fail('is no digest');

const asResourceKey: Check<ResourceKey> = (value) => {
  const id = typeof value === 'string' ? parseResourceKey(value) : undefined;
  const key = id && resourceKey(id);
  return key !== undefined && key === value ? pass(key) : fail('is no key of an object');
};

const asRuleKey: Check<RuleKey> = (value) => {
  const id = typeof value === 'string' ? parseRuleKey(value) : undefined;
  const key = id && ruleKey(id);
  return key !== undefined && key === value ? pass(key) : fail('is no key of a rule');
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
