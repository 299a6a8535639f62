// Keeps the comments of one key as they should be: which are edited, written, removed or hidden. How a forge does that is the host's.
import type { CommentHost, OwnComment } from './comment-host.ts';
import { given, type ForgeResult } from './failure.ts';
import { isSameBody } from './same-body.ts';

/** What is to stand in the pull request. */
export interface WantedComments {
  /** The first line of each of them. */
  readonly marker: string;
  /** In order; one unless it had to be split. */
  readonly bodies: readonly string[];
  readonly mode: 'update' | 'new' | 'hide-and-new';
  /** False: what is there is brought up to date, and nothing is created where nothing is. */
  readonly mayCreate: boolean;
}

/**
 * Brings the comments up to date; the number of requests that wrote. Comments that read as wanted are not written.
 *
 * Errors  the first failure; what was written before it stays.
 */
export async function keepComments(host: CommentHost, wanted: WantedComments): Promise<ForgeResult<number>> {
  const listed = await host.list(wanted.marker);
  if (!listed.ok) return listed;
  const shown = listed.value.filter(({ isHidden }) => !isHidden);
  return carryOut(stepsFor(host, wanted, shown));
}

type Step = () => Promise<ForgeResult<undefined>>;

function stepsFor(host: CommentHost, wanted: WantedComments, shown: readonly OwnComment[]): readonly Step[] {
  const { bodies, mode, mayCreate } = wanted;
  if (shown.length === 0 && !mayCreate) return [];
  // In the other modes earlier comments are history: only the latest are those of now.
  const latest = mode === 'update' ? shown : shown.slice(-bodies.length);
  const isSame =
    latest.length === bodies.length && latest.every(({ body }, index) => isSameBody(body, bodies[index] ?? ''));
  if (isSame && mode !== 'hide-and-new') return [];
  switch (mayCreate ? mode : 'update') {
    case 'update':
      return [...rewritten(host, latest, bodies), ...latest.slice(bodies.length).map((one) => () => host.remove(one))];
    case 'new':
      return bodies.map((body) => () => host.create(body));
    case 'hide-and-new': {
      const outdated = isSame ? shown.slice(0, -bodies.length) : shown;
      const created = isSame ? [] : bodies.map((body) => () => host.create(body));
      return [...created, ...outdated.map((one) => () => host.hide(one))];
    }
  }
}

function rewritten(host: CommentHost, present: readonly OwnComment[], bodies: readonly string[]): readonly Step[] {
  return bodies.flatMap((body, index) => {
    const comment = present[index];
    if (comment === undefined) return [() => host.create(body)];
    return isSameBody(comment.body, body) ? [] : [() => host.update(comment, body)];
  });
}

async function carryOut(steps: readonly Step[]): Promise<ForgeResult<number>> {
  for (const step of steps) {
    const done = await step();
    if (!done.ok) return done;
  }
  return given(steps.length);
}
