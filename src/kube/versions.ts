// The order of API versions, as Kubernetes prefers them.
import { compareText } from '../model/resource.ts';

const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

/**
 * Compares two version names: the preferred one comes first.
 *
 * Order   stable before beta before alpha, each by falling number; names of another form last, by code unit.
 * Source  Kubernetes, version priority of CustomResourceDefinitions.
 */
export function compareVersions(a: string, b: string): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  for (const [index, left] of rankA.entries()) {
    const difference = (rankB[index] ?? 0) - left;
    if (difference !== 0) return difference;
  }
  return compareText(a, b);
}

function rankOf(version: string): readonly number[] {
  const parts = VERSION.exec(version);
  if (parts === null) return [-1, 0, 0];
  const [, major, stage, minor] = parts;
  return [stage === undefined ? 2 : stage === 'beta' ? 1 : 0, Number(major), Number(minor ?? 0)];
}
