// Every combination of facts against the contract's table. The table is data in lifecycle-table.ts; here are its words.
import { describe, expect, test } from 'vitest';
import { combineUnwanted, decideUnwanted, decideWanted, type Decision } from '../../src/plan/decide.ts';
import type { RuleFact, TriggerFact } from '../../src/plan/facts.ts';
import type { Action } from '../../src/model/plan.ts';
import type { LanguageCells, Lifecycle } from '../../src/model/policy.ts';
import type { Operation } from '../../src/model/trigger.ts';
import {
  COLUMNS,
  UNWANTED_ROWS,
  WANTED_ROWS,
  type Column,
  type Language,
  type Row,
  type UnwantedCase,
  type WantedCase,
} from './lifecycle-table.ts';

const CELLS: Readonly<Record<Language, LanguageCells>> = {
  ClusterPolicy: {
    retainWhenDeleteUnlisted: true,
    retainRenamed: true,
    rerenderUnsynchronized: false,
    deleteClonesWithPolicy: true,
    claimsForeign: true,
  },
  GeneratingPolicy: {
    retainWhenDeleteUnlisted: false,
    retainRenamed: false,
    rerenderUnsynchronized: true,
    deleteClonesWithPolicy: false,
    claimsForeign: false,
  },
};

const TRIGGERS: readonly TriggerFact[] = [
  'new',
  'existing',
  'same',
  'changed',
  'gone',
  'unmatched',
  'excepted',
  'unlisted',
  'ignored',
];
const RULES: readonly RuleFact[] = ['same', 'changed', 'deleted', 'policy-deleted'];
const OPERATIONS: readonly (readonly Operation[])[] = [[], ['CREATE', 'UPDATE'], ['CREATE', 'DELETE'], ['DELETE']];
const BOTH = [true, false] as const;
const LANGUAGES: readonly Language[] = ['ClusterPolicy', 'GeneratingPolicy'];

/** All combinations of the values of some fields: the digits of a number, each with its own base. */
function* combinations<T extends object>(values: { readonly [K in keyof T]-?: readonly T[K][] }): Generator<T> {
  const fields = Object.keys(values) as (keyof T)[];
  const count = fields.reduce((product, field) => product * values[field].length, 1);
  for (let number = 0; number < count; number += 1) {
    const chosen: Partial<T> = {};
    let rest = number;
    for (const field of fields) {
      const { length } = values[field];
      chosen[field] = values[field][rest % length];
      rest = Math.floor(rest / length);
    }
    yield chosen as T;
  }
}

function* lifecycles(): Generator<{ readonly language: Language; readonly lifecycle: Lifecycle }> {
  const fields = combinations<{
    language: Language;
    synchronize: boolean;
    generateExisting: boolean;
    operations: readonly Operation[];
    orphan: boolean | undefined;
  }>({
    language: LANGUAGES,
    synchronize: BOTH,
    generateExisting: BOTH,
    operations: OPERATIONS,
    orphan: [undefined, true, false],
  });
  for (const { language, orphan, ...rest } of fields) {
    const named = orphan === undefined ? {} : { orphanOnPolicyDelete: orphan };
    yield { language, lifecycle: { ...rest, ...named, serverSideApply: false, cells: CELLS[language] } };
  }
}

/** Every combination of the facts of a wanted downstream; of the orphan setting and operations, which it has none of, only some. */
function* wantedCases(): Generator<WantedCase> {
  for (const { language, lifecycle } of lifecycles()) {
    if (lifecycle.operations.length > 0 || lifecycle.orphanOnPolicyDelete !== undefined) continue;
    const facts = combinations<Omit<WantedCase, 'language' | 'lifecycle' | 'generateExisting' | 'synchronize'>>({
      lifecycleMode: ['desired', 'kyverno'],
      rule: ['same', 'changed'],
      trigger: TRIGGERS,
      source: ['none', 'same', 'changed', 'gone', 'unselected'],
      entry: ['none', 'managed', 'retained'],
      entryOfRule: BOTH,
      wasSynchronized: BOTH,
      found: ['absent', 'as-written', 'edited'],
      differs: BOTH,
      foreign: BOTH,
      namespaceMissing: BOTH,
    });
    const { generateExisting, synchronize } = lifecycle;
    for (const fact of facts) yield Object.assign(fact, { language, lifecycle, generateExisting, synchronize });
  }
}

function* unwantedCases(): Generator<UnwantedCase> {
  for (const { language, lifecycle } of lifecycles()) {
    const { synchronize, operations } = lifecycle;
    const facts = combinations<
      Omit<UnwantedCase, 'language' | 'lifecycle' | 'orphan' | 'synchronize' | 'listsOperations' | 'listsDelete'>
    >({
      lifecycleMode: ['desired', 'kyverno'],
      content: ['data', 'clone'],
      rule: RULES,
      trigger: TRIGGERS,
      source: ['none', 'same', 'changed', 'gone', 'unselected'],
      wasSynchronized: BOTH,
      complete: BOTH,
    });
    for (const fact of facts) {
      yield Object.assign(fact, {
        language,
        lifecycle,
        synchronize,
        orphan: lifecycle.orphanOnPolicyDelete,
        listsOperations: operations.length > 0,
        listsDelete: operations.includes('DELETE'),
      });
    }
  }
}

