// Lists the edits that lead from one state of the policies in CEL to another. Kyverno takes all of them: no rule forbids one.
import { canonicalJson } from '../../model/digest.ts';
import type { SourceDocument } from '../../model/document.ts';
import type { PolicyEdit } from '../../model/policy-edit.ts';
import { child, compareText, isJsonObject, textAt, type JsonObject } from '../../model/resource.ts';
import type { ToldEdit } from '../edits.ts';
import { RULE_NAME } from './environment.ts';

/**
 * All edits of policies in CEL.
 *
 * Order   by kind, namespace and name.
 */
export function celEditsBetween(
  before: readonly SourceDocument[],
  after: readonly SourceDocument[],
): readonly ToldEdit[] {
  const [old, current] = [byIdentity(before), byIdentity(after)];
  return [...new Set([...old.keys(), ...current.keys()])].sort(compareText).flatMap((identity) => {
    const [was, is] = [old.get(identity), current.get(identity)];
    if (was && is) return changed(was, is);
    if (is) return [wholeEdit(is, 'added')];
    return was ? [wholeEdit(was, 'removed')] : [];
  });
}

function byIdentity(documents: readonly SourceDocument[]): ReadonlyMap<string, SourceDocument> {
  return new Map(documents.map((document) => [Object.values(idOf(document)).join('/'), document]));
}

function idOf({ value }: SourceDocument): PolicyEdit['policy'] {
  const policyKind = textAt(value, 'kind');
  const metadata = child(value, 'metadata');
  const policyNamespace = policyKind.startsWith('Namespaced') ? textAt(metadata, 'namespace') || 'default' : '';
  return { policyKind, policyNamespace, policy: textAt(metadata, 'name') };
}

function changed(was: SourceDocument, is: SourceDocument): readonly ToldEdit[] {
  const fields = differingFields(specOf(was), specOf(is));
  const [first] = fields;
  if (first === undefined) return [];
  const edit: PolicyEdit = { policy: idOf(is), rule: RULE_NAME, outcome: 'accepted', change: 'changed', fields };
  const words = `policy ${textAt(child(is.value, 'metadata'), 'name')} changes ${fields.join(', ')}`;
  return [{ edit, at: is.place(['spec', ...first.split('.')]), words }];
}

function specOf({ value }: SourceDocument): JsonObject {
  const spec = child(value, 'spec');
  return isJsonObject(spec) ? spec : {};
}

/** Fields of the spec, those of `evaluation` one by one. */
function differingFields(was: JsonObject, is: JsonObject): readonly string[] {
  const fields = differing(was, is).filter((field) => field !== 'evaluation');
  const [before, after] = [child(was, 'evaluation'), child(is, 'evaluation')];
  const ofEvaluation = differing(isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {});
  return [...fields, ...ofEvaluation.map((field) => `evaluation.${field}`)].sort(compareText);
}

function differing(was: JsonObject, is: JsonObject): readonly string[] {
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys.filter((key) => canonicalJson(child(was, key) ?? null) !== canonicalJson(child(is, key) ?? null));
}

function wholeEdit(document: SourceDocument, change: 'added' | 'removed'): ToldEdit {
  const isNew = change === 'added';
  const edit: PolicyEdit = {
    policy: idOf(document),
    rule: RULE_NAME,
    outcome: isNew ? 'new' : 'removed',
    change,
    fields: [],
  };
  const words = isNew ? 'it is new' : 'it is deleted';
  return { edit, at: document.place([]), words: `policy ${edit.policy.policy} is ${change}: ${words}` };
}
