// What holds of CEL whatever is written: nothing throws, what checks fits when it runs, equality and order are what they say, and what is
// written out reads back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CelFailure, CelMap, CelOptional, CelRun, CelTimestamp, compileCel, compileTemplate, fromJson, generatingEnvironment, libraryValues, printType, type CelJson, type CelResult, type CelValue } from '../../src/cel/index.ts'; // prettier-ignore
import { equalWithin } from '../../src/cel/bounded-equality.ts';
import { compareValues, equalValues } from '../../src/cel/equality.ts';
import { isOfType, typeName } from '../../src/cel/runtime-type.ts';
import type { Type } from '../../src/cel/type.ts';
import { CelBytes, CelDuration, CelUint, isList } from '../../src/cel/value.ts';
import { parseYaml, printYaml } from '../../src/yaml/index.ts';
import { runs, SHOWN_SEED } from '../support/property-runs.ts';
import { typedExpression } from '../support/typed-cel.ts';

const ENVIRONMENTS = generatingEnvironment({ variables: new Map([['word', { kind: 'string' }]]) });
const OVERLOADS = [...ENVIRONMENTS.running.functions.values()].flat();
const OBJECT: CelJson = {
  metadata: { name: 'team-a', labels: { team: 'red' } },
  spec: { size: 3, list: [1, 2.5, 'x'] },
};
const HOST = { seed: 'property', now: '2026-01-02T03:04:05Z' };

function bindings(object: CelValue = fromJson(OBJECT)): CelMap {
  const libraries = libraryValues();
  const names = ['object', 'oldObject', 'request', 'variables', 'namespaceObject', 'exceptions', ...libraries.keys()];
  return CelMap.lazy(names, (name) => {
    if (name === 'object') return object;
    return libraries.get(name) ?? (name === 'variables' ? CelMap.ofFields([['word', 'w']]) : fromJson({}));
  });
}

function evaluate(text: string, object?: CelValue): CelResult {
  const { program, problems } = compileCel(text, ENVIRONMENTS);
  if (program === undefined) return problems[0] ?? new CelFailure('syntax', 'none');
  return program.evaluate(new CelRun(HOST, { steps: 100_000 }), bindings(object));
}

/** A result as one text: what two evaluations are compared by. */
function shown(result: CelResult | undefined): string {
  if (result === undefined) return 'nothing';
  if (result instanceof CelFailure) return `${result.code} ${result.message} ${JSON.stringify(result.span)}`;
  if (result === null || typeof result !== 'object')
    return `${typeName(result)} ${Object.is(result, -0) ? '-0' : String(result)}`;
  if (isList(result)) return `[${result.map(shown).join(', ')}]`;
  if (result instanceof CelMap) return `{${result.keys().map((key) => `${shown(key)}: ${shown(result.get(key))}`).join(', ')}}`; // prettier-ignore
  if (result instanceof CelOptional) return `optional(${shown(result.value)})`;
  return `${typeName(result)} ${JSON.stringify(result, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))}`;
}

