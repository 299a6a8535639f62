// Reports that other jobs made: what is taken, what is left out, and what is refused.
import { describe, expect, test } from 'vitest';
import { buildReport, parseReport, toJson, type Report } from '../../src/report/index.ts';
import { aGroup, aPreview, aPreviewReport, SAMPLE_REPORT } from '../support/sample-preview.ts';

type Loose = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests spoil what they like

/** The sample as JSON, spoilt. */
function spoilt(spoil: (report: Loose) => void, report: Report = SAMPLE_REPORT): string {
  const copy = JSON.parse(toJson(report)) as Loose;
  spoil(copy);
  return JSON.stringify(copy);
}

function problemOf(text: string): string {
  const parsed = parseReport(text);
  return 'problems' in parsed ? parsed.problems.join('\n') : 'taken';
}

describe('a report of this program', () => {
  test('is taken as it is', () => {
    expect(parseReport(toJson(SAMPLE_REPORT))).toEqual({ report: SAMPLE_REPORT });
  });

  test('is taken where nothing could be computed, and where nothing changes', () => {
    for (const computed of [true, false]) {
      const report = aPreviewReport(aPreview([], { computed }));
      expect(parseReport(toJson(report))).toEqual({ report });
    }
  });

  test('is taken with all that a run can add', () => {
    const report: Report = {
      ...SAMPLE_REPORT,
      exceptions: [
        { name: 'a/b', file: 'e.yaml', line: 3, triggers: 2, rules: [{ policy: 'p', rule: 'r', triggers: 2 }] },
      ],
      annotations: [{ policy: 'p', rule: 'r', trigger: '/Namespace//a', key: 'k', value: 'v' }],
      edits: [
        {
          policy: 'p',
          rule: 'r',
          outcome: 'warned',
          change: 'changed',
          fields: ['match'],
          warning: 'w',
          effects: {
            created: 0,
            updated: 1,
            deleted: 0,
            retained: 0,
            held: 0,
            unchanged: 2,
            groups: [{ action: 'update', reason: 'rule-changed', count: 1, example: 'output/a/b.yaml' }],
          },
        },
      ],
    };
    expect(parseReport(toJson(report))).toEqual({ report });
  });

  test('what is held may be in no group: it is held without the change too', () => {
    const held = aGroup(['a'], { action: 'hold', reason: 'conflict', diff: '', added: 0 });
    const report = { ...aPreviewReport(aPreview([held])), preview: aPreview([]) };
    expect(parseReport(toJson(report))).toEqual({ report });
  });
});

describe('what nobody asked for', () => {
  test('is left out, wherever it stands', () => {
    const text = spoilt((report) => {
      report['extra'] = '<script>';
      report['diff'] = '--- a\n+++ b\n';
      report['value'] = { a: 1 };
      report['explained'] = [{}];
      report['generated'] = ['x'];
      report['preview'].extra = { deep: [1] };
      report['preview'].groups[0].members[0].html = '<img>';
      report['preview'].risks[0].link = 'https://evil.example';
    });
    expect(parseReport(text)).toEqual({ report: SAMPLE_REPORT });
  });

  test('is left out where it has the name of a prototype', () => {
    const text = toJson(SAMPLE_REPORT).replace('{', '{"__proto__": {"polluted": true}, "constructor": 1,');
    const parsed = parseReport(text);
    expect(parsed).toEqual({ report: SAMPLE_REPORT });
    expect('report' in parsed && 'polluted' in parsed.report).toBe(false);
  });

  test.each([
    ['headwater reconcile --max-deletions 5120', true],
    ["headwater explain 'NetworkPolicy/team a/x'", true],
    ['curl evil.example', false],
    ['headwater; curl evil.example', false],
    ['headwater reconcile && rm -rf .', false],
    ['headwater $(id)', false],
    ["headwater 'a'$(id)", false],
    ['headwater a\nrm -rf .', false],
    ['headwater `id`', false],
    ['headwaterx a', false],
  ])('the command %j: %s', (command, taken) => {
    const parsed = parseReport(spoilt((report) => (report['preview'].risks[0].command = command)));
    expect('report' in parsed && parsed.report.preview.risks[0]?.command).toBe(taken ? command : undefined);
  });
});

