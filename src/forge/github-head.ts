// The tip of a branch on GitHub, and whether it is a commit that was asked for. It is taken for that only where nothing else can be the
// case: one parent, the same message, and every file as it was asked for.
import { createHash } from 'node:crypto';
import type { GitHubAccess } from './access.ts';
import { field, items, text } from './answer-json.ts';
import type { ForgeClient } from './client.ts';
import type { HostedCommit, HostedFile } from './commit-host.ts';

/** The commit at the tip of a branch. */
export interface BranchHead {
  readonly commit: string;
  /** Ids; no more than two of them. */
  readonly parents: readonly string[];
  readonly message: string;
}

const HEAD = `query($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $branch) { target { oid ... on Commit { message parents(first: 2) { nodes { oid } } } } }
  }
}`;

/** The tip; undefined where it cannot be told. */
export async function headOf(
  client: ForgeClient,
  access: GitHubAccess,
  branch: string,
): Promise<BranchHead | undefined> {
  const data = await query(client, access, HEAD, { branch: `refs/heads/${branch}` });
  const target = field(data, 'repository', 'ref', 'target');
  const commit = text(target, 'oid');
  if (commit === undefined) return undefined;
  const parents = items(target, 'parents', 'nodes').map((node) => text(node, 'oid') ?? '');
  return { commit, parents, message: text(target, 'message') ?? '' };
}

/** Files that are asked for at once. */
const FILES_AT_ONCE = 100;

/** Tells whether this tip is that commit, beyond doubt. */
export async function holdsCommit(
  client: ForgeClient,
  access: GitHubAccess,
  { head, wanted }: { readonly head: BranchHead; readonly wanted: HostedCommit },
): Promise<boolean> {
  const { expectedHead, headline, body, additions, deletions } = wanted;
  const [parent, ...others] = head.parents;
  if (parent !== expectedHead || others.length > 0) return false;
  if (head.message.trimEnd() !== `${headline}\n\n${body}`.trimEnd()) return false;
  const expected: readonly ExpectedFile[] = [
    ...additions.map((file) => ({ path: file.path, blob: blobId(file) })),
    ...deletions.map((path) => ({ path, blob: undefined })),
  ];
  for (let from = 0; from < expected.length; from += FILES_AT_ONCE) {
    const some = expected.slice(from, from + FILES_AT_ONCE);
    if (!(await areThere(client, access, { commit: head.commit, some }))) return false;
  }
  return true;
}

/** A file that is to be there with this content, or is to be gone. */
interface ExpectedFile {
  readonly path: string;
  readonly blob: string | undefined;
}

async function areThere(
  client: ForgeClient,
  access: GitHubAccess,
  { commit, some }: { readonly commit: string; readonly some: readonly ExpectedFile[] },
): Promise<boolean> {
  const paths = Object.fromEntries(some.map(({ path }, index) => [`p${index}`, path]));
  const data = await query(client, access, filesQuery(some.length), { commit, ...paths });
  const found = field(data, 'repository', 'object');
  // Where the whole is missing every file would look removed.
  if (found === undefined || found === null) return false;
  return some.every(({ blob }, index) => text(found, `f${index}`, 'oid') === blob);
}

function filesQuery(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const variables = numbers.map((index) => `, $p${index}: String!`).join('');
  const files = numbers.map((index) => `f${index}: file(path: $p${index}) { oid }`).join('\n');
  return `query($owner: String!, $name: String!, $commit: GitObjectID!${variables}) {
  repository(owner: $owner, name: $name) { object(oid: $commit) { ... on Commit {
${files}
} } } }`;
}

/** Git's id of the content. */
function blobId({ content }: HostedFile): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

async function query(
  client: ForgeClient,
  { graphql, repository }: GitHubAccess,
  source: string,
  variables: Readonly<Record<string, string>>,
): Promise<unknown> {
  const [owner = '', name = ''] = repository.split('/');
  const body = { query: source, variables: { owner, name, ...variables } };
  const answer = await client.send({ method: 'POST', url: graphql, body, reads: true });
  return answer.ok ? field(answer.value.value, 'data') : undefined;
}
