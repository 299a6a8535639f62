// Which rows a filter leaves, without a browser.
import { describe, expect, test } from 'vitest';
import { matching, searchRow } from '../../src/page/match.ts';
import { NO_FILTER, rowsOf, type Filter } from '../../src/report/html/for-page.ts';
import { SAMPLE_GROUPS, SAMPLE_RISKS } from '../support/sample-preview.ts';

const rows = rowsOf(SAMPLE_GROUPS, SAMPLE_RISKS).map(searchRow);

describe('a filter', () => {
  const cases: readonly (readonly [string, Partial<Filter>, readonly number[]])[] = [
    ['nothing', {}, [0, 1, 2, 3, 4]],
    ['a name', { text: 'regcred' }, [2]],
    ['a kind in capitals', { text: 'NETWORKPOLICY' }, [0, 1]],
    ['several words', { text: 'team-0011 default' }, [1, 2, 3]],
    ['a policy and rule', { text: 'registry / sync' }, [2]],
    ['a reason', { text: 'no longer matches' }, [0]],
    ['an action', { actions: ['create', 'retain'] }, [3, 4]],
    ['a policy', { policy: 'registry' }, [2]],
    ['a rule', { policy: 'tenant-defaults', rule: 'quota' }, [3]],
    ['a kind', { kind: 'networking.k8s.io/NetworkPolicy' }, [0, 1]],
    ['a kind of another group', { kind: 'NetworkPolicy' }, []],
    ['a namespace', { namespace: 'team-0199' }, [1]],
    ['a part of a namespace', { namespace: 'team' }, []],
    ['a trigger', { trigger: 'Namespace', actions: ['delete'] }, [0]],
    ['risks', { risks: true }, [0, 2]],
  ];
  test.each(cases)('%s', (_, filter, expected) => {
    expect(matching(rows, { ...NO_FILTER, ...filter }).map(({ index }) => index)).toEqual(expected);
  });
});
