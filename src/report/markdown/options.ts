// What Markdown is made for: a comment of a forge, the summary of a job, or a file.
import { byteLength } from '../amounts.ts';

/** Where the Markdown goes, as far as that shapes it. */
export interface MarkdownOptions {
  /** What the text may not be longer than. Under a thousand there is room for the counts only. */
  readonly limit: number;
  /** What `limit` counts: forges count characters, the summary of a job has room for so many bytes of UTF-8. Characters unless said. */
  readonly unit?: 'characters' | 'bytes';
  /** The first line of the text, and of each of its parts, as it is: a comment of HTML by which they are found again. */
  readonly marker?: string;
  /** Where the run can be seen. */
  readonly runAddress?: string;
  /** Where the page with every difference lies. */
  readonly pageAddress?: string;
}

/** The length of a text in the unit that the limit is in. Characters are UTF-16 units, which are never fewer than anybody counts. */
export function lengthIn({ unit }: MarkdownOptions, text: string): number {
  return unit === 'bytes' ? byteLength(text) : text.length;
}
