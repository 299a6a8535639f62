// What commits, tags and folders look like inside. Anything unusual is left to isomorphic-git, which knows what is unsafe in it: the
// answer is undefined then.
import type { TreeEntry } from 'isomorphic-git';
import { compareText } from '../../model/resource.ts';
import type { RawObject } from './object-stream.ts';

/** A commit, as far as it is looked at. */
export interface GitCommit {
  readonly id: string;
  readonly tree: string;
  /** Those that a shallow clone left out among them. */
  readonly parents: readonly string[];
  /** Seconds since 1970, as whoever committed had it: nothing that must be right may hang on it. */
  readonly time: number;
}

const TYPES: Readonly<Record<string, readonly [mode: string, type: TreeEntry['type']]>> = {
  '40000': ['040000', 'tree'],
  '100644': ['100644', 'blob'],
  '100755': ['100755', 'blob'],
  '120000': ['120000', 'blob'],
  '160000': ['160000', 'commit'],
};

/** Names that some system could take for `.git`, for a path or for a folder further up, and some that are only like those. */
const DOUBTFUL = /[\\/:~\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]|^\.{0,2}$|^\.git[. ]*$/iu;

/** The commit that is in an object. */
export function commitIn(id: string, { type, bytes }: RawObject): GitCommit | undefined {
  if (type !== 'commit' || bytes === undefined) return undefined;
  const text = bytes.toString('latin1');
  const read =
    /^tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)author [^\n]*\ncommitter [^\n]*> (\d{1,15}) [^\n]*\n/.exec(text);
  if (read === null) return undefined;
  const [, tree = '', parents = '', time = ''] = read;
  return { id, tree, parents: parents.match(/[0-9a-f]{40}/g) ?? [], time: Number(time) };
}

/** The id of what a tag names. */
export function taggedIn({ type, bytes }: RawObject): string | undefined {
  return type === 'tag' ? /^object ([0-9a-f]{40})\n/.exec(bytes?.toString('latin1') ?? '')?.[1] : undefined;
}

/** What lies in a folder. *Order* by name, by code unit. */
export function entriesIn({ type, bytes }: RawObject): readonly TreeEntry[] | undefined {
  if (type !== 'tree' || bytes === undefined) return undefined;
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    const [mode, kind] = TYPES[bytes.toString('latin1', at, space)] ?? [];
    const path = bytes.toString('utf8', space + 1, end);
    const isUsual = space > at && end > space && end + 20 < bytes.length + 1 && !DOUBTFUL.test(path);
    if (!isUsual || mode === undefined || kind === undefined) return undefined;
    entries.push({ mode, path, type: kind, oid: bytes.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return entries.sort((a, b) => compareText(a.path, b.path));
}