/** Real expressions, to be spoilt. */
const EXPRESSIONS = [
  'object.metadata.name', 'object.metadata.name + "-quota"', 'has(object.metadata.labels) && object.metadata.labels.team == "red"',
  'object.metadata.?labels.?team.orValue("none")', 'object.spec.list.map(x, string(x)).join(",")', 'object.spec.list.filter(x, type(x) == int)',
  'object.spec.list.exists(x, x == 2.5) ? "yes" : "no"', '[1, 2, 3].all(i, i > 0)', '[3, 1, 2].sort()', '[3, 1, 2].sortBy(x, -x)',
  '{"a": 1, "b": {"c": [1, 2]}}.b.c[1]', '{"a": 1}[?"b"].hasValue()', 'cel.bind(x, object.spec.size, x * x - 1)', '"a,b,c".split(",").size()',
  'generator.apply("team-a", [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}])', 'resource.get("v1", "configmaps", "a", "b").data',
  'resource.list("v1", "secrets", "default").items.map(i, i.metadata.name)', 'variables.word.upperAscii()', '"%s is %d".format(["a", 1])',
  'duration("1h30m") + duration("-1s")', 'timestamp("2024-01-01T00:00:00Z").getFullYear("Europe/Berlin")', 'time.now() - timestamp(0)',
  'timestamp("2024-02-29T12:00:00Z") + duration("24h") > time.now()', 'int("12") + int(3.7) - int(4u)', '18446744073709551615u - 1u', '9223372036854775807 + 1',
  '0x1F == 31 && 1e3 == 1000.0', 'b"\\x00\\377" + bytes("é")', "r'\\d+' + '''a'b''' + \"\\u00e9\\U0001F4A5\"", '"abc".matches("^[a-z]+$")', '"a1b22".findAll("[0-9]+")',
  'regex.replace("abc", "(b)", "<\\\\1>")', 'regex.extract("k=v", "k=(.*)").orValue("")', 'quantity("1.5Gi").compareTo(quantity("1Mi")) > 0', 'url("https://a.b/c?d=e").getHost()',
  'ip("10.0.0.1") == ip("10.0.0.1") && cidr("10.0.0.0/8").containsIP("10.1.2.3")', 'semver("1.2.3").isLessThan(semver("1.10.0"))', 'math.greatest(1, 2u, 3.5)',
  'math.bitShiftLeft(1, 63) + 1', 'sets.intersects([1, 2], [2.0, 3.0])', '[[1], [2, [3]]].flatten()', 'lists.range(5).reverse().first().value()', 'base64.decode(base64.encode(b"hello"))',
  'json.unmarshal("{\\"a\\": [1, null]}").a[0]', 'json.marshal(object)', 'yaml.parse("a: [1, 2]").a', 'sha256("abc") + md5("abc")', 'random("[a-z]{4}")', '!(1 in [1, 2]) || "a" in {"a": 1}',
  'optional.of(1).optMap(x, x + 1).or(optional.none()).orValue(0)', 'optional.ofNonZeroValue("").optFlatMap(x, optional.of(x))', 'dyn(1) == 1.0 && dyn("a") != null',
  'google.protobuf.Duration{seconds: 1} == duration("1s")', 'type([]) == list && type(null) == null_type', '[?optional.none(), 1, ?object.?none]', '{?"a": optional.of(1), "b": 2}.size()',
  '-(-1) - -1 % 2 * 3 / 4', 'true ? (false ? 1 : 2) : 3', '.object.metadata["name"]', 'string(1.5) + string(true) + string(b"a") + string(duration("1s"))', 'namespaceObject.metadata.name == request.namespace',
  'listObjToMap([{"k": "a"}], [{"v": 1}], "k", "v")', '"\\"quoted\\"".size() + strings.quote("a\\n").size()', 'object.spec.list[0] < 2 && object.spec.size >= 3u', '// comment\n1 // more',
]; // prettier-ignore

const CHARACTERS = ['(', ')', '[', ']', '{', '}', '"', "'", '\\', '.', '?', ':', ',', '+', '-', '!', '&&', '||', '==', 'in', '0x', '1e', 'u', 'b"', "r'", '"""', '\n', '//', '`', 'x', '💥', '\u0000', '\ud800', 'null', '.?', '[?', '9223372036854775808', 'cel.bind(', '.map(x, ', '((', '))']; // prettier-ignore

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...CHARACTERS, ...EXPRESSIONS), { maxLength: 12 }).map((parts) => parts.join('')),
);

const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mutations = fc.array(
  fc.record({ form: fc.constantFrom('delete', 'insert', 'double', 'other'), at: fraction, length: fc.nat(8), put: fc.constantFrom(...CHARACTERS), other: fraction }), // prettier-ignore
  { minLength: 1, maxLength: 4 },
);
const spoiltExpression = fc.tuple(fc.constantFrom(...EXPRESSIONS), mutations).map(([text, changes]) =>
  changes.reduce((current, { form, at, length, put, other }) => {
    const start = Math.floor(at * current.length);
    const [before, piece, after] = [current.slice(0, start), current.slice(start, start + length), current.slice(start + length)];
    if (form === 'delete') return before + after;
    if (form === 'insert') return before + put + piece + after;
    if (form === 'double') return before + piece + piece + after;
    const from = EXPRESSIONS[Math.floor(other * EXPRESSIONS.length)]!;
    return before + from.slice(Math.floor(other * from.length)) + after;
  }, text),
); // prettier-ignore

function expectSteady(text: string): void {
  const [one, two] = [compileCel(text, ENVIRONMENTS), compileCel(text, ENVIRONMENTS)];
  expect(one.problems.map(shown)).toEqual(two.problems.map(shown));
  if (one.program === undefined) expect(one.problems).not.toEqual([]);
  for (const { span, message } of one.problems) {
    expect(message).not.toBe('');
    expect(span!.start).toBeGreaterThanOrEqual(0);
    expect(span!.end).toBeLessThanOrEqual(text.length);
  }
  const first = evaluate(text);
  expect(shown(evaluate(text))).toBe(shown(first));
  const again = one.program?.evaluate(new CelRun(HOST, { steps: 100_000 }), bindings());
  if (again !== undefined) expect(shown(again)).toBe(shown(first));
}

