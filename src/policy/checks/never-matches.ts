// Filters of match that nothing in an inventory can meet: Kyverno takes them, so they are no errors, but whoever wrote them waits in
// vain for what the rule makes.
import { parseKindPattern } from '../../match/index.ts';
import { perRule, type Check, type Finding } from './check.ts';
import { filtersOf } from './filters.ts';

/** Kinds in match that are subresources: an inventory holds objects, not requests. */
export const subresourceTriggers: Check = perRule((rule) =>
  filtersOf(rule, 'match').flatMap(({ filter, path }) =>
    (filter.kinds ?? []).flatMap((text, index): readonly Finding[] => {
      const subresource = parseKindPattern(text)?.subresource ?? '';
      if (subresource === '' || subresource === '*') return [];
      return [
        {
          code: 'match/never',
          severity: 'warning',
          path: [...path, 'resources', 'kinds', index],
          message: `rule ${rule.name} waits for the subresource ${text}, and no inventory holds one`,
          help: 'Let Kyverno carry out this rule, or match the object itself.',
        },
      ];
    }),
  ),
);

/** Operations in match that leave no trace in an inventory. */
export const connectTriggers: Check = perRule((rule) =>
  filtersOf(rule, 'match').flatMap(({ filter, path }): readonly Finding[] => {
    const operations = filter.operations ?? [];
    if (operations.length === 0 || operations.some((operation) => operation !== 'CONNECT')) return [];
    return [
      {
        code: 'match/never',
        severity: 'warning',
        path: [...path, 'resources', 'operations'],
        message: `rule ${rule.name} waits for CONNECT alone, which no inventory shows`,
        help: 'Let Kyverno carry out this rule, or add CREATE or UPDATE.',
      },
    ];
  }),
);

/** A namespaceSelector where nothing but Namespaces is looked for: it is about the namespace of an object, and they have none. */
export const selectorOfNamespaces: Check = perRule((rule) =>
  filtersOf(rule, 'match').flatMap(({ filter, path }): readonly Finding[] => {
    const kinds = filter.kinds ?? [];
    const isOfNamespaces = kinds.length > 0 && kinds.every((text) => parseKindPattern(text)?.kind === 'Namespace');
    if (!isOfNamespaces || filter.namespaceSelector === undefined) return [];
    return [
      {
        code: 'match/never',
        severity: 'warning',
        path: [...path, 'resources', 'namespaceSelector'],
        message: `rule ${rule.name} has a namespaceSelector for the kind Namespace, which matches none`,
        help: 'Write it as selector: that looks at the labels of the Namespace itself.',
      },
    ];
  }),
);
