// The job summary as the place for what may not be a comment.
import { commentMarker, jobSummary, type ForgeFailure, type JobSummary } from '../../forge/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Preview } from '../../model/preview.ts';
import { toMarkdown, type Report } from '../../report/index.ts';
import { addresses } from './comment-text.ts';
import type { CommentOptions } from './options.ts';

/** Below this nothing of use would be shown. */
const LEAST_BYTES = 2000;

/** Writes the Markdown into the job summary, unless it is there already; a notice that says where it is, and why. */
export function fallBackToSummary(
  report: Report,
  preview: Preview,
  { key, env }: CommentOptions,
  { message, help }: ForgeFailure,
): readonly Diagnostic[] {
  const summary = jobSummary(env);
  const marker = commentMarker(key ?? preview.output);
  const place = summary === undefined ? undefined : written(summary, report, { marker, env });
  const outcome = place ?? 'it is left out';
  return [
    {
      code: 'forge/comment-not-allowed',
      severity: 'notice',
      message: `The comment may not be written here, ${outcome}: ${message}`,
      help: `${help} For forks and Dependabot, let a workflow of workflow_run post it with headwater preview --from.`,
      about: {},
    },
  ];
}

function written(
  summary: JobSummary,
  report: Report,
  { marker, env }: { readonly marker: string; readonly env: CommentOptions['env'] },
): string {
  const there = 'it stands in the job summary';
  if (summary.has(marker)) return there;
  if (summary.left < LEAST_BYTES) return 'and the job summary is full';
  const markdown = toMarkdown(report, { limit: summary.left, unit: 'bytes', marker, ...addresses(env) });
  const trouble = summary.append(markdown);
  return trouble === undefined ? there : `and the job summary cannot be written (${trouble})`;
}
