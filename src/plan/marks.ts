// The marks of a manifest after it was judged: where none are wanted they go from everything that the ledger knows, also from what is
// left as it is for want of synchronizing, by an exception, in doubt, or because it was retained. Nothing but marks is changed here.
import { hasHeadwaterMarks, withoutMarks, withoutProvenance } from '../kube/index.ts';
import { sameJson } from '../model/digest.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import type { OutputManifest } from '../model/output.ts';
import type { Resource } from '../model/resource.ts';
import { changeOf, type Bench, type Judgement, type Subject } from './bench.ts';
import { tellMarksLeft } from './notices.ts';
import { leafFields } from './server-side.ts';

/**
 * The judgement with the manifest's marks as provenance has them.
 *
 * Shape   without provenance, what would stay as it is but for its marks is updated for the reason `marks`; whether it is managed or
 *         retained stays as it was judged. A digest that named what was found names what is left of it: what nobody edited is not edited
 *         afterwards, and what was edited still is.
 */
export function withMarksInLine(bench: Bench, subject: Subject, judgement: Judgement): Judgement {
  const named = withNamedReason(judgement);
  if (bench.context.provenance !== 'none') return named;
  switch (named.change.action) {
    case 'delete':
      return named;
    case 'create':
    case 'update':
      return withoutMarksInWritten(bench, subject, named);
    case 'none':
    case 'hold':
    case 'retain':
      return subject.found ? withoutMarksInFound(bench, subject, subject.found, named) : named;
  }
}

/** Where nothing but marks differs, that is the reason. */
function withNamedReason(judgement: Judgement): Judgement {
  const { action, reason, before, after } = judgement.change;
  if (action !== 'update' || reason !== 'inputs-changed' || !before || !after) return judgement;
  if (!sameJson(withoutProvenance(before), withoutProvenance(after))) return judgement;
  return { ...judgement, change: { ...judgement.change, reason: 'marks' } };
}

/** Under server-side apply what is written holds fields of others, and older marks may be among them. */
function withoutMarksInWritten(bench: Bench, { key }: Subject, judgement: Judgement): Judgement {
  const { change, entry } = judgement;
  if (change.after === undefined) return judgement;
  const after = withoutMarks(change.after, ownContent(bench, key));
  if (after === change.after || entry === undefined) return judgement;
  return { ...judgement, change: { ...change, after }, entry: { ...entry, written: bench.context.digest(after) } };
}

function withoutMarksInFound(bench: Bench, subject: Subject, found: OutputManifest, judgement: Judgement): Judgement {
  const { change, entry, diagnostics } = judgement;
  // What is held may be the work of another rule than the one that wants it now.
  const own = change.action === 'hold' ? undefined : ownContent(bench, subject.key);
  const after = withoutMarks(found.resource, own);
  if (sameJson(after, found.resource)) return judgement;
  if (entry === undefined || found.shared) {
    if (!hasHeadwaterMarks(found.resource)) return judgement;
    return { ...judgement, diagnostics: [...diagnostics, tellMarksLeft(subject.key, found.at, entry)] };
  }
  return {
    change: changeOf(subject, { action: 'update', reason: 'marks' }, after, change.causes),
    entry: entryWithout(bench, entry, found.resource, after),
    diagnostics,
  };
}

function ownContent({ agreed }: Bench, key: Subject['key']): Resource | undefined {
  return agreed.get(key)?.first.desired.content;
}

function entryWithout({ context }: Bench, entry: LedgerEntry, found: Resource, after: Resource): LedgerEntry {
  const written = entry.written === context.digest(found) ? context.digest(after) : entry.written;
  if (entry.fields === undefined) return { ...entry, written };
  const gone = new Set(leafFields(found));
  for (const field of leafFields(after)) gone.delete(field);
  return { ...entry, written, fields: entry.fields.filter((field) => !gone.has(field)) };
}
