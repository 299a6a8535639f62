// `$( )` references: paths from one text of a rule to another, which have to lead to a text.
import { compileTemplate } from '../../jmespath/index.ts';
import { isJsonList, child, type Json } from '../../model/resource.ts';
import { patternsOf, perRule, type Check } from './check.ts';
import type { FieldPath } from '../trouble.ts';

/**
 * References in what to generate that lead nowhere.
 *
 * Source  Kyverno resolves from the rule at admission and from the pattern when it generates: a path that either finds is left alone.
 */
export const brokenReferences: Check = perRule((rule) => {
  const fromRule = new Set(brokenIn(rule.raw, rule.path).map(({ path }) => JSON.stringify(path)));
  return patternsOf(rule.generate)
    .flatMap(({ path }) => brokenIn(valueAt(rule.raw, path.slice(rule.path.length)), path))
    .filter(({ path }) => fromRule.has(JSON.stringify(path)))
    .map(({ path, message }) => ({
      path,
      message: `a reference in rule ${rule.name} leads to no text: ${message}`,
      help: 'Correct the path, or write \\$( where the text itself is meant.',
    }));
});

function brokenIn(
  value: Json | undefined,
  path: FieldPath,
): readonly { readonly path: FieldPath; readonly message: string }[] {
  if (value === undefined) return [];
  return compileTemplate(value)
    .problems.filter((problem) => problem.code === 'reference')
    .map((problem) => ({ path: [...path, ...problem.path], message: problem.message }));
}

function valueAt(root: Json | undefined, path: FieldPath): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, step) => (isJsonList(value) ? value[Number(step)] : child(value, String(step))),
    root,
  );
}
