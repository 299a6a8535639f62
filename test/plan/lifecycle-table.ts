// The contract's lifecycle table as data: its rows over the facts that a decision is made from, its columns, its two lifecycles, its words.
// What the words mean for an action, and whether decide.ts says the same, is for the test.
import type { UnwantedFacts, WantedFacts } from '../../src/plan/facts.ts';

/** The two policy languages, where a cell tells them apart. */
export type Language = 'ClusterPolicy' | 'GeneratingPolicy';

/** The four columns, in the contract's order. */
export const COLUMNS = ['data, sync', 'data, no sync', 'clone, sync', 'clone, no sync'] as const;

/** One column of the table. */
export type Column = (typeof COLUMNS)[number];

/** One value or several for each fact that the row is about; a fact that is not named may be anything. */
export type When<Facts> = { readonly [K in keyof Facts]?: Facts[K] | readonly Facts[K][] };

/**
 * One row. The first row whose facts hold is the one that counts.
 *
 * Shape   a cell is one entry for both lifecycles, or `desired · kyverno`; in the second, `ClusterPolicy: x` or
 *         `GeneratingPolicy: x` says x for that language only, and the first entry for the other.
 */
export interface Row<Facts> {
  readonly row: string;
  readonly when: When<Facts>;
  readonly cells: readonly [string, string, string, string];
  readonly because?: string;
}

/** What the rows about wanted downstreams ask beside the facts themselves. */
export interface WantedCase extends WantedFacts {
  readonly language: Language;
  readonly synchronize: boolean;
  readonly generateExisting: boolean;
}

/** What the rows about unwanted downstreams ask beside the facts themselves. */
export interface UnwantedCase extends UnwantedFacts {
  readonly language: Language;
  readonly synchronize: boolean;
  readonly orphan: boolean | undefined;
  readonly listsOperations: boolean;
  readonly listsDelete: boolean;
}

const all = (word: string): readonly [string, string, string, string] => [word, word, word, word];

/** A rule wants the downstream. */
export const WANTED_ROWS: readonly Row<WantedCase>[] = [
  {
    row: 'a file in output without a ledger entry is never touched',
    when: { entry: 'none', found: ['as-written', 'edited'] },
    cells: all('left'),
    because: 'foreign',
  },
  {
    row: 'trigger was there before its policy, without generateExisting',
    when: { entry: 'none', trigger: 'existing', generateExisting: false, lifecycleMode: 'kyverno' },
    cells: all('created · not created'),
    because: 'trigger-older-than-policy',
  },
  {
    row: 'trigger was there before its policy, without generateExisting, and its retained manifest was removed',
    when: {
      entry: 'retained',
      found: 'absent',
      trigger: 'existing',
      generateExisting: false,
      lifecycleMode: 'kyverno',
    },
    cells: all('created · not created'),
    because: 'trigger-older-than-policy',
  },
  {
    row: 'an object in the inventory that Headwater did not make, wanted by a GeneratingPolicy',
    when: { entry: 'none', foreign: true, language: 'GeneratingPolicy' },
    cells: all('left'),
    because: 'foreign',
  },
  {
    row: 'a target namespace that is nowhere',
    when: { entry: 'none', namespaceMissing: true, foreign: false },
    cells: all('created · not created'),
  },
  {
    row: 'a target namespace that is nowhere, and an object in the inventory that Headwater did not make',
    when: { entry: 'none', namespaceMissing: true, foreign: true },
    cells: ['created · not created', 'left', 'created · not created', 'left'],
  },
  {
    row: 'a target namespace that is nowhere, and a retained manifest that was removed',
    when: { entry: 'retained', found: 'absent', namespaceMissing: true },
    cells: all('created · not created'),
  },
  {
    row: 'trigger appeared and matches, what is there is in the inventory',
    when: { entry: 'none', foreign: true },
    cells: ['created', 'left', 'created', 'left'],
  },
  { row: 'trigger appeared and matches', when: { entry: 'none' }, cells: all('created') },
  {
    row: 'trigger appeared and matches, a retained manifest was removed',
    when: { entry: 'retained', found: 'absent' },
    cells: all('created'),
  },
  {
    row: 'a policy of the same name, rule and target that comes back takes a retained one up again',
    when: { entry: 'retained' },
    cells: ['brought in line', 'unchanged', 'brought in line', 'unchanged'],
  },
  {
    row: 'sync switched off',
    when: { wasSynchronized: true, synchronize: false },
    cells: ['–', 'held', '–', 'held'],
    because: 'synchronize-changed',
  },
  {
    row: 'sync switched on, downstream deleted from output',
    when: { wasSynchronized: false, found: 'absent', synchronize: true },
    cells: ['created', '–', 'created', '–'],
    because: 'synchronize-changed',
  },
  {
    row: 'sync switched on',
    when: { wasSynchronized: false, synchronize: true },
    cells: ['brought in line', '–', 'brought in line', '–'],
  },
  {
    row: 'trigger appeared and matches, downstream deleted from output',
    when: { trigger: 'new', found: 'absent' },
    cells: ['recreated', 'created', 'recreated', 'created'],
  },
  {
    row: 'trigger changed, still matches, downstream deleted from output',
    when: { trigger: 'changed', found: 'absent' },
    cells: ['recreated', 'stays deleted · created', 'recreated', 'stays deleted · created'],
  },
  {
    row: 'downstream deleted from output',
    when: { found: 'absent' },
    cells: ['recreated', 'stays deleted', 'recreated', 'stays deleted'],
  },
  {
    row: 'trigger changed, still matches',
    when: { trigger: 'changed' },
    cells: [
      're-rendered',
      'unchanged · GeneratingPolicy: re-rendered',
      're-rendered',
      'unchanged · GeneratingPolicy: re-rendered',
    ],
  },
  {
    row: 'downstream edited in output',
    when: { found: 'edited' },
    cells: ['reverted', 'kept as edited', 'reverted', 'kept as edited'],
  },
  {
    row: 'rule changed: content',
    when: { rule: 'changed' },
    cells: ['synced', 'unchanged', 'synced', 'unchanged'],
  },
  { row: 'source changed', when: { source: 'changed' }, cells: ['–', '–', 'synced', 'unchanged'] },
  { row: 'nothing happened', when: {}, cells: ['brought in line', 'unchanged', 'brought in line', 'unchanged'] },
];

