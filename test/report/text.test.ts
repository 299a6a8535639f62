import { describe, expect, test } from 'vitest';
import { buildReport, shownText, toText, type ReportInput } from '../../src/report/index.ts';
import type { PolicyEdit } from '../../src/model/policy-edit.ts';
import { aChange, AN_EDIT, anInput, aPlan, EVERYTHING, FAILURE, NOTICE, WARNING } from './report-samples.ts';

function text(input: ReportInput, options: { color?: boolean; verbose?: boolean } = {}): string {
  return toText(buildReport(input), { color: false, verbose: false, ...options });
}

describe('toText', () => {
  test('tells failures first, then warnings, changes, counts and the commit', () => {
    expect(text(EVERYTHING)).toBe(
      [
        'error  policies/tenants.yaml:14:36  The variable lables is not there. [evaluate/variable]',
        '  policy tenants, rule admins, trigger Namespace/team-0042, downstream Deployment/a/b, field name, expression {{ lables }}',
        "  Give a default with `|| '…'`, or make the trigger carry the field.",
        '',
        'warning  Old. [policy/deprecated]',
        '  Write new.',
        '',
        'Edits of policies',
        'warned    ops/tenants/deny-all  changes generate.name',
        '          no synchronization will be performed',
        '          Kyverno leaves the old target resources as they are, unmanaged; Headwater does this: 1 downstream would be deleted ' +
          '(the rule now gives its target another name), 12 created (the rule now gives its target another name), 3 unchanged; ' +
          'e.g. output/a/networkpolicy.networking.k8s.io_old.yaml',
        '',
        '- NetworkPolicy/c/default-deny  ops/tenants/deny-all  the trigger was deleted',
        '~ NetworkPolicy/b/default-deny  ops/tenants/deny-all  the rule changed',
        '+ NetworkPolicy/a/default-deny  ops/tenants/deny-all  a rule wants it for the first time',
        '= NetworkPolicy/d/default-deny  ops/tenants/deny-all  the policy was deleted',
        '! NetworkPolicy/e/default-deny  ops/tenants/deny-all  something needed failed or could not be read',
        '',
        'exception  policies/legacy.yaml:3  exemptions/legacy  2 triggers kept from 2 rules',
        '',
        '1 audit annotation: --verbose shows it',
        '',
        '+1 added  ~1 changed  -1 removed  =1 retained  !1 held  1 failed',
        'Committed 4f2c9d1, pushed to origin/headwater/update (computed 2 times).',
        'Opened pull request 7: https://forge.example/team/fleet/pull/7',
        '',
      ].join('\n'),
    );
  });

  test('a commit that stayed here, one that was pushed at once, and a request that was there', () => {
    const commit = '4f2c9d1e00000000000000000000000000000000';
    const push = { remote: 'origin', branch: 'main', attempts: 1 };
    const pullRequest = { address: 'https://forge.example/\u001b[31m', number: 7, opened: false };
    expect(text(anInput({ commit }))).toContain('Committed 4f2c9d1.\n');
    expect(text(anInput({ commit, push }))).toContain('Committed 4f2c9d1, pushed to origin/main.\n');
    const updated = text(anInput({ commit, push, pullRequest }));
    expect(updated).toContain('Updated pull request 7: https://forge.example/');
    expect(updated).not.toContain('\u001b');
  });

  test('tells edits of every outcome, with what they do where that is known', () => {
    const { effects, warning, ...plain } = AN_EDIT;
    const nothing = { created: 0, updated: 0, deleted: 0, retained: 0, held: 0, unchanged: 0, groups: [] };
    const { rule, ...ofPolicy } = plain;
    const edits: readonly PolicyEdit[] = [
      { ...AN_EDIT, outcome: 'refused', effects: { ...nothing, unchanged: 1 } },
      { ...ofPolicy, outcome: 'accepted', fields: ['spec.background', 'spec.applyRules'], effects: nothing },
      { ...plain, outcome: 'new', change: 'added', fields: [], effects: { ...nothing, unchanged: 2 } },
      { ...plain, rule: '\u001b[2J', outcome: 'removed', change: 'removed', fields: [] },
    ];
    expect(text(anInput({ kind: 'ValidateReport', edits })).split('\n')).toEqual([
      'Edits of policies',
      `refused   ops/tenants/${rule ?? ''}  changes generate.name`,
      `          ${warning ?? ''}`,
      '          once the policy is deleted and created again: 1 downstream would stay as it is',
      'accepted  ops/tenants  changes spec.background, spec.applyRules',
      'new       ops/tenants/deny-all  is added',
      '          2 downstreams would stay as they are',
      'removed   ops/tenants/\\u001b[2J  is removed',
      '',
      'The policies are valid.',
      '',
    ]);
    expect(effects?.groups).toHaveLength(2);
  });

  test('stops at forty edits', () => {
    const edits = Array.from({ length: 42 }, () => AN_EDIT);
    expect(text(anInput({ edits }))).toContain('\nand 2 more edits: --verbose shows all\n');
    expect(text(anInput({ edits }), { verbose: true })).not.toContain('more');
  });

  test('gathers what differs only in its namespace, and gives each its line when all is asked for', () => {
    const plan = aPlan([
      ...['a', 'b', 'c'].map((namespace) => aChange('create', 'new', namespace)),
      aChange('create', 'missing', 'd'),
      aChange('create', 'new', 'a', 'other'),
    ]);
    expect(text(anInput({ plan })).split('\n').slice(0, 3)).toEqual([
      '+ NetworkPolicy/d/default-deny  ops/tenants/deny-all  it was missing from output',
      '+ NetworkPolicy/default-deny in 3 namespaces  ops/tenants/deny-all  a rule wants it for the first time',
      '+ NetworkPolicy/a/other  ops/tenants/deny-all  a rule wants it for the first time',
    ]);
    const lines = text(anInput({ plan }), { verbose: true }).split('\n');
    expect(lines.filter((line) => line.startsWith('+ '))).toHaveLength(5);
  });

  test('stops at forty groups and twenty diagnostics, and says how many more there are', () => {
    const changes = Array.from({ length: 43 }, (_, index) => aChange('create', 'new', 'a', `n-${index}`));
    const diagnostics = Array.from({ length: 21 }, (_, index) => ({ ...FAILURE, message: `Number ${index}.` }));
    const input = anInput({ plan: aPlan(changes), diagnostics });
    expect(text(input)).toContain('\nand 3 more groups: --verbose shows all\n');
    expect(text(input)).toContain('\nand 1 more error: --verbose shows all\n');
    expect(text(input)).toContain('+43 added  21 failed');
    expect(text(input, { verbose: true })).not.toContain('more');
  });

  test.each([
    ['ReconcileReport', 'Nothing changes.\n'],
    ['Diff', 'Nothing changes.\n'],
    ['ValidateReport', 'The policies are valid.\n'],
  ] as const)('says of an empty %s: %j', (kind, expected) => {
    expect(text(anInput({ kind }))).toBe(expected);
  });

  test('keeps notices for those who ask', () => {
    const input = anInput({ diagnostics: [NOTICE, WARNING] });
    expect(text(input)).not.toContain('Left to Kyverno');
    expect(text(input, { verbose: true })).toContain('Left to Kyverno');
  });

  test('colours only where asked to, and changes nothing else', () => {
    const colored = text(EVERYTHING, { color: true });
    expect(colored).toContain('\u001b[31merror\u001b[0m');
    // eslint-disable-next-line no-control-regex -- these are the colours
    expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(text(EVERYTHING));
    expect(text(EVERYTHING)).not.toContain('\u001b');
  });

  test('lets no text of an input act on the terminal', () => {
    const evil = 'a\u001b[2Jb\r\nc\u202ed';
    const failure = {
      ...FAILURE,
      message: evil,
      help: evil,
      at: { file: evil, line: 1, column: 1 },
      about: { policy: evil, rule: evil, field: evil, expression: evil },
    };
    const change = { ...aChange('create', 'new', evil, evil) };
    const shown = text(anInput({ plan: aPlan([change]), diagnostics: [failure], commit: evil }), { verbose: true });
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(shown).toContain('a\\u001b[2Jb\\u000d\\nc\\u202ed');
  });
});

test.each([
  ['plain é 漢 🙂', 'plain é 漢 🙂'],
  ['tab\tend', 'tab\\tend'],
  ['\u0000\u007f\u009b', '\\u0000\\u007f\\u009b'],
  ['half \ud800', 'half \\ud800'],
  ['\u2028\u2066', '\\u2028\\u2066'],
])('shownText(%j) is %j', (given, expected) => {
  expect(shownText(given)).toBe(expected);
});

test.each(['##[set-output name=commit;]x', '##vso[task.setvariable variable=a]b', '##TeamCity[x]', '###[error]'])(
  'is no command to a runner of CI, wherever it stands: %s',
  (text) => {
    expect(shownText(`it said ${text}`)).not.toMatch(/##[a-z]*\[/i);
    expect(shownText('## [a](b) ##')).toBe('## [a](b) ##');
  },
);
