// The generate block: one way to make content, a complete target, nothing that is ignored without a word.
import { inferApiVersion } from '../../kube/index.ts';
import { child, isJsonObject, type Json } from '../../model/resource.ts';
import type { PatternDocument } from '../cluster-policy/document.ts';
import { perPattern, perRule, type Check, type Finding } from './check.ts';
import { isTemplated } from './kinds.ts';
import type { FieldPath } from '../trouble.ts';

/** More than one of data, clone, cloneList and foreach in the block. */
export const severalWays: Check = perRule(({ generate, name }) => {
  const ways = [...waysOf(generate.pattern), ...(generate.foreach === undefined ? [] : ['foreach'])];
  return ways.length < 2 ? [] : [severalWaysFinding(name, ways, generate.path)];
});

/** The same within an entry of foreach, which Kyverno lets through and then settles by an order of its own. */
export const severalWaysInForeach: Check = perRule(({ generate, name }) =>
  (generate.foreach ?? []).flatMap(({ pattern, path }): readonly Finding[] => {
    const ways = waysOf(pattern);
    return ways.length < 2 ? [] : [{ ...severalWaysFinding(name, ways, path), severity: 'warning' }];
  }),
);

/** A cloneList that lists no kinds. */
export const cloneListWithoutKinds: Check = perPattern(({ cloneList, path }) =>
  cloneList !== undefined && cloneList.kinds.length === 0
    ? [
        {
          path: [...path, 'cloneList'],
          message: 'cloneList lists no kinds',
          help: 'Write cloneList.kinds, for example v1/Secret.',
        },
      ]
    : [],
);

/** A target without a kind or a name. */
export const incompleteTarget: Check = perPattern((pattern) =>
  copiesList(pattern)
    ? []
    : (['kind', 'name'] as const)
        .filter((field) => pattern[field] === '')
        .map((field) => ({
          path: [...pattern.path, field],
          message: `the ${field} of what to generate is empty`,
          help: `Write ${field} beside data or clone; it is not taken from data.`,
        })),
);

/** A target without an apiVersion that can be inferred from its kind, or will be when its kind is known. */
export const inferredApiVersion: Check = perPattern((pattern, _policy, { kinds }) => {
  const { apiVersion, kind, path } = pattern;
  if (copiesList(pattern) || apiVersion !== '' || kind === '') return [];
  if (kinds.groupsOf(kind).length === 0 && !isTemplated(kind)) return [];
  const inferred = inferApiVersion(kind);
  return [
    {
      path: [...path, 'apiVersion'],
      message: `the apiVersion of the ${kind} to generate is empty`,
      help: inferred === undefined ? 'Write apiVersion.' : `Write apiVersion: ${inferred}.`,
    },
  ];
});

/** A target without an apiVersion whose kind, if any, tells nothing. */
export const missingApiVersion: Check = perPattern((pattern, _policy, { kinds }) => {
  const { apiVersion, kind, path } = pattern;
  if (copiesList(pattern) || apiVersion !== '' || isTemplated(kind) || kinds.groupsOf(kind).length > 0) return [];
  return [
    {
      path: [...path, 'apiVersion'],
      message: `the apiVersion of what to generate is empty, and its kind does not tell it`,
      help: 'Write apiVersion.',
    },
  ];
});

/** Variables in parts of the target that decide which downstreams belong to the rule. */
export const templatedTarget: Check = perPattern(({ apiVersion, kind, clone, cloneList, path }) => {
  const templated = [
    ...(isTemplated(apiVersion) ? ['apiVersion'] : []),
    ...(isTemplated(kind) ? ['kind'] : []),
    ...(clone !== undefined && Object.values(clone).some(isTemplated) ? ['clone'] : []),
    ...(cloneList !== undefined && holdsVariable(cloneList) ? ['cloneList'] : []),
  ];
  return templated.map((field): Finding => ({
    severity: 'warning',
    path: [...path, field],
    message: `a variable in ${field} would lead to incorrect synchronization behavior in a cluster`,
    help: `Write ${field} out; make a rule for each value.`,
  }));
});

/** Fields of the block that foreach or cloneList makes without effect. */
export const ignoredFields: Check = perRule(({ generate }) => {
  const byForeach = generate.foreach !== undefined;
  if (!byForeach && !copiesList(generate.pattern)) return [];
  const fields = byForeach ? ['apiVersion', 'kind', 'name', 'namespace'] : ['apiVersion', 'kind', 'name'];
  return fields
    .filter((field) => (child(generate.raw, field) ?? '') !== '')
    .map((field): Finding => ({
      severity: 'warning',
      path: [...generate.path, field],
      message: `${field} has no effect beside ${byForeach ? 'foreach' : 'cloneList'}`,
      help: byForeach ? `Move ${field} into the entries of foreach.` : `Remove ${field}.`,
    }));
});

/** Keys in data that have a meaning in patterns of other rules, and none here. */
export const anchorsInData: Check = perRule(({ generate }) =>
  // Kyverno does not look into the entries of foreach.
  anchorsIn(generate.pattern.data, [...generate.path, 'data']).map(({ key, path }) => ({
    path,
    message: `the key ${key} in data is an anchor, which generated content cannot have`,
    help: 'Write the plain key.',
  })),
);

/** Whether sources are listed by kind, so that the target has the name and kind of its source. */
export function copiesList(pattern: PatternDocument): boolean {
  return (pattern.cloneList?.kinds ?? []).length > 0;
}

function waysOf({ data, clone, cloneList }: PatternDocument): readonly string[] {
  return [
    ...(data === undefined ? [] : ['data']),
    ...(clone !== undefined && (clone.name !== '' || clone.namespace !== '') ? ['clone'] : []),
    ...((cloneList?.kinds ?? []).length > 0 ? ['cloneList'] : []),
  ];
}

function severalWaysFinding(rule: string, ways: readonly string[], path: FieldPath): Finding {
  return {
    path,
    message: `rule ${rule} has ${ways.join(' and ')}, of which it may have only one`,
    help: 'Keep one; make a rule for each of the others.',
  };
}

const ANCHOR = /^(?:[+=^X<])?\(.+\)$/;

function anchorsIn(
  value: Json | undefined,
  path: FieldPath,
): readonly { readonly key: string; readonly path: FieldPath }[] {
  if (Array.isArray(value))
    return (value as readonly Json[]).flatMap((item, index) => anchorsIn(item, [...path, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(ANCHOR.test(key) ? [{ key, path: [...path, key] }] : []),
    ...anchorsIn(item, [...path, key]),
  ]);
}

function holdsVariable(value: object): boolean {
  return isTemplated(JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item)));
}
