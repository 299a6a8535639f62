import { describe, expect, test } from 'vitest';
import { compileExceptionMatch, compileMatch, kindPatternsOf, listsOperations } from '../../src/match/index.ts';
import type { Filter, FilterBlock, MatchResult, MatchSubject, RequestUser } from '../../src/match/index.ts';
import { groupOf, type JsonObject, type Resource } from '../../src/model/resource.ts';

interface SubjectParts {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly metadata?: JsonObject;
  readonly operation?: string;
  readonly user?: RequestUser;
  readonly namespaceLabels?: Readonly<Record<string, string>> | 'missing' | 'not asked';
}

function aSubject(parts: SubjectParts = {}): MatchSubject {
  const { apiVersion = 'v1', kind = 'ConfigMap', name = 'zk', namespace = 'team-a', metadata = {} } = parts;
  const { operation = 'CREATE', namespaceLabels = 'not asked', user } = parts;
  const object: Resource = { apiVersion, kind, metadata: { name, ...metadata } };
  return {
    object,
    id: { group: groupOf(apiVersion), kind, namespace, name },
    operation,
    ...(user && { user }),
    namespaceLabels: () => {
      if (namespaceLabels === 'not asked') throw new Error('nobody should ask for these labels');
      return namespaceLabels;
    },
  };
}

const NAMESPACE: SubjectParts = { kind: 'Namespace', name: 'team-a', namespace: '' };
const CLUSTER_ROLE: SubjectParts = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  name: 'admin',
  namespace: '',
};
const ADA: RequestUser = {
  username: 'system:serviceaccount:ci:ada',
  groups: ['devs'],
  roles: ['team-a:edit'],
  clusterRoles: ['view'],
};

function direct(filter: Filter): FilterBlock {
  return { form: 'direct', filters: [filter] };
}

function any(...filters: Filter[]): FilterBlock {
  return { form: 'any', filters };
}

function all(...filters: Filter[]): FilterBlock {
  return { form: 'all', filters };
}

/** The outcome, or for a no its reason. */
function short(result: MatchResult): string {
  return result.outcome === 'no' ? result.because : result.outcome;
}

function outcome(match: FilterBlock, subject: SubjectParts = {}, exclude?: FilterBlock): string {
  return short(compileMatch(match, exclude).test(aSubject(subject)));
}

