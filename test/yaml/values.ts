// Random values for the property tests: what Kubernetes can hold, with texts that readers like to take for something
// else.
import fc from 'fast-check';
import type { YamlValue } from '../../src/yaml/index.ts';

const NASTY = [
  ...[
    '',
    ' ',
    'a ',
    ' a',
    'yes',
    'No',
    'ON',
    'y',
    'null',
    '~',
    'Null',
    'nan',
    '.nan',
    '.inf',
    'inf',
    'true',
    'FALSE',
    '=',
    '<<',
    '-',
    '?',
    ':',
  ],
  ...[
    '1',
    '01',
    '0x1F',
    '0o17',
    '0b1',
    '1_000',
    '1e3',
    '1.0',
    '-0',
    '+1',
    '.5',
    '5.',
    '1:30',
    '12:30:45',
    '2001-01-01',
    '1e400',
    '0129',
    '16Gi',
  ],
  ...[
    '500m',
    '1k',
    '1E',
    '1M',
    '0m',
    '- a',
    'a: b',
    'a:',
    'a #b',
    '#',
    '{',
    '}',
    '[',
    ']',
    '{}',
    '[]',
    ',',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
    '`',
  ],
  ...[
    '"',
    "'",
    "it's",
    '\\',
    'a\\nb',
    '---',
    '...',
    '--- a',
    'a\nb',
    'a\nb\n',
    'a\n\n',
    '\na',
    ' a\nb',
    'a \nb',
    'a\n b\n  c\n',
    'a\n\n\nb',
    '\n',
    '\n\n',
  ],
  ...[
    'a\n---\nb',
    'a\n# b\n',
    'a\tb',
    'a\n\tb',
    '\t',
    'a\rb',
    'a\r\nb',
    '\0',
    '\u0007',
    '\u007f',
    '\u0085',
    '\u009f',
    '\u00a0',
    '\u2028',
    'a\u2029\nb',
  ],
  ...[
    '\ufeff',
    '\ufeffa\nb',
    '\ufffe',
    '\uffff',
    '😀',
    'é',
    '日本\n語\n',
    '__proto__',
    'constructor',
    'toString',
    'apiVersion',
    'kind',
    'metadata',
  ],
  ...[
    '+argocd:skip-file-rendering',
    '\\+argocd:skip-file-rendering',
    'x\n+argocd:skip-file-rendering\n',
    'k'.repeat(129),
    'é '.repeat(700),
    '\n'.repeat(70),
  ],
];

/** Well-formed texts, half of them nasty ones or made of them. */
export function texts(): fc.Arbitrary<string> {
  const nasty = fc.constantFrom(...NASTY);
  return fc.oneof(
    nasty,
    fc.tuple(nasty, nasty).map(([a, b]) => a + b),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '-', '#', '"', "'", '\t') }),
  );
}

/** Numbers as the parser gives them: an integer that a double cannot hold is a bigint, minus zero is zero. */
export function numbers(): fc.Arbitrary<number | bigint> {
  const whole = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(settle);
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => {
    const plain = value === 0 ? 0 : value;
    return Number.isInteger(plain) && Math.abs(plain) < 2 ** 63 ? settle(BigInt(plain)) : plain;
  });
  return fc.oneof(fc.integer(), whole, double, fc.constantFrom(1e21, 1e22, 1.5e300, 1e-7, 5e-324, 1e20, 0.1, -1e21));
}

function settle(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Values of any shape, keys as nasty as texts. */
export function values(): fc.Arbitrary<YamlValue> {
  return fc.letrec<{ value: YamlValue; map: YamlValue; list: YamlValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(texts(), numbers(), fc.boolean(), fc.constant(null)),
      tie('map'),
      tie('list'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    map: fc.array(fc.tuple(texts(), tie('value')), { maxLength: 4 }).map(makeMap),
  })).value;
}

/** A map with each entry as an own key, `__proto__` included. */
export function makeMap(entries: readonly (readonly [string, YamlValue])[]): YamlValue {
  const map: Record<string, YamlValue> = {};
  for (const [key, value] of entries) {
    Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return map;
}
