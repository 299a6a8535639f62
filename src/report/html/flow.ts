// What sets rules off, which rules, and what comes out of them: counted from the groups, in the order in which a picture of it has
// few crossings. How it is drawn is flow-picture.ts's, how it reads as a list flow-list.ts's.
import type { PreviewGroup } from '../../model/preview.ts';
import { compareText } from '../../model/resource.ts';
import { countMembers, type ActionCounts } from '../preview-counts.ts';
import type { Filter } from './filter.ts';
import { kindKey, ruleLabel, totalOf, triggerKind } from './words.ts';

/** Three columns of boxes and what runs between neighbours. */
export interface Flow {
  readonly triggers: readonly FlowBox[];
  readonly rules: readonly FlowBox[];
  readonly kinds: readonly FlowBox[];
  /** From triggers to rules, then from rules to kinds; `from` and `to` are places in these columns. */
  readonly sets: readonly FlowRibbon[];
  readonly makes: readonly FlowRibbon[];
  /** Every rule with its triggers and kinds, however many: what the list has. */
  readonly lines: readonly FlowLine[];
}

/** One box. */
export interface FlowBox {
  readonly label: string;
  /** The part of it that says most, where there is little room. */
  readonly short: string;
  readonly counts: ActionCounts;
  /** What the list is narrowed to by it; nothing for the box of all the others. */
  readonly filter?: Partial<Filter>;
}

/** What runs from one box to another. */
export interface FlowRibbon {
  readonly from: number;
  readonly to: number;
  readonly counts: ActionCounts;
}

/** One rule in words. */
export interface FlowLine {
  readonly rule: string;
  readonly triggers: readonly string[];
  readonly kinds: readonly string[];
  readonly counts: ActionCounts;
}

/** Boxes of a column, the one of all the others among them; and rules beyond which a list says more than a picture. */
const MOST_BOXES = 8;
const MOST_RULES = 40;

/** One (trigger kind, rule, kind) with the groups that it is counted from. */
interface Strand {
  readonly trigger: string;
  readonly rule: string;
  readonly kind: string;
  readonly groups: readonly PreviewGroup[];
}

/** The flow of these groups; nothing where one rule, or very many, would be drawn. */
export function flowOf(groups: readonly PreviewGroup[]): Flow | undefined {
  const strands = strandsOf(groups);
  const kinds = columnOf(strands, 'kind', () => 0);
  const kindPlaces = placesOf(kinds);
  const rules = columnOf(strands, 'rule', byNeighbours('kind', kindPlaces));
  const rulePlaces = placesOf(rules);
  const triggers = columnOf(strands, 'trigger', byNeighbours('rule', rulePlaces));
  if (rules.length < 2 || rules.length > MOST_RULES) return undefined;
  const boxesOf = (column: readonly Entry[], field: Field): readonly FlowBox[] => cut(column, field);
  return {
    triggers: boxesOf(triggers, 'trigger'),
    rules: boxesOf(rules, 'rule'),
    kinds: boxesOf(kinds, 'kind'),
    sets: ribbonsOf(strands, ['trigger', placesOf(triggers)], ['rule', rulePlaces]),
    makes: ribbonsOf(strands, ['rule', rulePlaces], ['kind', kindPlaces]),
    lines: rules.map(lineOf),
  };
}

type Field = 'trigger' | 'rule' | 'kind';

interface Entry {
  readonly key: string;
  readonly strands: readonly Strand[];
  readonly total: number;
}

function strandsOf(groups: readonly PreviewGroup[]): readonly Strand[] {
  const found = new Map<string, { trigger: string; rule: string; kind: string; groups: PreviewGroup[] }>();
  for (const group of groups) {
    const byTrigger = new Map<string, PreviewGroup['members'][number][]>();
    for (const member of group.members) {
      const trigger = triggerKind(member.trigger);
      const known = byTrigger.get(trigger);
      if (known) known.push(member);
      else byTrigger.set(trigger, [member]);
    }
    for (const [trigger, members] of byTrigger) {
      const strand = { trigger, rule: `${group.policy}\u0000${group.rule}`, kind: kindKey(group), groups: [] };
      const key = [trigger, strand.rule, strand.kind].join('\u0001');
      const known = found.get(key) ?? strand;
      known.groups.push({ ...group, members });
      found.set(key, known);
    }
  }
  return [...found.values()];
}

