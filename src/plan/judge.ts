// Judges one downstream: finds what is known and what is there, has it judged as wanted or not, keeps files of others safe,
// and leaves no marks behind where none are wanted.
import { manifestPath } from '../kube/index.ts';
import { parseResourceKey, type ResourceKey } from '../model/resource.ts';
import { changeOf, isTampered, type Bench, type Judgement, type Subject } from './bench.ts';
import type { Decision } from './decide.ts';
import { judgeUnwanted } from './judge-unwanted.ts';
import { judgeWanted } from './judge-wanted.ts';
import { withMarksInLine } from './marks.ts';
import { tellTampered } from './notices.ts';

/** Judges one downstream; undefined when its key is none (a ledger edited by hand). */
export function judge(bench: Bench, key: ResourceKey): Judgement | undefined {
  const id = parseResourceKey(key);
  if (id === undefined) return undefined;
  const entry = bench.context.ledger.downstreams.get(key);
  const found = bench.context.output.manifests.get(key);
  const path = found?.path ?? entry?.path ?? manifestPath(id);
  const subject: Subject = { key, id, entry, found, path };
  const agreed = bench.agreed.get(key);
  const judged = agreed ? judgeWanted(bench, subject, agreed) : judgeUnwanted(bench, subject);
  return withMarksInLine(bench, subject, guardFile(bench, subject, judged));
}

/** A file that is not what the ledger says, or that holds more than the one object, is never overwritten or deleted. */
function guardFile(bench: Bench, subject: Subject, judgement: Judgement): Judgement {
  const { change } = judgement;
  const writes = change.action === 'create' || change.action === 'update' || change.action === 'delete';
  if (!writes || !isTampered(bench, subject)) return judgement;
  const { entry, path, found } = subject;
  const decision: Decision = { action: 'hold', reason: entry ? 'tampered' : 'foreign' };
  const shown = bench.agreed.get(subject.key)?.first;
  return {
    change: changeOf(subject, decision, found?.resource, change.causes),
    ...(entry ? { entry } : {}),
    diagnostics: [...judgement.diagnostics, tellTampered(subject.key, path, shown, entry)],
  };
}