describe(`any text as an expression (${SHOWN_SEED})`, () => {
  test('the expressions that are spoilt are right by themselves', () => {
    const refused = EXPRESSIONS.filter((text) => compileCel(text, ENVIRONMENTS).program === undefined);
    expect(refused).toEqual([]);
  });

  test('is answered, twice the same', () => {
    fc.assert(fc.property(anyText, expectSteady), runs(1_500));
  });

  test('and what is left of a right one', () => {
    fc.assert(fc.property(spoiltExpression, expectSteady), runs(2_500));
  });
});

/** Whether a value and all of its parts are of the type. */
function isDeeplyOf(value: CelValue, type: Type): boolean {
  if (!isOfType(value, type)) return false;
  if (type.kind === 'list') return isList(value) && value.every((item) => isDeeplyOf(item, type.element));
  if (type.kind === 'optional') {
    return value instanceof CelOptional && (value.value === undefined || isDeeplyOf(value.value, type.element));
  }
  if (type.kind !== 'map' || !(value instanceof CelMap)) return true;
  return value.keys().every((key) => {
    const part = value.get(key);
    return (
      isDeeplyOf(key, type.key) && part !== undefined && !(part instanceof CelFailure) && isDeeplyOf(part, type.value)
    );
  });
}

describe('well-typed expressions', () => {
  const drawn = fc.array(fc.nat({ max: 1_000_000 }), { maxLength: 80, size: 'max' });

  test('check, and what they give is of the type that was promised', () => {
    const seen = { values: 0, failures: 0 };
    fc.assert(
      fc.property(drawn, (choices) => {
        const { text, type } = typedExpression(OVERLOADS, choices);
        const { program, problems } = compileCel(text, ENVIRONMENTS);
        expect(problems.map(shown), `${text}: ${printType(type)}`).toEqual([]);
        const value = program!.evaluate(new CelRun(HOST, { steps: 100_000 }), bindings());
        seen[value instanceof CelFailure ? 'failures' : 'values'] += 1;
        if (value instanceof CelFailure) expect(['invalid-value', 'no-such-field', 'limit'], `${text}: ${value.message}`).toContain(value.code); // prettier-ignore
        else expect({ text, agrees: isDeeplyOf(value, program!.type) && isDeeplyOf(value, type), value: shown(value) }).toMatchObject({ agrees: true }); // prettier-ignore
      }),
      runs(2_500),
    );
    expect(seen.values).toBeGreaterThan(seen.failures / 3);
  });
});

// ---- values

const LEAST = -(2n ** 63n);
const NUMBERS = [0n, 1n, -1n, 2n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, LEAST];
const int = fc.oneof(fc.constantFrom(...NUMBERS), fc.bigInt({ min: LEAST, max: 2n ** 63n - 1n }));
const uint = fc.oneof(fc.constantFrom(...NUMBERS.filter((one) => one >= 0n), 2n ** 63n, 2n ** 64n - 1n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map((one) => new CelUint(one)); // prettier-ignore
const double = fc.oneof(fc.constantFrom(...NUMBERS.map(Number), -0, 0.5, 2 ** 63, 2 ** 64), fc.double({ noNaN: true }));
const number = fc.oneof(int, uint, double);
const word = fc.oneof(fc.constantFrom('', 'a', 'b', 'é', '\uffff', '💥'), fc.string({ unit: 'binary', maxLength: 4 }));
const bytes = fc.uint8Array({ maxLength: 3 }).map((one) => new CelBytes(one));
const SECOND = 1_000_000_000n;
/** Also where they are, years have four digits. */
const instant = fc.tuple(fc.bigInt({ min: -62_135_510_400n * SECOND, max: 253_402_214_400n * SECOND }), fc.integer({ min: -12 * 60, max: 14 * 60 })); // prettier-ignore
const timestamp = fc.oneof(fc.constantFrom(0n, 1n).map((at) => new CelTimestamp(at)), instant.map(([at, zone]) => new CelTimestamp(at, zone * 60))); // prettier-ignore
const duration = fc.oneof(fc.constantFrom(0n, 1n, SECOND), fc.bigInt({ min: LEAST, max: 2n ** 63n - 1n })).map((one) => new CelDuration(one)); // prettier-ignore
const key = fc.oneof(fc.constantFrom('a', 'b'), fc.constantFrom(0n, 1n), fc.constantFrom(new CelUint(0n), new CelUint(1n)), fc.boolean()); // prettier-ignore

/** Of each type that has an order. */
const ORDERED = { int, uint, double, word, bytes, timestamp, duration, bool: fc.boolean() };

const { value } = fc.letrec<{ value: CelValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.oneof(number, number, fc.constant(null), word, bytes, timestamp, duration, fc.boolean()),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 2 }).map((entries) => CelMap.of(entries) as CelMap),
    fc.option(tie('value'), { nil: undefined }).map((one) => new CelOptional(one)),
  ),
}));

