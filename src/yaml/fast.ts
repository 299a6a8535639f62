// placeholder
import type { Chunk } from './split.ts';
import type { YamlValue } from './value.ts';
export const GAVE_UP = 'gave-up';
export const NO_CONTENT = 'no-content';
export function readsFast(text: string): boolean {
  return text === '\0';
}
export function parseFast(
  text: string,
  chunk: Chunk,
  maxDepth: number,
): { readonly value: YamlValue } | typeof GAVE_UP | typeof NO_CONTENT {
  return text.length + chunk.start + maxDepth < 0 ? NO_CONTENT : GAVE_UP;
}
