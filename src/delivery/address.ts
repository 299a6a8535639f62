// Addresses of repositories: which of them name the same one.

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)(?:\/(.*))?$/i;

/** `git@host:path`, as ssh takes it; a single letter before the colon is a drive. */
const SHORT_SSH = /^(?:[^@/:]+@)?([^@/:]{2,}):(?!\/\/)(.+)$/;

/** Hosts that forges give to ssh alone. */
const OTHER_HOSTS: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
  'ssh.dev.azure.com': 'dev.azure.com',
};

/**
 * What an address of a repository comes to, without scheme, credentials, port and `.git`: two with the same result name the same repository.
 *
 * Shape  `host/path` in lower case, as Argo CD compares; it may be shown, for what could be a credential is gone.
 */
export function repositoryName(address: string): string {
  const trimmed = address.trim();
  const full = SCHEME.exec(trimmed);
  if (full) return named(hostOf(full[2] ?? ''), full[3] ?? '');
  const short = SHORT_SSH.exec(trimmed);
  return short ? named(short[1] ?? '', short[2] ?? '') : named('', trimmed);
}

/** Without credentials and port. */
function hostOf(authority: string): string {
  return authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
}

function named(host: string, path: string): string {
  const lower = host.toLowerCase();
  const known = Object.hasOwn(OTHER_HOSTS, lower) ? (OTHER_HOSTS[lower] ?? lower) : lower;
  const parts = path
    .replace(/[?#].*$/, '')
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  // Azure has a part for the way it is asked.
  const kept = known === 'dev.azure.com' ? parts.filter((part) => part !== '_git' && part !== 'v3') : parts;
  return [known, kept.join('/').replace(/\.git$/, '')].join('/');
}
