// Which paths a ledger may name. A ledger can be edited by hand or come out of a merge, and what it names is written and deleted.

/**
 * Says what is wrong with the path of a manifest, or undefined where it is a plain `.yaml` file below the output root.
 *
 * Shape   the end of a sentence that begins with the path, such as `is absolute`.
 */
export function pathTrouble(path: string): string | undefined {
  const segments = path.split('/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  if (path.includes('\\')) return 'has a backslash';
  if (hasControl(path)) return 'has a control character';
  if (segments.includes('..')) return 'leads upwards';
  if (segments.includes('')) return 'has an empty part';
  if (segments.some((segment) => segment.startsWith('.'))) return 'has a part that starts with a dot';
  if (!path.endsWith('.yaml')) return 'does not end in .yaml';
  return undefined;
}

function hasControl(path: string): boolean {
  return /\p{Cc}/u.test(path);
}