/** A cause of a managed downstream no longer wants it. */
export const UNWANTED_ROWS: readonly Row<UnwantedCase>[] = [
  {
    row: 'evaluation failed, or something needed could not be read',
    when: { complete: false },
    cells: all('held'),
    because: 'incomplete',
  },
  {
    row: 'rule or policy deleted, orphanDownstreamOnPolicyDelete not set',
    when: { rule: ['deleted', 'policy-deleted'], orphan: undefined },
    cells: ['deleted', 'retained', 'retained', 'retained'],
  },
  {
    row: 'rule or policy deleted, orphanDownstreamOnPolicyDelete true',
    when: { rule: ['deleted', 'policy-deleted'], orphan: true },
    cells: all('retained'),
  },
  {
    row: 'rule or policy deleted, orphanDownstreamOnPolicyDelete false',
    when: { rule: ['deleted', 'policy-deleted'], orphan: false },
    cells: ['deleted', 'retained', 'deleted · GeneratingPolicy: retained', 'retained'],
  },
  { row: 'exception now applies', when: { trigger: 'excepted' }, cells: all('held'), because: 'exception' },
  {
    row: 'trigger changed, rule lists operations without UPDATE',
    when: { trigger: 'unlisted' },
    cells: all('held'),
    because: 'operation-unlisted',
  },
  {
    row: 'an event that concerns the rule neither before nor after',
    when: { trigger: ['ignored', 'existing'] },
    cells: all('held'),
  },
  {
    row: 'sync switched on and no longer wanted: what it made unsynchronized was never its own to delete',
    when: { wasSynchronized: false },
    cells: all('retained'),
  },
  {
    row: 'trigger no longer matches: match, exclude, preconditions, matchConditions',
    when: { trigger: 'unmatched' },
    cells: ['deleted', 'retained', 'deleted', 'retained'],
    because: 'trigger-unmatched',
  },
  {
    row: 'trigger deleted, rule lists operations without DELETE',
    when: { trigger: 'gone', listsOperations: true, listsDelete: false },
    cells: ['deleted · ClusterPolicy: retained', 'retained', 'deleted · ClusterPolicy: retained', 'retained'],
    because: 'trigger-deleted',
  },
  {
    row: 'trigger deleted',
    when: { trigger: 'gone' },
    cells: ['deleted', 'retained', 'deleted', 'retained'],
    because: 'trigger-deleted',
  },
  {
    row: 'source deleted',
    when: { source: 'gone' },
    cells: ['deleted', 'retained', 'deleted', 'retained'],
    because: 'source-deleted',
  },
  {
    row: 'source no longer selected by cloneList or list',
    when: { source: 'unselected' },
    cells: ['deleted · retained', 'retained', 'deleted · retained', 'retained'],
    because: 'source-unselected',
  },
  {
    row: 'target renamed',
    when: {},
    cells: ['deleted · ClusterPolicy: retained', 'retained', 'deleted · ClusterPolicy: retained', 'retained'],
    because: 'target-renamed',
  },
];