describe('one filter', () => {
  const cases: readonly { name: string; filter: Filter; subject?: SubjectParts; is: string }[] = [
    { name: 'matches by kind', filter: { kinds: ['ConfigMap'] }, is: 'yes' },
    { name: 'does not match another kind', filter: { kinds: ['Secret'] }, is: 'match' },
    {
      name: 'matches the kind in its group',
      filter: { kinds: ['rbac.authorization.k8s.io/v1/ClusterRole'] },
      subject: CLUSTER_ROLE,
      is: 'yes',
    },
    { name: 'whose kinds mean nothing matches nothing', filter: { kinds: ['a/b/c/d/e'] }, is: 'match' },
    { name: 'that is empty matches nothing', filter: {}, is: 'match' },
    {
      name: 'of empty fields matches nothing',
      filter: { kinds: [], names: [], name: '', annotations: {} },
      is: 'match',
    },
    { name: 'matches by name', filter: { name: 'z?' }, is: 'yes' },
    { name: 'compares the whole name', filter: { name: 'z' }, is: 'match' },
    { name: 'matches one of names', filter: { names: ['a', 'z*'] }, is: 'yes' },
    { name: 'matches none of names', filter: { names: ['a', 'b'] }, is: 'match' },
    { name: 'needs name and names', filter: { name: 'zk', names: ['a'] }, is: 'match' },
    {
      name: 'compares generateName where there is no name',
      filter: { name: 'gen-*' },
      subject: { name: '', metadata: { generateName: 'gen-' } },
      is: 'yes',
    },
    { name: 'a star matches no name at all', filter: { name: '*' }, subject: { name: '' }, is: 'yes' },
    { name: 'matches by namespace', filter: { namespaces: ['b', 'team-*'] }, is: 'yes' },
    { name: 'does not match another namespace', filter: { namespaces: ['b'] }, is: 'match' },
    { name: "compares a Namespace's own name", filter: { namespaces: ['team-a'] }, subject: NAMESPACE, is: 'yes' },
    {
      name: 'no cluster-scoped kind is in a namespace',
      filter: { kinds: ['ClusterRole'], namespaces: ['default'] },
      subject: CLUSTER_ROLE,
      is: 'match',
    },
    {
      name: 'every cluster-scoped kind is in a star',
      filter: { kinds: ['ClusterRole'], namespaces: ['*'] },
      subject: CLUSTER_ROLE,
      is: 'yes',
    },
    {
      name: 'matches annotations with wildcards',
      filter: { annotations: { 'a.io/*': 'y?s' } },
      subject: { metadata: { annotations: { 'a.io/b': 'yes' } } },
      is: 'yes',
    },
    {
      name: 'needs every annotation',
      filter: { annotations: { 'a.io/*': '*', c: '*' } },
      subject: { metadata: { annotations: { 'a.io/b': 'yes' } } },
      is: 'match',
    },
    {
      name: 'matches labels',
      filter: { selector: { matchLabels: { app: 'z*' } } },
      subject: { metadata: { labels: { app: 'zk' } } },
      is: 'yes',
    },
    {
      name: 'needs all its fields',
      filter: { kinds: ['ConfigMap'], namespaces: ['team-a'], name: 'other' },
      is: 'match',
    },
    { name: 'matches a listed operation', filter: { operations: ['CREATE', 'UPDATE'] }, is: 'yes' },
    {
      name: 'does not match an unlisted one',
      filter: { kinds: ['ConfigMap'], operations: ['UPDATE'] },
      is: 'operation',
    },
    {
      name: 'lists no operation: matches any',
      filter: { kinds: ['ConfigMap'], operations: [] },
      subject: { operation: 'DELETE' },
      is: 'yes',
    },
    {
      name: 'the empty operation is in no list',
      filter: { kinds: ['ConfigMap'], operations: ['CREATE'] },
      subject: { operation: '' },
      is: 'operation',
    },
    {
      name: 'more than the operation is against it',
      filter: { kinds: ['Secret'], operations: ['UPDATE'] },
      is: 'match',
    },
  ];
  test.each(cases)('$name', ({ filter, subject, is }) => {
    expect(outcome(direct(filter), subject)).toBe(is);
    expect(outcome(any(filter), subject)).toBe(is);
    expect(outcome(all(filter), subject)).toBe(is);
  });
});

describe('any and all', () => {
  const [YES, NO, LATER]: readonly Filter[] = [
    { kinds: ['ConfigMap'] },
    { kinds: ['Secret'] },
    { kinds: ['ConfigMap'], operations: ['DELETE'] },
  ];
  test.each([
    { name: 'any: one is enough', block: any(NO!, YES!), is: 'yes' },
    { name: 'any: none', block: any(NO!, NO!), is: 'match' },
    { name: 'any: the empty filter counts for nothing', block: any({}), is: 'match' },
    { name: 'any: one would match another operation', block: any(NO!, LATER!), is: 'operation' },
    { name: 'any: without filters', block: any(), is: 'match' },
    { name: 'all: both', block: all(YES!, { name: 'zk' }), is: 'yes' },
    { name: 'all: one is not enough', block: all(YES!, NO!), is: 'match' },
    { name: 'all: one would need another operation', block: all(YES!, LATER!), is: 'operation' },
    { name: 'all: the operation is not the only reason', block: all(NO!, LATER!), is: 'match' },
    { name: 'all: without filters', block: all(), is: 'match' },
  ])('$name', ({ block, is }) => {
    expect(outcome(block)).toBe(is);
  });
});