/** Finds a case's row; conditions are taken apart once, since there are a million cases. */
function rowFinder<Facts extends object>(rows: readonly Row<Facts>[]): (facts: Facts) => Row<Facts> | undefined {
  const prepared = rows.map((row) => ({
    row,
    conditions: Object.entries(row.when).map(([fact, allowed]): [keyof Facts, readonly unknown[]] => [
      fact as keyof Facts,
      Array.isArray(allowed) ? (allowed as readonly unknown[]) : [allowed],
    ]),
  }));
  return (facts) =>
    prepared.find(({ conditions }) => conditions.every(([fact, allowed]) => allowed.includes(facts[fact])))?.row;
}

function columnOf(content: 'data' | 'clone', synchronize: boolean): Column {
  return synchronize ? `${content}, sync` : `${content}, no sync`;
}

/** The word that holds in one lifecycle and language. */
function wordIn(cell: string, mode: 'desired' | 'kyverno', language: Language): string {
  const [desired = '', kyverno = desired] = cell.split(' · ');
  if (mode === 'desired') return desired;
  const [, only, word = ''] = /^(ClusterPolicy|GeneratingPolicy): (.*)$/.exec(kyverno) ?? [];
  return only === undefined ? kyverno : only === language ? word : desired;
}

function actionOf(word: string, differs: boolean): Action {
  switch (word) {
    case 'created':
    case 'recreated':
      return 'create';
    case 're-rendered':
    case 'reverted':
    case 'synced':
    case 'brought in line':
      return differs ? 'update' : 'none';
    case 'unchanged':
    case 'kept as edited':
    case 'stays deleted':
    case 'left':
    case 'not created':
      return 'none';
    case 'held':
      return 'hold';
    case 'retained':
      return 'retain';
    case 'deleted':
      return 'delete';
    default:
      throw new Error(`the table has no word «${word}»`);
  }
}

function disagreement(
  row: Pick<Row<object>, 'row' | 'because'>,
  word: string,
  action: Action,
  { reason, ...decided }: Decision,
): string {
  if (decided.action !== action) return `${row.row}: «${word}» is ${action}, decided ${decided.action} (${reason})`;
  return row.because === undefined || word === 'created' || row.because === reason
    ? ''
    : `${row.row}: because of ${row.because}, decided ${reason}`;
}

const wantedRow = rowFinder(WANTED_ROWS);
const unwantedRow = rowFinder(UNWANTED_ROWS);

/** What is wrong with a decision, as sentences; none where it is as the table and the rules beside it say. */
function* judgeWanted(facts: WantedCase, used: Set<string>): Generator<string> {
  const row = wantedRow(facts);
  if (row === undefined) {
    yield 'no row';
    return;
  }
  const decision = decideWanted(facts);
  const { action } = decision;
  const column = columnOf(facts.source === 'none' ? 'data' : 'clone', facts.synchronize);
  const word = wordIn(row.cells[COLUMNS.indexOf(column)] ?? '', facts.lifecycleMode, facts.language);
  if (word !== '–') {
    used.add(row.row);
    yield disagreement(row, word, actionOf(word, facts.differs), decision);
  }
  const writes = action === 'create' || action === 'update';
  const { synchronize, language, found } = facts;
  if (action === 'delete' || action === 'retain') yield 'what is wanted was let go';
  if (action === 'create' && found !== 'absent') yield 'created over a file';
  if (action === 'update' && (found === 'absent' || !facts.differs)) yield 'updated for nothing';
  if (writes && facts.entry === 'none' && found !== 'absent') yield 'a file of somebody else overwritten';
  const claims = synchronize && language === 'ClusterPolicy';
  if (writes && facts.entry === 'none' && facts.foreign && !claims) yield 'an object of somebody else claimed';
  const rerenders = language === 'GeneratingPolicy' && facts.lifecycleMode === 'kyverno' && facts.trigger === 'changed';
  if (action === 'update' && !synchronize && !rerenders) yield 'updated without sync';
}

function* judgeUnwanted(facts: UnwantedCase, used: Set<string>): Generator<string> {
  const row = unwantedRow(facts);
  if (row === undefined) {
    yield 'no row';
    return;
  }
  used.add(row.row);
  const decision = decideUnwanted(facts);
  const { action } = decision;
  const column = columnOf(facts.content, facts.synchronize);
  const word = wordIn(row.cells[COLUMNS.indexOf(column)] ?? '', facts.lifecycleMode, facts.language);
  yield disagreement(row, word, actionOf(word, false), decision);
  if (action !== 'hold' && action !== 'retain' && action !== 'delete') yield 'neither held, retained nor deleted';
  if (action === 'delete' && !facts.complete) yield 'deleted in doubt';
  if (action === 'delete' && !facts.synchronize) yield 'deleted without sync';
}

