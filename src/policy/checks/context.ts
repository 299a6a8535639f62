// Entries of context: named, not in the way of what every rule has, and of exactly one kind that says enough to be loaded.
import { child, isJsonObject, textAt, type Json, type JsonObject } from '../../model/resource.ts';
import { perRule, type Check, type Finding, type GeneratingRule } from './check.ts';
import { syntaxFinding } from './variables.ts';
import type { FieldPath } from '../trouble.ts';

const RESERVED = ['images', 'request', 'serviceAccountName', 'serviceAccountNamespace', 'element', 'elementIndex'];
const SOURCES = ['variable', 'configMap', 'apiCall', 'globalReference', 'imageRegistry'] as const;
type SourceName = (typeof SOURCES)[number];
const EXAMPLE = 'Write name and one of variable, configMap, apiCall, globalReference, imageRegistry.';

/** Entries without a usable name. */
export const contextNames: Check = perRule((rule) => ruleEntries(rule).flatMap(nameFindings));

/** Entries that nothing can be loaded from. */
export const contextSources: Check = perRule((rule) => ruleEntries(rule).flatMap(sourceFindings));

/** Gaps that evaluation can fill: a ConfigMap without a namespace. */
export const contextGaps: Check = perRule((rule) => ruleEntries(rule).flatMap(gapFindings));

/** Bare expressions of entries that do not parse. */
export const contextExpressions: Check = perRule((rule) => ruleEntries(rule).flatMap(expressionFindings));

/** The same faults in the entries of foreach, where Kyverno finds them when the rule runs. */
export const foreachContext: Check = perRule((rule) =>
  (rule.generate.foreach ?? []).flatMap((entry) =>
    placed(entry.context, entry.path)
      .flatMap((item) => [...nameFindings(item), ...sourceFindings(item), ...expressionFindings(item)])
      .map((finding) => ({ ...finding, severity: 'warning' as const })),
  ),
);

interface PlacedEntry {
  readonly entry: JsonObject;
  readonly path: FieldPath;
}

function ruleEntries(rule: GeneratingRule): readonly PlacedEntry[] {
  return placed(rule.context, rule.path);
}

function placed(entries: readonly JsonObject[], path: FieldPath): readonly PlacedEntry[] {
  return entries.map((entry, index) => ({ entry, path: [...path, 'context', index] }));
}

function nameFindings({ entry, path }: PlacedEntry): readonly Finding[] {
  const name = textAt(entry, 'name');
  if (name === '') return [{ path, message: 'a context entry has no name', help: 'Write name.' }];
  if (!RESERVED.some((word) => name === word || name.startsWith(`${word}.`))) return [];
  return [
    {
      path: [...path, 'name'],
      message: `the context entry ${name} has a name that every rule already has`,
      help: 'Give it another name.',
    },
  ];
}

function sourceFindings({ entry, path }: PlacedEntry): readonly Finding[] {
  const name = textAt(entry, 'name');
  const sources = SOURCES.filter((source) => (child(entry, source) ?? null) !== null);
  const [source] = sources;
  if (source === undefined || sources.length > 1)
    return [
      {
        path,
        message: `the context entry ${name} has ${source === undefined ? 'no source' : sources.join(' and ')}`,
        help: EXAMPLE,
      },
    ];
  const problem = sourceProblem(source, child(entry, source));
  if (problem === undefined) return [];
  return [
    { path: [...path, source], message: `the ${source} of context entry ${name} ${problem.what}`, help: problem.help },
  ];
}

function sourceProblem(
  source: SourceName,
  value: Json | undefined,
): { readonly what: string; readonly help: string } | undefined {
  if (!isJsonObject(value)) return { what: 'is no object', help: EXAMPLE };
  const has = (field: string): boolean => (child(value, field) ?? '') !== '';
  switch (source) {
    case 'variable':
      // A value may be '' or anything else but absent.
      if ((child(value, 'value') ?? null) === null && !has('jmesPath'))
        return { what: 'has neither value nor jmesPath', help: 'Write value, or jmesPath.' };
      return (child(value, 'default') ?? null) !== null && !has('jmesPath')
        ? { what: 'has a default but no jmesPath', help: 'Write the default as value, or add jmesPath.' }
        : undefined;
    case 'configMap':
      return has('name') ? undefined : { what: 'has no name', help: 'Write name and namespace.' };
    case 'apiCall':
      return has('urlPath') && has('service')
        ? { what: 'has both urlPath and service', help: 'Keep urlPath for the cluster’s API, service for another.' }
        : undefined;
    case 'globalReference':
      return has('name') ? undefined : { what: 'has no name', help: 'Write the name of a GlobalContextEntry.' };
    case 'imageRegistry':
      return has('reference') ? undefined : { what: 'has no reference', help: 'Write the reference of an image.' };
  }
}

function gapFindings({ entry, path }: PlacedEntry): readonly Finding[] {
  const configMap = child(entry, 'configMap');
  if (!isJsonObject(configMap) || textAt(configMap, 'name') === '' || textAt(configMap, 'namespace') !== '') return [];
  return [
    {
      path: [...path, 'configMap'],
      message: `the configMap of context entry ${textAt(entry, 'name')} has no namespace`,
      help: 'Write namespace.',
    },
  ];
}

function expressionFindings({ entry, path }: PlacedEntry): readonly Finding[] {
  return SOURCES.flatMap((source) => {
    const text = textAt(child(entry, source), 'jmesPath');
    return text === '' ? [] : syntaxFinding(text, [...path, source, 'jmesPath']);
  });
}
