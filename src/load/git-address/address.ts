// The written form of a remote Git repository as an input, git+URL[//PATH][@REF], taken apart (pure). Whether its protocol may be used is
// for protocols.ts, fetching for fetch.ts.
//
// One rule for what could be read in two ways, in this order: the host ends at the first `/` behind `://`, and what stands before the last
// `@` in it are credentials; the reference is what follows the last `@` behind the host; the path is what follows the first `//` behind
// the host. An `@` in a path or a reference, or a `//` in a repository, is written %40 and %2F%2F.
import { isReferenceName, unsafeCharacter } from './names.ts';

/** A remote repository, and what of it is read. */
export interface GitAddress {
  /** In small letters, such as `https`; `ssh` for user@host:path. */
  readonly protocol: string;
  /** What Git is given; no password in it. */
  readonly url: string;
  /** What stood before the host, decoded. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Protocol, host and port: what the password is for. */
  readonly origin: string;
  /** Below the root, with '/'; '' for all of it. */
  readonly path: string;
  /** A branch, a tag or a full commit id; undefined: what the remote's HEAD is at. */
  readonly reference: string | undefined;
  /** The address without credentials, for people. */
  readonly shown: string;
  /** The same without the path: the repository at the reference. */
  readonly whole: string;
}

/** An address, or what is wrong with it, in one sentence, and how it is written. */
export type ParsedAddress = { readonly address: GitAddress } | { readonly problem: string; readonly help: string };

/** Whether an input is written as a remote repository, rightly or not. */
export function isGitAddress(input: string): boolean {
  return input.startsWith('git+');
}

/** Takes an address apart. No message repeats what may be a credential. */
export function parseGitAddress(input: string): ParsedAddress {
  if (unsafeCharacter(input)) return wrong('has a space, a control character or an invisible one in it', WRITTEN);
  const text = input.slice('git+'.length);
  if (text.startsWith('-')) return wrong('begins with "-", which Git would take for an option', WRITTEN);
  if (/^[a-z0-9-]*::/i.test(text)) return wrong('names a program that Git would run, not a repository', WRITTEN);
  const url = /^([a-z][a-z0-9.-]*):\/\/([^/]*)(\/.*)?$/i.exec(text);
  if (url) return parseUrl(url[1]?.toLowerCase() ?? '', url[2] ?? '', url[3] ?? '');
  const scp = /^([^@/]*)@([^:/]*):(.*)$/.exec(text);
  return scp ? parseScp(scp[1] ?? '', scp[2] ?? '', scp[3] ?? '') : wrong('is no URL', WRITTEN);
}

const WRITTEN =
  'Write git+https://HOST/REPOSITORY[//PATH][@REF] or git+ssh://git@HOST/REPOSITORY[//PATH][@REF]; REF is a branch, a tag or a full commit id.';
const ENCODED = 'Write an @ as %40 and a % as %25 in credentials, path and reference.';

function parseUrl(protocol: string, authority: string, rest: string): ParsedAddress {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const credentials = at < 0 ? undefined : credentialsIn(authority.slice(0, at));
  if (credentials === 'unreadable') return wrong('has credentials in it that are not percent-encoded rightly', ENCODED);
  const { user, password } = credentials ?? {};
  const problem = hostProblem(protocol, host) ?? userProblem(protocol, user, password);
  if (problem) return problem;
  const parts = partsOf(rest);
  if ('problem' in parts) return parts;
  const origin = `${protocol}://${host}`;
  // With a password, both go to Git another way: arguments of programs are seen by everybody on the machine.
  const before = user === undefined || password !== undefined ? '' : `${authority.slice(0, at)}@`;
  const { repository, path, reference } = parts;
  return {
    address: {
      ...{ protocol, user, password, origin, path, reference },
      url: `${protocol}://${before}${host}${repository}`,
      ...named(`git+${origin}${repository}`, path, reference),
    },
  };
}

/** `user@host:path`, as Git takes it for ssh. What could be a port is refused. */
function parseScp(user: string, host: string, rest: string): ParsedAddress {
  const problem = hostProblem('ssh', host) ?? userProblem('ssh', user, undefined);
  if (problem) return problem;
  if (/^(?:[/:-]|\d+(?:[/@]|$))/.test(rest)) {
    return wrong('can be read in more than one way behind the colon', `Write it as git+ssh://… . ${WRITTEN}`);
  }
  const parts = partsOf(`/${rest}`);
  if ('problem' in parts) return parts;
  const { path, reference } = parts;
  const repository = `${host}:${parts.repository.slice(1)}`;
  return {
    address: {
      ...{ protocol: 'ssh', user, password: undefined, origin: `ssh://${host}`, path, reference },
      url: `${user}@${repository}`,
      ...named(`git+${repository}`, path, reference),
    },
  };
}