/** The entries of a column: the largest in the given order, and those that share the last box behind them. */
function columnOf(strands: readonly Strand[], field: Field, order: (a: Entry, b: Entry) => number): readonly Entry[] {
  const found = new Map<string, Strand[]>();
  for (const strand of strands) found.set(strand[field], [...(found.get(strand[field]) ?? []), strand]);
  const bySize = [...found]
    .map(([key, among]) => ({ key, strands: among, total: totalOf(countsOf(among)) }))
    .sort((a, b) => b.total - a.total || compareText(a.key, b.key));
  const own = bySize.length > MOST_BOXES ? MOST_BOXES - 1 : bySize.length;
  return [...bySize.slice(0, own).sort(order), ...bySize.slice(own)];
}

function countsOf(strands: readonly Strand[]): ActionCounts {
  return countMembers(strands.flatMap(({ groups }) => groups));
}

/** Where each entry of a column stands; those that are cut stand in the last box. */
function placesOf(column: readonly Entry[]): ReadonlyMap<string, number> {
  return new Map(column.map(({ key }, at) => [key, column.length > MOST_BOXES ? Math.min(at, MOST_BOXES - 1) : at]));
}

/** By the middle of the places of those that an entry is joined to. */
function byNeighbours(field: Field, places: ReadonlyMap<string, number>): (a: Entry, b: Entry) => number {
  const middle = ({ strands }: Entry): number =>
    strands.reduce((sum, strand) => sum + (places.get(strand[field]) ?? 0), 0) / strands.length;
  return (a, b) => middle(a) - middle(b);
}

function cut(column: readonly Entry[], field: Field): readonly FlowBox[] {
  if (column.length <= MOST_BOXES) return column.map((entry) => boxOf(entry, field));
  const rest = column.slice(MOST_BOXES - 1);
  return [
    ...column.slice(0, MOST_BOXES - 1).map((entry) => boxOf(entry, field)),
    { ...named(`${rest.length} more ${field}s`), counts: countsOf(rest.flatMap(({ strands }) => strands)) },
  ];
}

function boxOf({ key, strands }: Entry, field: Field): FlowBox {
  return { ...facts(key, field), counts: countsOf(strands) };
}

function named(label: string): Pick<FlowBox, 'label' | 'short'> {
  return { label, short: label };
}

function facts(key: string, field: Field): Pick<FlowBox, 'label' | 'short' | 'filter'> {
  if (field === 'kind') return { ...named(key.slice(key.lastIndexOf('/') + 1)), filter: { kind: key } };
  if (field === 'trigger') return key === '' ? named('not known') : { ...named(key), filter: { trigger: key } };
  const [policy = '', rule = ''] = key.split('\u0000');
  const label = ruleLabel(policy, rule);
  return { label, short: rule === '' ? label : rule, ...(policy !== '' && { filter: { policy, rule } }) };
}

function ribbonsOf(
  strands: readonly Strand[],
  [from, fromPlaces]: readonly [Field, ReadonlyMap<string, number>],
  [to, toPlaces]: readonly [Field, ReadonlyMap<string, number>],
): readonly FlowRibbon[] {
  const found = new Map<string, { from: number; to: number; strands: Strand[] }>();
  for (const strand of strands) {
    const places = { from: fromPlaces.get(strand[from]) ?? 0, to: toPlaces.get(strand[to]) ?? 0 };
    const key = `${places.from} ${places.to}`;
    const known = found.get(key);
    if (known) known.strands.push(strand);
    else found.set(key, { ...places, strands: [strand] });
  }
  return [...found.values()]
    .map((ribbon) => ({ from: ribbon.from, to: ribbon.to, counts: countsOf(ribbon.strands) }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

function lineOf({ key, strands }: Entry): FlowLine {
  const labels = (field: Field): readonly string[] => [
    ...new Set(strands.map((strand) => facts(strand[field], field).label)),
  ];
  return {
    rule: facts(key, 'rule').label,
    triggers: labels('trigger'),
    kinds: labels('kind'),
    counts: countsOf(strands),
  };
}
