// Where histories part: held against a slow search that is plainly right, on random graphs whose dates mean nothing.
import { describe, expect, it } from 'vitest';
import { CommitQueue } from '../../../src/load/git/commit-queue.ts';
import { commonHistory } from '../../../src/load/git/merge-base.ts';

interface Made {
  readonly parents: readonly string[];
  readonly time: number;
}
type Commits = Readonly<Record<string, Made>>;

async function bases(commits: Commits, one: string, other: string, shallow: readonly string[] = []) {
  const read: string[] = [];
  const reader = (id: string) => {
    read.push(id);
    const commit = commits[id];
    return commit ? Promise.resolve({ id, tree: '', ...commit }) : Promise.reject(new Error(`${id} is missing`));
  };
  return { ...(await commonHistory(one, other, reader, new Set(shallow))), read };
}

/** `a: b c` on a line is commit a with parents b and c; later lines are younger. */
function graph(text: string): Commits {
  const lines = text.trim().split(/\s*\n\s*/);
  return Object.fromEntries(
    lines.map((line, time) => {
      const [id = '', ...parents] = line.split(/:?\s+/).filter((part) => part !== '');
      return [id.replace(':', ''), { parents, time }];
    }),
  );
}

/** Numbers that look like chance and are always the same. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function ancestors(commits: Commits, id: string): ReadonlySet<string> {
  const seen = new Set<string>([id]);
  for (const one of seen) for (const parent of commits[one]!.parents) seen.add(parent);
  return seen;
}

function bestByHand(commits: Commits, one: string, other: string): readonly string[] {
  const [left, right] = [ancestors(commits, one), ancestors(commits, other)];
  const common = [...left].filter((id) => right.has(id));
  const isBelow = (id: string) => common.some((above) => above !== id && ancestors(commits, above).has(id));
  return common.filter((id) => !isBelow(id)).sort();
}

describe('commonHistory', () => {
  const crossed = graph(`
    root
    a: root
    b: root
    x: a b
    y: b a
    x2: x
    y2: y
    octopus: x2 b y2
    lone
  `);

  it.each([
    { name: 'a fork', one: 'a', other: 'b', expected: ['root'] },
    { name: 'one below the other', one: 'y2', other: 'b', expected: ['b'] },
    { name: 'one above the other', one: 'root', other: 'x2', expected: ['root'] },
    { name: 'the same twice', one: 'x', other: 'x', expected: ['x'] },
    { name: 'branches merged crosswise', one: 'x2', other: 'y2', expected: ['a', 'b'] },
    { name: 'a merge of three', one: 'octopus', other: 'y2', expected: ['y2'] },
    { name: 'nothing in common', one: 'octopus', other: 'lone', expected: [] },
  ])('$name', async ({ one, other, expected }) => {
    expect((await bases(crossed, one, other)).bases).toEqual(expected);
    expect((await bases(crossed, other, one)).bases).toEqual(expected);
  });

  it('finds what a slow search finds, whatever the dates say', async () => {
    for (let seed = 1; seed <= 400; seed++) {
      const next = chance(seed);
      const commits: Record<string, Made> = {};
      const size = 2 + next(24);
      for (let at = 0; at < size; at++) {
        const count = at === 0 ? 0 : next(12) === 0 ? 0 : 1 + next(3);
        const parents = [...new Set(Array.from({ length: count }, () => `c${Math.max(0, at - 1 - next(6))}`))];
        // Every other graph has dates as they should be.
        commits[`c${at}`] = { parents, time: seed % 2 === 0 ? at : next(10) };
      }
      const [one, other] = [`c${size - 1 - next(3 < size ? 3 : 1)}`, `c${size - 1 - next(size)}`];
      const expected = bestByHand(commits, one, other);
      expect([seed, (await bases(commits, one, other)).bases]).toEqual([seed, expected]);
    }
  });

  it('reads each commit once, and no further than it must', async () => {
    const commits: Record<string, Made> = { m0: { parents: [], time: 0 } };
    for (let at = 1; at < 10_000; at++) commits[`m${at}`] = { parents: [`m${at - 1}`], time: at };
    commits['f'] = { parents: ['m9990'], time: 9_991 };
    const near = await bases(commits, 'm9999', 'f');
    expect(near.bases).toEqual(['m9990']);
    expect(near.read.length).toBeLessThan(20);
    const far = await bases(commits, 'm9999', 'm0');
    expect(far.bases).toEqual(['m0']);
    expect(far.read.length).toBe(10_000);
  });

  it('does not go behind the edge of a shallow clone, and says that it came there', async () => {
    const commits = { ...graph('mid\na: mid\nb: mid'), a: { parents: ['gone'], time: 1 } };
    expect(await bases(commits, 'a', 'b', ['a'])).toMatchObject({ bases: [], isCut: true });
    expect(await bases(commits, 'mid', 'b', ['a'])).toMatchObject({ bases: ['mid'], isCut: false });
    // The first commit of a repository is named as an edge by some clones, and is none.
    expect(await bases({ a: { parents: [], time: 0 }, b: { parents: [], time: 0 } }, 'a', 'b', ['a'])).toMatchObject({
      isCut: false,
    });
  });

  it('knows whether a deeper clone might find a better one', async () => {
    const whole = graph('old\nbase: old\na: base\nb: base');
    expect(await bases(whole, 'a', 'b')).toMatchObject({ bases: ['base'], isSure: true });
    expect(await bases(whole, 'a', 'b', ['base'])).toMatchObject({ bases: ['base'], isSure: true });
    // By way of the merge there is an older one; what lies between is cut off.
    const cut = { ...graph('old\nside: old\nmid\na: mid side\nb: old'), mid: { parents: ['gone'], time: 3 } };
    expect(await bases(cut, 'a', 'b', ['mid'])).toMatchObject({ bases: ['old'], isSure: false });
  });
});

describe('CommitQueue', () => {
  it('gives the youngest first, those of one time by id, and each once', () => {
    const next = chance(7);
    const entries = Array.from({ length: 300 }, (_, at) => ({ id: `c${String(at).padStart(3, '0')}`, time: next(40) }));
    const queue = new CommitQueue();
    for (const { id, time } of [...entries, ...entries]) queue.add(id, time);
    const taken = Array.from({ length: 301 }, () => queue.take());
    const expected = entries.toSorted((a, b) => b.time - a.time || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
    expect(taken).toEqual([...expected, undefined]);
    expect(queue.has('c001')).toBe(false);
  });
});
