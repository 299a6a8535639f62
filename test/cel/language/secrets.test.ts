// No failure of an evaluation shows what a value holds: it may come from a Secret, and messages end up in reports and logs.
import { describe, expect, it } from 'vitest';
import {
  CelFailure,
  CelMap,
  CelRun,
  compileCel,
  fromJson,
  generatingEnvironment,
  libraryValues,
} from '../../../src/cel/index.ts';

const SECRET = '(hunter[7777';
const DATA = { text: SECRET, number: 7777, list: ['x'], map: { a: 1 } };

/** Each fails, and each has a secret text `s` or number `n` where somebody might be tempted to print it. */
const EXPRESSIONS = [
  "{'a': 1}[s]",
  'object.map[s]',
  'object.list[n]',
  'object.list[s]',
  's[n]',
  "['x', 'y'][n]",
  'int(s)',
  'uint(s)',
  'double(s)',
  'bool(s)',
  'duration(s)',
  'timestamp(s)',
  'timestamp(n * 1000000000000)',
  's + n',
  's < n',
  's.matches(s)',
  "'a'.matches(s)",
  "'a'.find(s)",
  "'a'.findAll(s)",
  "regex.replace('a', s, 'b')",
  "regex.replace('a', 'a', '\\\\9' + s)",
  "regex.extract('a', s)",
  "regex.extractAll('a', s)",
  'random(s)',
  's.charAt(n)',
  's.substring(n)',
  's.substring(n, n)',
  "s.indexOf('x', -n)",
  "s.lastIndexOf('x', -n)",
  "('%' + s).format([])",
  "'%d'.format([s])",
  "('%.' + string(n) + 'f').format([1.5])",
  'object.list.slice(n, n)',
  'object.list.slice(-n, n)',
  'object.list.flatten(-n)',
  'math.bitShiftLeft(1, -n)',
  'quantity(s)',
  'url(s)',
  'ip(s)',
  'cidr(s)',
  'semver(s)',
  'image(s)',
  'ip.isCanonical(s)',
  "cidr('10.0.0.0/8').containsIP(s)",
  'base64.decode(s)',
  'json.unmarshal(s)',
  'json.unmarshal(\'{"a": \' + s)',
  "yaml.parse('a: [' + s)",
  "yaml.parse('a: *hunter7777' + s)",
  "yaml.parse('hunter7777: 1\\nhunter7777: 2\\nx: [')",
  'x509.decode(s)',
  "x509.decode('-----BEGIN ' + s)",
  'gzip.decompress(bytes(s))',
  "timestamp('2024-01-01T00:00:00Z').getHours(s)",
  's.nope',
  'dyn(s).all(x, true)',
  "resource.get('a/b/' + s, 'secrets', 'x', 'y')",
  "resource.get('v1', 'secrets', 'x', n)",
  'http.get(s)',
  "listObjToMap([{'k': n}], [{'v': 1}], 'k', 'v')",
  '[s].map(x, int(x))',
  '{s: 1}[s + s]',
];

function failureOf(expression: string): CelFailure | undefined {
  const written = expression.replace(/\bs\b(?!\()/g, 'object.text').replace(/\bn\b/g, 'object.number');
  const { program } = compileCel(written, generatingEnvironment({ variables: new Map() }));
  const libraries = libraryValues();
  const variables = CelMap.lazy(['object', ...libraries.keys()], (name) => libraries.get(name) ?? fromJson(DATA));
  const result = program?.evaluate(new CelRun({ seed: 'x' }), variables);
  return result instanceof CelFailure ? result : undefined;
}

describe('messages', () => {
  it.each(EXPRESSIONS)('%s fails without a word of the secret', (expression) => {
    const failure = failureOf(expression);
    expect(failure).toBeDefined();
    expect(failure?.message).not.toMatch(/hunter|7777/);
  });

  it('shows the keys that are written down in the expression', () => {
    expect(failureOf("{'a': 1}['b']")?.message).toContain('b');
    expect(failureOf('object.list[3]')?.message).toContain('3');
  });
});
