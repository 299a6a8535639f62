import { describe, expect, test } from 'vitest';
import { buildReport, toJUnit, toText, type ReportRow } from '../../src/report/index.ts';
import { anInput, aRow, TESTS } from './report-samples.ts';

const counts = { passed: 0, failed: 0, skipped: 0 };

function junit(...rows: readonly ReportRow[]): string {
  return toJUnit({ ...counts, rows });
}

describe('results of tests as text', () => {
  const text = (color: boolean): string => {
    return toText(buildReport(anInput({ kind: 'TestReport', tests: TESTS })), { color, verbose: false });
  };

  test('are rows below their files, differences below their rows, and counts', () => {
    expect(text(false)).toBe(
      [
        'a/kyverno-test.yaml',
        '  failed   tenants/quota  Namespace/team-a  → ConfigMap/a/b  ConfigMap/a/b is not as in b.yaml',
        '      -x: 1',
        '      +x: 2',
        '  skipped  tenants/quota  Namespace/team-a  invalid policy: no name',
        'b/kyverno-test.yaml',
        '  passed   tenants/quota  Namespace/team-a',
        '',
        '1 test passed, 1 failed, 1 skipped',
        '',
      ].join('\n'),
    );
  });

  test('are the same with colours', () => {
    expect(text(true)).toContain('\u001b[31mfailed');
    // eslint-disable-next-line no-control-regex -- colours are control characters
    expect(text(true).replaceAll(/\u001b\[\d+m/g, '')).toBe(text(false));
  });

  test('keep what a terminal could act on harmless', () => {
    const tests = { ...counts, rows: [aRow({ reason: 'a\u001b[2Jb' })] };
    expect(toText(buildReport(anInput({ kind: 'TestReport', tests })), { color: false, verbose: false })).not.toContain(
      '\u001b',
    );
  });
});

describe('JUnit', () => {
  test('has a suite for each file and a case for each row', () => {
    expect(toJUnit(TESTS)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="headwater" tests="3" failures="1" errors="0" skipped="1">',
        '  <testsuite name="a/kyverno-test.yaml" tests="2" failures="1" errors="0" skipped="1">',
        '    <testcase classname="tenants" name="quota Namespace/team-a ConfigMap/a/b" file="a/kyverno-test.yaml" line="9"><failure message="ConfigMap/a/b is not as in b.yaml" type="difference">-x: 1\n+x: 2\n</failure></testcase>',
        '    <testcase classname="tenants" name="quota Namespace/team-a" file="a/kyverno-test.yaml" line="9"><skipped message="invalid policy: no name"/></testcase>',
        '  </testsuite>',
        '  <testsuite name="b/kyverno-test.yaml" tests="1" failures="0" errors="0" skipped="0">',
        '    <testcase classname="tenants" name="quota Namespace/team-a" file="b/kyverno-test.yaml" line="9"/>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  test.each([
    { name: 'markup', text: '<a b="c">&amp;', expected: '&lt;a b=&quot;c&quot;&gt;&amp;amp;' },
    { name: 'the end of a CDATA section', text: ']]>', expected: ']]&gt;' },
    { name: 'control characters', text: 'a\u0000b\u001bc\u0085', expected: 'a\ufffdb\ufffdc\u0085' },
    { name: 'half of a surrogate pair, and a whole one', text: '\ud800 \u{1f600}', expected: '\ufffd \u{1f600}' },
    { name: 'what is no character', text: '\uffff', expected: '\ufffd' },
  ])('escapes $name', ({ text, expected }) => {
    const written = junit(aRow({ status: 'failed', reason: text, diff: text, policy: text }));
    expect(written).toContain(`message="${expected}"`);
    expect(written).toContain(`>${expected}</failure>`);
    expect(written).toContain(`classname="${expected}"`);
  });

  test('keeps the lines of a difference, and those of an attribute as references', () => {
    const written = junit(aRow({ status: 'failed', reason: 'a\nb\tc', diff: '-a\n+b\n' }));
    expect(written).toContain('message="a&#10;b&#9;c"');
    expect(written).toContain('>-a\n+b\n</failure>');
  });

  test('says what was expected where nothing differs', () => {
    expect(junit(aRow({ status: 'failed', found: 'skip' }))).toContain('type="expected pass, found skip"');
  });
});
