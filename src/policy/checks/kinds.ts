// The kinds that a rule looks for and makes: whether they are known, where they live, and that `*` stands alone nowhere.
import { parseKindPattern } from '../../match/index.ts';
import type { KindCatalog, KindFacts } from '../../model/inventory.ts';
import { groupOf, versionOf } from '../../model/resource.ts';
import type { Scope } from '../../model/trigger.ts';
import { hasWildcard } from '../../values/index.ts';
import { patternsOf, perPattern, perRule, type Check, type Finding } from './check.ts';
import { placedFilters } from './filters.ts';

/** The scope of a kind written as `Kind`, `version/Kind` or `group/version/Kind`. */
export function scopeOfText(kinds: KindCatalog, text: string): Scope {
  const slash = text.lastIndexOf('/');
  if (slash >= 0) return scopeOf(kinds, text.slice(0, slash), text.slice(slash + 1));
  const [facts] = kinds.groupsOf(text);
  return facts?.scope ?? 'unknown';
}

/** The scope of a kind in an apiVersion. */
export function scopeOf(kinds: KindCatalog, apiVersion: string, kind: string): Scope {
  const facts = kinds.find(groupOf(apiVersion), kind);
  return facts !== undefined && servesVersion(facts, versionOf(apiVersion)) ? facts.scope : 'unknown';
}

/** The kind that somebody may have meant by writing a plural or a lower-case name. */
export function kindMeantBy(kinds: KindCatalog, group: string, text: string): string | undefined {
  return kinds.byPlural(group === '*' ? '' : group, text.toLowerCase())?.kind;
}

/** `*` as a kind: of a generate rule, beside other kinds, or in the background. */
export const anyKind: Check = perRule((rule) =>
  placedFilters(rule)
    .filter(({ filter }) => filter.kinds?.includes('*'))
    .map(({ block, path }) => ({
      path: [...path, 'resources', 'kinds'],
      message: `${block} of rule ${rule.name} looks for the kind *, which a generate rule cannot`,
      help: 'List the kinds.',
    })),
);

/** Kinds in match and exclude that are neither built in nor taught by a CustomResourceDefinition. */
export const unknownMatchKinds: Check = perRule((rule, _policy, { kinds }) =>
  placedFilters(rule).flatMap(({ filter, block, path }) =>
    (filter.kinds ?? []).flatMap((text, index): readonly Finding[] => {
      const pattern = parseKindPattern(text);
      if (pattern === undefined || hasWildcard(pattern.kind)) return [];
      const { group, version, kind } = pattern;
      if (kinds.groupsOf(kind).some((facts) => isSought(facts, group, version))) return [];
      return [
        {
          code: 'evaluate/kind-unknown',
          severity: 'warning',
          path: [...path, 'resources', 'kinds', index],
          message: `the kind ${text} in ${block} of rule ${rule.name} is not known`,
          help: unknownKindHelp(kindMeantBy(kinds, group, kind)),
        },
      ];
    }),
  ),
);

/** A target of a kind that is not known, so that its scope is a guess. */
export const unknownTargetKind: Check = perPattern(({ apiVersion, kind, path }, _policy, { kinds }) => {
  if (apiVersion === '' || kind === '' || isTemplated(apiVersion) || isTemplated(kind)) return [];
  if (kinds.find(groupOf(apiVersion), kind) !== undefined) return [];
  return [
    {
      code: 'evaluate/kind-unknown',
      severity: 'warning',
      path: [...path, 'kind'],
      message: `the kind ${apiVersion}/${kind} is not known, so its scope is a guess`,
      help: unknownKindHelp(kindMeantBy(kinds, groupOf(apiVersion), kind)),
    },
  ];
});

/** Kinds to copy that are written as plurals: no kind is called so. */
export const pluralCloneKinds: Check = perPattern(({ cloneList, path }, _policy, { kinds }) =>
  (cloneList?.kinds ?? []).flatMap((text, index) => {
    const [apiVersion, kind] = splitKind(text);
    if (scopeOfText(kinds, text) !== 'unknown') return [];
    const meant = kindMeantBy(kinds, groupOf(apiVersion), kind);
    if (meant === undefined) return [];
    return [
      {
        path: [...path, 'cloneList', 'kinds', index],
        message: `${text} in cloneList.kinds is a plural, not a kind`,
        help: `Write ${apiVersion === '' ? meant : `${apiVersion}/${meant}`}.`,
      },
    ];
  }),
);

/** Kinds to copy that are not known at all. */
export const unknownCloneKinds: Check = perPattern(({ cloneList, path }, _policy, { kinds }) =>
  (cloneList?.kinds ?? []).flatMap((text, index): readonly Finding[] => {
    const [apiVersion, kind] = splitKind(text);
    if (isTemplated(text) || scopeOfText(kinds, text) !== 'unknown') return [];
    if (kindMeantBy(kinds, groupOf(apiVersion), kind) !== undefined) return [];
    return [
      {
        code: 'evaluate/kind-unknown',
        severity: 'warning',
        path: [...path, 'cloneList', 'kinds', index],
        message: `the kind ${text} in cloneList.kinds is not known`,
        help: unknownKindHelp(undefined),
      },
    ];
  }),
);

/** A rule whose direct match looks for the very kind that it makes. */
export const ownKind: Check = perRule((rule) => {
  const { kind } = rule.generate.pattern;
  if (rule.match.form !== 'direct' || kind === '') return [];
  if (!rule.match.filters.some((filter) => filter.kinds?.includes(kind))) return [];
  return [
    {
      path: [...rule.generate.path, 'kind'],
      message: `rule ${rule.name} makes the kind ${kind} that it looks for, so it could feed itself`,
      help: 'Narrow match, written with any, so that it does not find what the rule makes.',
    },
  ];
});

/**
 * The same of a match with any or all, which Kyverno takes: what the rule makes may set it off again. A filter that says the names
 * outright is narrow enough.
 */
export const ownKindInFilters: Check = perRule((rule) => {
  if (rule.match.form === 'direct') return [];
  const open = rule.match.filters.filter(({ name = '', names = [] }) => {
    const said = name === '' ? names : [name, ...names];
    return said.length === 0 || said.some(hasWildcard);
  });
  const sought = open.flatMap((filter) => filter.kinds ?? []).map((text) => parseKindPattern(text)?.kind);
  return patternsOf(rule.generate)
    .filter(({ kind }) => kind !== '' && sought.includes(kind))
    .map(({ kind, path }): Finding => {
      return {
        code: 'policy/own-kind',
        severity: 'warning',
        path: [...path, 'kind'],
        message: `rule ${rule.name} makes the kind ${kind} that it looks for, so it may feed itself`,
        help: 'Narrow match so that it does not find what the rule makes.',
      };
    });
});

/** Whether a text becomes something else at run time. */
export function isTemplated(text: string): boolean {
  return text.includes('{{');
}

function splitKind(text: string): readonly [apiVersion: string, kind: string] {
  const slash = text.lastIndexOf('/');
  return slash < 0 ? ['', text] : [text.slice(0, slash), text.slice(slash + 1)];
}

function isSought(facts: KindFacts, group: string, version: string): boolean {
  return (hasWildcard(group) || facts.group === group) && (hasWildcard(version) || servesVersion(facts, version));
}

function servesVersion(facts: KindFacts, version: string): boolean {
  return facts.versions.length === 0 || facts.versions.includes(version);
}

function unknownKindHelp(meant: string | undefined): string {
  return meant === undefined
    ? 'Check the spelling, or add its CustomResourceDefinition to the inventory.'
    : `Write ${meant}: a kind is named in the singular, with a capital letter.`;
}
