// Expressions written to take a machine down: each ends in a value or in a failure that names a limit. No clock is read here; a test that
// would run away is ended by its timeout.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  CelFailure,
  CelMap,
  CelRun,
  compileCel,
  compileTemplate,
  fromJson,
  generatingEnvironment,
  libraryValues,
  toJson,
  typeName,
  type CelJson,
} from '../../src/cel/index.ts';

const SECONDS = { timeout: 2_000 };
const ENVIRONMENTS = generatingEnvironment({ variables: new Map() });

const OBJECT: CelJson = {
  items: Array.from({ length: 400 }, (_, at) => at),
  long: `${'a'.repeat(100_000)}b`,
  digits: '9'.repeat(100_000),
  nest: '['.repeat(50_000) + ']'.repeat(50_000),
  aliases: `a: &a [x,x]\n${Array.from({ length: 40 }, (_, at) => `b${at}: &b${at} [*${at === 0 ? 'a' : `b${at - 1}`},*a]`).join('\n')}`,
  unfolding: ['a: &a [x,x,x,x,x,x,x,x,x]', ...Array.from('bcdefghi', (name, at) => `${name}: &${name} [${`*${'abcdefgh'.charAt(at)},`.repeat(9)}]`)].join('\n'), // prettier-ignore
  gzip: gzipSync('a'.repeat(100_000_000)).toString('base64'),
  namespaces: Array.from({ length: 10_000 }, (_, at) => ({
    metadata: { name: `ns-${at}`, labels: { team: `t${at % 7}` } },
  })),
};

function variables(): CelMap {
  const object = fromJson(OBJECT);
  const libraries = libraryValues();
  return CelMap.lazy(['object', ...libraries.keys()], (name) =>
    name === 'object' ? object : (libraries.get(name) ?? null),
  );
}

/** How the expression ends, up to the JSON that a manifest would get: the type of its value, or code and message of its failure. */
function ending(text: string): string {
  const { program, problems } = compileCel(text, ENVIRONMENTS);
  const run = new CelRun({ now: '2026-01-01T00:00:00Z', seed: 'hostile' });
  const value = program === undefined ? problems[0] : program.evaluate(run, variables());
  if (value === undefined) return 'nothing';
  const told = value instanceof CelFailure ? value : toJson(value, run);
  if (told instanceof CelFailure) return `${told.code}: ${told.message}`;
  return value instanceof CelFailure ? '' : typeName(value);
}

const OUT_OF_STEPS = /^limit: the evaluation takes more than 10000000 steps$/;

function bind(times: number, first: string, next: (name: string) => string, last = (name: string): string => name) {
  const parts = Array.from({ length: times }, (_, at) => `cel.bind(x${at + 1}, ${next(at === 0 ? first : `x${at}`)}, `);
  return `${parts.join('')}${last(`x${times}`)}${')'.repeat(times)}`;
}

describe('walks within walks', SECONDS, () => {
  it.each([
    'object.items.all(a, object.items.all(b, object.items.all(c, a + b + c >= 0)))',
    'object.items.map(a, object.items.map(b, object.items.map(c, c)))',
    'object.items.all(a, object.items.all(b, object.items.all(c, 1 / 0 == 1)))',
    'object.items.exists(a, object.items.exists(b, object.items.exists(c, false))) || true',
    'object.namespaces.all(a, a in object.namespaces)',
  ])('%s', (text) => {
    expect(ending(text)).toMatch(OUT_OF_STEPS);
  });

  it('leave enough for a filter of ten thousand objects', () => {
    const text =
      'object.namespaces.filter(n, n.metadata.name.startsWith("ns-1") && n.metadata.labels["team"] == "t1").map(n, n.metadata.name)';
    expect(ending(text)).toBe('list');
  });

  it('leave enough for a hundred thousand objects', () => {
    const text =
      'lists.range(100000).map(i, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x" + string(i)}})';
    expect(ending(text)).toBe('list');
  });
});