/** The same value once more, sharing nothing. */
function copied(original: CelValue): CelValue {
  if (isList(original)) return original.map(copied);
  if (original instanceof CelMap) {
    return CelMap.of(original.keys().toReversed().map((one) => [one, copied(original.get(one) as CelValue)])) as CelMap; // prettier-ignore
  }
  if (original instanceof CelOptional) {
    return new CelOptional(original.value === undefined ? undefined : copied(original.value));
  }
  return original instanceof CelUint ? new CelUint(original.value) : original;
}

describe('equality and order', () => {
  test('equality is reflexive, whatever is shared, and NaN equals nothing', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(equalValues(one, one)).toBe(true);
        expect(equalValues(one, copied(one))).toBe(true);
        expect(equalValues(one, NaN) || equalValues(NaN, one)).toBe(false);
      }),
      runs(1_000),
    );
  });

  test('equality is symmetric and transitive, and the one that counts its steps is the same', () => {
    const few = fc.oneof(value, number);
    fc.assert(
      fc.property(few, few, few, (a, b, c) => {
        const [ab, bc, ac] = [equalValues(a, b), equalValues(b, c), equalValues(a, c)];
        expect(equalValues(b, a)).toBe(ab);
        expect(equalWithin(a, b, new CelRun({}))).toBe(ab);
        if (ab && bc) expect(ac).toBe(true);
        if (ab) expect(bc).toBe(ac);
      }),
      runs(3_000),
    );
  });

  test('numbers of the three types are equal exactly where their values are', () => {
    fc.assert(
      fc.property(int, number, (whole, other) => {
        const exact = other instanceof CelUint ? other.value : other;
        const same = typeof exact === 'bigint' ? exact === whole : Number.isInteger(exact) && BigInt(exact) === whole;
        expect(equalValues(whole, other)).toBe(same);
        expect(compareValues(whole, other) === 0).toBe(same);
        expect(evaluate('dyn(object.a) == dyn(object.b)', CelMap.ofFields([['a', whole], ['b', other]]))).toBe(same); // prettier-ignore
      }),
      runs(500),
    );
  });

  test.each(Object.entries({ ...ORDERED, number }))('the order of %s is total and agrees with equality', (_, each) => {
    const sign = (left: CelValue, right: CelValue): number => Math.sign(compareValues(left, right) as number);
    fc.assert(
      fc.property(each, each, each, (a: CelValue, b: CelValue, c: CelValue) => {
        expect(sign(a, b)).toBe(0 - sign(b, a));
        expect(sign(a, b) === 0).toBe(equalValues(a, b));
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
      }),
      runs(500),
    );
  });
});

describe('texts of values', () => {
  test.each(Object.entries({ int, uint, double, bool: fc.boolean(), duration, timestamp }))('%s reads back from its string()', (type, each) => {
    fc.assert(
      fc.property(each as fc.Arbitrary<CelValue>, (one) => {
        expect(shown(evaluate(`${type}(string(object))`, one))).toBe(shown(one));
      }),
      runs(500),
    );
  }); // prettier-ignore

  test('NaN and the infinities read back too', () => {
    for (const one of [NaN, Infinity, -Infinity]) expect(evaluate('double(string(object))', one)).toBe(one);
  });

  const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }) as fc.Arbitrary<CelJson>;

  test('JSON reads back from what json.marshal makes of it', () => {
    fc.assert(
      fc.property(json, (one) => {
        expect(evaluate('json.unmarshal(json.marshal(object)) == object', fromJson(one, 'double'))).toBe(true);
      }),
      runs(500),
    );
  });

  test('a value written as a literal is that value', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(shown(evaluate(asLiteral(one)))).toBe(shown(withoutZones(one)));
      }),
      runs(1_000),
    );
  });
});

