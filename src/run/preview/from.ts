// Placeholder: the real one is built beside this.
import type { RunResult } from '../result.ts';
import type { PreviewOptions } from './options.ts';

export function previewFrom(options: PreviewOptions): Promise<RunResult> {
  return Promise.reject(new Error(`not merged yet: --from ${options.from ?? ''}`));
}