describe('a regular expression', SECONDS, () => {
  it.each([
    ['object.long.matches("(a+)+$")', 'bool'],
    ['object.long.matches("(a|a)*b")', 'bool'],
    ['object.long.find("(a+)+$")', 'string'],
    ['object.long.findAll("(a|a)*b")', 'list'],
    ['regex.replace(object.long, "(a|aa)+", "\\\\0\\\\0")', 'string'],
    ['regex.extractAll(object.long, "(a|a)*b")', 'list'],
  ])('%s takes linear time', (text, type) => {
    expect(ending(text)).toBe(type);
  });

  it.each([
    'object.long.matches("((a{1,100}){1,10})$")',
    'object.long.matches("(a|b)*a(a|b){60}$")',
    'object.long.findAll("a(a*c)?")',
    'regex.replace(object.long, "a", object.long)',
    `lists.range(100000).all(i, "a".find("${'[a-z0-9]'.repeat(100)}" + string(i)) == "")`,
    'lists.range(100000).all(i, random("(a{10}){10}(b{10}){10}(c{10}){10}") != "")',
  ])('%s takes more steps than there are', (text) => {
    expect(ending(text)).toMatch(OUT_OF_STEPS);
  });

  it.each(['object.long.matches("a{1000}{1000}")', 'random("[a-z]{1000000}")', 'object.long.find("(a)\\\\1")'])(
    '%s is none',
    (text) => {
      expect(ending(text)).toMatch(/^invalid-value: /);
    },
  );
});

describe('depth and length', SECONDS, () => {
  it.each([
    ['parentheses', `${'('.repeat(5_000)}1${')'.repeat(5_000)}`, 'nested more than 250 deep'],
    ['lists', '['.repeat(5_000) + ']'.repeat(5_000), 'nested more than 250 deep'],
    ['maps', `${'{1:'.repeat(5_000)}1${'}'.repeat(5_000)}`, 'nested more than 250 deep'],
    ['brackets that stay open', '['.repeat(90_000), 'nested more than 250 deep'],
    ['fields', `object${'.a'.repeat(5_000)}`, 'more than 1000 parts'],
    ['sums', `1${' + 1'.repeat(5_000)}`, 'more than 1000 parts'],
    ['conditions', `${'true ? 1 : '.repeat(5_000)}1`, 'nested more than 250 deep'],
    ['values read in one another', bind(40, '1', (x) => `${x}${' + 1'.repeat(600)}`), 'goes more than 2000 deep'],
    ['a long text', `"${'x'.repeat(200_000)}"`, 'longer than 100000 characters'],
  ])('%s', (_name, text, limit) => {
    expect(ending(text)).toContain(limit);
    expect(ending(text)).toMatch(/^limit: /);
  });

  it.each([
    ['an even number of !', `${'!'.repeat(5_000)}true`, 'bool'],
    ['an even number of -', `${'-'.repeat(5_000)}object.items[0]`, 'int'],
    ['5,000 &&', `true${' && true'.repeat(5_000)}`, 'bool'],
    ['5,000 ||', `false${' || false'.repeat(5_000)}`, 'bool'],
    ['ten thousand elements', `[${'1,'.repeat(10_000)}]`, 'list'],
  ])('%s has an answer', (_name, text, type) => {
    expect(ending(text)).toBe(type);
  });

  it('as deep as it may be, it has an answer', () => {
    expect(ending(`${'[1].map(x, '.repeat(249)}1${' + 1'.repeat(740)}${')'.repeat(249)}`)).toBe('list');
  });

  it('ten thousand findings are found', () => {
    const { problems } = compileCel(
      `[${Array.from({ length: 10_000 }, (_, at) => `f${at}()`).join(',')}]`,
      ENVIRONMENTS,
    );
    expect(problems).toHaveLength(10_000);
  });
});