/** As somebody would write it down. */
function asLiteral(one: CelValue): string {
  if (one === null || typeof one === 'boolean') return String(one);
  if (typeof one === 'bigint') return String(one);
  if (typeof one === 'string') return quoted(one);
  if (typeof one === 'number') return Object.is(one, -0) ? '-0.0' : String(one).replace(/^-?\d+$/, '$&.0');
  if (isList(one)) return `[${one.map(asLiteral).join(', ')}]`;
  if (one instanceof CelMap) return `{${one.keys().map((each) => `${asLiteral(each)}: ${asLiteral(one.get(each) as CelValue)}`).join(', ')}}`; // prettier-ignore
  if (one instanceof CelUint) return `${one.value}u`;
  if (one instanceof CelBytes)
    return `b"${[...one.bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
  if (one instanceof CelDuration) return `duration(${one.nanoseconds})`;
  if (one instanceof CelOptional)
    return one.value === undefined ? 'optional.none()' : `optional.of(${asLiteral(one.value)})`;
  if (one instanceof CelTimestamp) {
    const rest = ((one.nanoseconds % SECOND) + SECOND) % SECOND;
    return `(timestamp(${(one.nanoseconds - rest) / SECOND}) + duration(${rest}))`;
  }
  throw new Error(`not drawn: ${typeName(one)}`);
}

function quoted(text: string): string {
  const escape = (character: string): string => `\\U${character.codePointAt(0)!.toString(16).padStart(8, '0')}`;
  return `"${Array.from(text, (character) => (/[ !#-[\]-~é-ÿ💥]/u.test(character) ? character : escape(character))).join('')}"`;
}

function withoutZones(one: CelValue): CelValue {
  if (one instanceof CelTimestamp) return new CelTimestamp(one.nanoseconds);
  if (isList(one)) return one.map(withoutZones);
  if (one instanceof CelMap) return CelMap.of(one.keys().map((each) => [each, withoutZones(one.get(each) as CelValue)])) as CelMap; // prettier-ignore
  return one instanceof CelOptional && one.value !== undefined ? new CelOptional(withoutZones(one.value)) : one;
}

// ---- templates

const YAML_PIECES = ['a: ', 'b:\n', '- ', '&x ', '*x', '{', '}', '[', ']', '"', "'", '|', '|-2', '>-', '\n', '  ', '---\n', '...', '# c', '!!map ', '!!str ', '<<: ', 'kind: x\n', '\t', '\r\n', '\uFEFF', ',', '? ', ': ', '0x1F', '1e3', 'null', '~', '💥', '(', ')', '%']; // prettier-ignore
const PLACEHOLDERS = ['((', '))', '(( object.metadata.name ))', '(( object.spec ))', "(( '))' ))", '(( 1 / 0 ))', '((object.none))', '(( [1, {"a": "b"}] ))', '((('] as const; // prettier-ignore

function rendered(text: string, interpolate: 'none' | 'cel'): unknown {
  const { template, problems } = compileTemplate(text, interpolate, ENVIRONMENTS);
  for (const { span } of problems) expect(span!.end).toBeLessThanOrEqual(text.length);
  const result = template?.render(new CelRun(HOST, { steps: 100_000 }), bindings());
  return result instanceof CelFailure ? shown(result) : (result ?? problems.map(shown));
}

describe('templates', () => {
  test('any text is answered, twice the same', () => {
    const pieces = fc.array(fc.constantFrom(...YAML_PIECES, ...PLACEHOLDERS), { maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(pieces.map((parts) => parts.join('')), anyText), (text) => {
        expect(rendered(text, 'cel')).toEqual(rendered(text, 'cel'));
      }),
      runs(1_500),
    ); // prettier-ignore
  });

  test('without a placeholder it is its own YAML', () => {
    const pieces = fc.array(fc.constantFrom(...YAML_PIECES), { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pieces, (text) => {
        fc.pre(!text.includes('(('));
        expect(rendered(text, 'cel')).toEqual(rendered(text, 'none'));
      }),
      runs(1_000),
    );
    const object = fc.dictionary(word, fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }), { maxKeys: 4 });
    fc.assert(
      fc.property(object, (one) => {
        const text = printYaml(one as CelJson);
        fc.pre(!text.includes('(('));
        expect(rendered(text, 'cel')).toEqual(parseYaml(text).documents.map(({ value: read }) => read));
      }),
      runs(500),
    );
  });
});