describe('exclude', () => {
  const MATCH = any({ kinds: ['*'] });
  const cases: readonly { name: string; exclude: FilterBlock; subject?: SubjectParts; is: string }[] = [
    { name: 'takes out what a filter of any matches', exclude: any({ name: 'a' }, { name: 'zk' }), is: 'exclude' },
    { name: 'leaves what no filter matches', exclude: any({ name: 'a' }), is: 'yes' },
    { name: 'of all needs every filter', exclude: all({ name: 'zk' }, { namespaces: ['b'] }), is: 'yes' },
    { name: 'of all with every filter', exclude: all({ name: 'zk' }, { namespaces: ['team-a'] }), is: 'exclude' },
    { name: 'that is empty takes nothing out', exclude: any({}), is: 'yes' },
    { name: 'of all with an empty filter takes nothing out', exclude: all({ name: 'zk' }, {}), is: 'yes' },
    { name: 'of a namespace takes out what is in it', exclude: any({ namespaces: ['team-a'] }), is: 'exclude' },
    {
      name: 'of a namespace takes out the Namespace',
      exclude: direct({ namespaces: ['team-a'] }),
      subject: NAMESPACE,
      is: 'exclude',
    },
    { name: 'of an operation that is not this one', exclude: any({ kinds: ['*'], operations: ['DELETE'] }), is: 'yes' },
    {
      name: 'by a role takes nothing out where nobody asks',
      exclude: any({ clusterRoles: ['cluster-admin'] }),
      is: 'yes',
    },
    { name: 'by a role and a name neither', exclude: any({ name: 'zk', clusterRoles: ['cluster-admin'] }), is: 'yes' },
    {
      name: 'by a role that the user has',
      exclude: any({ clusterRoles: ['view'] }),
      subject: { user: ADA },
      is: 'exclude',
    },
  ];
  test.each(cases)('$name', ({ exclude, subject, is }) => {
    expect(outcome(MATCH, subject, exclude)).toBe(is);
  });

  test('is the reason also where the operation is not listed: no operation would help', () => {
    const match = any({ kinds: ['ConfigMap'], operations: ['DELETE'] });
    expect(outcome(match, {}, any({ name: 'zk' }))).toBe('exclude');
  });
});

describe('who made the request', () => {
  const cases: readonly { name: string; filter: Filter; is: string }[] = [
    { name: 'User with a wildcard', filter: { subjects: [{ kind: 'User', name: 'system:*' }] }, is: 'yes' },
    { name: 'Group', filter: { subjects: [{ kind: 'Group', name: 'dev?' }] }, is: 'yes' },
    {
      name: 'ServiceAccount',
      filter: { subjects: [{ kind: 'ServiceAccount', namespace: 'ci', name: 'ada' }] },
      is: 'yes',
    },
    {
      name: 'ServiceAccount elsewhere',
      filter: { subjects: [{ kind: 'ServiceAccount', namespace: 'cd', name: 'ada' }] },
      is: 'match',
    },
    { name: 'unknown kind of subject', filter: { subjects: [{ kind: 'Robot', name: '*' }] }, is: 'match' },
    {
      name: 'one of the subjects',
      filter: {
        subjects: [
          { kind: 'User', name: 'bob' },
          { kind: 'Group', name: 'devs' },
        ],
      },
      is: 'yes',
    },
    { name: 'role', filter: { roles: ['team-a:edit'] }, is: 'yes' },
    { name: 'role without wildcards', filter: { roles: ['team-a:*'] }, is: 'match' },
    { name: 'cluster role', filter: { clusterRoles: ['view', 'edit'] }, is: 'yes' },
    {
      name: 'subject and role together',
      filter: { subjects: [{ kind: 'Group', name: 'devs' }], roles: ['b:edit'] },
      is: 'match',
    },
  ];
  test.each(cases)('$name', ({ filter, is }) => {
    expect(outcome(any(filter), { user: ADA })).toBe(is);
  });

  test('is not asked where it is not known, and nothing else asked matches nothing', () => {
    const nobody = { subjects: [{ kind: 'User', name: 'nobody' }] };
    expect(outcome(any({ kinds: ['ConfigMap'], ...nobody }))).toBe('yes');
    expect(outcome(any(nobody))).toBe('match');
  });
});

