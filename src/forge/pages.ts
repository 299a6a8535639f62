// Reads lists that come in pages, to their end or to a bound.
import type { ForgeClient } from './client.ts';
import { given, type ForgeResult } from './failure.ts';

/** Ten thousand comments at a hundred a page. */
export const MOST_PAGES = 100;

/** The items of all pages from this one on. */
export async function allPages(client: ForgeClient, first: URL): Promise<ForgeResult<readonly unknown[]>> {
  const found: unknown[] = [];
  let url: URL | undefined = first;
  for (let page = 0; url !== undefined && page < MOST_PAGES; page += 1) {
    const answer = await client.send({ method: 'GET', url });
    if (!answer.ok) return answer;
    if (Array.isArray(answer.value.value))
      for (const item of answer.value.value as readonly unknown[]) found.push(item);
    url = answer.value.next;
  }
  return given(found);
}