/** The first few sentences of all cases, so that a wrong table does not print a million. */
function problems<Facts>(cases: Iterable<Facts>, judge: (facts: Facts) => Iterable<string>): readonly string[] {
  const sentences: string[] = [];
  for (const facts of cases) {
    for (const said of judge(facts)) if (said !== '') sentences.push(`${said}: ${JSON.stringify(facts)}`);
    if (sentences.length >= 5) break;
  }
  return sentences;
}

describe('every combination of facts is decided as the table says, and never against what holds whatever the facts', () => {
  test('of a wanted downstream', () => {
    const used = new Set<string>();
    expect(problems(wantedCases(), (facts) => judgeWanted(facts, used))).toEqual([]);
    expect([...used].sort()).toEqual(WANTED_ROWS.map(({ row }) => row).sort());
  });

  test('of an unwanted downstream', () => {
    const used = new Set<string>();
    expect(problems(unwantedCases(), (facts) => judgeUnwanted(facts, used))).toEqual([]);
    expect([...used].sort()).toEqual(UNWANTED_ROWS.map(({ row }) => row).sort());
  });
});

describe('why something was updated', () => {
  const wanted: WantedCase = {
    lifecycleMode: 'desired',
    language: 'ClusterPolicy',
    lifecycle: {
      synchronize: true,
      generateExisting: true,
      serverSideApply: false,
      operations: [],
      cells: CELLS.ClusterPolicy,
    },
    synchronize: true,
    generateExisting: true,
    rule: 'same',
    trigger: 'same',
    source: 'none',
    entry: 'managed',
    entryOfRule: true,
    wasSynchronized: true,
    found: 'as-written',
    differs: true,
    foreign: false,
    namespaceMissing: false,
  };
  const cases: readonly { readonly name: string; readonly facts: Partial<WantedCase>; readonly reason: string }[] = [
    { name: 'sync was switched on', facts: { wasSynchronized: false, found: 'edited' }, reason: 'synchronize-changed' },
    { name: 'it was edited, whatever else happened', facts: { found: 'edited', rule: 'changed' }, reason: 'edited' },
    {
      name: 'the rule changed, and the trigger too',
      facts: { rule: 'changed', trigger: 'changed' },
      reason: 'rule-changed',
    },
    { name: 'the source changed', facts: { source: 'changed' }, reason: 'source-changed' },
    { name: 'the trigger changed', facts: { trigger: 'changed' }, reason: 'trigger-changed' },
    {
      name: 'another rule made it so far, as when a policy is renamed',
      facts: { entryOfRule: false, trigger: 'changed' },
      reason: 'rule-moved',
    },
    { name: 'only something that was read changed', facts: {}, reason: 'inputs-changed' },
    { name: 'nothing', facts: { differs: false, trigger: 'changed' }, reason: 'up-to-date' },
    {
      name: 'created late, because the rule was edited',
      facts: { entry: 'none', found: 'absent', rule: 'changed' },
      reason: 'target-renamed',
    },
    {
      name: 'created late, because the source came',
      facts: { entry: 'none', found: 'absent', source: 'changed' },
      reason: 'source-appeared',
    },
    {
      name: 'created late, because something read changed',
      facts: { entry: 'none', found: 'absent' },
      reason: 'inputs-changed',
    },
  ];
  test.each(cases)('$name', ({ facts, reason }) => {
    expect(decideWanted({ ...wanted, ...facts }).reason).toBe(reason);
  });
});

describe('several causes of one downstream', () => {
  const hold: Decision = { action: 'hold', reason: 'incomplete' };
  const retain: Decision = { action: 'retain', reason: 'trigger-deleted' };
  const remove: Decision = { action: 'delete', reason: 'trigger-deleted' };
  const cases: readonly { readonly name: string; readonly of: readonly Decision[]; readonly gives: Decision }[] = [
    { name: 'one in doubt holds it', of: [remove, retain, hold], gives: hold },
    { name: 'one that retains keeps it', of: [remove, retain], gives: retain },
    { name: 'it goes when all let it go', of: [remove, remove], gives: remove },
    { name: 'the first of equals says why', of: [retain, { ...retain, reason: 'trigger-unmatched' }], gives: retain },
  ];
  test.each(cases)('$name', ({ of, gives }) => {
    expect(combineUnwanted(of)).toEqual(gives);
  });

  test('none is a mistake of the program', () => {
    expect(() => combineUnwanted([])).toThrow('held, retained or deleted');
  });
});