function named(repository: string, path: string, reference: string | undefined): Pick<GitAddress, 'shown' | 'whole'> {
  const encoded = (text: string): string => text.replaceAll('%', '%25').replaceAll('@', '%40');
  const at = reference === undefined ? '' : `@${encoded(reference)}`;
  return { shown: `${repository}${path === '' ? '' : `//${encoded(path)}`}${at}`, whole: `${repository}${at}` };
}

// ---- before the repository

function credentialsIn(text: string): { readonly user: string; readonly password?: string } | 'unreadable' {
  const colon = text.indexOf(':');
  const user = decoded(colon < 0 ? text : text.slice(0, colon));
  const password = colon < 0 ? undefined : decoded(text.slice(colon + 1));
  if (user === undefined || (colon >= 0 && password === undefined)) return 'unreadable';
  return { user, ...(password === undefined ? {} : { password }) };
}

function hostProblem(protocol: string, host: string): ParsedAddress | undefined {
  if (protocol === 'file') return host === '' ? undefined : wrong('names a host for a file', WRITTEN);
  if (host.startsWith('-'))
    return wrong('has a host that begins with "-", which Git would take for an option', WRITTEN);
  const read = /^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\])(?::(?<port>\d{1,5}))?$/i.exec(host);
  if (read === null || Number(read.groups?.['port'] ?? 0) > 65_535) {
    return wrong('has no host, or one that cannot be a host, before the first "/"', `${WRITTEN} ${ENCODED}`);
  }
  return undefined;
}

function userProblem(
  protocol: string,
  user: string | undefined,
  password: string | undefined,
): ParsedAddress | undefined {
  if (user === undefined) return undefined;
  if (user.startsWith('-'))
    return wrong('has a user that begins with "-", which a program would take for an option', WRITTEN);
  if (unsafeCharacter(user) || (password !== undefined && /[\p{Cc}]/u.test(password))) {
    return wrong('has a control character in its credentials', WRITTEN);
  }
  if (protocol === 'ssh' && password !== undefined) {
    return wrong(
      'has a password, which ssh does not take from an address',
      'Use a key: ssh-agent, or GIT_SSH_COMMAND.',
    );
  }
  if (protocol === 'ssh' && !/^[\w.-]+$/.test(user)) return wrong('has a user that cannot be one of ssh', WRITTEN);
  return protocol === 'https' || protocol === 'http' || protocol === 'ssh'
    ? undefined
    : wrong(`has credentials, and ${protocol} takes none`, WRITTEN);
}

// ---- repository, path and reference

type Parts =
  | { readonly repository: string; readonly path: string; readonly reference: string | undefined }
  | { readonly problem: string; readonly help: string };

function partsOf(rest: string): Parts {
  if (/[?#]/.test(rest)) return wrong('has a query or a fragment', 'Write the reference as @REF at the end.');
  const at = rest.lastIndexOf('@');
  const reference = at < 0 ? undefined : decoded(rest.slice(at + 1));
  const place = at < 0 ? rest : rest.slice(0, at);
  const slashes = place.indexOf('//', 1);
  const repository = (slashes < 0 ? place : place.slice(0, slashes)).replace(/\/+$/, '');
  const path = decoded(slashes < 0 ? '' : place.slice(slashes + 2));
  if (at >= 0 && rest.slice(at).includes('//') && !place.includes('//')) {
    return wrong('has its path behind the reference', 'Write the path first: git+https://HOST/REPOSITORY//PATH@REF');
  }
  if (at >= 0 && (reference === undefined || !isReferenceName(reference))) {
    return wrong(
      'has a reference behind the last "@" that cannot be the name of a branch, a tag or a commit',
      `Ranges are none, nor is anything with "..", "@{", a control character or a leading "-". ${ENCODED}`,
    );
  }
  const names = decoded(repository);
  if (names === undefined || path === undefined) return wrong('is not percent-encoded rightly', ENCODED);
  if (repository === '' || place.startsWith('//')) return wrong('names no repository', WRITTEN);
  const all = `${names}/${path}`;
  if (unsafeCharacter(all)) return wrong('has a space, a control character or an invisible one in it', WRITTEN);
  if (all.split(/[/\\]/).includes('..'))
    return wrong('has ".." in its path', 'Write the path from the root of the repository.');
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  return { repository, path: steps.join('/'), reference };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function wrong(problem: string, help: string): { readonly problem: string; readonly help: string } {
  return { problem, help };
}
