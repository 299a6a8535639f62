// annotations of a filter.
import { matchesWildcard } from '../values/index.ts';

type Texts = Readonly<Record<string, string>>;

/** The first entry of the filter that no annotation meets; undefined where all are met. Keys and values may have wildcards. */
export function missingAnnotation(filter: Texts, annotations: Texts): string | undefined {
  const present = Object.entries(annotations);
  const missing = Object.entries(filter).find(
    ([key, value]) => !present.some(([k, v]) => matchesWildcard(key, k) && matchesWildcard(value, v)),
  );
  return missing?.[0];
}