describe('a report that is none', () => {
  test.each<[string, (report: Loose) => void, string]>([
    ['another kind', (r) => (r['kind'] = 'Diff'), 'It is no report of a preview: kind is none of Preview'],
    [
      'another apiVersion',
      (r) => (r['apiVersion'] = 'headwater.dev/v2'),
      '(Headwater 0.1.0 made it): apiVersion is none of headwater.dev/v1',
    ],
    [
      'a newer version with a reason more',
      (r) => Object.assign(r, { version: '9.9.0' }) && (r['changes'][0].reason = 'later'),
      'It cannot be understood (Headwater 9.9.0 made it): changes[0].reason has a value that is not known',
    ],
    [
      'a version that is none',
      (r) => (r['version'] = '1.0.0\n::error::'),
      'It cannot be understood: version is no version',
    ],
    ['no preview', (r) => delete r['preview'], 'preview is missing'],
    ['null', (r) => (r['preview'] = null), 'preview is no object'],
    ['a list for a text', (r) => (r['cluster'] = ['a']), 'cluster is no text'],
    ['a negative count', (r) => (r['counts'].created = -1), 'counts.created is no count'],
    ['half a count', (r) => (r['preview'].managed = 1.5), 'preview.managed is no count'],
    ['a text for a count', (r) => (r['preview'].pending = '1'), 'preview.pending is no count'],
    ['an endless count', (r) => (r['preview'].pending = 1e300), 'preview.pending is no count'],
    ['an id that is none', (r) => (r['preview'].head.commit = 'main'), 'preview.head.commit is no id of a commit'],
    ['an id in part', (r) => (r['preview'].base.commit = 'b07e6aa'), 'preview.base.commit is no id of a commit'],
    [
      'an unknown action',
      (r) => (r['preview'].groups[0].action = 'explode'),
      'preview.groups[0].action is none of create, update, delete, retain, hold',
    ],
    [
      'a reason of every object',
      (r) => (r['preview'].groups[0].reason = 'constructor'),
      'preview.groups[0].reason has a value that is not known',
    ],
    [
      'an unknown risk',
      (r) => (r['preview'].risks[0].code = 'toString'),
      'preview.risks[0].code has a value that is not known',
    ],
    [
      'an unknown level',
      (r) => (r['preview'].risks[0].level = 'fine'),
      'preview.risks[0].level is none of blocker, caution',
    ],
    ['an unknown code', (r) => (r['diagnostics'][0].code = 'a/b'), 'diagnostics[0].code has a value that is not known'],
    ['a line of zero', (r) => (r['diagnostics'][0].line = 0), 'diagnostics[0].line is no number from 1 on'],
    ['no members', (r) => (r['preview'].groups[0].members = []), 'preview.groups[0] has no members'],
    [
      'a pull request of text',
      (r) => (r['preview'].pullRequest = '7/../8'),
      'preview.pullRequest is no number from 1 on',
    ],
    [
      'a text without end',
      (r) => (r['preview'].groups[0].why = 'x'.repeat(70_000)),
      'preview.groups[0].why has more than 65536 characters',
    ],
    [
      'a list without end',
      (r) => (r['preview'].risks[0].groups = Array(500_001).fill(0)),
      'preview.risks[0].groups has more than 500000 items',
    ],
  ])('%s', (_, spoil, problem) => {
    expect(problemOf(spoilt(spoil))).toContain(problem);
  });

  test.each(['', 'null', '[]', '"Preview"', '{', '<html>', '{}', '{"kind":"Preview"}', `${'['.repeat(200_000)}`])(
    '%.20s',
    (text) => {
      expect(problemOf(text)).not.toBe('taken');
    },
  );

  test('deep nesting in what is left out and in what is looked at', () => {
    const deep = `${'[['.repeat(100_000)}${']]'.repeat(100_000)}`;
    expect(problemOf(toJson(SAMPLE_REPORT).replace('{', `{"extra": ${deep},`))).toBe('taken');
    expect(problemOf(toJson(SAMPLE_REPORT).replace('"rules": []', `"rules": [${deep}]`))).toContain(
      'rules[0] is no object',
    );
  });

  test('a report of another command', () => {
    const report = buildReport({ kind: 'Diff', version: '0.1.0', cluster: '', diagnostics: [] });
    expect(problemOf(toJson(report))).toBe('It is no report of a preview: kind is none of Preview');
  });

  test('nothing of its values is in what is said of it', () => {
    const text = spoilt((report) => (report['preview'].groups[0].action = '@team <img>'));
    expect(problemOf(text)).not.toContain('@team');
  });
});

describe('counts that deny what is shown', () => {
  test.each<[string, (report: Loose) => void, string]>([
    ['nothing removed', (r) => (r['counts'].deleted = 0), 'counts.deleted'],
    ['nothing failed', (r) => (r['counts'].failed = 0), 'counts.failed'],
    ['a removal shown as an addition', (r) => (r['preview'].groups[0].action = 'create'), 'preview.groups[0].members'],
    ['a removal that no group shows', (r) => r['preview'].groups.shift(), 'preview.groups'],
    [
      'a member twice',
      (r) => r['preview'].groups[0].members.push(r['preview'].groups[0].members[0]),
      'preview.groups[0].members',
    ],
    ['a member of its own', (r) => (r['preview'].groups[0].members[0].name = 'x'), 'preview.groups[0].members'],
    ['a kind without its removals', (r) => (r['preview'].kinds[0].removed = 0), 'preview.kinds'],
    ['a kind left out', (r) => r['preview'].kinds.pop(), 'preview.kinds'],
    ['a rule without its removals', (r) => (r['preview'].rules[0].removed = 0), 'preview.rules'],
    ['fewer namespaces', (r) => (r['preview'].namespaces = 1), 'preview.namespaces'],
    ['more lines than there are', (r) => (r['preview'].groups[1].added = 2), 'preview.groups[1].diff'],
    ['a row that is not there', (r) => (r['preview'].risks[0].groups = [5]), 'preview.risks[0].groups'],
    ['rows out of order', (r) => (r['preview'].risks[0].groups = [1, 1]), 'preview.risks[0].groups'],
  ])('%s', (_, spoil, problem) => {
    expect(problemOf(spoilt(spoil))).toBe(`Its counts disagree: ${problem}`);
  });

  test('are taken of a large change in time', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `n${index}`);
    const text = toJson(aPreviewReport(aPreview([aGroup(names)])));
    expect(problemOf(text)).toBe('taken');
  });
});
