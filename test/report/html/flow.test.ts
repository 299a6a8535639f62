// The flow: what is counted, in which order, and how it is drawn.
import { describe, expect, test } from 'vitest';
import { flowOf } from '../../../src/report/html/flow.ts';
import { cutMiddle, flowPicture } from '../../../src/report/html/flow-picture.ts';
import { flowSection } from '../../../src/report/html/flow-section.ts';
import { toMarkup } from '../../../src/report/html/piece.ts';
import { totalOf } from '../../../src/report/html/words.ts';
import { aGroup, SAMPLE_GROUPS, teams } from '../../support/sample-preview.ts';

const rules = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    aGroup(teams(at + 1), { rule: `rule-${String(at).padStart(2, '0')}`, kind: `Kind${at % 3}` }),
  );

describe('the flow', () => {
  test('counts triggers, rules and kinds, those of one kind together', () => {
    const flow = flowOf(SAMPLE_GROUPS)!;
    const shown = (boxes: typeof flow.rules): readonly string[] =>
      boxes.map(({ label, counts }) => `${label} ${totalOf(counts)}`);
    expect(shown(flow.triggers)).toEqual(['Namespace 228']);
    expect(shown(flow.rules)).toEqual([
      'tenant-defaults / default-deny 200',
      'tenant-defaults / allow-dns 1',
      'tenant-defaults / quota 12',
      'registry / sync-regcred 12',
      'tenant-defaults / limits 3',
    ]);
    expect(shown(flow.kinds)).toEqual(['NetworkPolicy 201', 'ResourceQuota 12', 'Secret 12', 'LimitRange 3']);
    expect(flow.makes.map(({ from, to }) => [from, to])).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
    ]);
    expect(flow.lines[0]).toMatchObject({
      rule: 'tenant-defaults / default-deny',
      triggers: ['Namespace'],
      kinds: ['NetworkPolicy'],
    });
  });
  test('has at most eight boxes in a column, the last for all the others', () => {
    const flow = flowOf(rules(12))!;
    expect(flow.rules).toHaveLength(8);
    expect(flow.rules[7]).toMatchObject({ label: '5 more rules' });
    expect(flow.rules[7]!.filter).toBeUndefined();
    expect(totalOf(flow.rules[7]!.counts)).toBe(1 + 2 + 3 + 4 + 5);
    expect(flow.rules.reduce((sum, { counts }) => sum + totalOf(counts), 0)).toBe(78);
    expect(flow.sets.reduce((sum, { counts }) => sum + totalOf(counts), 0)).toBe(78);
    expect(flow.lines).toHaveLength(12);
  });
  test.each([
    [1, false],
    [2, true],
    [40, true],
    [41, false],
  ])('of %d rules is drawn: %s', (count, drawn) => {
    expect(flowOf(rules(count)) !== undefined).toBe(drawn);
  });
  test('knows what it cannot name', () => {
    const flow = flowOf([
      aGroup(['a'], { policy: '', rule: '', members: [{ namespace: 'a', name: 'b', path: 'c', trigger: '' }] }),
      aGroup(['a']),
    ])!;
    expect(flow.triggers.map(({ label }) => label)).toContain('not known');
    expect(flow.rules.map(({ label }) => label)).toContain('no rule known');
  });
});

describe('the picture', () => {
  const picture = toMarkup([flowPicture(flowOf(SAMPLE_GROUPS)!)]);
  test('has a name and a filter for every box', () => {
    expect(picture).toContain(
      'data-filter="policy=tenant-defaults&amp;rule=quota" aria-label="rule tenant-defaults / quota, 12 added"',
    );
    expect(picture.match(/class="box"/g)).toHaveLength(10);
  });
  test('draws ribbons of 1.5 to 8 pixels, in the colour of the action, grey where actions mix', () => {
    const widths = [...picture.matchAll(/stroke-width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect([Math.min(...widths), Math.max(...widths)]).toEqual([1.5, 8]);
    expect(picture).toContain('<path class="removed"');
    const mixed = flowOf([aGroup(['a']), aGroup(['b'], { action: 'create' }), aGroup(['a'], { rule: 'other' })])!;
    expect(toMarkup([flowPicture(mixed)])).toContain('<path class="mixed"');
  });
  test('cuts long names in the middle and keeps them whole in the title', () => {
    const name = 'a-policy-with-a-name-that-is-rather-long';
    const text = toMarkup([flowPicture(flowOf([aGroup(['a'], { policy: name }), aGroup(['a'])])!)]);
    expect(text).toContain('>a-policy-with-a…/ default-deny<');
    expect(text).toContain(`<title>rule ${name} / default-deny, 1 changed</title>`);
  });
  test.each([
    ['short', 30, 'short'],
    ['abcdefghij', 5, 'ab…ij'],
    ['😀😀😀😀😀', 3, '😀…😀'],
  ])('%s in %d characters', (text, most, expected) => {
    expect(cutMiddle(text, most)).toBe(expected);
  });
});

describe('the list beside it', () => {
  test('says the same, eight rules at once', () => {
    const text = toMarkup(flowSection(rules(12)));
    const [first = '', rest = ''] = text.slice(text.indexOf('flow-list')).split('<summary>');
    expect(first.match(/<li>/g)).toHaveLength(8);
    expect(rest).toContain('and 4 more rules');
    expect(rest.match(/<li>/g)).toHaveLength(4);
    expect(toMarkup(flowSection(SAMPLE_GROUPS)).replace(/<[^>]*>/g, '')).toContain(
      'Namespace → tenant-defaults / allow-dns → NetworkPolicy: 1 removed',
    );
  });
  test('is not there where there is no picture', () => {
    expect(flowSection(rules(1))).toEqual([]);
  });
});
