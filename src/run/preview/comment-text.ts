// The Markdown of comments and of the job summary, with the addresses that the runner knows. No address comes from a report.
import type { Environment } from '../../model/environment.ts';
import { toMarkdown, toMarkdownParts, type MarkdownOptions, type Report } from '../../report/index.ts';
import { ciRunAddress } from '../run-address.ts';
import type { CommentOptions, Forge } from './options.ts';

/** Characters of one comment. GitHub takes 65,536 and GitLab 1,000,000. */
export const COMMENT_LIMITS: Readonly<Record<Forge, number>> = { github: 60_000, gitlab: 900_000 };

const MOST_PARTS = 10;

/** The bodies of the comments, each with the marker as its first line. */
export function commentBodies(
  report: Report,
  { forge, overflow, env }: CommentOptions,
  { marker, limit }: { readonly marker: string; readonly limit: number },
): readonly string[] {
  const options = { limit, marker, ...addresses(env) };
  const bodies = overflow === 'split' ? toMarkdownParts(report, options, MOST_PARTS) : [toMarkdown(report, options)];
  const marked = bodies.map((body) => (body.startsWith(`${marker}\n`) ? body : `${marker}\n${body}`));
  return forge === 'gitlab' ? marked.map(withoutCommands) : marked;
}

/** The run, and the page where it was put, as links of the Markdown. */
export function addresses(env: Environment): Pick<MarkdownOptions, 'runAddress' | 'pageAddress'> {
  const runAddress = webAddress(ciRunAddress(env));
  const pageAddress = webAddress(env['HEADWATER_PAGE_ADDRESS']);
  return { ...(runAddress === undefined ? {} : { runAddress }), ...(pageAddress === undefined ? {} : { pageAddress }) };
}

/** An address with credentials is none to show. */
function webAddress(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '' ? url.href : undefined;
}

/** GitLab obeys a line that begins with a slash. */
function withoutCommands(body: string): string {
  return body.replace(/^\//gm, '\\/');
}
