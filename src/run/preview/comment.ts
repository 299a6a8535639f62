// Placeholder: the real one is built beside this.
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Report } from '../../report/index.ts';
import type { CommentOptions } from './options.ts';

export function commentOn(report: Report, options: CommentOptions): Promise<readonly Diagnostic[]> {
  return Promise.reject(new Error(`not merged yet: ${report.kind} for ${options.forge}`));
}
