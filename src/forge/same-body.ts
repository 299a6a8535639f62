// Whether a text that a forge keeps still is the one that was given to it.

/** Tells whether two bodies read the same. Forges change the ends of lines and drop blanks at the end. */
export function isSameBody(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd();
}
