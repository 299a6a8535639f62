// A remote that is fetched from and pushed to over http and https without a git program. Other addresses, hooks, proxies and credential
// helpers need the program.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { refuseLostTip } from '../branch-commit-checks.ts';
import { isBranchName } from '../branch-name.ts';
import type { BranchCommit, Deepening, Delivered, Remote } from '../branch-port.ts';
import { isExecutable } from '../commit-checks.ts';
import { makeEmbeddedCommit } from './embedded-commit.ts';
import { request } from './embedded-http.ts';
import { contains, openStore, resolveOrNothing, type EmbeddedGit } from './embedded-store.ts';
import { readGitConfig, type GitConfig } from './git-config.ts';
import { judgePush } from '../remote/push-result.ts';
import { chooseRemote } from '../remote/remote-choice.ts';
import { deliveryFailed, fetchFailed, refuseBranchName } from '../remote/remote-trouble.ts';
import { credentialScrubber, shownAddress, variablesWithCredentials } from '../remote/without-credentials.ts';

interface EmbeddedRemote {
  readonly embedded: EmbeddedGit;
  readonly name: string;
  readonly shown: string;
  readonly fetchAddress: string;
  readonly pushAddress: string;
  readonly config: GitConfig;
  readonly scrub: (text: string) => string;
  readonly seen: Map<string, string | undefined>;
}

const NEEDS_GIT = 'Install git (Debian package git): without it only http and https work.';
/** What Git takes for all of the history, also where nothing of it is missing. */
const INFINITE_DEPTH = 0x7f_ff_ff_ff;
const NO_COMMIT = '0'.repeat(40);

/**
 * The remote of a name, or the one that is meant for a branch; undefined beside an error.
 *
 * Errors  publish/bad-branch, publish/no-remote; the latter also for an address that only the git program can reach.
 */