describe('namespaceSelector', () => {
  const BLUE: Filter = { kinds: ['*'], namespaceSelector: { matchLabels: { team: 'blue' } } };
  const blue: SubjectParts = { namespaceLabels: { team: 'blue' } };
  const red: SubjectParts = { namespaceLabels: { team: 'red' } };
  const open: SubjectParts = { namespaceLabels: 'missing' };
  const cases: readonly {
    name: string;
    match: FilterBlock;
    subject: SubjectParts;
    exclude?: FilterBlock;
    is: string;
  }[] = [
    { name: 'selects by the labels of the Namespace', match: any(BLUE), subject: blue, is: 'yes' },
    { name: 'does not select other labels', match: any(BLUE), subject: red, is: 'match' },
    { name: 'does not match a Namespace', match: any(BLUE), subject: NAMESPACE, is: 'match' },
    {
      name: 'does not exclude a Namespace',
      match: any({ kinds: ['*'] }),
      subject: NAMESPACE,
      exclude: any(BLUE),
      is: 'yes',
    },
    { name: 'sees no labels on cluster-scoped kinds', match: any(BLUE), subject: CLUSTER_ROLE, is: 'match' },
    {
      name: 'may be content with no labels',
      match: any({ kinds: ['*'], namespaceSelector: { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] } }),
      subject: CLUSTER_ROLE,
      is: 'yes',
    },
    { name: 'is open where the Namespace is missing', match: any(BLUE), subject: open, is: 'unknown' },
    {
      name: 'is not asked where the kind decides',
      match: any({ ...BLUE, kinds: ['Secret'] }),
      subject: {},
      is: 'match',
    },
    {
      name: 'that is not legal decides alone',
      match: any({ kinds: ['*'], namespaceSelector: { matchLabels: { 'a/b/c': 'd' } } }),
      subject: open,
      is: 'match',
    },
    { name: 'open, but another filter matches', match: any(BLUE, { name: 'zk' }), subject: open, is: 'yes' },
    { name: 'open, and another filter does not match', match: any({ name: 'a' }, BLUE), subject: open, is: 'unknown' },
    { name: 'open in all, and another does not hold', match: all(BLUE, { name: 'a' }), subject: open, is: 'match' },
    { name: 'open in all, and another holds', match: all(BLUE, { name: 'zk' }), subject: open, is: 'unknown' },
    { name: 'open, but excluded anyway', match: any(BLUE), subject: open, exclude: any({ name: 'zk' }), is: 'exclude' },
    { name: 'open in exclude', match: any({ name: 'zk' }), subject: open, exclude: any(BLUE), is: 'unknown' },
    {
      name: 'open in exclude, but not matched',
      match: any({ name: 'a' }),
      subject: open,
      exclude: any(BLUE),
      is: 'match',
    },
    {
      name: 'open in exclude of all that fails elsewhere',
      match: any({ name: 'zk' }),
      subject: open,
      exclude: all(BLUE, { name: 'a' }),
      is: 'yes',
    },
    {
      name: 'open, and the operation is not listed',
      match: any({ ...BLUE, operations: ['DELETE'] }),
      subject: open,
      is: 'operation',
    },
  ];
  test.each(cases)('$name', ({ match, subject, exclude, is }) => {
    expect(outcome(match, subject, exclude)).toBe(is);
  });
});

