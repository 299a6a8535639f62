// Who stands in a commit.

/** A name and an address, as in commits. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Who commits where nobody is configured. */
export const DEFAULT_AUTHOR: Person = {
  name: 'headwater[bot]',
  email: 'headwater[bot]@users.noreply.github.com',
};
