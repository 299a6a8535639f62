// The plural that people would give a kind. What a CustomResourceDefinition says about it comes first, and is for kinds.ts.

/**
 * The plural under which a kind of this name is most likely served: `networkpolicies`, `ingresses`, `gateways`.
 *
 * Shape   lower case; y becomes ies, but not after a vowel; s, x, ch and sh get es; everything else gets s.
 */
export function guessPlural(kind: string): string {
  const name = kind.toLowerCase();
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
