// Which texts can be the name of a branch, by Git's own rules, without asking Git: a name from a flag or a variable is never an option or
// another reference.

// A lone surrogate has no bytes that Git could store.
const LONE_SURROGATE = /\p{Surrogate}/u;
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\//u;

/**
 * Tells whether `text` can be a branch's name, as it stands after `refs/heads/`.
 *
 * Source  git-check-ref-format(1), with the rules for branches: no leading '-', not `HEAD`. `@` is refused beside: it means HEAD.
 */
export function isBranchName(text: string): boolean {
  if (text === '' || text === 'HEAD' || text === '@' || text.startsWith('-')) return false;
  if (FORBIDDEN.test(text) || LONE_SURROGATE.test(text) || text.endsWith('.')) return false;
  return text.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}