export function openEmbeddedRemote(
  embedded: EmbeddedGit,
  given: string | undefined,
  branch: string,
): Checked<Remote | undefined> {
  const config = readGitConfig(embedded.gitFolder, embedded.env);
  const names = [...config.keys()].flatMap((key) => /^remote\.(.+)\.url$/su.exec(key)?.[1] ?? []);
  const ofBranch = config.get(`branch.${branch}.remote`);
  const { value: name, diagnostics } = chooseRemote({ given, branch, ofBranch, names });
  if (name === undefined) return { value: undefined, diagnostics };
  const fetchAddress = config.get(`remote.${name}.url`) ?? '';
  const pushAddress = config.get(`remote.${name}.pushurl`) ?? fetchAddress;
  const scrub = credentialScrubber([...config, ...variablesWithCredentials(embedded.env)]);
  const shown = scrub(shownAddress(pushAddress));
  if (![fetchAddress, pushAddress].every((address) => /^https?:\/\//iu.test(address))) {
    const message = `The remote ${name} (${shown}) cannot be reached without the git program.`;
    const refused: Diagnostic = { code: 'publish/no-remote', severity: 'error', message, help: NEEDS_GIT, about: {} };
    return { value: undefined, diagnostics: [refused] };
  }
  const remote = { embedded, name, shown, fetchAddress, pushAddress, config, scrub, seen: new Map() };
  return { value: asRemote(remote), diagnostics: [] };
}

function asRemote(remote: EmbeddedRemote): Remote {
  return {
    name: remote.name,
    shown: remote.shown,
    fetch: (branch, deepen) => fetchBranch(remote, branch, deepen),
    lastSeen: (branch) => lastSeen(remote, branch),
    deliver: (commit) => deliver(remote, commit),
  };
}

async function fetchBranch(
  remote: EmbeddedRemote,
  branch: string,
  deepen?: Deepening,
): Promise<Checked<string | undefined>> {
  if (!isBranchName(branch)) return refuseBranchName(branch);
  try {
    const tip = await tipOf(remote, branch, deepen);
    remote.seen.set(branch, tip);
    return { value: tip, diagnostics: [] };
  } catch (error) {
    return fetchFailed(remote, branch, wordsOf(error));
  }
}

async function tipOf(remote: EmbeddedRemote, branch: string, deepen?: Deepening): Promise<string | undefined> {
  const { store, http } = await connection(remote);
  const { git, at } = store;
  const url = remote.fetchAddress;
  const headers = headersFor(remote.config, url);
  const listed = await git.listServerRefs({ http, url, headers, prefix: `refs/heads/${branch}`, protocolVersion: 1 });
  const tip = listed.find(({ ref }) => ref === `refs/heads/${branch}`)?.oid;
  if (tip === undefined) return undefined;
  const isHere = await git.readCommit({ ...at, oid: tip }).then(
    () => true,
    () => false,
  );
  if (!isHere || deepen !== undefined) {
    const only = { remoteRef: `refs/heads/${branch}`, singleBranch: true, tags: false };
    await git.fetch({ ...at, http, url, headers, remote: remote.name, ...only, ...reachOf(deepen) });
    await git.readCommit({ ...at, oid: tip });
  }
  await git.writeRef({ ...at, ref: trackingRef(remote, branch), value: tip, force: true });
  return tip;
}

function reachOf(deepen: Deepening | undefined): { readonly depth?: number; readonly relative?: boolean } {
  if (deepen === undefined) return {};
  return deepen === 'all' ? { depth: INFINITE_DEPTH } : { depth: deepen, relative: true };
}

async function lastSeen(remote: EmbeddedRemote, branch: string): Promise<Checked<string | undefined>> {
  if (!isBranchName(branch)) return { value: undefined, diagnostics: [] };
  if (remote.seen.has(branch)) return { value: remote.seen.get(branch), diagnostics: [] };
  const store = await openStore(remote.embedded);
  const value = await resolveOrNothing(store, trackingRef(remote, branch)).catch(() => undefined);
  return { value, diagnostics: [] };
}

async function deliver(remote: EmbeddedRemote, commit: BranchCommit): Promise<Delivered> {
  let id: string;
  try {
    refusePushHook(remote);
    id = await makeEmbeddedCommit(remote.embedded, commit);
    refuseLostTip(commit, await hasTip(remote, commit, id));
  } catch (error) {
    return deliveryFailed(remote, `No commit was made: ${wordsOf(error)}`);
  }
  const given = await push(remote, commit, id).catch((error: unknown): Delivered =>
    deliveryFailed(remote, wordsOf(error)),
  );
  if (given.kind === 'refused') return given;
  if (given.kind !== 'delivered' && !(await hasArrived(remote, commit.branch, id))) return given;
  remote.seen.set(commit.branch, id);
  return { kind: 'delivered', commit: id };
}

async function hasTip(remote: EmbeddedRemote, { expected, parents }: BranchCommit, id: string): Promise<boolean> {
  if (expected === undefined || parents.includes(expected)) return true;
  const { git, at } = await openStore(remote.embedded);
  return await git.isDescendent({ ...at, oid: id, ancestor: expected, depth: -1 });
}

/** The hook cannot be run here, and passing over it would break a promise to the user. */
function refusePushHook({ embedded: { root, gitFolder }, config }: EmbeddedRemote): void {
  const set = config.get('core.hookspath')?.replace(/^~(?=\/)/u, homedir);
  const folder = set === undefined ? join(gitFolder, 'hooks') : resolve(root, set);
  if (isExecutable(join(folder, 'pre-push'))) {
    throw new Error('the repository has a pre-push hook, which needs the git program (Debian package git).');
  }
}

/** Pushes under a name of its own, which is gone afterwards: what is pushed has to have one here. */
async function push(remote: EmbeddedRemote, { branch, expected }: BranchCommit, id: string): Promise<Delivered> {
  const { store, http } = await connection(remote);
  const { git, at } = store;
  const ref = `refs/headwater/push-${id}`;
  const said: string[] = [];
  const race = { lost: false };
  await git.writeRef({ ...at, ref, value: id, force: true });
  try {
    await git.push({
      ...at,
      http,
      ref,
      remote: remote.name,
      url: remote.pushAddress,
      remoteRef: `refs/heads/${branch}`,
      headers: headersFor(remote.config, remote.pushAddress),
      onMessage: (message) => void said.push(message),
      // Not only where the branch is no ancestor: somebody may have taken it back, or away, or have just made it.
      onPrePush: ({ remoteRef }) => {
        race.lost = remoteRef.oid !== (expected ?? NO_COMMIT);
        return !race.lost;
      },
    });
    await git.writeRef({ ...at, ref: trackingRef(remote, branch), value: id, force: true });
    return { kind: 'delivered', commit: id };
  } catch (error) {
    if (race.lost) return { kind: 'lost', said: `${branch} is not where it was.` };
    return rejected(remote, error, said.join(''));
  } finally {
    await git.deleteRef({ ...at, ref });
  }
}

/** The reason that the other side gave, judged as the git program's words are. */
function rejected(remote: EmbeddedRemote, error: unknown, said: string): Delivered {
  if (nameOf(error) === 'PushRejectedError') return { kind: 'lost', said: 'The branch has commits that are not here.' };
  const refused = nameOf(error) === 'GitPushError' ? /refs\/heads\/[^:]*:\s*(.+)/u.exec(wordsOf(error)) : null;
  const reason = refused?.[1];
  if (reason === undefined) return deliveryFailed(remote, [said, wordsOf(error)].join('\n'));
  const errors = said.replaceAll(/^/gmu, 'remote: ');
  const verdict = judgePush({ status: 1, output: `!\tx:x\t[remote rejected] (${reason})\n`, errors }, remote.scrub);
  if (verdict.kind === 'lost' || verdict.kind === 'refused') return { kind: verdict.kind, said: verdict.said };
  return deliveryFailed(remote, verdict.said);
}

async function hasArrived(remote: EmbeddedRemote, branch: string, id: string): Promise<boolean> {
  try {
    const tip = await tipOf(remote, branch);
    return tip !== undefined && (await contains(await openStore(remote.embedded), tip, id));
  } catch {
    return false;
  }
}

async function connection({ embedded }: EmbeddedRemote) {
  return { store: await openStore(embedded), http: { request } };
}

/** The headers that a checkout leaves for an address: `http.<address>.extraheader`. */
function headersFor(config: GitConfig, address: string): Record<string, string> {
  const plain = shownAddress(address);
  const headers: Record<string, string> = {};
  for (const [key, value] of config) {
    if (!/^http\.(?:.*\.)?extraheader$/su.test(key)) continue;
    const prefix = /^http\.(.*?)\/?\.extraheader$/su.exec(key)?.[1];
    const isMeant = prefix === undefined || plain === prefix || plain.startsWith(`${prefix}/`);
    const colon = value.indexOf(':');
    if (isMeant && colon > 0) headers[value.slice(0, colon).trim()] = value.slice(colon + 1).trim();
  }
  return headers;
}

function trackingRef({ name }: EmbeddedRemote, branch: string): string {
  return `refs/remotes/${name}/${branch}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
