// headwater preview: computes both states, reviews the change, and shows it.
import type { RunResult } from '../result.ts';
import type { PreviewOptions } from './options.ts';

/** Previews. */
export function runPreview(options: PreviewOptions): Promise<RunResult> {
  return Promise.reject(new Error(`not merged yet: ${options.version}`));
}
