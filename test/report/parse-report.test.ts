// Reports that other jobs made: what is taken, what is left out, and what is refused.
import { describe, expect, test } from 'vitest';
import { buildReport, parseReport, toJson, type Report } from '../../src/report/index.ts';
import { aGroup, aPreview, aPreviewReport, SAMPLE_REPORT } from '../support/sample-preview.ts';

/** The sample as JSON with another value at some places, such as `preview.groups.0.action`; a function makes it of the old one. */
function spoilt(...places: readonly (readonly [string, unknown])[]): string {
  const copy: unknown = JSON.parse(toJson(SAMPLE_REPORT));
  for (const [path, value] of places) put(copy, path.split('.'), value);
  return JSON.stringify(copy);
}

function put(holder: unknown, [name = '', ...rest]: readonly string[], value: unknown): void {
  const fields = holder as Record<string, unknown>;
  if (rest.length > 0) put(fields[name], rest, value);
  else fields[name] = typeof value === 'function' ? (value as (old: unknown) => unknown)(fields[name]) : value;
}

const withoutFirst = (list: unknown): unknown => (list as unknown[]).slice(1);
const withFirstTwice = (list: unknown): unknown => [...(list as unknown[]), (list as unknown[])[0]];

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
    const text = spoilt(
      ['extra', '<script>'],
      ['diff', '--- a\n+++ b\n'],
      ['value', { a: 1 }],
      ['explained', [{}]],
      ['generated', ['x']],
      ['preview.extra', { deep: [1] }],
      ['preview.groups.0.members.0.html', '<img>'],
      ['preview.risks.0.link', 'https://evil.example'],
    );
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
    const parsed = parseReport(spoilt(['preview.risks.0.command', command]));
    expect('report' in parsed && parsed.report.preview.risks[0]?.command).toBe(taken ? command : undefined);
  });
});

describe('a report that is none', () => {
  const OF_ANOTHER = 'It cannot be understood (Headwater 0.1.0 made it)';
  test.each<[string, unknown, string]>([
    ['kind', 'Diff', 'It is no report of a preview: kind is none of Preview'],
    ['apiVersion', 'headwater.dev/v2', `${OF_ANOTHER}: apiVersion is none of headwater.dev/v1`],
    ['changes.0.reason', 'later', `${OF_ANOTHER}: changes[0].reason has a value that is not known`],
    ['version', '1.0.0\n::error::', 'It cannot be understood: version is no version'],
    ['preview', undefined, 'preview is missing'],
    ['preview', null, 'preview is no object'],
    ['cluster', ['a'], 'cluster is no text'],
    ['counts.created', -1, 'counts.created is no count'],
    ['preview.managed', 1.5, 'preview.managed is no count'],
    ['preview.pending', '1', 'preview.pending is no count'],
    ['preview.pending', 1e300, 'preview.pending is no count'],
    ['preview.head.commit', 'main', 'preview.head.commit is no id of a commit'],
    ['preview.base.commit', 'b07e6aa', 'preview.base.commit is no id of a commit'],
    ['preview.groups.0.action', 'none', 'preview.groups[0].action is none of create, update, delete, retain, hold'],
    ['preview.groups.0.reason', 'constructor', 'preview.groups[0].reason has a value that is not known'],
    ['preview.risks.0.code', 'toString', 'preview.risks[0].code has a value that is not known'],
    ['preview.risks.0.level', 'fine', 'preview.risks[0].level is none of blocker, caution'],
    ['diagnostics.0.code', 'a/b', 'diagnostics[0].code has a value that is not known'],
    ['diagnostics.0.line', 0, 'diagnostics[0].line is no number from 1 on'],
    ['preview.groups.0.members', [], 'preview.groups[0] has no members'],
    ['preview.pullRequest', '7/../8', 'preview.pullRequest is no number from 1 on'],
    ['preview.groups.0.why', 'x'.repeat(70_000), 'preview.groups[0].why has more than 65536 characters'],
    ['preview.risks.0.groups', Array<number>(500_001).fill(0), 'preview.risks[0].groups has more than 500000 items'],
  ])('%s: %.20j', (path, value, problem) => {
    expect(problemOf(spoilt([path, value]))).toContain(problem);
  });

  test.each(['', 'null', '[]', '"Preview"', '{', '<html>', '{}', '{"kind":"Preview"}', '['.repeat(200_000)])(
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
    const text = spoilt(['preview.groups.0.action', '@team <img>']);
    expect(problemOf(text)).not.toContain('@team');
  });
});

describe('counts that deny what is shown', () => {
  test.each<[string, string, unknown, string]>([
    ['nothing removed', 'counts.deleted', 0, 'counts.deleted'],
    ['nothing failed', 'counts.failed', 0, 'counts.failed'],
    ['a removal shown as an addition', 'preview.groups.0.action', 'create', 'preview.groups[0].members'],
    ['a removal that no group shows', 'preview.groups', withoutFirst, 'preview.groups'],
    ['a member twice', 'preview.groups.0.members', withFirstTwice, 'preview.groups[0].members'],
    ['a member of its own', 'preview.groups.0.members.0.name', 'x', 'preview.groups[0].members'],
    ['a kind without its changes', 'preview.kinds.0.changed', 0, 'preview.kinds'],
    ['a kind left out', 'preview.kinds', withoutFirst, 'preview.kinds'],
    ['a rule without its removals', 'preview.rules.0.removed', 0, 'preview.rules'],
    ['fewer namespaces', 'preview.namespaces', 1, 'preview.namespaces'],
    ['more lines than there are', 'preview.groups.1.added', 2, 'preview.groups[1].diff'],
    ['a row that is not there', 'preview.risks.0.groups', [5], 'preview.risks[0].groups'],
    ['rows out of order', 'preview.risks.0.groups', [1, 1], 'preview.risks[0].groups'],
  ])('%s', (_, path, value, problem) => {
    expect(problemOf(spoilt([path, value]))).toBe(`Its counts disagree: ${problem}`);
  });

  test('are taken of a large change in time', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `n${index}`);
    const text = toJson(aPreviewReport(aPreview([aGroup(names)])));
    expect(problemOf(text)).toBe('taken');
  });
});
