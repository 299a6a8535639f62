// Stands in for the Markdown of report/ until it is there.
import type { Report } from '../../report/index.ts';

export interface MarkdownOptions {
  readonly limit: number;
  readonly marker?: string;
  readonly runAddress?: string;
  readonly pageAddress?: string;
}

export function toMarkdown(report: Report, { limit, marker }: MarkdownOptions): string {
  const groups = report.preview?.groups ?? [];
  const lines = groups.map(({ why }) => why.replace(/[<>@[\]()`]/g, (character) => `&#${character.charCodeAt(0)};`));
  return [marker ?? '', `# ${report.counts.deleted} removed`, ...lines].join('\n').slice(0, limit);
}

export function toMarkdownParts(report: Report, options: MarkdownOptions, most: number): readonly string[] {
  const text = toMarkdown(report, { ...options, limit: options.limit * most });
  const parts = Math.ceil(text.length / options.limit);
  return Array.from({ length: parts }, (_, at) => text.slice(at * options.limit, (at + 1) * options.limit));
}
