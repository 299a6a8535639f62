// What the parts of an address may be called (pure): the names of references, and the characters that stand in none of the parts.

/** Whether a text can name a branch, a tag or a commit of a remote: a plain name, no steps from it and no pattern. */
export function isReferenceName(text: string): boolean {
  if (unsafeCharacter(text) || /[~^:?*[\\]/.test(text)) return false;
  return text !== '' && text !== '@' && !/^[-+/.]|\/\/|\.\.|@\{|\/\.|[/.]$|\.lock(?:\/|$)/.test(text);
}

/** Whether a text has a character that could steer a terminal, split a line or hide something; spaces are among them. */
export function unsafeCharacter(text: string): boolean {
  return /[\p{C}\p{Z}]/u.test(text);
}
