// Which names a file system could take for Git's own folder. Paths that hold one are never written, whoever asks.

// What HFS+ drops from a name before it compares (the list that Git itself keeps).
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

/**
 * Tells whether some file system reads `name` as `.git`.
 *
 * Source  Git's checks for NTFS and HFS+ (CVE-2014-9390, CVE-2019-1352, CVE-2019-1353): letter case, `git~1`, trailing blanks and
 *         dots, alternate streams (`.git::$INDEX_ALLOCATION`), code points that are ignored.
 */
export function isGitName(name: string): boolean {
  const stream = name.indexOf(':');
  const plain = (stream < 0 ? name : name.slice(0, stream)).replace(IGNORED_BY_HFS, '').toLowerCase();
  return /^(?:\.git|git~\d+)[ .]*$/u.test(plain);
}

/** Why a path below the output root cannot be used; undefined where it can. */
export function pathTrouble(path: string): string | undefined {
  if (path === '' || path.startsWith('/') || path.includes('\u0000')) return 'is no relative path';
  const parts = path.split(/[/\\]/u);
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'is no path below the root';
  return parts.some(isGitName) ? 'has a part that a file system could read as .git' : undefined;
}
