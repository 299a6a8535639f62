// What one role allows and another does not, held to what an authorizer would let through: nothing new is missed, and nothing is told
// that was allowed before.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addedGrants, allowsEverything, isWildcardGrant, type Grant } from '../../src/kube/index.ts';
import type { Resource } from '../../src/model/resource.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';

interface WrittenRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

type Request =
  | { readonly verb: string; readonly group: string; readonly resource: string; readonly name: string }
  | { readonly verb: string; readonly url: string };

function roleWith(rules: readonly WrittenRule[]): Resource {
  // The fields of a written rule are lists of texts, absent where nothing is said.
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'r' },
    rules,
  } as unknown as Resource;
}

/** What a cluster answers, told apart from the code under test: one request against one rule after the other. */
function allows(rules: readonly WrittenRule[], request: Request): boolean {
  return rules.some((rule) => {
    if (!has(rule.verbs, request.verb)) return false;
    if ('url' in request) return (rule.nonResourceURLs ?? []).some((url) => reaches(url, request.url));
    const [, part] = request.resource.split('/');
    const resources = rule.resources ?? [];
    const names = rule.resourceNames ?? [];
    const isResource = has(resources, request.resource) || (part !== undefined && resources.includes(`*/${part}`));
    return (
      has(rule.apiGroups ?? [], request.group) && isResource && (names.length === 0 || names.includes(request.name))
    );
  });
}

function has(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}

function reaches(owned: string, wanted: string): boolean {
  return owned === '*' || owned === wanted || (owned.endsWith('*') && wanted.startsWith(owned.slice(0, -1)));
}

const some = (...words: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 3 });
const VERBS = some('get', 'list', 'bind', '*');

const RULE: fc.Arbitrary<WrittenRule> = fc.oneof(
  fc.record({
    verbs: VERBS,
    apiGroups: some('', 'apps', '*'),
    resources: some('pods', 'pods/log', 'secrets', '*/log', '*'),
    resourceNames: fc.oneof(fc.constant([]), some('a', 'b')),
  }),
  fc.record({ verbs: VERBS, nonResourceURLs: some('/a', '/a/b', '/a/*', '*') }),
);
const RULES = fc.array(RULE, { maxLength: 4 });

const REQUESTS: readonly Request[] = ['get', 'list', 'bind', 'new'].flatMap((verb) => [
  ...['', 'apps', 'new'].flatMap((group) =>
    ['pods', 'pods/log', 'secrets', 'new', 'new/log'].flatMap((resource) =>
      ['', 'a', 'b', 'new'].map((name) => ({ verb, group, resource, name })),
    ),
  ),
  ...['/a', '/a/b', '/a/new', '/new'].map((url) => ({ verb, url })),
]);

/** A request that only this grant is wide enough for: what is not named is something nobody has named. */
function fresh(grant: Grant): Request {
  const of = (word: string): string => (word.startsWith('*') ? word.replace('*', 'new') : word);
  if ('url' in grant) return { verb: of(grant.verb), url: grant.url === '*' ? '/new' : grant.url.replace('*', 'new') };
  const { verb, group, resource, name } = grant;
  return { verb: of(verb), group: of(group), resource: of(resource), name: name === '' ? 'new' : name };
}

describe(`addedGrants, ${SHOWN_SEED}`, () => {
  test('misses nothing that comes to be allowed', () => {
    fc.assert(
      fc.property(RULES, RULES, (before, after) => {
        if (addedGrants(roleWith(before), roleWith(after)).length > 0) return;
        const gained = REQUESTS.filter((request) => allows(after, request) && !allows(before, request));
        expect(gained).toEqual([]);
      }),
      runs(1500),
    );
  });

  test('tells nothing that was allowed before', () => {
    fc.assert(
      fc.property(RULES, RULES, (before, after) => {
        for (const grant of addedGrants(roleWith(before), roleWith(after))) {
          expect(allows(after, fresh(grant))).toBe(true);
          expect(allows(before, fresh(grant))).toBe(false);
        }
      }),
      runs(800),
    );
  });

  test('sees no difference in rules that are taken apart or turned round', () => {
    fc.assert(
      fc.property(RULES, (rules) => {
        const apart = rules.flatMap((rule) => rule.verbs.map((verb) => ({ ...rule, verbs: [verb] }))).reverse();
        expect(addedGrants(roleWith(rules), roleWith(apart))).toEqual([]);
        expect(addedGrants(roleWith(apart), roleWith(rules))).toEqual([]);
      }),
      runs(400),
    );
  });

  test('holds a rule that is too large to take apart for as wide as can be', () => {
    const many = (letter: string): readonly string[] => Array.from({ length: 200 }, (_, at) => `${letter}${at}`);
    const large = { verbs: ['get'], apiGroups: many('g'), resources: many('r'), resourceNames: many('n') };
    expect(addedGrants(roleWith([large]), roleWith([large]))).toEqual([]);
    expect(addedGrants(undefined, roleWith([large])).some(isWildcardGrant)).toBe(true);
  });

  test.each([[null], ['all'], [[1, null, 'x']], [[{ verbs: 'get', apiGroups: [''], resources: ['pods'] }]]])(
    'takes %j for nothing allowed',
    (rules) => {
      expect(addedGrants(undefined, { ...roleWith([]), rules })).toEqual([]);
    },
  );
});

describe('allowsEverything', () => {
  const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };

  test('asks for every verb on every resource of every group', () => {
    expect(allowsEverything(roleWith([all]))).toBe(true);
    for (const less of [{ verbs: ['get'] }, { apiGroups: [''] }, { resources: ['pods'] }, { resourceNames: ['a'] }]) {
      expect(allowsEverything(roleWith([{ ...all, ...less }]))).toBe(false);
    }
  });
});
