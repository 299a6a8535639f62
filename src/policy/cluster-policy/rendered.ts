// A pattern after substitution, and what generating from it comes to: the words that data, clone and cloneList share.
import type { Desired, MissingSource, Skipped } from '../../model/downstream.ts';
import { child, textAt, type Json } from '../../model/resource.ts';
import type { World } from '../../model/trigger.ts';
import { type RuleEnvironment } from './environment.ts';
import { resolveTarget, type Target } from '../target.ts';
import { type Attempt, type FieldPath, type Trouble, failed, made } from '../trouble.ts';

/** What a pattern comes to. `troubles` are failures and remarks; what could be made is made all the same. */
export interface PatternResult {
  readonly desired: readonly Desired[];
  readonly missingSources: readonly MissingSource[];
  readonly skipped: readonly Skipped[];
  readonly troubles: readonly Trouble[];
}

/** A rendered pattern with what it takes to make objects of it. */
export interface Rendered {
  readonly environment: RuleEnvironment;
  readonly world: World;
  readonly path: FieldPath;
  readonly document: Json;
  readonly element?: string;
}

/** A result that is only a failure. */
export function nothingBut(trouble: Trouble): PatternResult {
  return { desired: [], missingSources: [], skipped: [], troubles: [trouble] };
}

/** The target that the document itself names. */
export function ownTarget({ environment, document, path, world }: Rendered): Attempt<Target> {
  const text = textsOf(document, ['apiVersion', 'kind', 'namespace', 'name'], path);
  return text.ok ? resolveTarget(environment, text.value, path, world) : text;
}

/** Fields that have to be texts after substitution, '' for those that are not there. `path` leads to `document`. */
export function textsOf<K extends string>(
  document: Json | undefined,
  fields: readonly K[],
  path: FieldPath,
): Attempt<Readonly<Record<K, string>>> {
  const wrong = fields.find((field) => typeof (child(document, field) ?? '') !== 'string');
  if (wrong !== undefined) return failed(noText(wrong, child(document, wrong), path));
  const texts = fields.map((field): [string, string] => [field, textAt(document, field)]);
  return made(Object.fromEntries(texts) as Record<K, string>); // Object.fromEntries forgets which keys there are
}

/** The value itself is not shown: it may have come from a Secret. */
function noText(field: string, value: Json | undefined, path: FieldPath): Trouble {
  const type = Array.isArray(value) ? 'list' : typeof value === 'object' ? 'map' : typeof value;
  return {
    code: 'evaluate/invalid-target',
    message: `${field} must be text, and came out as a ${type === 'bigint' ? 'number' : type}`,
    help: 'Use to_string in the expression, or another expression.',
    path: [...path, field],
  };
}
