// Finds in the texts of a rule which fields of an object its expressions read. By their spelling, not by parsing: a path that is
// found too much only makes a trigger fuller.
import type { Json } from '../../src/model/resource.ts';

/** A key, or an index of a list. */
export type PathStep = string | number;

const STEP = /\.(?:([A-Za-z_]\w*)|"((?:[^"\\]|\\.)+)")|\[(\d*|\*)\]/g;

/** The paths below `root` that texts anywhere in `value` name; longer ones first, so that a short one finds what it holds. */
export function objectPaths(value: Json, root = 'request.object'): readonly (readonly PathStep[])[] {
  const steps = String.raw`(?:\.(?:[A-Za-z_]\w*|"(?:[^"\\]|\\.)+")|\[(?:\d*|\*)\])+`;
  const pattern = new RegExp(`(?<![\\w.])${root.replaceAll('.', '\\.')}(${steps})`, 'g');
  const found = textsIn(value).flatMap((text) => [...text.matchAll(pattern)].map((match) => stepsOf(match[1] ?? '')));
  return found.toSorted((a, b) => b.length - a.length);
}

function stepsOf(text: string): readonly PathStep[] {
  return [...text.matchAll(STEP)].map(([, bare, quoted, index]) => bare ?? quoted ?? (Number(index) || 0));
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