describe('forty doublings', SECONDS, () => {
  it.each([
    ['of a text', bind(40, '"xx"', (x) => `${x} + ${x}`)],
    ['of bytes', bind(40, 'b"xx"', (x) => `${x} + ${x}`)],
    ['of a list', bind(40, '[1]', (x) => `${x} + ${x}`)],
    ['by nesting', bind(40, '[1]', (x) => `[${x}, ${x}]`)],
    ['printed', bind(40, '[1]', (x) => `[${x}, ${x}]`, (x) => `"%s".format([${x}])`)], // prettier-ignore
    ['as JSON', bind(40, '[1]', (x) => `[${x}, ${x}]`, (x) => `json.marshal(${x})`)], // prettier-ignore
    ['compared', `[${bind(40, '[1]', (x) => `[${x}, ${x}]`)}] == [${bind(40, '[1]', (x) => `[${x}, ${x}]`)}]`],
    ['as a set', bind(40, '[1]', (x) => `[${x}, ${x}]`, (x) => `${x}.distinct()`)], // prettier-ignore
    ['looked for', bind(40, '[1]', (x) => `[${x}, ${x}]`, (x) => `${x}.indexOf(${x})`)], // prettier-ignore
    ['flattened', bind(40, '[1]', (x) => `[${x}, ${x}]`, (x) => `${x}.flatten(100)`)], // prettier-ignore
    ['by replace', `"xx"${'.replace("x", "xx")'.repeat(40)}`],
    ['by join', bind(40, '"xx"', (x) => `[${x}, ${x}].join(${x})`)],
    ['by format', bind(40, '"xx"', (x) => `"%s%s".format([${x}, ${x}])`)],
    ['by quoting', bind(40, '"\\"\\\\"', (x) => `strings.quote(${x})`)],
    ['by base64, twice as often', bind(80, '"xx"', (x) => `base64.encode(bytes(${x}))`)],
  ])('%s', (_name, text) => {
    expect(ending(text)).toMatch(OUT_OF_STEPS);
  });
});

describe('functions that are asked for much', SECONDS, () => {
  it.each([
    'lists.range(1000000000)',
    'lists.range(9223372036854775807).size()',
    'object.long.replace("a", object.long)',
    'lists.range(100000).map(i, "x").join(object.long)',
    'lists.range(1000000).all(i, strings.quote(object.long) != "a")',
    'lists.range(300).map(i, object.long + string(-i)).sortBy(a, a)',
    'lists.range(1000000).all(i, gzip.compress("a") != b"")',
    'lists.range(1000000).all(i, sha256(object.long) != "")',
    'lists.range(100000).all(i, yaml.parse("a: b") != null)',
    'lists.range(1000000).all(i, time.toCron(time.now()) != "")',
    'lists.range(1000000).all(i, timestamp("2024-01-01T00:00:00Z").getHours("Europe/Berlin") >= 0)',
    'lists.range(1000000).all(i, "%.1000f".format([0.1]) != "")',
    'yaml.parse(object.nest)',
    'yaml.parse(object.unfolding)',
  ])('%s ends at a limit', (text) => {
    expect(ending(text)).toMatch(/^limit: |^invalid-value: .*(alias|larg|more than)/);
  });

  it.each([
    ['lists.range(100000).sortBy(i, -i).size()', 'int'],
    ['lists.range(300000).distinct().size()', 'int'],
    ['"%1000000d".format([1])', 'invalid-value'],
    ['"%.1000000f".format([1.0])', 'invalid-value'],
    ['json.unmarshal(object.nest)', 'invalid-value'],
    ['gzip.decompress(base64.decode(object.gzip))', 'limit'],
    ['quantity("1e1000000000")', 'invalid-value'],
    ['quantity(object.digits)', 'invalid-value'],
    ['isSemver("1.2." + object.digits)', 'bool'],
    ['quantity("0e1000000000").add(quantity("1"))', 'invalid-value'],
    ['duration(object.digits + "h")', 'invalid-value'],
    ['semver("1.2." + object.digits)', 'invalid-value'],
    ['int(object.digits)', 'invalid-value'],
    ['x509.decode(object.long)', 'invalid-value'],
    ['9223372036854775807 * 9223372036854775807', 'invalid-value'],
    ['"a" * 1000000000', 'no-such-overload'],
    ['math.bitShiftLeft(1, 9223372036854775807)', 'int'],
  ])('%s ends in %s', (text, end) => {
    expect(ending(text).split(':')[0]).toBe(end);
  });
});

describe('a template', SECONDS, () => {
  it('does not copy what aliases repeat without end', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\n${(OBJECT as { unfolding: string }).unfolding}\n`;
    const { template, problems } = compileTemplate(text, 'none', ENVIRONMENTS);
    const rendered = template?.render(new CelRun({}), variables());
    const told = problems[0] ?? rendered;
    expect(told instanceof CelFailure ? told.message : told).toMatch(/alias/);
  });
});
