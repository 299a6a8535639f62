import { describe, expect, test } from 'vitest';
import { DEFAULT_RESOURCE_FILTERS, filteredBy, parseResourceFilters } from '../../src/match/index.ts';
import { groupOf } from '../../src/model/resource.ts';

function subject(apiVersion: string, kind: string, namespace: string, name: string, subresource = '') {
  return {
    id: { group: groupOf(apiVersion), kind, namespace, name },
    object: { apiVersion, kind, metadata: { name } },
    subresource,
  };
}

describe('parseResourceFilters', () => {
  test('reads entries side by side, with blanks and line ends', () => {
    const { filters, problems } = parseResourceFilters(
      '[Event,*,*][*/*, kube-system ,*]\n  [apps/v1/Deployment,a,b?]\n',
    );
    expect(problems).toEqual([]);
    expect(
      filters.map(({ kind, namespace, name }) => [kind.group, kind.kind, kind.subresource, namespace, name]),
    ).toEqual([
      ['*', 'Event', '', '*', '*'],
      ['*', '*', '*', 'kube-system', '*'],
      ['apps', 'Deployment', '', 'a', 'b?'],
    ]);
  });

  test('takes a namespace and a name that are left out for a star', () => {
    const { filters } = parseResourceFilters('[Event][Pod,a]');
    expect(filters.map(({ namespace, name }) => [namespace, name])).toEqual([
      ['*', '*'],
      ['a', '*'],
    ]);
  });

  test.each(['Event', '[]', '[,a,b]', '[a/b/c/d/e,*,*]', '[a,b,c,d]', '[Event', 'Event]', '[[Event]]'])(
    'names what of %s is no entry, and reads on',
    (text) => {
      const { filters, problems } = parseResourceFilters(`${text} [Pod,*,*]`);
      expect(problems.length).toBeGreaterThan(0);
      expect(filters.at(-1)?.text).toBe('[Pod,*,*]');
    },
  );
});

describe('the default list', () => {
  const cases: readonly (readonly [string, ReturnType<typeof subject>, string | undefined])[] = [
    ['an Event', subject('v1', 'Event', 'team-a', 'e'), '[Event,*,*]'],
    ['an Event of the newer group', subject('events.k8s.io/v1', 'Event', 'team-a', 'e'), '[Event,*,*]'],
    ['what is in kube-system', subject('v1', 'ConfigMap', 'kube-system', 'a'), '[*/*,kube-system,*]'],
    ['the Namespace kube-system', subject('v1', 'Namespace', '', 'kube-system'), '[*/*,kube-system,*]'],
    ['a subresource in kube-public', subject('v1', 'Pod', 'kube-public', 'a', 'status'), '[*/*,kube-public,*]'],
    ['a Node', subject('v1', 'Node', '', 'n'), '[Node,*,*]'],
    ['the status of a Node', subject('v1', 'Node', '', 'n', 'status'), '[Node/?*,*,*]'],
    ['a ReplicaSet', subject('apps/v1', 'ReplicaSet', 'team-a', 'a'), '[ReplicaSet,*,*]'],
    ['what is in the namespace of the engine', subject('v1', 'Secret', 'kyverno', 'a'), '[*/*,kyverno,*]'],
    ['a Namespace of a team', subject('v1', 'Namespace', '', 'team-a'), undefined],
    ['an object called kube-system', subject('v1', 'ConfigMap', 'team-a', 'kube-system'), undefined],
    ['a cluster-scoped object called kube-system', subject('x.io/v1', 'Project', '', 'kube-system'), undefined],
    ['a Deployment', subject('apps/v1', 'Deployment', 'team-a', 'a'), undefined],
  ];
  test.each(cases)('on %s', (_name, given, expected) => {
    expect(filteredBy(DEFAULT_RESOURCE_FILTERS, given)).toBe(expected);
  });

  test('is empty nowhere and legal everywhere', () => {
    const text = DEFAULT_RESOURCE_FILTERS.map((filter) => filter.text).join('');
    expect(DEFAULT_RESOURCE_FILTERS.length).toBeGreaterThan(17);
    expect(parseResourceFilters(text)).toEqual({ filters: DEFAULT_RESOURCE_FILTERS, problems: [] });
  });
});

test('no list filters nothing', () => {
  expect(filteredBy([], subject('v1', 'Event', 'a', 'b'))).toBeUndefined();
});