describe('the detail', () => {
  const detail = (match: FilterBlock, subject: SubjectParts = {}, exclude?: FilterBlock): string => {
    const result = compileMatch(match, exclude).test(aSubject(subject));
    return result.outcome === 'yes' ? '' : result.detail;
  };

  test.each([
    { name: 'of a kind', match: any({ kinds: ['Secret', 'Pod'] }), parts: ['v1/ConfigMap', 'Secret, Pod'] },
    { name: 'of a name', match: any({ name: 'a*' }), parts: ['"zk"', 'a*'] },
    { name: 'of a namespace', match: any({ namespaces: ['b', 'c'] }), parts: ['"team-a"', 'b, c'] },
    {
      name: 'of a label',
      match: any({ selector: { matchLabels: { app: 'zk' } } }),
      parts: ['app', '"zk"', 'no such label'],
    },
    { name: 'of an operation', match: any({ kinds: ['*'], operations: ['DELETE'] }), parts: ['CREATE', 'DELETE'] },
    { name: 'of each filter of any', match: any({ name: 'a' }, { name: 'b' }), parts: ['is not a', 'is not b'] },
  ])('$name shows what was wanted and what was seen', ({ match, parts }) => {
    for (const part of parts) expect(detail(match)).toContain(part);
  });

  test('names the filter that excluded', () => {
    const exclude = any({ name: 'a' }, { namespaces: ['team-*'] });
    expect(detail(any({ kinds: ['*'] }), {}, exclude)).toBe('namespaces [team-*]');
  });

  test('names the Namespace that is missing', () => {
    const match = any({ kinds: ['*'], namespaceSelector: { matchLabels: { a: 'b' } } });
    expect(detail(match, { namespaceLabels: 'missing' })).toContain('team-a');
  });

  test('never shows the value of an annotation, which may repeat a Secret', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"p":"hunter2"}}' };
    expect(detail(any({ annotations: { '*': 'no' } }), { metadata: { annotations } })).not.toContain('hunter2');
  });
});

describe('the match of an exception', () => {
  const holds = (block: FilterBlock, parts: SubjectParts = {}): string =>
    compileExceptionMatch(block).test(aSubject(parts));
  test('is like that of a rule, but for operations, a Namespace’s own selector, users and the direct form', () => {
    expect(holds(any({ kinds: ['ConfigMap'] }))).toBe('yes');
    expect(holds(any({ kinds: ['Pod'] }))).toBe('no');
    expect(holds(any({ kinds: ['ConfigMap'], operations: ['DELETE'] }))).toBe('yes');
    expect(holds(any({ namespaceSelector: { matchLabels: { a: 'b' } } }), NAMESPACE)).toBe('yes');
    expect(holds(any({ namespaceSelector: { matchLabels: { a: 'b' } } }), { namespaceLabels: 'missing' })).toBe(
      'unknown',
    );
    expect(holds(any({ kinds: ['ConfigMap'], clusterRoles: ['admin'] }))).toBe('no');
    expect(holds(any({}))).toBe('no');
    expect(holds({ form: 'direct', filters: [{ kinds: ['ConfigMap'] }] })).toBe('no');
  });

  test.each<{ filter: Filter; needsObject: boolean }>([
    { filter: { kinds: ['Pod'], names: ['a'], namespaces: ['b'], namespaceSelector: {} }, needsObject: false },
    { filter: { kinds: ['v1/Pod'] }, needsObject: true },
    { filter: { selector: {} }, needsObject: true },
    { filter: { annotations: { a: 'b' } }, needsObject: true },
  ])('$filter needs the object: $needsObject', ({ filter, needsObject }) => {
    expect(compileExceptionMatch(any(filter)).needsObject).toBe(needsObject);
  });
});

test('kindPatternsOf gives the kinds of every filter, and every kind for a filter without kinds', () => {
  expect(kindPatternsOf(any({ kinds: ['Pod', 'a/b/c/d/e'] }, { name: 'x' })).map((pattern) => pattern.kind)).toEqual([
    'Pod',
    '*',
  ]);
});

test('listsOperations gives what any filter lists, once', () => {
  const block = any({ operations: ['CREATE'] }, { name: 'x' }, { operations: ['DELETE', 'CREATE'] });
  expect(listsOperations(block)).toEqual(['CREATE', 'DELETE']);
  expect(listsOperations(any({ kinds: ['Pod'] }))).toEqual([]);
});
