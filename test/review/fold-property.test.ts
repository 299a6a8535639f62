// Whatever texts and names there are: two changes are shown as one only where putting the names of the one for those of the other makes
// them equal, and always where they were made from one text by putting names into it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aChange } from '../support/planning.ts';
import { aManifest, aReviewInput, created } from '../support/reviewing.ts';
import type { Change } from '../../src/model/plan.ts';
import { foldChanges } from '../../src/review/fold.ts';

interface Names {
  readonly namespace: string;
  readonly trigger: string;
}

const NAME = fc.constantFrom('a', 'b', 'on', '123', 'a-b', 'b-a', 'team', 'team-a', 'n', 'ZqX', 'q');
const NAMES: fc.Arbitrary<Names> = fc.record({ namespace: NAME, trigger: NAME });
const PIECE = fc.constantFrom(
  'a',
  'b',
  '-',
  ' ',
  '.',
  'on',
  'Z',
  'q',
  'X',
  'n',
  't',
  'x',
  'ZqX',
  '‹namespace›',
  '‹',
  '\n',
  '123',
  'é',
);
const TEXT = fc.array(PIECE, { maxLength: 10 }).map((pieces) => pieces.join(''));

function changeOf({ namespace, trigger }: Names, text: string): Change {
  return created(aManifest(namespace, 'settings', { data: { text } }), aManifest(namespace, trigger));
}

function areFolded(one: Change, other: Change): boolean {
  return foldChanges(aReviewInput([one, other])).length === 1;
}

/** Whether some of the names in one text, replaced by those of the other, give the other text. */
function canBeRenamed(one: string, from: Names, other: string, to: Names): boolean {
  const tried = new Map<string, boolean>();
  const pairs = [
    [from.namespace, to.namespace],
    [from.trigger, to.trigger],
  ] as const;
  const search = (i: number, j: number): boolean => {
    if (i === one.length || j === other.length) return i === one.length && j === other.length;
    const key = `${i} ${j}`;
    const known = tried.get(key);
    if (known !== undefined) return known;
    const renamed = pairs.some(
      ([a, b]) => one.startsWith(a, i) && other.startsWith(b, j) && search(i + a.length, j + b.length),
    );
    const found = renamed || (one[i] === other[j] && search(i + 1, j + 1));
    tried.set(key, found);
    return found;
  };
  return search(0, 0);
}

test('changes fold only where renaming makes them equal', () => {
  let folded = 0;
  fc.assert(
    fc.property(TEXT, NAMES, TEXT, NAMES, (one, from, other, to) => {
      const isFolded = areFolded(changeOf(from, one), changeOf(to, other));
      if (isFolded) folded += 1;
      return !isFolded || canBeRenamed(one, from, other, to);
    }),
    { numRuns: 3000 },
  );
  // The same with texts that are near to each other, so that many do fold.
  fc.assert(
    fc.property(
      fc.array(fc.oneof(PIECE, fc.constantFrom('N', 'T')), { maxLength: 8 }),
      NAMES,
      NAMES,
      (pieces, from, to) => {
        const text = ({ namespace, trigger }: Names) =>
          pieces.map((piece) => (piece === 'N' ? namespace : piece === 'T' ? trigger : piece)).join('');
        const isFolded = areFolded(changeOf(from, text(from)), changeOf(to, text(to)));
        if (isFolded) folded += 1;
        return !isFolded || canBeRenamed(text(from), from, text(to), to);
      },
    ),
    { numRuns: 3000 },
  );
  expect(folded).toBeGreaterThan(500);
});

test('changes that differ in whole words for names fold', () => {
  const word = fc.constantFrom('N', 'T', 'x1', 'é', '‹namespace›', 'ZqXn', 'ZqX', 'true');
  const gap = fc.constantFrom('-', ' ', '.', '\n', '/', '‹', '": ');
  const template = fc.array(fc.tuple(word, gap), { maxLength: 8 });
  // Names of which none is a word of the other or of the text, nor a place name for a trigger in one and not in the other.
  const names = fc.constantFrom<Names>(
    { namespace: '123', trigger: 'web' },
    { namespace: 'on', trigger: 'a-b' },
    { namespace: 'team-a', trigger: 'team-a-x9' },
    { namespace: 'a.b', trigger: '1e3' },
  );
  fc.assert(
    fc.property(template, names, names, (parts, from, to) => {
      const text = ({ namespace, trigger }: Names) =>
        parts.map(([piece, space]) => (piece === 'N' ? namespace : piece === 'T' ? trigger : piece) + space).join('');
      fc.pre(from !== to);
      expect(areFolded(changeOf(from, text(from)), changeOf(to, text(to)))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('the order of the changes makes no difference', () => {
  const many = fc.array(fc.tuple(NAMES, TEXT), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(many, (parts) => {
      const changes = parts.map(([names, text], index) => {
        const change = changeOf(names, text);
        return aChange(change.after!, { ...change, id: { ...change.id, name: `settings-${index}` } });
      });
      const groups = (list: readonly Change[]) => foldChanges(aReviewInput(list)).map(({ group }) => group);
      expect(groups(changes.toReversed())).toEqual(groups(changes));
    }),
    { numRuns: 300 },
  );
});

test('ten thousand different changes take no time to speak of', () => {
  const text = (index: number, more: string) =>
    Object.fromEntries(
      Array.from({ length: 20 }, (_, line) => [`key-${line}`, `value ${line === 7 ? `${index} ${more}` : line}`]),
    );
  const changes = Array.from({ length: 10_000 }, (_, index): Change => {
    const namespace = `team-${index % 1000}`;
    const [before, after] = ['a', 'b'].map((more) =>
      aManifest(namespace, `settings-${index}`, { data: text(index, more) }),
    );
    return { ...created(after!), action: 'update', reason: 'rule-changed', before: before! };
  });
  const start = performance.now();
  const groups = foldChanges(aReviewInput(changes));
  const took = performance.now() - start;
  expect(groups).toHaveLength(10_000);
  expect(took).toBeLessThan(8000);
});
