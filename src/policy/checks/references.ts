// `$( )` references: paths from one text of a rule to another, which have to lead to a text.
import { child, isJsonList, isJsonObject, type Json } from '../../model/resource.ts';
import type { FieldPath } from '../cluster-policy/document.ts';
import { patternsOf, perRule, type Check } from './check.ts';

/** Source  Kyverno: as greedy as this, without blanks inside. */
const REFERENCE = /^\$\(.[^ ]*\)|[^\\]\$\(.[^ ]*\)/g;

/** References in what to generate that lead nowhere. */
export const brokenReferences: Check = perRule((rule) =>
  patternsOf(rule.generate).flatMap(({ path }) => {
    const pattern = valueAt(rule.raw, path.slice(rule.path.length));
    return textsIn(pattern, []).flatMap(({ text, path: at }) =>
      [...text.matchAll(REFERENCE)]
        .map(([found]) => found.slice(found.indexOf('$(') + 2, -1))
        // Validation resolves from the rule, generation from the pattern: a path that either finds is left alone.
        .filter((target) => !leadsToText(pattern, at, target) && !leadsToText(rule.raw, at, target))
        .map((target) => ({
          path: [...path, ...at],
          message: `$(${target}) refers to nothing that is a text in rule ${rule.name}`,
          help: 'Correct the path, or write \\$( where the text itself is meant.',
        })),
    );
  }),
);

interface PlacedText {
  readonly text: string;
  readonly path: FieldPath;
}

function textsIn(value: Json | undefined, path: FieldPath): readonly PlacedText[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (isJsonList(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
}

function leadsToText(root: Json | undefined, from: FieldPath, reference: string): boolean {
  const operator = /^(?:>=|<=|>|<|!)/.exec(reference)?.[0] ?? '';
  const found = valueAt(root, resolvePath(from, reference.slice(operator.length)));
  return typeof found === 'string' || (operator !== '' && typeof found === 'number');
}

/** The path that a reference means; `/` within a key is written `\/`. */
function resolvePath(from: FieldPath, reference: string): FieldPath {
  const absolute = reference.startsWith('/');
  const steps = reference.split(/(?<!\\)\//).filter((step) => step !== '' && step !== '.');
  return steps.reduce<FieldPath>(
    (path, step) => (step === '..' ? path.slice(0, -1) : [...path, step.replaceAll('\\/', '/')]),
    absolute ? [] : from,
  );
}

function valueAt(root: Json | undefined, path: FieldPath): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, step) => (isJsonList(value) ? value[Number(step)] : child(value, String(step))),
    root,
  );
}
